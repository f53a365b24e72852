"""What the terminal says where every run gave the same figures, and where one did not."""

from __future__ import annotations

import io

import pandas as pd
import pytest
from rich.console import Console

from simulator.analysis.comparison import paired_differences, summarise, without_chance
from simulator.analysis.movements import MOVE_COLUMNS, movements, no_chance_in
from simulator.report.comparison import SAME_IN_EVERY_RUN, print_comparison
from simulator.report.sensitivity.terminal import print_movements


def runs_of(**waits: list[float]) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {"variant": name, "replication": number, "wait_mean_s": wait, "served": 0.0}
            for name, its in waits.items()
            for number, wait in enumerate(its)
        ]
    )


SAME = runs_of(base=[60.1, 60.1, 60.1], more=[90.2, 90.2, 90.2])
HALF = runs_of(base=[60.1, 60.1, 60.1], more=[90.2, 91.2, 90.7])
ONCE = runs_of(base=[60.1], more=[90.2])


def found(runs: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    metrics = ["wait_mean_s", "served"]
    return summarise(runs, metrics, 0.95), paired_differences(runs, metrics, 0.95)


def moved(runs: pd.DataFrame) -> pd.DataFrame:
    moves = pd.DataFrame([("dwell", "high", "1", "2", "given", "more")], columns=[*MOVE_COLUMNS, "variant"])
    return movements(moves, *found(runs))


@pytest.mark.parametrize(
    ("runs", "same", "lines", "told"),
    [
        (SAME, ["base", "more"], ["base  60.1", "more  90.2", "more  30.1"], True),
        (
            HALF,
            ["base"],
            ["base  60.1", "more  90.7  [89.5, 91.9]", "more  30.6  [29.4, 31.8]  p = 0.00018"],
            True,
        ),
        (ONCE, [], ["base  60.1  [-, -]", "more  90.2  [-, -]", "more  30.1  [-, -]  p = nan"], False),
    ],
)
def test_a_comparison_tells_no_interval_without_chance(
    runs: pd.DataFrame, same: list[str], lines: list[str], told: bool
) -> None:
    summary, differences = found(runs)
    assert without_chance(summary[summary["statistic"] == "mean"]) == same
    console = Console(file=io.StringIO(), width=100)
    print_comparison(summary, differences, title="title", folder="folder", console=console)
    said = [line.strip() for line in console.file.getvalue().splitlines()]  # type: ignore[attr-defined]
    assert [line for line in said if line.startswith(("base", "more"))][:3] == lines
    assert (f"{SAME_IN_EVERY_RUN} ({', '.join(same)})" in said) is told


@pytest.mark.parametrize(
    ("runs", "change", "chance"),
    [(SAME, "30.1  dwell 1 -> 2", False), (HALF, "30.6 [29.4, 31.8]  dwell 1 -> 2", True)],
)
def test_an_analysis_tells_no_interval_without_chance(runs: pd.DataFrame, change: str, chance: bool) -> None:
    table = moved(runs)
    assert no_chance_in(table) is not chance
    assert bool(table["p"].notna().all()) is chance
    console = Console(file=io.StringIO(), width=100)
    print_movements(table, title="title", folder="folder", console=console)
    said = console.file.getvalue()  # type: ignore[attr-defined]
    assert f"  {change}\n" in said
    assert (SAME_IN_EVERY_RUN in said) is not chance
    assert ("runs are few" in said) is chance


def test_one_run_each_is_no_run_without_chance() -> None:
    assert not no_chance_in(moved(ONCE))
