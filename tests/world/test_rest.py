"""Drivers rest for as long as time really passes, also when clocks change and between types of days."""

from __future__ import annotations

from typing import Any

import pytest

from simulator.errors import ScenarioError
from simulator.experiments.run import RunResult
from simulator.simulation.simulate import simulate
from simulator.world.build import World
from tests.worlds import line_network, world_of

LINE = line_network(4)
HOME = {"name": "home", "lon": float(LINE.lon[0]), "lat": float(LINE.lat[0])}
H = 3600
LONG = {"start": ["10:00", "10:00"], "end": ["22:30", "23:00"]}  # 11 h before the next morning's


def world(first_day: str, shifts: Any, rest: str = "11 h", days: int = 2) -> World:
    rules = {"rest": rest, "most_work": "14 h", "break": "30 min", "break_after_work": "6 h"}
    bus = {"count": 2, "seats": 8, "depots": [HOME], "drivers": {"shifts": shifts, "rules": rules}}
    return world_of(LINE, [], fleet={"bus": bus}, calendar={"first_day": first_day, "days": days})


def rests_h(made: World) -> tuple[list[float], float]:
    """Return the rest after each duty of the first vehicle, and the shortest of all [h]."""
    result = RunResult(made, simulate(made, debug=True))
    duties = result.tables.duties
    assert (duties["ended_s"] - duties["began_s"]).unique().tolist() == [12.5 * H]  # nobody works overtime
    return (duties.loc[duties["vehicle"] == 0, "rest_s"] / H).tolist(), result.kpis["rest_min_s"] / H


def test_a_night_has_an_hour_less_in_march_and_one_more_in_october() -> None:
    """From 22:30 to 10:00, and 11.5 h after the last duty, of which no clock tells."""
    assert rests_h(world("2026-03-27", [LONG])) == ([11.5, 11.5], 11.5)
    assert rests_h(world("2026-03-28", [LONG], rest="10 h")) == ([10.5, 11.5], 10.5)
    assert rests_h(world("2026-10-24", [LONG])) == ([12.5, 11.5], 11.5)


@pytest.mark.parametrize(("first_day", "refused"), [("2026-03-27", False), ("2026-03-28", True), ("2026-10-24", False)])
def test_planned_rest_that_is_too_short_is_refused(first_day: str, refused: bool) -> None:
    if not refused:
        assert len(world(first_day, [LONG]).duties) == 4
        return
    expected = r'drivers\.shifts.*"shift 1" leaves 10 h of rest before that of day 1, .*; expected at least 11 h'
    with pytest.raises(ScenarioError, match=expected):
        world(first_day, [LONG])


def test_types_of_days_leave_their_rest_too() -> None:
    """Until 23:00 on Friday, and from 08:00 on Saturday: 9 h for who has both, enough for two."""
    early = {"start": ["08:00", "08:00"], "end": ["16:00", "17:00"]}
    same = {"weekday": [LONG], "saturday": [early]}
    with pytest.raises(ScenarioError, match=r'"shift 1" leaves 9 h of rest before that of day 1'):
        world("2026-03-20", same)
    others = {"weekday": [{"name": "late", **LONG}], "saturday": [{"name": "early", **early}]}
    assert world("2026-03-20", others).duties["name"].tolist() == ["late", "early"] * 2
    assert len(world("2026-03-20", same, rest="9 h").duties) == 4
