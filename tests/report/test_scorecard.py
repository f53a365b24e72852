"""The scorecard as people read it: words of every row, and sentences with values worked out by hand."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from matplotlib.figure import Figure

from simulator.analysis.kpis.by_group import half
from simulator.analysis.scorecard import PILLARS, TOPICS, scorecard
from simulator.analysis.scorecard_compared import compared_scorecard, scorecard_prices
from simulator.report import style
from simulator.report.compare.metrics import METRICS
from simulator.report.page.language import Language
from simulator.report.scorecard.compared import Scorecards, compared_block, read_scorecards
from simulator.report.scorecard.of_run import scorecard_block
from simulator.report.scorecard.picture import draw_scorecard
from simulator.report.scorecard.words import NEEDS, PILLAR_WORDS, ROWS, WHOM
from tests.analysis.test_scorecard import BASE, MORE_BUSES, RUN, runs

EN, DE = Language("en"), Language("de")


def plain(text: str) -> str:
    return text.replace("\u202f", " ").replace("\u00a0", " ")


def told(**variants: dict[str, list[float]]) -> Scorecards:
    table = runs(**variants)
    rows = compared_scorecard(table)
    return Scorecards(rows[rows["variant"] != rows["base"]], scorecard_prices(table, rows))


def test_every_row_has_words() -> None:
    assert list(ROWS) == [topic.name for topic in TOPICS]
    assert set(PILLAR_WORDS) == set(PILLARS)
    assert set(WHOM) == {topic.whom for topic in TOPICS}
    assert set(NEEDS) == {topic.needs for topic in TOPICS}
    assert {name: "more" if row.better > 0 else "less" for name, row in ROWS.items()} == {
        topic.name: topic.better for topic in TOPICS
    }


def test_what_is_better_is_so_everywhere() -> None:
    ways = {figure: 1 if topic.better == "more" else -1 for topic in TOPICS for figure in topic.figures}
    both = {metric.name: metric.better for metric in METRICS if metric.name in ways}
    assert len(both) >= 8
    assert half("service_rate", "at_once") not in both
    assert both == {name: ways[name] for name in both}


def test_a_run_in_words() -> None:
    block = scorecard_block(RUN, EN)
    assert block is not None
    economy, ecology, social = block.tables
    assert economy == ("Economy", [
        ("What the service costs", "€900.00", "county and taxpayers; less is better"),
        ("Public money, after fares", "€700.00", "county and taxpayers; less is better"),
        ("Public money for each rider", "€7.00", "county and taxpayers; less is better"),
    ])  # fmt: skip
    assert plain(ecology[1][0][1]) == "80.0 kg"
    assert social[1][0] == ("Wishes to travel that were met", "80%", "all who want a ride; more is better")
    assert block.not_told[0] == "Economy: Riders for each hour of a vehicle (needs: ridepooling with riders)."
    assert len(scorecard(RUN)["not_told"]) == sum(text.count("(needs: ") for text in block.not_told)
    assert scorecard_block({}, EN) is None
    more = scorecard_block({"riders_served": 12, "co2_kg_saved": -1234.5}, EN)
    assert more is not None
    assert [plain(table[1][0][1]) for table in more.tables] == ["-1,234 kg", "12"]


def test_a_comparison_in_words() -> None:
    block = compared_block(told(base=BASE, more=MORE_BUSES), EN, str)
    assert block is not None
    (variant,) = block.variants
    assert variant.title == "more instead of base"
    assert variant.summary == "Of 6 rows: better 2, worse 3, not sure 1, the same 0."
    (_, economy), (_, ecology), (_, social) = variant.parts
    assert [plain(cell) for cell in economy[0]] == [
        "What the service costs", "▼ worse", "+€200.00 ± €1.30", "€1,000", "€1,200", "county and taxpayers",
    ]  # fmt: skip
    assert [plain(cell) for cell in ecology[0]][1:3] == ["▼ worse", "+8.0 kg"]  # by 8 kg on every day
    assert [row[1] for row in social] == ["▲\u00a0better", "▲\u00a0better", "?\u00a0not sure"]
    assert variant.said == [
        "More people are carried (20): each further one costs €8.00 (uncertain between €7.57 and €8.49). Counted is "
        "public money, after fares.",
        "More greenhouse gas (8.0 kg), and nothing is saved. Counted is public money, after fares.",
    ]
    assert "Rows compared: 6. If nothing differed, about 0.3 of them would look sure by luck" in block.luck
    assert "a chance of 5% at most" in block.luck
    in_german = compared_block(told(base=BASE, more=MORE_BUSES), DE, str)
    assert in_german is not None
    assert in_german.variants[0].said[0].startswith("Mehr Menschen fahren mit (20): jeder weitere kostet 8,00")


@pytest.mark.parametrize(
    ("riders", "subsidy", "said"),
    [
        ([90.0, 93.0, 87.0, 90.0], [700.0, 750.0, 650.0, 701.0], "More people are carried (20), for no more money."),
        ([60.0, 63.0, 57.0, 60.0], [700.0, 750.0, 650.0, 700.0],
         "Fewer people are carried (10): €10.00 are saved for each (uncertain between €8.85 and €11.49)."),
        ([60.0, 63.0, 57.0, 60.0], [900.0, 950.0, 850.0, 900.0],
         "Fewer people are carried (10), and nothing is saved."),
        ([71.0, 70.0, 69.0, 71.0], [900.0, 950.0, 850.0, 901.0],
         "Whether more or fewer people are carried is not sure: there is no price for it."),
        (BASE["riders_served"], [900.0, 950.0, 850.0, 901.0], None),
    ],
)  # fmt: skip
def test_prices_in_words(riders: list[float], subsidy: list[float], said: str | None) -> None:
    figures = {name: BASE[name] for name in ("riders_served", "subsidy_eur")}
    block = compared_block(told(base=figures, more={"riders_served": riders, "subsidy_eur": subsidy}), EN, str)
    assert block is not None
    counted = " Counted is public money, after fares."
    assert [text.removesuffix(counted) for text in block.variants[0].said] == ([] if said is None else [said])


def test_one_run_of_each_says_nothing_of_luck() -> None:
    block = compared_block(told(base={"cost_eur": [1.0]}, more={"cost_eur": [2.0]}), EN, str)
    assert block is not None
    assert block.luck == "One run of each tells nothing of luck: no row is called better or worse."
    assert [plain(cell) for cell in block.variants[0].parts[0][1][0][1:3]] == ["? not sure", "+€1.00"]


def test_many_variants_have_no_table_each() -> None:
    several = told(base=BASE, **{f"v{number}": MORE_BUSES for number in range(14)})
    block = compared_block(several, EN, str)
    assert block is not None
    assert (len(block.variants), block.left_out) == (12, 2)


def test_an_experiment_without_a_scorecard_has_no_section(tmp_path: Path) -> None:
    assert read_scorecards(tmp_path) is None
    assert compared_block(None, EN, str) is None
    alone = runs(base=BASE)
    rows = compared_scorecard(alone)
    rows.to_parquet(tmp_path / "scorecard.parquet")
    scorecard_prices(alone, rows).to_parquet(tmp_path / "scorecard_prices.parquet")
    assert read_scorecards(tmp_path) is None
    several = told(base=BASE, more=MORE_BUSES)
    pd.concat([rows, several.rows]).to_parquet(tmp_path / "scorecard.parquet")
    read = read_scorecards(tmp_path)
    assert read is not None
    assert len(replace(read).rows) == 6


def test_a_picture_of_the_changes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    nothing = {"unmet_needs_share": [0.0] * 4}  # of which there is no percentage
    table = runs(base=BASE | nothing, more=MORE_BUSES | nothing, again=BASE | nothing)
    rows = compared_scorecard(table)
    rows.to_parquet(tmp_path / "scorecard.parquet")
    scorecard_prices(table, rows).to_parquet(tmp_path / "scorecard_prices.parquet")
    drawn: list[Figure] = []

    @contextmanager
    def figure(_path: Path, **_size: object) -> Iterator[Figure]:
        drawn.append(Figure())
        yield drawn[0]

    monkeypatch.setattr(style, "figure", figure)
    assert draw_scorecard(tmp_path, tmp_path, str.upper) == [tmp_path / "scorecard.png"]
    more, again = drawn[0].axes
    assert (more.get_title("left") or more.get_title(), len(more.collections)) == ("MORE", 6 + 5)  # co2 is by no luck
    points = [
        tuple(its.get_offsets()[0]) for its in more.collections if hasattr(its, "get_sizes") and its.get_sizes().any()
    ]
    assert points[0] == pytest.approx((20, 0))  # cost: 200 of 1,000
    assert [y for _x, y in points] == [0, -1, -3, -5, -6, -7]  # a row is left for the name of each pillar
    assert {x for x, _y in [tuple(its.get_offsets()[0]) for its in again.collections]} == {0}
    lines = [its.get_segments()[0] for its in more.collections if hasattr(its, "get_segments")]
    half = 100 * 1.299 / 1000
    assert lines[0].ravel().tolist() == pytest.approx([20 - half, 0, 20 + half, 0], abs=1e-3)
    assert [text.get_position()[1] for text in more.texts] == [0.75, -4 + 1.75, -6 + 1.75]
    assert [text.get_text() for text in more.texts] == ["Economy", "Ecology", "Social justice"]
    assert draw_scorecard(tmp_path / "nowhere", tmp_path, str) == []
