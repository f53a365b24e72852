"""Changing the plans of everybody to fit somebody in, without breaking a promise."""

from __future__ import annotations

import pandas as pd
import pytest

from simulator.analysis.audit.all import audit
from simulator.event_kinds import Event
from simulator.simulation.simulate import simulate
from tests.worlds import line_network, world_of

LINE = line_network(7)


def depot(node: int):
    return {"name": f"depot {node}", "lon": float(LINE.lon[node]), "lat": float(LINE.lat[node])}


def day(when: str, **dispatch):
    """Two minibuses at both ends of a line; one is promised to node 3, then somebody is waiting at its own end."""
    requests = [
        {"submitted_s": 600, "earliest_departure_s": 1800, "origin_node": 3, "destination_node": 4},
        {"submitted_s": 1600, "earliest_departure_s": 1800, "origin_node": 0, "destination_node": 1},
    ]
    return world_of(
        LINE,
        requests,
        fleet={"minibus": {"count": 2, "seats": 8, "depots": [depot(0), depot(6)]}},
        limits={"default": {"max_wait_s": 120}},
        dispatch={"replan": {"when": when, "iterations": 50}, **dispatch},
    )


def rows_of(events: pd.DataFrame, kind: Event) -> list[tuple[int, int, int]]:
    rows = events[events["kind"] == kind]
    return list(zip(rows["time_s"].tolist(), rows["vehicle"].tolist(), rows["request"].tolist(), strict=True))


def test_without_replanning_the_second_is_rejected() -> None:
    assert len(rows_of(simulate(day("never"), debug=True), Event.REJECTED)) == 1


@pytest.mark.parametrize("when", ["on_rejection", "every_request"])
@pytest.mark.parametrize("diversion", [True, False])
def test_the_first_is_given_to_the_other_minibus_so_that_the_second_fits(when, diversion) -> None:
    world = day(when, diversion=diversion)
    events = simulate(world, debug=True)
    assert rows_of(events, Event.REJECTED) == []
    assert rows_of(events, Event.REASSIGNED) == [(1600, 1, 0)]
    assert [row[1:] for row in rows_of(events, Event.BOARDED)] == [(0, 1), (1, 0)]
    assert audit(events, world.requests, world.vehicles, world.roads.between) == []


def test_who_does_not_fit_changes_nothing() -> None:
    requests = [
        {"submitted_s": 600, "origin_node": 3, "destination_node": 0},
        {"submitted_s": 700, "origin_node": 6, "destination_node": 0},
    ]
    limits = {"default": {"max_wait_s": 200, "max_ride_beta_s": 0, "max_ride_alpha": 1}}
    replan = {"replan": {"when": "on_rejection", "iterations": 50}}
    events = simulate(world_of(LINE, requests, limits=limits, dispatch=replan), debug=True)
    assert len(rows_of(events, Event.REJECTED)) == 1
    pd.testing.assert_frame_equal(events, simulate(world_of(LINE, requests, limits=limits)))


def test_the_same_seed_gives_the_same_day() -> None:
    pd.testing.assert_frame_equal(simulate(day("every_request")), simulate(day("every_request")))
