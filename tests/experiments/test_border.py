"""What a border costs: nothing where nobody wants to cross it, and what is lost where somebody does."""

from __future__ import annotations

from pathlib import Path

import pytest

from simulator.errors import ScenarioError
from simulator.experiments.coalitions import border
from simulator.experiments.coalitions.border import Border, _of_a_day, study_border
from simulator.experiments.run import RunResult, run
from simulator.experiments.variants import Variant
from simulator.report.page.border_page import BorderTold, write_border_page
from simulator.scenario.models import Scenario

QUIET = (lambda _text: None, lambda _done, _total: None)
TWO = Variant("elbe-valley/two-counties")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("border")


@pytest.fixture(scope="module")
def closed(folder: Path) -> Border:
    return study_border(TWO, 2, folder, QUIET)


def test_days_that_are_there_are_not_done_again(closed: Border, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The tables are the same bytes; a day that is missing is done."""
    tables = {path: path.read_bytes() for path in folder.glob("*.*")}
    days = sorted((folder / "days").iterdir())
    assert (len(tables), len(days)) == (3, 4)
    done: list[int] = []

    def noted(its: Scenario, seed: int) -> RunResult:
        done.append(seed)
        return run(its, seed)

    monkeypatch.setattr(border, "run", noted)
    days[0].unlink()
    again = study_border(TWO, 2, folder, QUIET)
    assert done == [int(days[0].stem.rsplit("-", 1)[1])]
    assert {path: path.read_bytes() for path in folder.glob("*.*")} == tables
    assert again.pairs.equals(closed.pairs)


def test_what_is_lost_is_the_difference_of_the_days(closed: Border) -> None:
    figures = closed.figures.set_index("figure")
    assert figures.loc["vehicle_hours", "difference"] == 0
    assert closed.pairs["lost"].sum() == pytest.approx(-figures.loc["riders_served", "difference"])
    apart = closed.pairs["origin"] != closed.pairs["destination"]
    assert apart.sum() == 2 and (closed.pairs.loc[apart, "closed"] < closed.pairs.loc[apart, "open"]).all()
    assert (figures["closed"] - figures["open"]).tolist() == pytest.approx(figures["difference"].tolist())


def test_a_border_that_nobody_crosses_costs_nothing(tmp_path: Path) -> None:
    """Who lives in one county only goes as far as the hub at its border, with closed borders as with open ones."""
    found = study_border(TWO.having("people.live_in", ["Birkenland"]), 2, tmp_path, QUIET)
    assert (found.figures["difference"] == 0).all() and (found.figures["half_width"] == 0).all()
    assert (found.pairs["lost"] == 0).all()


def test_sums_of_a_run_of_several_days_are_those_of_a_day() -> None:
    told = {"served": 6, "service_rate": 0.5, "cost_eur": None, "vehicle_hours": 5.0, "wait_p95_s": 300.0}
    assert _of_a_day(told, 2) == {**told, "served": 3, "vehicle_hours": 2.5}


def test_the_page_tells_it_in_both_languages(closed: Border, tmp_path: Path) -> None:
    titles = {"en": "Two counties", "de": "Zwei Landkreise"}
    page = write_border_page(tmp_path, BorderTold(titles, closed.figures, closed.pairs, 2)).read_text(encoding="utf-8")
    for text in ("What a border costs", "Was eine Grenze kostet", "Riders lost at each border", "Birkenland"):
        assert text in page


def test_territories_are_needed(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match=r"places.territories: missing; expected who has a border"):
        study_border(Variant("tiny/line"), 2, tmp_path, QUIET)
