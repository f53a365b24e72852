"""Changing the plans of everybody to fit somebody in, without breaking a promise."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from simulator.analysis.audit.all import audit
from simulator.dispatch.neighbourhood import neighbourhood
from simulator.event_kinds import Event
from simulator.fleet.reading import ReadablePlans
from simulator.kernels.replan.problem import NOBODY
from simulator.services.ridepooling.replanning import Fit, Replanner
from simulator.simulation.simulate import simulate
from tests.worlds import line_network, random_requests, world_of

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


def test_who_is_met_by_the_same_minibus_on_another_shift_is_given_to_nobody_else(monkeypatch) -> None:
    monkeypatch.setattr(ReadablePlans, "number", lambda _fleet, _shift: 0)  # both plans are shifts of one minibus
    events = simulate(day("every_request"))
    assert [row[2] for row in rows_of(events, Event.BOARDED)] == [1, 0]
    assert rows_of(events, Event.REASSIGNED) == []


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


def busy_day(seed: int, vehicles: int, when: str = "every_request", fleet: int = 4):
    """Forty requests for a few minibuses at both ends of a line; so many plans are looked at together."""
    return world_of(
        LINE,
        random_requests(np.random.default_rng(seed), 7),
        fleet={"minibus": {"count": fleet, "seats": 2, "depots": [depot(0), depot(6)]}},
        limits={"default": {"max_wait_s": 120, "max_ride_alpha": 1.5, "max_ride_beta_s": 120}},
        dispatch={"replan": {"when": when, "iterations": 60, "vehicles": vehicles}},
    )


@pytest.mark.parametrize("vehicles", [2, 3, 4])
def test_days_keep_all_promises_however_few_plans_are_looked_at(vehicles) -> None:
    moved = 0
    for seed in range(3):
        world = busy_day(seed, vehicles)
        events = simulate(world, debug=True)
        assert audit(events, world.requests, world.vehicles, world.roads.between) == []
        moved += len(rows_of(events, Event.REASSIGNED))
    assert moved >= 10


def test_few_plans_are_enough_for_most_that_the_whole_fleet_could_take(monkeypatch) -> None:
    """Whoever does not fit in is tried with all plans, too, and with ten times the effort; nothing comes of that.

    The auditor follows all of these days: few random days have anybody who fits in only so.
    """
    tried: list[tuple[bool, bool]] = []
    fit_in = Replanner.fit_in

    def both(self: Replanner, newcomer: np.ndarray, now_s: int) -> Fit | None:
        kept = self._most, self._fit, self._random
        self._most, self._fit, self._random = 3, replace(self._fit, iterations=600), np.random.default_rng(1)
        whole = fit_in(self, newcomer, now_s)
        self._most, self._fit, self._random = kept
        found = fit_in(self, newcomer, now_s)
        tried.append((found is not None, whole is not None))
        return found

    monkeypatch.setattr(Replanner, "fit_in", both)
    for seed in range(40):
        world = busy_day(seed, 2, "on_rejection", fleet=5)
        assert audit(simulate(world, debug=True), world.requests, world.vehicles, world.roads.between) == []
    few, whole = np.array(tried).sum(axis=0)
    assert whole >= 20
    assert few >= 0.8 * whole


def test_twice_as_many_plans_are_looked_at_where_a_request_fits_nowhere(monkeypatch) -> None:
    looked_at = set()

    def noted(off_s: np.ndarray, most: int, own: int = NOBODY) -> np.ndarray:
        looked_at.add(("improved" if own != NOBODY else "fitted in", most))
        return neighbourhood(off_s, most, own)

    monkeypatch.setattr("simulator.services.ridepooling.replanning.neighbourhood", noted)
    for seed in range(6):
        simulate(busy_day(seed, 2, fleet=6))
    assert looked_at == {("improved", 2), ("fitted in", 4)}


def test_windows_of_further_rides_are_kept_too() -> None:
    held = SimpleNamespace(window_s=np.array([[1, 2]], dtype=np.int32))
    Replanner.promised(held, 0, 3, 4)
    Replanner.promised(held, 2, 5, 9)
    Replanner.promised(held, 1, 6, 7)
    Replanner.put_off(held, 1, 8)
    assert held.window_s[:3].tolist() == [[3, 4], [6, 8], [5, 9]]
