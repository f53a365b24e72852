from __future__ import annotations

from simulator.event_kinds import Event
from simulator.simulation.simulate import simulate
from tests.worlds import line_network, world_of

LINE = line_network(7)


def fleet(*nodes: int):
    depots = [{"name": f"d{n}", "lon": float(LINE.lon[n]), "lat": float(LINE.lat[n])} for n in nodes]
    return {"minibus": {"count": len(nodes), "seats": 8, "depots": depots}}


def served_by(requests, *nodes: int) -> list[int]:
    world = world_of(LINE, requests, fleet=fleet(*nodes), dispatch={"policy": "nearest_idle"})
    events = simulate(world, debug=True)
    return events[events["kind"] == Event.ACCEPTED]["vehicle"].tolist()


def test_the_nearest_idle_vehicle_goes() -> None:
    assert served_by([{"submitted_s": 0, "origin_node": 5, "destination_node": 6}], 0, 6) == [1]


def test_ties_go_to_the_lower_index() -> None:
    assert served_by([{"submitted_s": 0, "origin_node": 3, "destination_node": 6}], 6, 0) == [0]


def test_busy_vehicles_are_left_alone_even_when_they_pass_by() -> None:
    requests = [
        {"submitted_s": 0, "origin_node": 1, "destination_node": 6},
        {"submitted_s": 60, "origin_node": 2, "destination_node": 6},
    ]
    assert served_by(requests, 0) == [0]
