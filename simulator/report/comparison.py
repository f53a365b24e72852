"""What an experiment found, for the terminal: every table says how many runs, which interval, which method."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from simulator.analysis.comparison import without_chance
from simulator.analysis.statistics import FEW_RUNS
from simulator.report.precision import number

SAME_IN_EVERY_RUN = "Every run gave the same figures: nothing is left to chance, so there is no interval and no p."

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console
    from rich.table import Table


def print_comparison(
    summary: pd.DataFrame,
    differences: pd.DataFrame | None,
    *,
    title: str,
    folder: str,
    sentences: Sequence[str] = (),
    console: Console | None = None,
) -> None:
    """Print sentences, means with intervals per variant, then differences to the first variant."""
    from rich.console import Console as NewConsole
    from rich.text import Text

    console = console or NewConsole()
    console.print()
    console.print(Text(title, style="bold"))
    for sentence in sentences:
        console.print(Text(sentence), soft_wrap=True)
    means = summary[summary["statistic"] == "mean"]
    same, unmeasured = without_chance(means), []
    for metric in means["metric"].unique():
        rows = means[means["metric"] == metric]
        if rows["mean"].isna().all():
            unmeasured.append(str(metric))
            continue
        first = rows.iloc[0]
        console.print()
        interval = f"{float(first['level']):.0%} interval ({first['method']})"
        console.print(Text(f"{metric}: mean of {_counts(rows['n'])} {_runs(rows['n'])}, {interval}"), soft_wrap=True)
        console.print(_table(rows, same))
        if differences is None:
            continue
        against = differences[differences["metric"] == metric]
        if len(against):
            one = against.iloc[0]
            correction = f"p after Holm over {len(differences)}"
            heading = f"  minus {one['base']} ({one['method']}, n = {_counts(against['n'])}; {correction})"
            console.print(Text(heading), soft_wrap=True)
            console.print(_table(against, same if str(one["base"]) in same else [], told_p=True))
    console.print()
    if same:
        console.print(Text(f"{SAME_IN_EVERY_RUN} ({', '.join(same)})"), soft_wrap=True)
    if (few := few_runs(means.loc[~means["variant"].astype(str).isin(same), "n"])) is not None:
        console.print(Text(few), soft_wrap=True)
    if unmeasured:
        text = f"Not measured in any run: {', '.join(unmeasured)} (docs/columns.md tells what each needs)"
        console.print(Text(text), soft_wrap=True)
    console.print(Text(f"Results: {folder}"), soft_wrap=True)


def few_runs(n: pd.Series[int]) -> str | None:
    """Say that intervals rest on few runs, where they do; n: runs of each value, 0 where nothing was measured."""
    fewest = int(n[n > 0].min()) if (n > 0).any() else FEW_RUNS
    if fewest >= FEW_RUNS:
        return None
    if fewest == 1:
        return f"One run has no interval: nothing is known of how much runs differ. {FEW_RUNS} or more tell."
    return f"{fewest} runs are few: the intervals are a rough guide, and rest on runs being normally distributed."


def print_sizes(
    rows: list[tuple[str, ...]], heading: tuple[str, ...], answer: str, console: Console | None = None
) -> None:
    """Print the sizes that were tested, and the answer."""
    from rich.console import Console as NewConsole
    from rich.table import Table
    from rich.text import Text

    console = console or NewConsole()
    table = Table(*heading, box=None, padding=(0, 2))
    for row in rows:
        table.add_row(*(Text(cell) for cell in row))
    console.print()
    console.print(table)
    console.print()
    console.print(Text(answer, style="bold"), soft_wrap=True)


def _table(rows: pd.DataFrame, same: Sequence[str], *, told_p: bool = False) -> Table:
    """Return a line for each variant: value, interval and p-value; of those in same the value alone."""
    from rich.table import Table as NewTable
    from rich.text import Text

    table = NewTable.grid(padding=(0, 2))
    for _ in range(2):
        table.add_column()
    for row in rows.to_dict("records"):
        label = str(row["variant"])
        if label in same:
            table.add_row(Text(f"  {label}"), Text(number(float(row["mean"]))))
            continue
        half = (row["high"] - row["low"]) / 2
        mean, low, high = (number(float(row[name]), half) for name in ("mean", "low", "high"))
        cells = [Text(f"  {label}"), Text(f"{mean}  [{low}, {high}]")]
        if told_p:
            cells.append(Text(f"p = {row['p_holm']:.2g}"))
        table.add_row(*cells)
    return table


def _runs(n: pd.Series[int]) -> str:
    return "run" if n.max() == 1 else "runs"


def _counts(n: pd.Series[int]) -> str:
    return str(n.min()) if n.min() == n.max() else f"{n.min()} to {n.max()}"
