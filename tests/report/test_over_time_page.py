"""What runs of an experiment kept over time, as its page draws it: three runs worked out by hand."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from simulator.analysis.resilience.bands import bands_of, times_of
from simulator.report.compare.over_time import OverTimeBlock, over_time_block, read_over_time
from simulator.report.compare.page import comparison_page
from simulator.report.compare.tables import Experiment, read_experiment
from tests.analysis.test_resilience_bands import HOUR_S, RUNS
from tests.report.small_experiment import write_small_experiment

VARIANT = "fleet.minibus.count=8"


@pytest.fixture(scope="module")
def disturbed(tmp_path_factory: pytest.TempPathFactory) -> Experiment:
    """An experiment of three fleets of which one was disturbed."""
    folder = write_small_experiment(tmp_path_factory.mktemp("disturbed"))
    for name, table in (("bands", bands_of(RUNS)), ("times", times_of(RUNS))):
        table.assign(variant=VARIANT).to_parquet(folder / f"resilience_{name}.parquet")
    return read_experiment(folder)


def block(its: Experiment, code: str) -> OverTimeBlock:
    found = over_time_block(read_over_time(its), its, code)
    assert found is not None
    return found


def test_draws_the_middle_run_with_a_band_and_milestones(disturbed: Experiment) -> None:
    (chart,) = block(disturbed, "en").charts
    cost_band, band, _cost, kept, twin = chart.traces
    assert kept["x"][:4] == [8 * HOUR_S, 8.25 * HOUR_S, 8.25 * HOUR_S, 8.5 * HOUR_S]
    assert kept["y"][:6] == [0.9, 0.9, 0.9, 0.9, 0.8, 0.8]
    assert (kept["x"][-1], max(filter(None, kept["x"]))) == (None, 10 * HOUR_S)  # nobody served at twelve
    assert (band["y"][0], band["y"][-2], band["fill"]) == (0.98, 0.82, "toself")
    assert band["y"] == cost_band["y"]  # as the runs are made
    assert twin["y"] == [1, 1]
    said = [note["text"] for note in chart.layout["annotations"]]
    assert said == ["began 08:00", "known 08:00", "lowest 08:00", "over 09:00", "recovered 10:30"]
    assert [shape["x0"] / HOUR_S for shape in chart.layout["shapes"]] == [8, 8, 8, 9, 10.5]


def test_tells_the_same_as_tables(disturbed: Experiment) -> None:
    told = block(disturbed, "de")
    (chart,) = told.charts
    assert [[text.replace("\u202f", " ") for text in row[:5]] for row in chart.rows] == [
        ["08:00", "2", "90 %", "82 %", "98 %"], ["09:00", "3", "60 %", "52 %", "76 %"], ["12:00", "1", "–", "–", "–"],
    ]  # fmt: skip
    assert told.table.rows[-1] == ["8 × Kleinbus", "erholt", "10:30", "10:06", "10:54", "2 von 3"]


def test_the_page_has_it_in_both_languages_and_leaves_out_what_is_too_much(disturbed: Experiment) -> None:
    page = comparison_page(disturbed)
    assert "What was kept while something was wrong" in page
    assert "Was blieb, während etwas gestört war" in page
    assert page.count('data-chart="over_time_0"') == 2
    many = [f"{VARIANT}{number}" for number in range(8)]
    told = read_over_time(disturbed)
    assert told is not None
    bands, times = (pd.concat([its.assign(variant=name) for name in many]) for its in (told.bands, told.times))
    variants = replace(disturbed, variants=tuple(many))
    found = over_time_block(replace(told, bands=bands, times=times), variants, "en")
    assert found is not None
    assert (len(found.charts), found.left_out) == (6, 2)


def test_an_undisturbed_experiment_has_no_such_section(tmp_path: Path) -> None:
    calm = read_experiment(write_small_experiment(tmp_path))
    assert read_over_time(calm) is None
    assert over_time_block(None, calm, "en") is None
