"""Where the values of an imported scenario come from: its feed, or an assumption that is told."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from simulator.exchange.remarks import Remarks

Entry = dict[str, Any]


def words(en: str, de: str) -> dict[str, str]:
    """Return a text in both languages."""
    return {"en": en, "de": de}


def assumed(en: str, de: str) -> Entry:
    """Return an entry of a value that is assumed."""
    return {"assumption": words(en, de)}


def told(en: str, de: str) -> Entry:
    """Return an entry of a value that the feed says."""
    return {"source": words(en, de)}


def tell_assumptions(ledger: Mapping[str, Entry], remarks: Remarks) -> None:
    """Put everything that is assumed into the list, too."""
    for key, entry in ledger.items():
        if "assumption" in entry:
            remarks.assumed(key, "", "is not in the feed", entry["assumption"]["en"])
