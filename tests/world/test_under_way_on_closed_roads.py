"""Who is on the bridge as it is closed, by hand: a minute a kilometre, 1 km to the bridge and 10 km on it."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from simulator import run
from simulator.errors import ScenarioError
from simulator.event_kinds import Event
from simulator.experiments.audit import audit_result
from simulator.reasons import LegPurpose
from simulator.scenario.disruptions.crossing import Crossing
from tests.world.test_disturbed_roads import closed, river

LONG = [(0, 1, 1000.0), (1, 2, 10_000.0)]
AT_EIGHT = "r0,08:00,08:00,0,2"
S_08 = 8 * 3600
KINDS = (
    Event.DEPARTED, Event.ARRIVED, Event.DIVERTED, Event.BOARDED, Event.ALIGHTED, Event.SET_DOWN, Event.STOP_ENDED,
    Event.TURNED_BACK, Event.BLOCKED, Event.OUT_OF_SERVICE, Event.RESCUE_PLANNED, Event.LEFT_STRANDED, Event.TOWED,
    Event.BACK_IN_SERVICE, Event.CANCELLED_BY_OPERATOR,
)  # fmt: skip


def closing(**more: Any) -> dict[str, Any]:
    return {**closed(closed=True), "from": "08:05", "until": "08:15", **more}


def log_of(folder: Path, *wrong: dict[str, Any], asked: str = AT_EIGHT, **changes: Any) -> list[tuple[Any, ...]]:
    """Return what happens after boarding as (seconds since eight, kind, node, value), which the auditor follows."""
    done = run(river(folder, list(wrong), streets=LONG, asked=asked, **changes))
    assert audit_result(done) == []
    rows = done.events[done.events["kind"].isin(KINDS)]
    columns = (rows[name].tolist() for name in ("time_s", "kind", "node", "value"))
    return [(time_s - S_08, Event(kind), node, value) for time_s, kind, node, value in zip(*columns, strict=True)]


BEGINS = [
    (0, Event.BOARDED, 0, 60),
    (60, Event.STOP_ENDED, 0, 0),
    (60, Event.DEPARTED, 0, LegPurpose.SERVE),
]


@pytest.mark.parametrize("diverts", [True, False])
@pytest.mark.parametrize(
    ("rule", "then"),
    [
        ("finish", [(720, Event.ARRIVED, 2, 11_000)]),
        (
            "turn_back",  # three minutes on the bridge, three back; then it waits, and drives ten
            [
                (300, Event.TURNED_BACK, 1, 0),
                (480, Event.DIVERTED, 1, 1000 + 2 * 3000),
                (480, Event.DEPARTED, 1, LegPurpose.SERVE),
                (900 + 600, Event.ARRIVED, 2, 10_000),
            ],
        ),
        ("blocked", [(300, Event.BLOCKED, 2, 0), (720 + 600, Event.ARRIVED, 2, 11_000)]),
    ],
)
def test_by_rule(tmp_path: Path, rule: str, then: list[tuple[Any, ...]], diverts: bool) -> None:
    log = log_of(tmp_path / "a", closing(under_way=rule), dispatch={"diversion": diverts})
    gets_off = then[-1][0]
    assert log[: len(then) + 5] == [
        *BEGINS, *then, (gets_off, Event.ALIGHTED, 2, 60), (gets_off + 60, Event.STOP_ENDED, 2, 0),
    ]  # fmt: skip


def test_who_is_off_the_bridge_or_before_it_is_not_caught(tmp_path: Path) -> None:
    for name, times in (("off", {"from": "08:12"}), ("before", {"from": "08:01:30"})):
        both = [log_of(tmp_path / name, closing(under_way=rule, **times)) for rule in ("finish", "blocked")]
        assert both[0] == both[1]
        assert not any(kind in (Event.TURNED_BACK, Event.BLOCKED) for _, kind, _, _ in both[1])


def test_who_would_stand_for_too_long_gives_up_and_is_rescued(tmp_path: Path) -> None:
    """The bridge is open again at 11:00; a second bus could come to node 1, but there is no way on any sooner."""
    log = log_of(tmp_path / "a", closing(under_way="blocked", until="11:00"), buses=2)
    assert log[3:9] == [
        (300, Event.TURNED_BACK, 1, 0),
        (300, Event.OUT_OF_SERVICE, -1, 0),
        (480, Event.DIVERTED, 1, 7000),
        (480, Event.SET_DOWN, 1, 60),
        (540, Event.STOP_ENDED, 1, 0),
        (540, Event.RESCUE_PLANNED, 1, S_08 + 600),
    ]
    assert (3 * 3600 + 600, Event.ALIGHTED, 2, 60) in log


def test_who_is_out_of_service_stops_later_where_the_street_to_the_next_junction_is_slowed(tmp_path: Path) -> None:
    """Half as fast from 08:05, three minutes after the bus has come to the bridge: the other seven take fourteen."""
    slowed = {
        "name": "snow",
        "kind": "roads",
        "road_kind": ["road"],
        "speed_factor": 0.5,
        "from": "08:05",
        "until": "09:00",
    }
    out = {"name": "engine", "kind": "vehicles", "which": ["minibus"], "from": "08:04", "until": "10:00"}
    for name, wrong, ends in (("alone", [out], 720), ("slowed", [out, slowed], 300 + 840)):
        log = log_of(tmp_path / name, *wrong)
        assert log[3:6] == [
            (240, Event.OUT_OF_SERVICE, -1, 0), (ends, Event.ARRIVED, 2, 11_000), (ends, Event.ALIGHTED, 2, 60),
        ]  # fmt: skip


STRANDED = [
    (480, Event.DIVERTED, 1, 7000),
    (480, Event.SET_DOWN, 1, 60),
    (540, Event.STOP_ENDED, 1, 0),
    (540, Event.LEFT_STRANDED, 1, 0),
]


def test_who_has_no_way_left_is_stranded_and_the_bus_free(tmp_path: Path) -> None:
    """At 08:05 it is 10,500 s until eleven, and two hours are waited at most; the bus serves r1 on this side."""
    asked = f"{AT_EIGHT} r1,08:20,08:20,0,1"
    log = log_of(tmp_path / "a", closing(under_way="turn_back", until="11:00"), asked=asked)
    assert log[3:8] == [(300, Event.TURNED_BACK, 1, 0), *STRANDED]
    assert [row for row in log if row[1] == Event.ALIGHTED] == [(1200 + 60 + 60 + 60, Event.ALIGHTED, 1, 60)]
    waits = log_of(tmp_path / "a", closing(under_way="turn_back", until="11:00", strand_after="3 h"), asked=AT_EIGHT)
    assert [row for row in waits if row[1] == Event.ALIGHTED] == [(3 * 3600 + 600, Event.ALIGHTED, 2, 60)]


def test_who_waits_before_the_bridge_is_stranded_as_the_dispatcher_learns_of_it(tmp_path: Path) -> None:
    late = closing(**{"from": "08:01:30"}, until="11:00", announced="08:05")
    log = log_of(tmp_path / "a", late)
    assert log[3:8] == [
        (300, Event.TURNED_BACK, 1, 0),
        (300, Event.DIVERTED, 1, 1000),
        (300, Event.SET_DOWN, 1, 60),
        (360, Event.STOP_ENDED, 1, 0),
        (360, Event.LEFT_STRANDED, 1, 0),
    ]


@pytest.mark.parametrize(
    ("wrong", "key", "words"),
    [
        (closing(under_way="turn"), "disruptions[0].under_way", "turn_back"),
        (closing(under_way="blocked", announced="08:00"), "disruptions[0]", "across by then"),
        (closing(under_way="blocked", **{"from": "00:00"}), "disruptions[0]", "across by then"),
        (
            {**closed(gauge={"level_m": 8}), "under_way": "turn_back"},
            "disruptions[0]",
            "nobody is stopped there all at once",
        ),
        (closing(strand_after="-1 h"), "disruptions[0].strand_after", "greater than or equal to 0"),
    ],
)
def test_what_is_wrong_is_told(tmp_path: Path, wrong: dict[str, Any], key: str, words: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        river(tmp_path / "a", [wrong], streets=LONG)
    assert [problem.key for problem in caught.value.problems] == [key]
    assert words in caught.value.problems[0].message


def test_a_rule_for_vehicles_that_there_are_none_of_is_told() -> None:
    its = Crossing(crossing="Elbe bridge", closed=True, under_way="blocked")
    assert [key for key, _ in its.misfits(SimpleNamespace(services={}))] == ["under_way"]
