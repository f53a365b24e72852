"""The ledger of a run's assumptions on its page: what every number rests on."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import pandas as pd

from simulator.report.page.key_names import name_of_key
from simulator.report.page.language import N_, Language

BASES = {
    "source": N_("source"),
    "assumption": N_("assumption"),
    "no source": N_("assumption, no source given"),
    "vehicle model": N_("vehicle model"),
    "default": N_("default of the program"),
}
SAID = ("source", "assumption", "no source")  # by the scenario
_ONE_NUMBER = re.compile(r"(x?)(-?[0-9]+(?:\.[0-9]+)?)( \D.*)?")


@dataclass(frozen=True)
class LedgerLine:
    """One value as the page shows it. name: what the key means; empty: not known. words: those of its source."""

    key: str
    name: str
    value: str
    ends: str
    basis: str
    words: str


@dataclass(frozen=True)
class LedgerBlock:
    """The ledger in one language. counts: how many values rest on what. said: by the scenario; filled_in: by others."""

    counts: list[tuple[str, str]]
    said: list[LedgerLine]
    filled_in: list[LedgerLine]


def ledger_block(table: pd.DataFrame | None, words: Language) -> LedgerBlock | None:
    """Return the ledger of a run; None for a run of an earlier version, which has none."""
    if table is None:
        return None
    rows = table.to_dict("records")
    found = {basis: [_line(row, words) for row in rows if row["basis"] == basis] for basis in BASES}
    counts = [(words._(BASES[basis]), words.whole(len(lines))) for basis, lines in found.items() if lines]
    said = [line for basis, lines in found.items() if basis in SAID for line in lines]
    return LedgerBlock(counts, said, [line for basis, lines in found.items() if basis not in SAID for line in lines])


def _line(row: dict[Any, Any], words: Language) -> LedgerLine:
    low, high = (number_in_words(str(row[end]), words) for end in ("low", "high"))
    ending = "_de" if words.code == "de" else ""
    said = "; ".join(str(row[f"{text}{ending}"]) for text in ("source", "assumption") if row[text])
    value = number_in_words(str(row["value"]), words)
    ends = words._("%(low)s to %(high)s", low=low or value, high=high or value) if low or high else ""
    basis = BASES[row["basis"]]
    return LedgerLine(row["key"], name_of_key(row["key"], words), value, ends, words._(basis), said)


def number_in_words(text: str, words: Language) -> str:
    """Write a number with its unit as the language does; a text that is more than that stays as it is."""
    match = _ONE_NUMBER.fullmatch(text)
    if match is None:
        return text
    times, number, unit = match[1], match[2], (match[3] or "").strip()
    digits = len(number.partition(".")[2])
    if unit == "EUR":
        return words.euro(float(number), 2 if digits else 0)
    said = words.decimal(float(number), digits)
    return f"{'×' if times else ''}{said}" + (f"\u202f{unit}" if unit else "")
