"""The ledger of a scenario's assumptions for the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    from rich.console import Console

IN_WORDS = {
    "source": "source",
    "assumption": "assumption",
    "no source": "assumption, no source given",
    "vehicle model": "vehicle model",
    "default": "default of the program",
}


def print_ledger(table: pd.DataFrame, console: Console | None = None) -> None:
    """Print a ledger by what values rest on: key, value, its range, and in which words; the program's own last."""
    from rich.console import Console as NewConsole
    from rich.text import Text

    console = console or NewConsole()
    for basis, words in IN_WORDS.items():
        rows = table[table["basis"] == basis].to_dict("records")
        if not rows:
            continue
        console.print(Text(f"{words}: {len(rows)}", style="bold"), soft_wrap=True)
        for row in rows:
            said = "; ".join(text for text in (row["source"], row["assumption"]) if text)
            ends = f" [{row['low'] or '?'} to {row['high'] or '?'}]" if row["low"] or row["high"] else ""
            console.print(Text(f"  {row['key']} = {row['value']}{ends}{': ' if said else ''}{said}"), soft_wrap=True)
