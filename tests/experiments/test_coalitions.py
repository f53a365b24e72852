"""Every coalition's cheapest fleet, and what is told of who pays: a search by hand, and two made-up counties."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from simulator.analysis.payers.draws import Goals
from simulator.errors import ResultError, ScenarioError
from simulator.experiments.coalitions.day_types import kinds_of, mean_day, shares_of
from simulator.experiments.coalitions.fleets import Fleets
from simulator.experiments.coalitions.game import game_of
from simulator.experiments.coalitions.search import found_size, next_size
from simulator.experiments.coalitions.study import Asked, Payers, _cost_of_all, study_payers
from simulator.experiments.executors import ThisProcess
from simulator.experiments.variants import Variant
from simulator.report.page.payers_page import PayersTold, write_payers_page

QUIET = (lambda _text: None, lambda _done, _total: None)
TWO = Variant("elbe-valley/two-counties")


def sizes_tried(needed: int, guess: int, most: int = 40) -> dict[int, bool]:
    tested: dict[int, bool] = {}
    while (size := next_size(tested, guess, most)) is not None:
        assert size not in tested
        tested[size] = size >= needed
    return tested


def test_the_smallest_that_serves_is_found() -> None:
    for needed in range(1, 41):
        for guess in (1, 2, 7, 50):
            tested = sizes_tried(needed, guess)
            assert found_size(tested) == needed
            assert len(tested) <= 12
    assert list(sizes_tried(6, 6)) == [6, 5]
    assert list(sizes_tried(7, 6)) == [6, 7]
    assert list(sizes_tried(6, 7)) == [7, 6, 4, 5]


def test_none_is_found_where_not_even_most_serve() -> None:
    tested = sizes_tried(99, 3, most=20)
    assert found_size(tested) is None and 20 in tested


DAYS = {"school_day": 265, "holiday_weekday": 0, "saturday": 100, "sunday": 0}
BY_TYPE = {name: ["05:00", "22:00"] for name in ("weekday", "saturday", "sunday")}


def test_a_mean_day_by_hand() -> None:
    """Three days of 100 requests, of which 90 are served, and one of 20, all served, of which no wait is told."""
    costs = {"cost_time_eur": 60.0, "cost_distance_eur": None}
    usual = {"requests": 100, "service_rate": 0.9, "cost_eur": 80.0, "wait_p95_s": 600.0} | costs
    quiet = {"requests": 20, "service_rate": 1.0, "cost_eur": 40.0, "wait_p95_s": None} | costs
    (mean,) = mean_day([[usual], [quiet]], np.array([0.75, 0.25]))
    assert (mean["requests"], mean["cost_eur"], mean["wait_p95_s"]) == (80, 70, 600)
    assert mean["service_rate"] == pytest.approx((0.75 * 90 + 0.25 * 20) / 80)
    assert (mean["cost_time_eur"], mean["cost_distance_eur"]) == (60, None)
    (nobody,) = mean_day([[usual | {"requests": 0, "service_rate": None, "cost_eur": None}]], np.ones(1))
    assert (nobody["service_rate"], nobody["cost_eur"]) == (None, None)


def test_days_differ_where_a_year_is_said_and_values_do() -> None:
    """Those of a type that the year has not are left out."""
    said = TWO.having("money", {"year": {"days": DAYS}})
    assert kinds_of(TWO.load()) == kinds_of(said.load()) == ()
    kinds = kinds_of(said.having("services.rufbus.hours", BY_TYPE).load())
    assert [(kind.name, kind.days) for kind in kinds] == [("school_day", 265), ("saturday", 100)]
    assert shares_of(kinds).tolist() == [265 / 365, 100 / 365]
    assert shares_of(()).tolist() == [1]


@pytest.fixture(scope="module")
def paid(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Payers]:
    folder = tmp_path_factory.mktemp("payers")
    return folder, study_payers(TWO, Asked(Goals(0.9), 2, 8, 365), folder, ThisProcess(), QUIET)


def test_each_split_adds_up_to_the_cost_of_all(paid: tuple[Path, Payers]) -> None:
    _, found = paid
    cost = dict(zip(found.coalitions["coalition"], found.coalitions["cost_eur"], strict=True))
    whole, alone = cost.pop("Birkenland + Föhrwald"), list(cost.values())
    sums = found.splits.groupby("split", sort=False)["share_eur"].sum()
    assert len(sums) == 7
    assert sums.round(2).tolist() == [whole] * 7
    shapley = found.splits[found.splits["split"] == "shapley"]
    saved = sum(alone) - whole  # what going together saves, or costs more, is halved
    assert shapley["share_eur"].tolist() == pytest.approx([alone[0] - saved / 2, alone[1] - saved / 2], abs=0.01)
    assert shapley["alone_eur"].tolist() == alone
    assert (found.coalitions["served_share"] >= 0.9).all()
    people = found.splits[found.splits["split"] == "population"]
    assert people["per_inhabitant_eur"].iloc[0] == pytest.approx(people["per_inhabitant_eur"].iloc[1], abs=1e-5)


def test_kilometres_and_hours_are_those_of_the_runs(paid: tuple[Path, Payers]) -> None:
    """What splits by territory rest on is what the run's own table says, where nothing lies outside of the borders."""
    folder, found = paid
    told = json.loads((folder / "payers.json").read_text(encoding="utf-8"))
    assert told["territories"] == ["Birkenland", "Föhrwald"]
    assert told["runs"] == 2 * len({run.name.split("-seed-")[0] for run in (folder / "runs").iterdir()})
    by_hours = found.splits[found.splits["split"] == "territory_hours"].set_index("territory")["share_eur"]
    by_km = found.splits[found.splits["split"] == "territory_km"].set_index("territory")["share_eur"]
    both = found.splits[found.splits["split"] == "two_variable"].set_index("territory")["share_eur"]
    low, high = sorted((by_hours["Föhrwald"], by_km["Föhrwald"]))
    assert low <= both["Föhrwald"] <= high  # between them, as all cost depends on one of both


def test_the_same_again_is_the_same_and_runs_nothing(paid: tuple[Path, Payers]) -> None:
    folder, _ = paid
    before = {file.name: file.read_bytes() for file in folder.iterdir() if file.is_file()}
    when = {run: run.stat().st_mtime_ns for run in (folder / "runs").iterdir()}
    study_payers(TWO, Asked(Goals(0.9), 2, 8, 365), folder, ThisProcess(), QUIET)
    assert before == {name: (folder / name).read_bytes() for name in before}
    assert when == {run: run.stat().st_mtime_ns for run in (folder / "runs").iterdir()}


def test_the_page_tells_it_in_both_languages(paid: tuple[Path, Payers], tmp_path: Path) -> None:
    _, found = paid
    titles = {"en": "Two counties", "de": "Zwei Landkreise"}
    tables = found.names, found.coalitions, found.splits, found.leaving, found.dearer, found.ranking
    page = write_payers_page(tmp_path, PayersTold(titles, *tables, 2, 365, 0.9, 1200)).read_text(encoding="utf-8")
    for text in ("Who would leave", "Wer aussteigen würde", "nach Einwohnern", "by inhabitants", "Föhrwald"):
        assert text in page


def test_cost_of_a_run_of_several_days_is_that_of_a_day() -> None:
    days = [{"requests": 4, "service_rate": 1.0, "cost_eur": 20.0, "cost_time_eur": 12.0, "cost_distance_eur": 8.0}]
    fleets = Fleets(days=2)
    fleets.add(1, 3, days)
    assert fleets.tried[1][3].cost_eur.tolist() == [10]
    assert (fleets.of_hours[1, 3], fleets.of_km[1, 3]) == (6, 4)


def test_what_costs_nothing_has_no_parts() -> None:
    free = _cost_of_all(np.zeros(2), 0, 0.0, 0.0)
    assert [its.tolist() for its in (free.total, free.of_hours, free.of_km)] == [[0, 0]] * 3


def test_a_goal_that_no_fleet_reaches_is_told(tmp_path: Path) -> None:
    with pytest.raises(
        ResultError, match="Birkenland: not even 1 vehicles reach served share 1 and 95 % wait 1 s; they"
    ):
        study_payers(TWO, Asked(Goals(1.0, 1.0), 2, 1, 365), tmp_path, ThisProcess(), QUIET)


def areas(count: int) -> dict[str, Any]:
    def ring(number: int) -> list[list[float]]:
        west, east = 11.3 + number / 40, 11.3 + (number + 1) / 40
        return [[west, 52.4], [east, 52.4], [east, 52.8], [west, 52.8], [west, 52.4]]

    features = [
        {"type": "Feature", "properties": {"name": f"T{n}"}, "geometry": {"type": "Polygon", "coordinates": [ring(n)]}}
        for n in range(count)
    ]
    return {"type": "FeatureCollection", "features": features}


@pytest.mark.parametrize(
    ("base", "told"),
    [
        (Variant("tiny/line"), "places.territories: missing; expected who has a border and pays"),
        (11, "places.territories.file: 11 territories; what every coalition costs can be told of at most 10"),
        (2, "no depot lies in T0, T1; expected one in each territory"),
    ],
)
def test_what_is_no_game_is_refused(tmp_path: Path, base: Any, told: str) -> None:
    if isinstance(base, int):
        (tmp_path / "areas.geojson").write_text(json.dumps(areas(base)), encoding="utf-8")
        base = Variant(
            TWO.name, (f"places.territories.file={tmp_path / 'areas.geojson'}", "places.hubs={}"), outside=True
        )
    with pytest.raises(ScenarioError, match=told):
        game_of(base, base.load())


def test_each_coalition_has_its_own_people_and_depots() -> None:
    game = game_of(TWO, TWO.load())
    assert game.inhabitants is not None and game.inhabitants.tolist() == [7602, 10999]
    assert game.called(3) == "Birkenland + Föhrwald" and game.everybody == 3
    alone = game.variant(2, 4).load()
    fleet: Any = alone.services["rufbus"].fleet["minibus"]  # type: ignore[attr-defined]
    assert (fleet.count, [depot.name for depot in fleet.depots]) == (4, ["Föhrwald, Stadt"])
    assert alone.people.live_in == ("Föhrwald",)


@pytest.mark.slow
def test_days_of_types_that_are_alike_cost_what_those_of_one_do(paid: tuple[Path, Payers], tmp_path: Path) -> None:
    alike = TWO.having("services.rufbus.hours", BY_TYPE).having("money", {"year": {"days": DAYS}})
    found = study_payers(alike, Asked(Goals(0.9), 2, 8, 365), tmp_path, ThisProcess(), QUIET)
    assert json.loads((tmp_path / "payers.json").read_text())["day_types"] == {"school_day": 265, "saturday": 100}
    for name in ("coalitions", "splits", "leaving", "dearer"):
        pd.testing.assert_frame_equal(getattr(found, name), getattr(paid[1], name), atol=0.02, rtol=1e-6)
