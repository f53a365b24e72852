"""Shared cars on a day that goes over to other terms: who books before keeps the old ones, worked out by hand."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from simulator.experiments.audit import audit_result
from simulator.experiments.run import RunResult, run
from simulator.scenario.during_day import refused_changes
from simulator.simulation.simulate import simulate
from simulator.world.branch import Branch
from simulator.world.build import World
from tests.carsharing.worlds import HOUR, booking, scenario_of, station, world_of
from tests.worlds import line_network

NETWORK = line_network(10)
FARES = {"per_hour": "2 EUR", "per_km": "0.5 EUR"}
BOOKED = [
    booking(1, 8 * HOUR, 10 * HOUR),  # two hours and 10 km: 4 + 5 EUR, whatever holds later
    booking(2, 20 * HOUR, 22 * HOUR, submitted_s=9 * HOUR - 1),  # the same
    booking(3, 12 * HOUR, 14 * HOUR, submitted_s=9 * HOUR),  # the first on new terms
    booking(4, 15 * HOUR, 19 * HOUR, submitted_s=9 * HOUR),
    booking(5, 16 * HOUR, 18 * HOUR, submitted_s=13 * HOUR),
]


def world_before(**sharing: Any) -> World:
    told = {"stations": [station(NETWORK, 0, cars=3)], "fares": FARES, **sharing}
    return world_of(NETWORK, scenario_of(told), BOOKED)


def going_over(*later: tuple[int, dict[str, Any]]) -> RunResult:
    """Return what the day becomes with other terms, each from a time on [s]."""
    base, branch = world_before(), None
    scenario, shared = base.scenario, base.services["cars"]
    for at_s, change in later:
        after = world_before(**change)
        shared = shared.going_over(after.services["cars"])  # type: ignore[attr-defined]
        nobody = np.zeros(0, dtype=np.bool_)
        branch = Branch(at_s, scenario, after.scenario, nobody, {"cars": shared}, {}, branch)
        scenario = after.scenario
        assert refused_changes(base.scenario, scenario) == []
    return run(scenario, world=replace(base, branch=branch))


def ends(result: RunResult) -> list[str]:
    assert result.carsharing is not None
    rows = result.carsharing.bookings.sort_values("booking_id")
    return [row.reason if row.status == "refused" else row.status for row in rows.itertuples()]


def test_each_pays_what_they_were_told() -> None:
    assert going_over().kpis["carsharing_revenue_eur"] == 4 * (4 + 5) + 8 + 5
    dearer = FARES | {"per_hour": "3 EUR"}
    once = going_over((9 * HOUR, {"fares": dearer}))
    assert once.kpis["carsharing_revenue_eur"] == 2 * (4 + 5) + 2 * (6 + 5) + 12 + 5
    twice = going_over((9 * HOUR, {"fares": dearer}), (13 * HOUR, {"fares": FARES | {"per_km": "1 EUR"}}))
    assert twice.kpis["carsharing_revenue_eur"] == 2 * (4 + 5) + 6 + 5 + 12 + 5 + 4 + 10
    assert audit_result(twice) == []


def test_limits_hold_for_who_books_later() -> None:
    short = {"booking": {"max_duration": "3 h"}}
    assert ends(going_over((9 * HOUR, short))) == ["used", "used", "used", "too_long", "used"]
    near = {"booking": {"horizon": "4 h"}}
    assert ends(going_over((9 * HOUR, near))) == ["used", "used", "used", "too_early", "used"]
    long = {"booking": {"min_duration": "3 h"}}
    assert ends(going_over((9 * HOUR, short), (13 * HOUR, long))) == ["used", "used", "used", "too_long", "too_short"]


def test_terms_that_nobody_meets_change_nothing() -> None:
    log = simulate(world_before())
    assert going_over((13 * HOUR + 1, {"booking": {"max_duration": "1 h"}})).events.equals(log)
