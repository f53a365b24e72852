"""The rule about parallel buses and the ride all the way that a feeder offers, by hand: it holds, and tells nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from simulator.event_kinds import Event
from simulator.experiments.audit import audit_result
from simulator.experiments.run import RunResult, run
from simulator.reasons import Reason
from simulator.scenario.loader import load_scenario
from tests.feeder.days import write_feeder_day
from tests.timetable.days import Settings
from tests.worlds import NO_CACHE

# From the first stop of the bus at 0 km, which leaves at 08:00, to the one at 10 km, where it is at 08:20.
RIDE: Settings = {"from": 0, "to": 10_000, "asks": "06:00", "party": 2}
HUBS = {"hubs": {"route_types": ["bus"]}}
SURCHARGE = {"then": "surcharge", "surcharge": "1.25 EUR"}
PAID = {"per_trip": "3 EUR", "surcharge": "1 EUR"}


def day(folder: Path, rule: Settings, feeder: Settings | None = None, **more: Any) -> RunResult:
    settings = {"chains": False, **HUBS, **(feeder or {})}
    file = write_feeder_day(folder / "day", [RIDE], settings, rufbus={"parallel_service": rule}, **more)
    result = run(load_scenario(file), cache=NO_CACHE, debug=True)
    assert audit_result(result) == []
    return result


def values(result: RunResult, *kinds: Event) -> list[int]:
    events = result.whole.events
    return [int(value) for value in events.loc[events["kind"].isin(kinds), "value"]]


TOLD = (Event.JOURNEY_LEAVES, Event.JOURNEY_ARRIVES, Event.SURCHARGED)


@pytest.mark.parametrize(
    ("rule", "feeder", "cents"),
    [
        ({"then": "tell"}, {}, [600]),
        (SURCHARGE, {}, [600 + 250]),
        (SURCHARGE | {"except": {"classes": ["rider"]}}, {}, [600]),
        (SURCHARGE, {"fares": PAID}, [2 * 400]),
        ({"then": "reject"}, {}, []),
        ({"then": "reject", "within": "0 min"}, {}, [600]),
        # Leaves at once and is there sooner than the bus: nothing beats it. See below for what does.
        ({"then": "drop"}, {}, [600]),
    ],
)
def test_the_rule_holds_for_the_ride_all_the_way(
    tmp_path: Path, rule: Settings, feeder: Settings, cents: list[int]
) -> None:
    result = day(tmp_path, rule, feeder)
    assert values(result, Event.LEG_FARE) == cents
    assert values(result, Event.REJECTED) == ([] if cents else [Reason.PARALLEL_SERVICE])
    assert values(result, *TOLD) == []


@pytest.mark.parametrize(("minutes", "dropped"), [(6, False), (24, True)])
def test_a_ride_all_the_way_is_dropped_that_a_journey_beats(tmp_path: Path, minutes: int, dropped: bool) -> None:
    """Boarding takes 6 or 24 minutes; the bus then leaves no sooner, is there sooner, and costs less."""
    rufbus = {"dwell": f"{minutes} min", "parallel_service": {"then": "drop", "plus": "60 min"}}
    file = write_feeder_day(tmp_path / "day", [RIDE], {"chains": False, **HUBS}, rufbus=rufbus)
    result = run(load_scenario(file), cache=NO_CACHE)
    assert audit_result(result) == []
    assert values(result, Event.REJECTED) == ([Reason.PARALLEL_SERVICE] if dropped else [])


def test_who_is_refused_by_the_feeder_is_told_by_the_service_itself(tmp_path: Path) -> None:
    result = day(tmp_path, {"then": "reject"}, asks=["feeder", "rufbus"])
    assert values(result, Event.REJECTED) == [Reason.PARALLEL_SERVICE, Reason.PARALLEL_SERVICE]
    assert len(values(result, *TOLD)) == 2
    assert result.tables.requests["request"].tolist() == [0]


def test_a_surcharge_is_weighed_like_the_fare(tmp_path: Path) -> None:
    """By train from 5 km, with a ride to it and from it, as soon as the ride all the way is dear enough."""
    ride, value = {"from": 1000, "to": 18_000, "asks": "06:00"}, {"value_of_time": "10 EUR"}
    for surcharge, rides in (("0.01 EUR", 1), ("500 EUR", 3)):
        rule = SURCHARGE | {"surcharge": surcharge, "walk": "5 km", "plus": "3 h"}
        file = write_feeder_day(
            tmp_path / surcharge, [ride], {"cost": value, "longest": "3 h"}, rufbus={"parallel_service": rule}
        )
        result = run(load_scenario(file), cache=NO_CACHE)
        assert len(values(result, Event.LEG)) == rides
