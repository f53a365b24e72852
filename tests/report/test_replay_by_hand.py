"""What the replay and the small maps are told of vehicles and riders, worked out by hand on a line of streets."""

from __future__ import annotations

from itertools import pairwise
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from numpy.typing import NDArray

from simulator.analysis.series.passengers import PASSENGERS
from simulator.analysis.vehicles.states import STATES
from simulator.event_kinds import Event
from simulator.network.graph import RoadNetwork, make_network
from simulator.report.compare import maps
from simulator.report.replay import boardings, moves, riders
from simulator.report.replay.moves import OFF_DUTY, follow_vehicles
from simulator.report.replay.packing import narrow
from simulator.tables import NO_CALL, no_rows

IDLE, DRIVING = str(STATES[-1]), str(STATES[0])
NAN = float("nan")


def line(seconds: tuple[float, ...] = (60, 60, 60)) -> RoadNetwork:
    """Junctions from west to east on the equator, a hundredth of a degree, 1112 m, apart."""
    count = len(seconds)
    edges = pd.DataFrame(
        {
            "u": np.arange(count), "v": np.arange(count) + 1, "length": 1112.0, "speed_kph": 60.0,
            "travel_time": seconds, "oneway": False, "highway": "primary", "kind": "road",
        }
    )  # fmt: skip
    return make_network("line", np.arange(count + 1) / 100, np.zeros(count + 1), edges)


def tables_of(legs: list[tuple[int, ...]], fleet: int = 1, states: list[tuple[Any, ...]] = ()) -> Any:  # type: ignore[assignment]
    """Legs: vehicle, from, to, departed, arrived; states: vehicle, what, from, until, riders."""
    driven = pd.DataFrame(legs, columns=["vehicle", "from_node", "to_node", "departed_s", "arrived_s"])
    return SimpleNamespace(
        names=[str(number) for number in range(fleet)],
        vehicles=fleet,
        legs=driven.assign(length_m=1112 * (driven["to_node"] - driven["from_node"]).abs()),
        events=pd.DataFrame({"kind": [int(Event.SHIFT_STARTED), 0], "vehicle": [0, 0], "node": [2, 1]}),
        states=pd.DataFrame(states, columns=["vehicle", "state", "began_s", "ended_s", "riders"]),
    )


def test_streets_are_told_by_tenths_of_seconds_that_fit() -> None:
    """Faster than a tenth is a tenth; more than 6553.5 s, of a ferry perhaps, is that."""
    found = follow_vehicles(tables_of([(0, 0, 3, 0, 9), (0, 3, 2, 20, 30)]), line((0.05, 12.34, 7000))).arrays
    assert found["arc_time"].tolist() == [1, 123, 65_535, 65_535]
    assert found["arc_head"].tolist() == [1, 2, 3, 2]
    assert found["arc_edge"].tolist() == [0, 1, 2, 2]
    assert found["arc_backwards"].tolist() == [0, 0, 0, 1]
    assert found["arc_count"].tolist() == [1, 1, 1, 1]
    assert (found["leg_steps"].tolist(), found["steps"].tolist()) == ([3, 1], [0, 0, 0, 0])
    assert (found["vehicle_legs"].tolist(), found["vehicle_start"].tolist()) == ([2], [0])
    both = follow_vehicles(tables_of([(0, 2, 3, 20, 30), (0, 1, 0, 0, 9), (0, 1, 2, 12, 15)]), line()).arrays
    assert both["leg_from"].tolist() == [1, 1, 2]
    assert (both["arc_count"].tolist(), both["steps"].tolist()) == ([0, 2, 1, 0], [0, 1, 0])


def test_who_never_drives_is_where_the_shift_began() -> None:
    assert follow_vehicles(tables_of([]), line()).arrays["vehicle_start"].tolist() == [2]
    nowhere = tables_of([], fleet=3)
    nowhere.events.loc[0, "node"] = -1
    nowhere.events.loc[1, "kind"] = int(Event.SHIFT_STARTED)
    nowhere.events["vehicle"] = [1, 2]
    assert follow_vehicles(nowhere, line()).arrays["vehicle_start"].tolist() == [0, 0, 1]


@pytest.mark.parametrize(
    ("room", "shown"), [(10_000, list(range(10))), (360, [0, 2, 4, 6, 9]), (144, [0, 9]), (1, [0])]
)  # twenty legs need 35 bytes each, and one for each of their streets
def test_of_very_long_days_some_vehicles_are_shown(
    room: int, shown: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(moves, "MOST_BYTES", room)
    legs = [(vehicle, 0, 1, 0, 60) for vehicle in range(10) for _ in range(2)]
    assert moves._shown(tables_of(legs, fleet=10), line()).tolist() == shown
    assert moves._shown(tables_of([], fleet=0), line()).tolist() == []


def test_a_vehicle_is_off_duty_between_its_states_and_after_them() -> None:
    states = [
        (1, IDLE, 5, 15, 0), (0, DRIVING, 10, 20, 3), (0, IDLE, 0, 10, 0), (0, "unheard of", 30, 40, 1),
        (3, IDLE, 0, 9, 0),
    ]  # fmt: skip
    found = follow_vehicles(tables_of([], fleet=3, states=states), line()).arrays
    idle, driving = len(STATES) - 1, 0
    assert found["vehicle_states"].tolist() == [5, 2, 0]
    assert found["state_began"].tolist() == [0, 10, 20, 30, 40, 5, 15]
    assert found["state_code"].tolist() == [idle, driving, OFF_DUTY, OFF_DUTY, OFF_DUTY, idle, OFF_DUTY]
    assert found["state_riders"].tolist() == [0, 3, 0, 1, 0, 0, 0]


def asked(vehicles: list[int | None], **columns: Any) -> pd.DataFrame:
    """Requests that begin at nodes 0, 1, 2, ... and end at the next one."""
    count = len(vehicles)
    table = pd.DataFrame(
        {
            "request_id": [str(number) for number in range(count)], "vehicle": pd.array(vehicles, dtype="Int64"),
            "pickup_node": range(count), "dropoff_node": range(1, count + 1), "pickup_stop": "", "dropoff_stop": "",
            "origin_lon": 0.5, "origin_lat": 0.0, "destination_lon": 0.5, "destination_lat": 0.0, "party_size": 2,
            "status": ["rejected" if vehicle is None else "served" for vehicle in vehicles],
        }
    )  # fmt: skip
    return table.assign(**dict.fromkeys(riders._TIMES, pd.array([None] * count, dtype="Int64"))).assign(**columns)


@pytest.mark.parametrize(
    ("shown", "fleet", "chosen"),
    [
        ([0, 1], 2, [0, 1, 2, 3, 4, 5, 6]),
        ([1], 2, [1, 3, 5]),  # half of those without a ride, every other one of four
        ([], 2, []),
        ([], 0, [3, 4, 5, 6]),  # nobody could be carried: all are shown
    ],
)
def test_riders_of_the_vehicles_that_are_shown(shown: list[int], fleet: int, chosen: list[int]) -> None:
    requests = asked([0, 1, 0, None, None, None, None])
    found = riders.choose_requests(requests, np.array(shown, dtype=np.int64), fleet)
    assert found.index.tolist() == chosen


def test_no_more_riders_than_a_page_can_carry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(riders, "MOST_REQUESTS", 3)
    found = riders.choose_requests(asked([0] * 7), np.array([0]), 1)
    assert found.index.tolist() == [0, 2, 4]


def test_a_request_in_numbers() -> None:
    """Times are one more than they are, so that 0 is none; nodes come before doors."""
    requests = asked([4, None], boarded_s=pd.array([0, None], dtype="Int64"), pickup_node=[1, -1])
    found = riders.describe_requests(requests, line(), np.array([3, 4]))
    assert (found["request_boarded"].tolist(), found["request_wait"].tolist()) == ([1, 0], [0, 0])
    assert (found["request_vehicle"].tolist(), found["request_served"].tolist()) == ([2, 0], [1, 0])
    assert found["request_party"].tolist() == [2, 2]
    xy = line().xy_m()
    door = line().project(np.array([0.5]), np.array([0.0]))[0]
    assert found["request_origin_x"].tolist() == [round(xy[1, 0]), round(door[0])]
    assert found["request_destination_x"].tolist() == [round(xy[1, 0]), round(xy[2, 0])]


def test_names_of_stops_are_told_once() -> None:
    requests = asked([0, 0, 0], pickup_stop=["a", "b", "x"], dropoff_stop=["b", "c", None])
    stops = pd.DataFrame({"stop_id": ["a", "b", "c"], "name": ["A", "B", "C"]})
    names, codes = riders.names_of_stops(requests, stops)
    assert names == ["A", "B", "C"]
    assert (codes["request_from"].tolist(), codes["request_to"].tolist()) == ([1, 2, 0], [2, 3, 0])
    for unnamed in (None, stops[["name"]], stops[["stop_id"]]):
        nothing, zeros = riders.names_of_stops(requests, unnamed)
        assert nothing == [] and zeros["request_to"].tolist() == [0, 0, 0]


def test_the_busiest_places_come_first(monkeypatch: pytest.MonkeyPatch) -> None:
    requests = asked([0, 0, None, None, 0], pickup_node=[1, 2, 0, 0, 2], pickup_stop=["b", "c", "", "", "c"])
    stops = pd.DataFrame({"stop_id": ["b", "c"], "name": ["B", "C"]})
    none = no_rows(PASSENGERS)
    names, places = boardings.count_boardings(requests, none, stops, line())
    assert names == ["C", "B", ""]
    assert (places["place_served"].tolist(), places["place_left"].tolist()) == ([2, 1, 0], [0, 0, 2])
    # two get on at B to ride to a bus, and one into that bus at C
    rides = pd.DataFrame({"from_call": [NO_CALL, NO_CALL, 7], "from_name": ["B", "B", "C"], "from_lat": 0.0})
    more = boardings.count_boardings(requests, rides.assign(from_lon=[0.01, 0.01, 0.02]), stops, line())
    assert (more[0], more[1]["place_served"].tolist()) == (["B", "C", ""], [3, 2, 0])
    assert places["place_x"].tolist() == [round(line().xy_m()[node, 0]) for node in (2, 1, 0)]
    monkeypatch.setattr(boardings, "MOST_PLACES", 1)
    assert boardings.count_boardings(requests, none, None, line())[0] == [""]


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        ([], np.uint8), ([255], np.uint8), ([256], np.uint16), ([65_535], np.uint16), ([65_536], np.uint32),
        ([2**32 - 1], np.uint32), ([-1, 5], np.int32), ([-(2**31)], np.int32), ([-1, 2**31 - 1], np.int32),
    ],
)  # fmt: skip
def test_numbers_take_no_more_room_than_they_need(values: list[int], kind: type) -> None:
    found: NDArray[Any] = narrow(values)
    assert found.dtype == kind and found.tolist() == values


@pytest.mark.parametrize("values", [[2**32], [-1, 2**31], [-(2**31) - 1]])
def test_numbers_that_do_not_fit_are_refused(values: list[int]) -> None:
    with pytest.raises(ValueError, match="do not fit into 32 bits"):
        narrow(values)


def test_small_maps_of_variants(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of the first, four got on at node 0 and one at node 2, where another did not; of the second, one at node 3."""
    first = asked([0, 0, 0, 0, 0, None], pickup_node=[0, 0, 0, 0, 2, 2])
    second = asked([0], pickup_node=[3])
    runs = {"a": first, "b": second}
    monkeypatch.setattr(
        maps, "read_run_data",
        lambda folder: SimpleNamespace(network=line(), tables=SimpleNamespace(requests=runs[folder]), guarded=False),
    )  # fmt: skip
    experiment: Any = SimpleNamespace(
        variants=("a", "gone", "b"), run_folder=lambda name: None if name == "gone" else name
    )
    found = maps.small_maps(experiment)
    assert found is not None
    x = [round(east) // 50 for east in line().xy_m()[:, 0]]
    assert found.box == (x[0] - 20, -20, x[3] - x[0] + 40, 40)
    size = (x[3] - x[0] + 40) / 45
    assert found.maps == {
        "a": ([(x[0], 0, round(size, 1)), (x[2], 0, round(size / 2, 1))], [(x[2], 0)]),
        "b": ([(x[3], 0, round(size / 2, 1))], []),
    }
    assert found.roads == "".join(f"M{a} 0L{b} 0" for a, b in pairwise(x))
    assert maps._road_path(line(), (x[0] - 20, -20, 5, 40)) == ""
    assert maps._road_path(line(), (x[0], 0, 0, 0)) == f"M{x[0]} 0L{x[1]} 0"
    assert maps.small_maps(SimpleNamespace(variants=("gone",), run_folder=lambda _name: None)) is None  # type: ignore[arg-type]
    runs["a"] = first.iloc[:0]
    assert maps.small_maps(SimpleNamespace(variants=("a",), run_folder=lambda name: name)) is None  # type: ignore[arg-type]
