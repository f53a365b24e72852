"""The auditor of rules about who may book sees what is told, refused or charged against them."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from simulator.analysis.audit.usable import SlowJourneys, lies_in
from simulator.event_kinds import Event
from simulator.experiments.audit import audit_who_may_book
from simulator.experiments.run import RunResult
from simulator.reasons import Reason
from simulator.services.ridepooling.schema import Config
from tests.network.timetable.brute_force import BruteForce
from tests.network.timetable.tables import drawn
from tests.timetable.days import LINES, Settings, result_of
from tests.timetable.test_parallel_service import A, B, C, E, rufbus
from tests.timetable.test_service import at
from tests.worlds import DEGREE_M

RIDES = [{"from": A, "to": C, "at": "08:00", "asks": "06:00", "party": 2}, {"from": A, "to": C, "at": "11:00"}]


def day_of(folder: Path, rule: Settings, rides: list[Settings] | None = None, **more: Any) -> RunResult:
    services = {"rufbus": rufbus(rule, **more), "lines": LINES}
    return result_of(folder, rides or RIDES, services=services, asks=["rufbus"])


def found_in(day: RunResult, *, rule: Settings | None = None, **config: Any) -> list[str]:
    """What is wrong with a day whose rule was another one."""
    world = day.world
    part = world.scenario.services["rufbus"]
    assert isinstance(part, Config)
    if rule is not None:
        config["parallel_service"] = part.parallel_service.model_copy(update=rule)  # type: ignore[union-attr]
    services = world.scenario.services | {"rufbus": part.model_copy(update=config)}
    scenario = world.scenario.model_copy(update={"services": services})
    return audit_who_may_book(day.whole, day.services[0], replace(world, scenario=scenario))


@pytest.mark.parametrize(
    ("made_with", "held_against", "wrong"),
    [
        ({"then": "tell"}, {"then": "reject"}, ["accepted, but there are journeys by timetable that will do"]),
        ({"then": "reject"}, {"then": "tell"}, ["which the rule says to tell"]),
        ({"then": "reject"}, {"max_time_factor": 1.0, "plus_s": 0}, ["is told", "but none will do"]),
        ({"max_time_factor": 1, "plus": "0 s"}, {"max_time_factor": 2.0, "plus_s": 0}, ["accepted, but there are"]),
        ({"then": "tell", "within": "0 min"}, {"within_s": 1800}, ["accepted, but not told of journeys"]),
        (
            {"then": "surcharge", "surcharge": "1 EUR"}, {"surcharge_eur": 1.5},
            ["a surcharge of 200 cents, expected 300"],
        ),
        ({"then": "tell"}, {"then": "surcharge", "surcharge_eur": 1.0}, ["200 cents of a surcharge are missing"]),
    ],
)  # fmt: skip
def test_what_breaks_the_rule(tmp_path: Path, made_with: Settings, held_against: Settings, wrong: list[str]) -> None:
    day = day_of(tmp_path, made_with)
    assert found_in(day) == []
    found = found_in(day, rule=held_against)
    assert len(found) == len(wrong), found
    assert all(text in line for text, line in zip(wrong, found, strict=True)), found


def changed(day: RunResult, kind: Event, **columns: int) -> RunResult:
    """The same day with other values in the first row of a kind."""
    events = day.whole.events.copy()
    row = events.index[events["kind"] == kind][0]
    for name, value in columns.items():
        events.loc[row, name] += value
    return replace(day, events=events)


@pytest.mark.parametrize(
    ("kind", "columns", "told"),
    [
        (Event.JOURNEY_LEAVES, {"value": 60}, "a journey from 28860 s to 30000 s is told"),
        (Event.JOURNEY_ARRIVES, {"value": -1}, "a journey from 28800 s to 29999 s is told"),
    ],
)
def test_a_journey_that_is_none_is_seen(tmp_path: Path, kind: Event, columns: dict[str, int], told: str) -> None:
    day = changed(day_of(tmp_path, {"then": "reject"}), kind, **columns)
    found = audit_who_may_book(day.whole, day.services[0], day.world)
    assert len(found) == 1
    assert told in found[0]


def test_the_journey_nearest_to_the_wish_has_to_be_told(tmp_path: Path) -> None:
    """The buses of 08:00 and 09:00 will do; the later one is nearer to 08:35, and the earlier one is told."""
    ride = {"from": A, "to": C, "at": "08:35", "asks": "06:00"}
    day = day_of(tmp_path, {"then": "tell", "within": "60 min"}, [ride])
    events = day.whole.events.copy()
    told = events["kind"].isin([Event.JOURNEY_LEAVES, Event.JOURNEY_ARRIVES])
    events.loc[told, "value"] -= 3600
    found = audit_who_may_book(replace(day, events=events).whole, day.services[0], day.world)
    assert len(found) == 1
    assert "a journey is told that is off the wish by more than 1500 s" in found[0]


@pytest.mark.parametrize(("announced", "leaves"), [("05:00", "09:00"), ("06:00", "09:00"), ("07:00", "08:00")])
def test_a_journey_that_is_known_not_to_run_will_not_do(tmp_path: Path, announced: str, leaves: str) -> None:
    """The bus of 08:00 does not run; who asks at 06:00 is told of it as long as that is not announced."""
    ride = {"from": A, "to": C, "at": "08:25", "asks": "06:00"}
    out = {"name": "Out", "kind": "timetable", "from": "07:30", "until": "08:30", "announced": announced}
    services = {"rufbus": rufbus({"then": "tell", "within": "60 min"}), "lines": LINES}
    day = result_of(tmp_path, [ride], services=services, asks=["rufbus"], disruptions=[out])
    told = day.events.loc[day.events["kind"] == Event.JOURNEY_LEAVES, "value"].tolist()
    assert told == [at(leaves)]
    assert audit_who_may_book(day.whole, day.services[0], day.world) == []
    runs = replace(day.world, services=day.world.services | {"lines": replace(_lines(day), wrong=None)})
    found = audit_who_may_book(day.whole, day.services[0], runs)
    assert len(found) == (leaves == "09:00")


def _lines(day: RunResult) -> Any:
    return day.world.services["lines"]


def test_a_ride_that_a_journey_beats_is_seen(tmp_path: Path) -> None:
    day = day_of(tmp_path, {"then": "tell"}, [{"from": B, "to": E, "at": "08:15", "asks": "06:00"}])
    lines = {name: its for name, its in day.world.scenario.services.items() if name == "lines"}
    free = {"lines": lines["lines"].model_copy(update={"fares": None})}
    scenario = day.world.scenario.model_copy(update={"services": day.world.scenario.services | free})
    found = found_in(replace(day, world=replace(day.world, scenario=scenario)), rule={"then": "drop"})
    assert len(found) == 1
    assert "the ride arrives at 30385 s, a journey from 29700 s to 30120 s beats it" in found[0]


def test_who_is_taken_out_of_the_area_is_seen(tmp_path: Path) -> None:
    south, north = (53 + metres / DEGREE_M for metres in (A - 100, B + 100))
    ring = [[11.9, south], [12.1, south], [12.1, north], [11.9, north], [11.9, south]]
    feature = {"type": "Feature", "id": "south", "geometry": {"type": "Polygon", "coordinates": [ring]}}
    (tmp_path / "area.geojson").write_text(json.dumps(feature), encoding="utf-8")
    zones = {"file": "area.geojson"}
    day = day_of(tmp_path, {"within": "0 min"}, [{"from": A, "to": B}], zones=zones)
    assert found_in(day) == []
    area = day.world.scenario.services["rufbus"].zones  # type: ignore[attr-defined]
    beyond = day_of(tmp_path, {"within": "0 min"}, [{"from": A, "to": C}])
    (line,) = found_in(beyond, zones=area)
    assert "outside of the area of the service" in line


def test_the_inside_of_an_area_has_no_holes() -> None:
    square = [(0.0, 0.0), (4.0, 0.0), (4.0, 4.0), (0.0, 4.0), (0.0, 0.0)]
    hole = [(1.0, 1.0), (3.0, 1.0), (3.0, 3.0), (1.0, 3.0), (1.0, 1.0)]
    inside = {(0.5, 2.0): True, (2.0, 2.0): False, (3.5, 3.5): True, (5.0, 2.0): False, (-1.0, 1.0): False}
    assert {place: lies_in(place, [square, hole]) for place in inside} == inside


@pytest.mark.parametrize("seed", range(40))
def test_slow_journeys_are_those_of_another_search(seed: int) -> None:
    """On timetables full of ties, loops and trips of no duration."""
    timetable = drawn(seed).timetable()
    random = np.random.default_rng(seed)
    slow, other = SlowJourneys(timetable.stops, timetable.calls, timetable.walks), BruteForce(timetable)
    begin, end = (int(timetable.calls["departure_s"].quantile(share)) for share in (0.1, 0.6))
    for _ in range(4):
        ends = [
            {int(stop): int(random.integers(0, 3)) * 60 for stop in random.choice(7, 2, replace=False)}
            for _ in range(2)
        ]
        if set(ends[0]) & set(ends[1]):
            continue
        expected = {best for best in other.journeys(*ends, begin, end, 3) if best[1] - best[0] <= 9000}
        found = slow.best((ends[0], ends[1]), (begin, end), 9000, 3)
        assert found == expected


def test_the_reason_is_told_with_a_journey(tmp_path: Path) -> None:
    day = day_of(tmp_path, {"then": "reject"})
    events = day.whole.events
    kept = events[~events["kind"].isin([Event.JOURNEY_LEAVES, Event.JOURNEY_ARRIVES])]
    found = audit_who_may_book(replace(day, events=kept.reset_index(drop=True)).whole, day.services[0], day.world)
    assert len(found) == 1
    assert "rejected for a journey by timetable, but none is told" in found[0]
    assert (events["value"] == Reason.PARALLEL_SERVICE).any()
