"""How far results move with their assumptions, for the terminal."""

from __future__ import annotations

from collections.abc import Mapping
from math import isnan
from typing import TYPE_CHECKING, Any

import pandas as pd

from simulator.analysis.movements import farthest_first, no_chance_in, unmeasured, unmoved
from simulator.report.comparison import SAME_IN_EVERY_RUN, few_runs
from simulator.report.precision import number

if TYPE_CHECKING:
    from rich.console import Console


def print_movements(table: pd.DataFrame, *, title: str, folder: str, console: Console | None = None) -> None:
    """Print, for each key figure, every assumption with the change at both ends, the one that moves it most first."""
    from rich.console import Console as NewConsole
    from rich.text import Text

    console = console or NewConsole()
    console.print()
    console.print(Text(title, style="bold"))
    for metric, order in farthest_first(table).items():
        rows = table[table["metric"] == metric]
        one = rows.iloc[0]
        of = f"{one['method']}, n = {rows['n'].min()}"
        interval = "no interval" if no_chance_in(table) else f"{one['level']:.0%} interval ({of})"
        console.print()
        console.print(Text(f"{metric}: {number(float(one['base']))} as it is; changes, {interval}"), soft_wrap=True)
        told = [_told(row) for name in order for row in rows[rows["assumption"] == name].to_dict("records")]
        width = max(len(change) for change, _ in told)
        for change, what in told:
            if change:
                console.print(Text(f"  {change:<{width}}  {what}"), soft_wrap=True)
        if (still := sum(not change for change, _ in told)) > 0:
            console.print(Text(f"  no change at {still} of {len(told)} ends"), soft_wrap=True)
    console.print()
    for text in _said_after(table):
        console.print(Text(text), soft_wrap=True)
    console.print(Text(f"Results: {folder}"), soft_wrap=True)


def _told(row: Mapping[Any, Any]) -> tuple[str, str]:
    """Return a change, with its interval if it has one, empty where nothing changed in any run; and what has moved."""
    half = (row["high"] - row["low"]) / 2
    change, low, high = (number(float(row[key]), half) for key in ("difference", "low", "high"))
    assumed = "" if row["range"] == "given" else f" ({row['range']})"
    moved = row["difference"] != 0 or half > 0
    return (
        (change if isnan(half) else f"{change} [{low}, {high}]") if moved else "",
        f"{row['assumption']} {row['value']} -> {row['moved_to']}{assumed}",
    )


def _said_after(table: pd.DataFrame) -> list[str]:
    still, nothing = unmoved(table), unmeasured(table)
    few = SAME_IN_EVERY_RUN if no_chance_in(table) else few_runs(table["n"])
    said = [f"Nothing moves at all with: {', '.join(still)}."] if still else []
    said += [few] if few is not None else []
    return said + ([f"Not measured in any run: {', '.join(nothing)}"] if nothing else [])
