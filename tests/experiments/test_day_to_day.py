"""Expectations that follow experience, against fixed points found by other means, and elasticities by hand."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import brentq
from scipy.stats import t as student

from simulator import load_scenario
from simulator.cli.main import main
from simulator.errors import ElbeDrtError
from simulator.experiments.day_to_day.cells import COUNTS, KEY, cells_of_day
from simulator.experiments.day_to_day.days import Rule, day_to_day
from simulator.experiments.day_to_day.elasticities import (
    arc_elasticity,
    paired_difference,
    with_fares,
    with_waits,
)
from simulator.experiments.day_to_day.learning import (
    STARTS,
    at,
    experienced,
    first_expectations,
    gap,
    learned,
    wanted_of,
)
from simulator.experiments.day_to_day.study import Asked, days_table, study
from simulator.experiments.run import run
from simulator.scenario.models import Scenario
from tests.timetable.days import write_day
from tests.travellers.test_choices_again import SERVICES
from tests.worlds import NO_CACHE

PEOPLE, HOUR = 1000.0, 8
WORTH, PER_MIN, COST = 2.0, -0.1, 3.0  # of the best journey beside the car; of a minute of wait; of a rejection
PLACES = {"near": (600.0, 5.0, 0.01), "far": (200.0, 20.0, 0.05)}  # seats, wait of who comes first, and of each more


def share(wait_min: float, rejected: float) -> float:
    """Return which share of people asks who expect this."""
    return 1 / (1 + np.exp(-(WORTH + PER_MIN * wait_min - COST * rejected / (1 - rejected))))


def experience(place: str, asked: float) -> tuple[float, float]:
    """Return the wait [min] and the share of rejections where so many ask: all seats are taken, no more."""
    seats, first_min, more_min = PLACES[place]
    return first_min + more_min * min(asked, seats), max(0.0, 1 - seats / asked)


def two_places(expected: pd.DataFrame, _day: int) -> pd.DataFrame:
    """A day in closed form."""
    rows = []
    for place in PLACES:
        key = pd.MultiIndex.from_tuples([("bus", place, HOUR)], names=KEY)
        asked = PEOPLE * share(*at(expected, key).iloc[0])
        wait_min, rejected = experience(place, asked)
        offered = asked * (1 - rejected)
        rows.append(("bus", place, HOUR, PEOPLE, asked, asked * rejected, wait_min * offered, offered))
    return pd.DataFrame(rows, columns=[*KEY, *COUNTS])


def fixed_point(place: str) -> tuple[float, float]:
    """Return the experience of as many as ask because they expect it."""
    asked = brentq(lambda count: PEOPLE * share(*experience(place, count)) - count, 1e-3, PEOPLE)
    return experience(place, asked)


@pytest.mark.parametrize("start", list(STARTS))
def test_both_starts_come_to_the_fixed_point_of_two_places(start: str) -> None:
    rule = Rule(days=60, weight=0.4, window=3, pooled=0)
    found = day_to_day(first_expectations(["bus"], STARTS[start]), two_places, rule)
    assert found.settled
    assert 3 <= len(found.days) < 30
    for place in PLACES:
        told = found.expected.loc[("bus", place, HOUR)]
        wait_min, rejected = fixed_point(place)
        assert told["wait_min"] == pytest.approx(wait_min, abs=1)
        assert told["rejected"] == pytest.approx(rejected, abs=0.02)
        assert rejected > 0.08


def test_learning_the_wrong_way_never_settles() -> None:
    rule = Rule(days=10, weight=-0.1, window=3, pooled=0)
    start = first_expectations(["bus"], STARTS["optimistic"]).assign(wait_min=10.0, rejected=0.1)
    found = day_to_day(start, two_places, rule)
    assert not found.settled
    assert len(found.days) == 10
    assert found.days[-1].gap.wait_min > 1.5 * found.days[0].gap.wait_min


def test_slow_learning_alone_settles_nothing() -> None:
    """Expectations that hardly move are as far from experience as they were, however small their steps."""
    rule = Rule(days=6, weight=0.001, window=3, pooled=0)
    found = day_to_day(first_expectations(["bus"], STARTS["pessimistic"]), two_places, rule)
    assert not found.settled
    assert found.days[-1].gap.wait_min > 15


def test_where_nobody_asks_nobody_learns() -> None:
    start = first_expectations(["bus"], STARTS["optimistic"]).assign(rejected=0.999)
    everybody = two_places(first_expectations(["bus"], STARTS["optimistic"]), 1)
    quiet = everybody.assign(asked=0.0, rejected=0.0, wait_min=0.0)
    found = day_to_day(start, lambda _expected, _day: quiet, Rule(3, window=2))
    assert not found.settled
    assert np.isnan(found.days[-1].gap.wait_min)
    assert (found.expected["rejected"] == 0.999).all()


def cells(*rows: tuple[Any, ...]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=[*KEY, *COUNTS])


def test_experience_of_few_is_that_of_their_hour_by_hand() -> None:
    day = cells(
        ("bus", "A", 8, 10.0, 8.0, 2.0, 60.0, 6.0),  # 6 were offered rides, after 10 min; 1 in 4 rejected
        ("bus", "B", 8, 2.0, 2.0, 0.0, 8.0, 2.0),  # 2 after 4 min
        ("bus", "A", 9, 3.0, 0.0, 0.0, 0.0, 0.0),
    )
    alone = experienced([day], 0)
    assert alone.loc[("bus", "A", 8)].tolist() == [10, 0.25]
    assert np.isnan(alone.loc[("bus", "A", 9), "wait_min"])
    told = experienced([day], 2)
    of_day = (68 / 8, 2 / 10)
    of_hour = ((68 + 2 * of_day[0]) / 10, (2 + 2 * of_day[1]) / 12)
    assert told.loc[("bus", "*", 8)].tolist() == pytest.approx(of_hour)
    assert told.loc[("bus", "A", 8)].tolist() == pytest.approx(((60 + 2 * of_hour[0]) / 8, (2 + 2 * of_hour[1]) / 10))
    assert told.loc[("bus", "A", 9)].tolist() == pytest.approx(of_day)


def test_gap_is_weighted_by_who_would_ask_by_hand() -> None:
    day = cells(("bus", "A", 8, 30.0, 8.0, 2.0, 60.0, 6.0), ("bus", "B", 8, 10.0, 2.0, 0.0, 8.0, 2.0))
    expected = first_expectations(["bus"], STARTS["optimistic"]).assign(wait_min=6.0, rejected=0.05)
    found = gap(expected, experienced([day, day], 0), wanted_of([day, day]))
    assert found.wait_min == pytest.approx((30 * 4 + 10 * 2) / 40)
    assert found.rejected == pytest.approx((30 * 0.2 + 10 * 0.05) / 40)
    assert found.expected == pytest.approx((6, 0.05))
    assert found.experienced == pytest.approx(((300 + 40) / 40, 7.5 / 40))
    after = learned(expected, experienced([day], 0), 0.5)
    assert after.loc[("bus", "A", 8)].tolist() == pytest.approx([8, 0.15])
    assert after.loc[("bus", "*", 9)].tolist() == [6, 0.05]


def test_arc_elasticity_by_hand_forth_and_back() -> None:
    before, after = np.array([100.0, 110, 90]), np.array([97.0, 104, 93])
    told = arc_elasticity(before, after)
    assert told.value == pytest.approx((-6 / 297) / (0.1 / 1.05))
    assert arc_elasticity(after, before, 1 / 1.1).value == pytest.approx(told.value)
    each = [(-6 - d) / ((594 - s) / 2) * 10.5 for d, s in ((-3, 197), (-6, 214), (3, 183))]
    error = np.sqrt(2 / 3 * sum((one - np.mean(each)) ** 2 for one in each))
    assert told.high - told.value == pytest.approx(student.ppf(0.975, 2) * error)
    assert np.isnan(arc_elasticity(np.zeros(3), np.zeros(3)).value)
    apart = paired_difference(pd.Series(before), pd.Series(after))
    assert apart.value == pytest.approx(-2)
    assert apart.high - apart.value == pytest.approx(student.ppf(0.975, 2) * np.std([-3, -6, 3], ddof=1) / np.sqrt(3))


def small_town(folder: Path, people: int, buses: int) -> Scenario:
    """People who have a car each, and may ask few buses at once."""
    rides = [
        {"from": 1000 * (k % 3), "to": 12_000, "at": f"{8 + k // 30:02d}:{2 * (k % 30):02d}", "class": "adult"}
        for k in range(people)
    ]
    services, limits = {name: SERVICES[name] for name in ("rufbus", "car")}, {"default": {"max_wait": "8 min"}}
    fleet = {name: its | {"count": buses} for name, its in services["rufbus"]["fleet"].items()}
    services = {
        "rufbus": services["rufbus"] | {"fleet": fleet, "limits": limits},
        "car": services["car"] | {"available": 1},
    }
    choice = {
        "model": "logit", "per_wait_min": -0.1, "per_ride_min": -0.03, "per_eur": -0.3, "staying": -50,
        "of": {"rufbus": {"constant": 0.8}},
    }  # fmt: skip
    who = {"classes": {"adult": {"asks": [["rufbus", "car"]], "choice": choice}}, "expectations": {"wait": "5 min"}}
    return load_scenario(write_day(folder, rides, services=services, people=who))


def test_who_asks_for_more_fare_or_wait_asks_for_less_too(tmp_path: Path) -> None:
    base = small_town(tmp_path, 60, 2)
    days = {None: base, "fare": with_fares(base, 2), "wait": with_waits(base, 3), "cheap": with_fares(base, 0.5)}
    asks = {name: run(day, cache=NO_CACHE).asking.set_index("request_id")["asks"] for name, day in days.items() if day}
    for change in ("fare", "wait"):
        assert (asks[change] <= asks[None]).all()
    assert (asks["cheap"] >= asks[None]).all()
    assert asks["cheap"].sum() > asks[None].sum() > max(asks["fare"].sum(), asks["wait"].sum())
    free = base.model_copy(update={"services": {"car": base.services["car"]}})
    assert with_fares(free) is None
    assert with_waits(free) is None


def test_cells_of_a_day_add_up(tmp_path: Path) -> None:
    result = run(small_town(tmp_path, 60, 1), cache=NO_CACHE)
    found = cells_of_day(result)
    totals = found[COUNTS].sum()
    assert totals["wanted"] > totals["asked"] == result.asking["asks"].sum() > 0
    assert totals["served"] == result.kpis["served"]
    assert totals["rejected"] == result.kpis["rejected"] > 0
    assert set(found["hour"]) == {8, 9}
    assert found["zone"].nunique() > 0
    served = result.requests[result.requests["status"] == "served"]
    assert totals["wait_min"] >= served["wait_s"].sum() / 60


@pytest.mark.slow(0.2)
def test_with_buses_for_all_nobody_expects_rejections(tmp_path: Path) -> None:
    town = small_town(tmp_path / "town", 60, 20)
    found = study(Asked(town, tuple(STARTS), Rule(12, 0.6, 2, 20), 2, elasticities=False), tmp_path)
    assert all(its.settled for its in found.learned.values())
    assert found.same
    days = days_table(found).set_index(["start", "day"])
    assert days.loc[("optimistic", 1), "asked"] > 1.3 * days.loc[("pessimistic", 1), "asked"]
    for start, held in found.held.items():
        assert held.gap.expected[1] < 0.02
        assert held.counts["rejected"].sum() == 0
        waits = found.learned[start].expected["wait_min"].drop("*", level="zone")
        assert waits.between(0, 15).all()
    assert found.held["optimistic"].counts["asked"].sum() > 0.9 * found.held["optimistic"].counts["wanted"].sum()


@pytest.mark.slow(0.2)
def test_the_command_writes_what_a_scenario_takes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    town, out = small_town(tmp_path / "town", 30, 1).source_file, tmp_path / "out"
    words = ["elbe-drt", "day-to-day", str(town), "--days", "1", "--replications", "2", "--window", "1"]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "argv", [*words, "--out", str(out)])
        for code, said in ((0, "written to"), (2, "is not empty")):
            with pytest.raises(SystemExit) as stopped:
                main()
            assert stopped.value.code == code
            assert said in "".join(capsys.readouterr())
    days, table = (pd.read_csv(out / name) for name in ("days.csv", "elasticities.csv"))
    assert days.groupby("start")["day"].max().to_dict() == {"optimistic": 1, "pessimistic": 1}
    assert len(table) == 8
    told = json.loads((out / "manifest.json").read_text("utf-8"))
    assert set(told["starts"]) == set(STARTS)
    page = (out / "day-to-day.html").read_text("utf-8")
    assert "Wartezeit" in page
    assert "What people expect, and what they experience" in page
    shutil.copy(out / "expectations.csv", town.parent)
    told = load_scenario(town, ["people.expectations={cells_file: expectations.csv}"])
    asking = run(told, cache=NO_CACHE).asking
    last = pd.read_csv(out / "expectations.csv").set_index(["service", "zone", "hour"])
    row = asking.iloc[0]
    assert row["wait_s"] / 60 == pytest.approx(last.loc[("rufbus", "*", row["hour"]), "wait_min"])


def test_nobody_who_chooses_by_utilities_is_told(tmp_path: Path) -> None:
    town = small_town(tmp_path / "town", 3, 1)
    plain = town.model_copy(update={"people": type(town.people).model_validate({"classes": {"adult": {}}})})
    with pytest.raises(ElbeDrtError, match="nobody asks a ridepooling service by utilities"):
        study(Asked(plain, ("optimistic",), Rule(days=2), 2, elasticities=False), tmp_path)
