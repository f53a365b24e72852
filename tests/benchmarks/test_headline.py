"""The tables of the README are those of the days that are kept, and these days still come out so."""

from __future__ import annotations

import pandas as pd

from benchmarks.headline.__main__ import README
from benchmarks.headline.runs import FIGURES, SEEDS, SMOKE, changes, read_runs
from benchmarks.headline.tables import SCENARIOS, TABLES, number, share, with_tables

DAYS = pd.DataFrame(
    {"scenario": "a", "service_rate": [0.5, 0.7, 0.6], "wait_median_s": [60.0, 120, 180], "none": float("nan")}
)


def test_the_readme_has_the_tables_of_the_days_that_are_kept() -> None:
    text, days = README.read_text(encoding="utf-8"), read_runs()
    assert all(f"<!-- table {name} -->" in text for name in TABLES)
    assert with_tables(text, days) == text
    assert list(days[["scenario", "seed"]].itertuples(index=False, name=None)) == [
        (scenario, seed) for scenario in SCENARIOS for seed in SEEDS
    ]


def test_a_day_comes_to_what_is_kept() -> None:
    assert changes(*SMOKE) == {}
    assert set(FIGURES) <= set(read_runs())


def test_cells_are_means_with_half_widths_of_their_intervals() -> None:
    # the standard error is 0.1 / sqrt(3), Student's t for two degrees of freedom 4.303
    assert share("service_rate", interval=True)(DAYS) == "60 ± 25 %"
    assert number("wait_median_s", 1, " min", scale=1 / 60)(DAYS) == "2.0 min"
    assert number("none", 1)(DAYS) == share("none")(DAYS) == "-"


def test_tables_stand_between_their_comments() -> None:
    text = "before\n<!-- table levels -->\nold\n<!-- end -->\nafter\n"
    days = pd.concat([read_runs().head(0), pd.DataFrame({"scenario": []})])
    lines = with_tables(text, days).splitlines()
    assert (lines[0], lines[1], lines[-2], lines[-1]) == ("before", "<!-- table levels -->", "<!-- end -->", "after")
    assert lines[4].startswith("| `prignitz/rufbus-low`: little demand | ")
