"""What pages and pictures say about assumptions, and how far results move with them."""

from __future__ import annotations

import re
import shutil
from html import unescape
from pathlib import Path

import pytest

from simulator.analysis.run import read_run_data
from simulator.errors import ResultError
from simulator.experiments.one_at_a_time import Sensitivity, sensitivity
from simulator.experiments.publish import write_run
from simulator.report.page.key_names import name_of_key
from simulator.report.page.language import Language
from simulator.report.page.ledger_rows import ledger_block, number_in_words
from simulator.report.page.run_page import run_page, write_run_page
from simulator.report.sensitivity.charts import movement_charts, movement_sentences
from simulator.report.sensitivity.folder import moved_of, read_moved
from simulator.report.sensitivity.page import write_sensitivity_page
from simulator.report.sensitivity.words import change_said, end_said, heading
from simulator.scenario.catalogue import bundled_folder
from tests.bundled import bundled

EN, DE = Language("en"), Language("de")


@pytest.fixture(scope="module")
def moved(tmp_path_factory) -> Sensitivity:
    only, metrics = ("*.dwell", "network.speed_factor", "*.max_wait"), ("service_rate", "wait_p95_s")
    results = tmp_path_factory.mktemp("results")
    return sensitivity("tiny/line", only=only, replications=2, metrics=metrics, out=results)


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    return write_run(bundled("tiny/line"), tmp_path_factory.mktemp("run"), {}, figures=False)


def mains(page: str) -> dict[str, str]:
    """Return the visible text of a page in each language."""
    found = re.findall(r'<main[^>]*lang="(\w+)"[^>]*>(.*?)</main>', page, re.DOTALL)
    return {code: " ".join(unescape(re.sub(r"<[^>]+>", " ", text)).split()) for code, text in found}


def test_the_chart_shows_the_farthest_first_and_says_it(moved) -> None:
    served, waits = movement_charts(moved.movements, EN, 1)
    assert served.description == "As it is: 75%. None of the assumptions moves it."
    assert waits.description == (
        "As it is: 3.6 min. Speed on all roads moves it most (0.8: +1.1 min; 1.2: \u22120.8 min)."
    )
    (trace,) = waits.traces
    assert trace["y"][::2] == [
        "speed on all roads<br>0.8 \u2013 1.2",
        "time of a stop<br>30\u202fs \u2013 90\u202fs",
        "longest wait allowed<br>16\u202fmin \u2013 24\u202fmin",
    ]
    assert trace["x"] == [1.125, -0.75, -0.45, 0.45, 0.0, 0.0]
    assert trace["marker"]["color"] == ["#ffffff", "#0072B2"] * 3
    assert waits.rows[2] == ["time of a stop", "30\u202fs", "\u22120.4 min", "\u2013", "\u2013"]
    german = movement_charts(moved.movements, DE, 1)[1]
    assert german.description == (
        "So wie angenommen: 3,6 Min. Tempo auf allen Straßen: Das bewegt den Wert am meisten "
        "(0,8: +1,1 Min.; 1,2: \u22120,8 Min.)."
    )


def test_sentences_say_what_is_assumed_and_what_moves_nothing(moved) -> None:
    assert movement_sentences(moved.movements, EN) == [
        "3 assumptions were moved one at a time to the ends of their ranges, on the same 2 days with the same people.",
        "The scenario gives no range for speed on all roads and longest wait allowed: "
        "a fifth less and a fifth more are assumed.",
        "Every one of these days gave the same figures: nothing was left to chance, so no uncertainty is told.",
        "Nothing here moves at all with: longest wait allowed.",
    ]


def test_the_page_is_in_both_languages_and_has_the_ledger(moved) -> None:
    page = write_sensitivity_page(moved.folder).read_text(encoding="utf-8")
    told = mains(page)
    assert "How far the results move with the assumptions" in told["en"]
    assert "Wie weit sich die Ergebnisse mit den Annahmen bewegen" in told["de"]
    assert "time of a stop services.line.dwell 1 min 30 s to 90 s assumption: invented" in told["en"]
    assert "Dauer eines Halts services.line.dwell 1 min 30 s bis 90 s Annahme: invented" in told["de"]
    assert "elbe-drt sensitivity tiny/line --replications=2" in told["en"]


def test_pictures_are_drawn_for_every_figure_that_was_measured(moved) -> None:
    names = sorted(path.name for path in (moved.folder / "figures").iterdir())
    assert names == [f"tornado-{name}.{end}" for name in ("service-rate", "wait-p95-s") for end in ("png", "svg")]


def test_the_page_of_a_run_shows_the_ledger_and_the_movements(folder, moved) -> None:
    page = write_run_page(folder).read_text(encoding="utf-8")
    assert "assumption: 7, default of the program: " in mains(page)["en"]
    assert "moves it most" not in page
    assert write_run_page(folder).read_text(encoding="utf-8") == page
    more = write_run_page(folder, sensitivity=moved.folder).read_text(encoding="utf-8")
    assert "Speed on all roads moves it most" in mains(more)["en"]
    assert 'data-chart="moved-wait_p95_s"' in more


def test_an_analysis_of_another_scenario_is_refused(folder, moved, tmp_path) -> None:
    with pytest.raises(ResultError, match="is about tiny-line, and the run is of prignitz-rufbus"):
        moved_of(moved.folder, "prignitz-rufbus")
    with pytest.raises(ResultError, match=r"not the results of elbe-drt sensitivity: sensitivity\.parquet is missing"):
        read_moved(tmp_path)
    assert moved_of(moved.folder, "tiny-line").command.startswith("elbe-drt sensitivity tiny/line ")


def test_texts_of_a_scenario_are_no_markup(tmp_path) -> None:
    shutil.copytree(bundled_folder() / "tiny", tmp_path, dirs_exist_ok=True)
    entry = 'assumptions: {services.line.dwell: {source: "<b>$x$</b>", low: 50 s}}'
    (tmp_path / "child.yaml").write_text(f"extends: line.yaml\nname: child\n{entry}\n", encoding="utf-8")
    found = sensitivity(tmp_path / "child.yaml", only=["*.dwell"], replications=1, out=tmp_path / "results")
    page = (found.folder / "sensitivity.html").read_text(encoding="utf-8")
    assert "&lt;b&gt;$x$&lt;/b&gt;" in page
    assert "<b>$x$" not in page


def test_runs_of_earlier_versions_have_no_ledger(folder, tmp_path) -> None:
    shutil.copytree(folder, tmp_path / "run")
    (tmp_path / "run" / "assumptions.parquet").unlink()
    run = read_run_data(tmp_path / "run")
    assert ledger_block(run.assumptions, EN) is None
    assert "What the values rest on" not in run_page(run, "run")


def test_keys_and_values_in_words() -> None:
    assert name_of_key("services.rufbus.limits.default.max_wait", EN) == "longest wait allowed"
    assert name_of_key("services.rufbus.costs.per_km", DE) == "Kosten eines Kilometers"
    assert name_of_key("network.changes[2].speed_factor", EN) == "speed on changed roads"
    assert name_of_key("demand.distance_bands[0].share", DE) == name_of_key("demand.distance_bands[*].to_km", DE) != ""
    assert name_of_key("people.classes.adult.share", EN) == "share of the travellers"
    assert name_of_key("people.classes.adult.choice.of.walk.constant", DE) == name_of_key("choice.constant", DE) != ""
    assert name_of_key("choice.nests.public.scale", EN) == "how much services that are alike differ"
    assert name_of_key("services.lines.delays.within", EN) == "how late is still punctual"
    assert name_of_key("services.rufbus.dispatch.weights.nothing", EN) == ""
    assert [number_in_words(text, DE) for text in ("1.5 km", "x0.8", "1200", "0.25 EUR", "05:00-22:00", "1, 2.5")] == [
        "1,5\u202fkm", "×0,8", "1.200", "0,25\u202f€", "05:00-22:00", "1, 2.5",
    ]  # fmt: skip
    assert end_said("2.5 km; network.speed_factor 0.5", DE) == "2,5\u202fkm; network.speed_factor 0.5"
    assert heading("service_rate@booked=ahead", EN, 1) == "Requests served, booked ahead"
    assert change_said("service_rate", -0.05, 0.01, EN) == "\u22125.0 percentage points"
    assert change_said("service_rate", 0.00001, 0.01, EN) == "±0.0 percentage points"
    assert change_said("riders", -3.0, 0.0, EN) == "\u22123.0000"
