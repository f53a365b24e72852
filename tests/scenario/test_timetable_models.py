"""Changes of a timetable as a scenario says them."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from simulator.network.gtfs_changes.added_lines import AddedLine
from simulator.network.gtfs_changes.changes import Add, Drop, Thin
from simulator.network.gtfs_changes.chosen_trips import ROUTE_TYPES, Which
from simulator.network.gtfs_changes.thinning import Thinning
from simulator.scenario.timetable_models import ChangeRule, Comparison, RouteTypeName
from simulator.services.timetable.planned_changes import planned_changes
from simulator.units import HOUR_S

LINE = {"line": 9, "stops": ["a", "b", "c"], "first": "05:00", "last": "20:00", "headway": "60 min"}
SCHOOL, BOTH = ("school_day",), ("school_day", "holiday_weekday")


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ({"drop": {"lines": [902, "RE6"]}}, Drop(Which(lines=("902", "RE6")))),
        (
            {"drop": {"route_types": ["bus", 715], "hours": ["09:00", "12:00"], "days": ["weekday"]}},
            Drop(Which(hours=((9 * HOUR_S, 12 * HOUR_S),), days=BOTH, route_types=("bus", 715))),
        ),
        (
            {"drop": {"stops": ["x"], "hours": ["22:00", "02:00"], "days": ["school_day"]}},
            Drop(Which(stops=("x",), hours=((22 * HOUR_S, 26 * HOUR_S),), days=SCHOOL)),
        ),
        ({"drop": {"routes": ["r"], "trips": [7]}}, Drop(Which(routes=("r",), trips=("7",)))),
        ({"thin": {"lines": ["1"], "keep_every": 2}}, Thin(Which(lines=("1",)), Thinning(2))),
        ({"thin": {"headway": "2 h"}}, Thin(Which(), Thinning(headway_s=2 * HOUR_S))),
        (
            {"add": LINE | {"between": ["5 min", "7 min"], "dwell": "30 s", "both_ways": False, "route_type": "rail"}},
            Add(
                AddedLine(
                    "9", "", ("a", "b", "c"), 5 * HOUR_S, 20 * HOUR_S, HOUR_S, (300, 420), 30, False, (), 2, 40 / 3.6
                )
            ),
        ),
        (
            {"add": LINE | {"name": "Town", "speed": "36 km/h", "days": ["saturday"]}},
            Add(
                AddedLine(
                    "9", "Town", ("a", "b", "c"), 5 * HOUR_S, 20 * HOUR_S, HOUR_S, None, 0, True, ("saturday",), 3, 10.0
                )
            ),
        ),
    ],
)  # fmt: skip
def test_changes_mean_what_they_say(said: dict[str, Any], meant: Drop | Thin | Add) -> None:
    rule = ChangeRule.model_validate(said)
    assert planned_changes([rule]) == [meant]
    assert rule.kind == next(iter(said))
    again = ChangeRule.model_validate(rule.model_dump(mode="json", by_alias=True))
    assert planned_changes([again]) == [meant]


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ({}, "expected one of drop, thin, add"),
        ({"drop": {"lines": ["1"]}, "thin": {"keep_every": 2}}, "expected one of drop, thin, add"),
        ({"drop": {}}, "expected at least one of"),
        ({"drop": {"days": ["sunday"]}}, "expected at least one of"),
        ({"thin": {"lines": ["1"]}}, "expected either keep_every or headway"),
        ({"thin": {"keep_every": 2, "headway": "1 h"}}, "expected either keep_every or headway"),
        ({"add": LINE | {"last": "04:00"}}, "last must not be earlier than first; 02:00 in the night after is 26:00"),
        ({"add": LINE | {"stops": ["a", "b", "b"]}}, "no stop must follow itself"),
        ({"add": LINE | {"between": ["5 min"]}}, "between has 1 values; expected 2"),
        ({"add": LINE | {"between": ["5 min", "-7 min"]}}, "must not be negative"),
    ],
)
def test_tells_what_makes_no_sense(said: dict[str, Any], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        ChangeRule.model_validate(said)


def test_every_kind_of_line_has_its_numbers() -> None:
    assert list(ROUTE_TYPES) == list(RouteTypeName.__args__)


@pytest.mark.parametrize("towns", [0, 5, ("Perleberg",)])
def test_towns_are_named_or_counted(towns: object) -> None:
    assert Comparison.model_validate({"towns": towns}).towns == towns
