"""What the paper says about published results that are run again: a sentence for each study whose results are kept."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pandas as pd

STUDIES = Path(__file__).parents[1] / "benchmarks" / "reproduce"
WHAT = {
    "zech2022": "the efficiency of ridepooling fleets over their load on simple networks [@zech2022]",
    "lotze2024": "the load from which pooling saves kilometres, and the kilometres beyond it [@lotze2024]",
    "lotze2024triangles": "the same on roads without right angles",
    "queues": "queues that formulas know exactly, decision by decision",
    "georgexia2011": "the share of customers of a car-sharing service who find a car, by a closed queueing network",
}
_HEAD = (
    "Models of others are scenarios like any other, and their published numbers are run again by\n"
    "`python -m benchmarks.reproduce`, each figure with an interval and a tolerance:\n"
)


def told(tables: Mapping[str, pd.DataFrame]) -> str:
    """Return a paragraph about studies by name, each with its results; nothing where there are none."""
    sentences = [_sentence(what, tables[name]) for name, what in WHAT.items() if name in tables]
    return _HEAD + ";\n".join(sentences) + ".\n\n" if sentences else ""


def kept() -> dict[str, pd.DataFrame]:
    """Return the results that are kept, by the name of their study."""
    files = {name: STUDIES / name / "results.csv" for name in WHAT}
    return {name: pd.read_csv(file, keep_default_na=False) for name, file in files.items() if file.is_file()}


def _sentence(what: str, table: pd.DataFrame) -> str:
    within, explained = (int((table["within"] == word).sum()) for word in ("yes", "explained"))
    off = table["off_percent"].astype(float).abs().mean()
    rest = f", {explained} more explained" if explained else ""
    return f"{what} ({within} of {len(table)} figures within{rest}; {off:.1f} % off on average)"
