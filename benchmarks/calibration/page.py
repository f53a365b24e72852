"""The page of what calibration comes to on made bookings."""

from __future__ import annotations

import pandas as pd

from benchmarks.calibration.likelihood import REPLICATIONS as EACH
from benchmarks.calibration.recovery import DAYS_OBSERVED, OF_ONE_SET, REPLICATIONS, TEST_DAYS
from benchmarks.calibration.tolerances import COVERED, OUT_OF_SAMPLE, WIDTH_RATIO
from simulator.experiments.calibration.parameters import KINDS

HEAD = """\
# Whether calibration finds known values again

Made by `python -m benchmarks.calibration > docs/calibration-recovery.md`; do not edit. What is reached is judged by
`benchmarks/calibration/tolerances.py`, which was written before. The made county, where the search begins and how it
takes slopes were changed after earlier tries of fewer recoveries; the limits were not.

A made county of 25 villages, two vehicles and people who choose draws its own bookings; values are fitted to them from
a beginning that is off, and are compared with those that made the bookings. """


def page(recovered: pd.DataFrame, errors: pd.DataFrame, known_likelihood: pd.DataFrame) -> str:
    """Return the page. recovered: rows of ``recoveries``; errors, known_likelihood: as those who made them say."""
    return "".join([HEAD, _recovered(recovered), _out_of_sample(errors), _likelihood(known_likelihood), _tells()])


def _recovered(table: pd.DataFrame) -> str:
    count = int(table.groupby("name").size().max())
    text = [
        f"Each of {count} recoveries has {DAYS_OBSERVED} observed\ndays of about 30 requests, and {REPLICATIONS} "
        f"simulated days for each; {OF_ONE_SET} recoveries share their simulated days.\n\n"
        "| parameter | truth | begun at | mean found | mean width of intervals | told | covered |\n"
        "|---|---|---|---|---|---|---|\n"
    ]
    lowest = 1.0
    for name, rows in table.groupby("name", sort=False):
        told = rows[rows["told"]]
        covered, width = int(told["covered"].sum()), (told["high"] - told["low"]).mean()
        lowest = min(lowest, covered / len(told))
        first = rows.iloc[0]
        text.append(
            f"| {first['title']} (`{name}`) | {first['truth']:g} | {first['before']:g} | {told['value'].mean():.3g} | "
            f"{width:.2g} | {len(told)} of {len(rows)} | {covered} of {len(told)} |\n"
        )
    all_told = table[table["told"]]
    text.append(
        f"\nOf all intervals of 95 % {all_told['covered'].mean():.1%} cover the truth; the least of a parameter is "
        f"{lowest:.0%}. Wanted: at least {COVERED} % for each: {_word(lowest >= COVERED / 100)}.\n"
    )
    return "".join(text)


def _out_of_sample(errors: pd.DataFrame) -> str:
    mean, most = errors.abs().mean(), errors.abs().max()
    text = [
        f"\n## On days that were not fitted\n\n{TEST_DAYS} days of the truth beside {TEST_DAYS} of other seeds "
        f"with the values of {len(errors)} recoveries.\n\n| figure | mean error | greatest error |\n|---|---|---|\n"
    ]
    text += [f"| {name} | {mean[name]:.1%} | {most[name]:.1%} |\n" for name in errors]
    fine = bool((mean <= OUT_OF_SAMPLE).all())
    return "".join([*text, f"\nWanted: at most {OUT_OF_SAMPLE:.0%} on average: {_word(fine)}.\n"])


def _likelihood(table: pd.DataFrame) -> str:
    text = [
        "\n## Beside the true likelihood\n\nWithout limits of capacity, with a Poisson number of requests, fares known "
        "and no cancellations, the likelihood can be\nwritten down (`benchmarks/calibration/likelihood.py`). Mean "
        f"widths of {len(table) // table['title'].nunique()} cases with {EACH} simulated\ndays for each observed one; "
        "the price was told 2.13 times as widely before the kilometres of all requests stood beside those declined:\n\n"
        "| parameter | simulated moments | likelihood | ratio |\n|---|---|---|---|\n"
    ]
    ratios = []
    for title, rows in table.groupby("title", sort=False):
        mine, its = rows["moments"].mean(), rows["likelihood"].mean()
        ratios.append(mine / its)
        text.append(f"| {title} | {mine:.3g} | {its:.3g} | {mine / its:.2f} |\n")
    return "".join([*text, f"\nWanted: at most {WIDTH_RATIO:g}: {_word(max(ratios) <= WIDTH_RATIO)}.\n"])


def _tells() -> str:
    rows = [f"| {kind.title} | {', '.join(f'`{one}`' for one in kind.patterns)} | {kind.told_by} |\n" for kind in KINDS]
    return "".join(["\n## What tells each parameter\n\n| parameter | key | told by |\n|---|---|---|\n", *rows])


def _word(fine: bool) -> str:
    return "reached" if fine else "**not reached**"
