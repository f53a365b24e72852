"""Published and ours, side by side: how far apart, how sure, near enough or not."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd

from benchmarks.reproduce.study import Case, Found

WITHIN, EXPLAINED, OUTSIDE = "yes", "explained", "no"
COLUMNS = ("panel", "group", "x", "published", "ours", "half_width", "off_percent", "half_width_percent", "within")


def row_of(case: Case, found: Found) -> dict[str, Any]:
    """Return a row of the table: COLUMNS, and the notes."""
    ours, half = found.estimate.value, found.estimate.half_width
    off = ours / case.published - 1
    near = abs(off) <= case.tolerance and half <= case.half_width * abs(case.published)  # false for NaN
    return {
        "panel": case.panel,
        "group": case.group,
        "x": case.x,
        "published": case.published,
        "ours": _digits(ours),
        "half_width": _digits(half),
        "off_percent": round(100 * off, 2),
        "half_width_percent": round(100 * half / abs(case.published), 2),
        "within": WITHIN if near else EXPLAINED if case.explained else OUTSIDE,
        **{name: _digits(value) for name, value in found.notes.items()},
    }


def verdict(table: pd.DataFrame) -> str:
    """Return a sentence: how many cases are within their tolerances, and by how much they are off."""
    within = int((table["within"] == WITHIN).sum())
    off = table["off_percent"].abs()
    return (
        f"{within} of {len(table)} figures are within their tolerances; they are off by {off.mean():.2f} % on average, "
        f"by {off.max():.2f} % at most; half of an interval is {table['half_width_percent'].max():.2f} % at most."
    )


def _digits(value: float) -> float:
    """Round to six digits, which is more than any interval leaves."""
    return value if value == 0 or not math.isfinite(value) else round(value, 5 - math.floor(math.log10(abs(value))))
