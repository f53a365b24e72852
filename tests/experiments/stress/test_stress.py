"""The catalogue fits every bundled scenario, and a stress test says what a hand can work out."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from simulator.errors import ScenarioError
from simulator.experiments.executors import ThisProcess
from simulator.experiments.stress.best import best_of
from simulator.experiments.stress.catalogue import Case, cases_of
from simulator.experiments.stress.measures import Measure, measures_of
from simulator.experiments.stress.places import Spot, most_saved
from simulator.experiments.stress.study import Chosen, stress
from simulator.experiments.variants import Variant
from simulator.report.page.stress_page import StressTold, write_stress_page
from simulator.scenario.loader import load_scenario

QUIET = (lambda _text: None, lambda _done, _total: None)


@pytest.mark.parametrize("name", ["prignitz/rufbus", "prignitz/electric", "prignitz/hydrogen", "prignitz/ecosystem"])
def test_every_case_and_measure_is_a_scenario(name: str) -> None:
    base = Variant(name)
    scenario = base.load()
    cases = cases_of(scenario, (11.85, 53.07))
    assert len(cases) >= 12
    assert len({case.key for case in cases}) == len(cases)
    for case in cases:
        disturbed = base.having("disruptions", list(case.disruptions)).load()
        assert [its.kind for its in disturbed.disruptions] == [item["kind"] for item in case.disruptions]
    measures = measures_of(scenario, Spot(11.85, 53.07, "Perleberg"))
    plug = [] if name == "prignitz/rufbus" else ["one-more-plug"]
    keys = ["one-more-vehicle", "reserve-vehicle", "longer-notice", *plug, "another-depot"]
    assert [measure.key for measure in measures] == keys
    for measure in measures:
        measure.apply(base.having("disruptions", list(cases[0].disruptions)), cases[0]).load()


def test_batteries_and_timetables_have_cases_of_their_own() -> None:
    keys = {name: {case.key for case in cases_of(load_scenario(f"prignitz/{name}"))} for name in ("rufbus", "electric")}
    assert keys["electric"] - keys["rufbus"] == {"blackout"}
    assert "late-trains" in {case.key for case in cases_of(load_scenario("prignitz/ecosystem"))}


@pytest.fixture(scope="module")
def tested(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, StressTold]:
    """Return a stress test of the line, where one bus takes three of four, and none without it."""
    folder = tmp_path_factory.mktemp("stress")
    chosen = Chosen(("one-vehicle-out",), measures=True, replications=2)
    found = stress(Variant("tiny/line"), chosen, folder, ThisProcess(), QUIET)
    titles = {"en": "the line", "de": "die Linie"}
    cases = {case.key: case.title for case in found.cases}
    measures = {measure.key: measure.title for measure in found.measures}
    about = {measure.key: measure.about for measure in found.measures}
    return folder, StressTold(titles, cases, measures, found.of_cases, found.of_measures, found.best, 2, about)


def test_without_the_only_bus_nobody_is_served(tested: tuple[Path, StressTold]) -> None:
    of_cases = tested[1].of_cases.set_index("figure")["value"]
    assert of_cases["service_rate"] == -0.75
    assert of_cases["resilience_robustness"] == 0
    assert (of_cases["resilience_riders_affected"], of_cases["resilience_recovered"]) == (4, 0)


def test_a_second_bus_gives_all_back(tested: tuple[Path, StressTold]) -> None:
    table = tested[1].of_measures
    served = table[table["figure"] == "service_rate"].set_index("measure")["value"]
    assert served["one-more-vehicle"] == 0.75
    assert served["another-depot"] == 0  # there is no bus that could stand in it


def test_the_best_measure_is_said_with_what_may_be_as_good(tested: tuple[Path, StressTold]) -> None:
    """The second bus takes all three from 8:00 on; the reserve, called at 7:00 and there from 7:30, does the same."""
    (row,) = tested[1].best.to_dict("records")
    assert (row["case"], row["value"], row["half_width"]) == ("one-vehicle-out", 0.75, 0)
    assert {row["measure"], *row["as_good"].split()} == {"one-more-vehicle", "reserve-vehicle"}


def test_no_measure_is_called_best_by_chance() -> None:
    """Against three measures at once a single one has to be surer than 95 %."""
    cases = [Case("case", "", ())]
    measures = [Measure(key, "", lambda variant, _case: variant) for key in ("one", "two", "three")]
    calm = [{"service_rate": 0.5}] * 4
    weak, none, sure = ([{"service_rate": 0.5 + by} for by in its] for its in (
        (0.01, 0.02, 0.05, 0.04), (0.0, 0.0, 0.01, -0.01), (0.04, 0.05, 0.05, 0.04)))  # fmt: skip
    assert best_of(cases, measures[:1], [calm], [weak])["measure"].tolist() == ["one"]  # p 0.044
    assert best_of(cases, measures, [calm], [weak, none, none]).empty
    (row,) = best_of(cases, measures, [calm], [weak, none, sure]).to_dict("records")
    assert (row["measure"], row["as_good"]) == ("three", "one")
    assert best_of(cases, measures, ["refused"], [weak, none, sure]).empty


def test_one_more_plug_comes_with_its_power() -> None:
    base = Variant("prignitz/electric")
    (more,) = (its for its in measures_of(base.load()) if its.key == "one-more-plug")
    sites, before = (its.load().energy.sites for its in (more.apply(base, Case("", "", ())), base))
    assert [site.plugs for site in sites] == [site.plugs + 1 for site in before]
    assert [site.grid_kw for site in sites] == [150, None, None, None]
    plain = {"plugs", "grid_kw"}
    assert [site.model_dump(exclude=plain) for site in sites] == [site.model_dump(exclude=plain) for site in before]


def test_another_depot_stands_where_it_saves_most_driving() -> None:
    """Places on a line at 0, 10, 20 and 60 minutes, a depot at the first; one lives far out, and ten at 20 minutes."""
    at = np.array([0.0, 10.0, 20.0, 60.0])
    times = np.abs(at[:, None] - at)
    depots = np.array([0])
    assert most_saved(times, depots, np.array([5.0, 1.0, 10.0, 1.0])) == 2  # 1 x 0 + 10 x 20 + 1 x 20 minutes
    assert most_saved(times, depots, np.array([5.0, 1.0, 1.0, 9.0])) == 3
    assert most_saved(times, depots, np.array([5.0, 0.0, 0.0, 0.0])) == -1
    times[:, 3] = times[3] = np.inf
    assert most_saved(times, depots, np.array([5.0, 1.0, 3.0, 9.0])) == 2  # nobody drives to an island


@pytest.mark.parametrize("seed", range(8))
def test_the_best_depot_of_all_by_trying_each(seed: int) -> None:
    random = np.random.default_rng(seed)
    times, starts = random.integers(1, 90, (7, 7)).astype(float), random.integers(0, 5, 7).astype(float)
    depots = random.choice(7, 2, replace=False)

    def driven(all_: list[int]) -> float:
        return sum(count * min(times[depot, place] for depot in all_) for place, count in enumerate(starts))

    all_of = [driven([*depots, place]) for place in range(7)]
    best = most_saved(times, depots, starts)
    assert (best == -1) == (min(all_of) == driven(list(depots)))
    assert best == -1 or all_of[best] == min(all_of)


def test_what_was_run_is_not_run_again(tested: tuple[Path, StressTold]) -> None:
    folder, told = tested
    before = {path: path.stat().st_mtime_ns for path in (folder / "runs").iterdir()}
    again = stress(Variant("tiny/line"), Chosen(("one-vehicle-out",), True, 2), folder, ThisProcess(), QUIET)
    pd.testing.assert_frame_equal(again.of_cases, told.of_cases)
    assert {path: path.stat().st_mtime_ns for path in (folder / "runs").iterdir()} == before


def test_rates_tell_the_loss_of_a_year(tested: tuple[Path, StressTold]) -> None:
    """Two quarters of an hour count, 08:00 and 09:00, and all of them are lost."""
    rated = Chosen(("one-vehicle-out",), False, 2, ("one-vehicle-out=4",))
    found = stress(Variant("tiny/line"), rated, tested[0], ThisProcess(), QUIET)
    assert found.yearly is not None
    loss_h = found.of_cases.set_index("figure")["value"]["resilience_loss_h"]
    assert found.yearly.expected_h == 4 * loss_h
    (row,) = found.yearly.exceedance.to_dict("records")
    assert (row["loss_h"], row["times_a_year"], row["return_years"]) == (loss_h, 4, 0.25)
    assert pd.read_csv(tested[0] / "yearly.csv")["figure"].tolist()[0] == "expected"
    assert found.yearly.figures[["low_h", "high_h"]].to_numpy().ravel()[:2].tolist() == [4 * loss_h] * 2
    (part,) = found.yearly.parts.to_dict("records")
    assert (part["loss_h"], part["half_width_h"], part["a_year_h"]) == (loss_h, 0, 4 * loss_h)
    page = write_stress_page(tested[0], replace(tested[1], yearly=found.yearly.tables)).read_text(encoding="utf-8")
    assert "a year as bad as one in 100" in page
    assert "ein Jahr, so schlimm wie eines von 100" in page
    assert page.count('data-chart="exceedance"') == 2


@pytest.mark.parametrize(
    "rate", ["one-vehicle-out=often", "one-vehicle-out=-1", "one-vehicle-out=367", "one-vehicle=1", "one-vehicle-out"]
)
def test_a_rate_that_is_none_is_told(tmp_path: Path, rate: str) -> None:
    with pytest.raises(ScenarioError, match=r"expected times a year|did you mean"):
        stress(Variant("tiny/line"), Chosen(("one-vehicle-out",), False, 2, (rate,)), tmp_path, ThisProcess(), QUIET)


def test_the_page_says_it_in_both_languages(tested: tuple[Path, StressTold]) -> None:
    folder, told = tested
    page = write_stress_page(folder, replace(told, road="Weisen")).read_text(encoding="utf-8")
    assert "drives of ten days: Weisen." in page and "ein weiteres Depot in 53.0" in page
    assert "one vehicle breaks down at 7:00" in page
    assert "ein Fahrzeug fällt um 7:00" in page
    assert "-75.0 ± 0.0" in page
    assert json.loads((folder / "stress.json").read_text())["cases"]["one-vehicle-out"][0]["kind"] == "vehicles"


def test_an_unknown_case_is_told(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match='no such case; did you mean "strike"'):
        stress(Variant("tiny/line"), Chosen(("strik",), False, 2), tmp_path, ThisProcess(), QUIET)
