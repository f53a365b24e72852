"""What does not fit together between a feeder and its partners is told where it stands."""

from __future__ import annotations

from pathlib import Path

import pytest

from simulator.errors import ScenarioError
from simulator.scenario.loader import load_scenario
from simulator.world.build import build_world
from tests.feeder.days import write_feeder_day
from tests.timetable.days import Settings
from tests.worlds import NO_CACHE

RIDE: list[Settings] = [{"from": 1000, "to": 18_000}]


@pytest.mark.parametrize(
    ("feeder", "more", "message"),
    [
        ({"on_demand": "lines"}, {}, 'services.feeder.on_demand: "lines" is not of the kind ridepooling'),
        ({"timetable": "line"}, {}, 'services.feeder.timetable: "line" is no service; did you mean "lines"?'),
        (
            {},
            {"rufbus": {"dispatch": {"policy": "nearest_idle"}}},
            "services.feeder: services.rufbus.dispatch.policy: nearest_idle cannot choose among ways of two rides; "
            "expected insertion",
        ),
        ({"hubs": {"route_types": []}}, {}, "expected route_types, lines or stops of hubs"),
        ({"hubs": {"stops": ["A-Dorf", "C-Dorf"], "most": 1}}, {}, "2 stops are named; expected at most 1"),
        ({"buffer": "5"}, {}, "services.feeder.buffer"),
        ({"cost": {"changes": "5 min"}}, {}, "services.feeder.cost.changes"),
    ],
)
def test_mistakes_are_told_where_they_stand(tmp_path: Path, feeder: Settings, more: Settings, message: str) -> None:
    with pytest.raises(ScenarioError) as error:
        load_scenario(write_feeder_day(tmp_path / "day", RIDE, feeder, **more))
    assert message in str(error.value)


def test_classes_that_ask_a_feeder_need_limits_where_its_rides_are(tmp_path: Path) -> None:
    people = {"classes": {"rider": {"asks": ["feeder"], "limits": "patient"}}}
    with pytest.raises(ScenarioError, match=r'services\.rufbus\.limits has no "patient"'):
        load_scenario(write_feeder_day(tmp_path / "day", RIDE, people=people))


def test_partners_are_those_of_their_kind(tmp_path: Path) -> None:
    scenario = load_scenario(write_feeder_day(tmp_path / "day", RIDE))
    feeder = scenario.services["feeder"]
    assert feeder.partners_among(scenario.services) == ("rufbus", "lines")
    assert [part.asked_by for part in scenario.parts] == [["rider"], ["rider"], ["rider"]]


def test_a_line_that_makes_no_hubs_is_named(tmp_path: Path) -> None:
    scenario = load_scenario(write_feeder_day(tmp_path / "day", RIDE, {"hubs": {"lines": ["RE9"], "route_types": []}}))
    with pytest.raises(ScenarioError) as error:
        build_world(scenario, cache=NO_CACHE)
    assert 'services.feeder.hubs.lines: no line "RE9" runs; the timetable has 3 lines on the days' in str(error.value)
