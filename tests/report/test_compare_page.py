"""compare.html says what the tables of an experiment say."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from simulator.errors import ResultError
from simulator.experiments.publish import write_run
from simulator.report.compare.page import write_comparison_page
from simulator.report.compare.sentences import difference_sentences
from simulator.report.compare.tables import is_experiment, read_experiment, short_name
from simulator.report.page.language import Language
from tests.bundled import bundled
from tests.report.small_experiment import write_small_experiment


def test_the_page_compares_the_variants(tmp_path) -> None:
    page = write_comparison_page(write_small_experiment(tmp_path)).read_text(encoding="utf-8")
    assert "Welche ist die kleinste, die das Ziel erreicht?" in page
    assert "highest for 16 × minibus: 95%." in page
    assert '"order":[0,1,2]' in page
    assert "Shared rides" not in page  # nothing was measured
    assert "Each variant was run only 3 times: the bars are a rough guide." in page


@pytest.mark.parametrize(
    ("days", "cost"),
    [
        ((1, 1, 1), "Cost per day"),
        ((7, 7, 7), "Cost of a run of 7 days"),
        ((7, 7, 14), "Cost of a run"),
        ((), "Cost of a run"),
    ],
)
def test_costs_are_those_of_the_days_of_a_run(tmp_path: Path, days: tuple[int, ...], cost: str) -> None:
    """Of a run of seven days nobody says that it is what a day costs, wherever the page names it."""
    folder = write_small_experiment(tmp_path, days=days)
    page = write_comparison_page(folder).read_text(encoding="utf-8")
    assert f'<th scope="col" class="number wrap">{cost}</th>' in page
    assert f">{cost}, at most</label>" in page
    assert f"– {cost}: €4,000 more" in page
    assert (">Cost per day" in page) is (days == (1, 1, 1))


def test_the_scorecard_is_on_the_page(tmp_path: Path) -> None:
    page = write_comparison_page(write_small_experiment(tmp_path)).read_text()
    assert "Of 3 rows: better 2, worse 1, not sure 0, the same 0." in page
    assert "Von 3 Zeilen: besser 2, schlechter 1, nicht sicher 0, gleich 0." in page
    (tmp_path / "scorecard.parquet").unlink()  # of an earlier version
    assert 'id="scorecard-en"' not in write_comparison_page(tmp_path).read_text()


def test_differences_are_sentences_with_their_uncertainty(tmp_path) -> None:
    said = difference_sentences(read_experiment(write_small_experiment(tmp_path)), Language("en"))
    assert said[0] == (
        "12 × minibus instead of 8 × minibus – Requests served: 20.0 percentage points more "
        "(uncertain between +18.0 percentage points and +22.0 percentage points); hardly by chance."
    )
    assert any("min less" in sentence and sentence.endswith("this may be chance.") for sentence in said)


def test_titles_show_as_text(tmp_path) -> None:
    page = write_comparison_page(write_small_experiment(tmp_path, title="<script>alert(1)</script>"))
    assert "<script>alert(1)" not in page.read_text(encoding="utf-8")


def test_maps_appear_where_runs_were_kept(tmp_path) -> None:
    kept = write_run(bundled("tiny/line"), tmp_path / "runs", {}, figures=False)
    folder = write_small_experiment(tmp_path / "experiment", runs={8: str(kept)})
    page = write_comparison_page(folder).read_text(encoding="utf-8")
    assert page.count('class="small-map"') == 2  # one per language
    assert "<circle" in page


def test_an_experiment_without_statistics_still_gives_a_page(tmp_path) -> None:
    folder = write_small_experiment(tmp_path)
    for name in ("summary", "differences"):
        (folder / f"{name}.parquet").unlink()
    assert write_comparison_page(folder).stat().st_size > 1_000_000


def test_what_is_no_experiment_is_told(tmp_path) -> None:
    with pytest.raises(ResultError, match="not an experiment"):
        write_comparison_page(tmp_path)
    folder = write_small_experiment(tmp_path)
    assert is_experiment(folder)
    pd.DataFrame({"variant": ["a"]}).to_parquet(folder / "kpis.parquet")
    with pytest.raises(ResultError, match="columns missing: replication, seed, run"):
        write_comparison_page(folder)


def test_variants_are_named_as_people_say_them() -> None:
    assert short_name("fleet.minibus.count=8", Language("en")) == "8 × minibus"
    assert short_name("services.line.fleet.minibus.count=8", Language("en")) == "8 × minibus"
    assert short_name("fleet.minibus.count=8", Language("de")) == "8 × Kleinbus"
    assert short_name("dispatch.policy=insertion", Language("en")) == "dispatch.policy=insertion"
