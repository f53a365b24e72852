"""What came of a calibration, for the terminal."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from simulator.report.page.calibration_words import FIGURES, amount, change, part_name
from simulator.report.page.language import Language
from simulator.report.precision import number

MOST_WORST = 3


def calibration_lines(parameters: pd.DataFrame, tested: pd.DataFrame, worst: pd.DataFrame) -> Iterator[str]:
    """Tell the parameters, the errors out of sample, and what fits worst."""
    words = Language("en")
    for row in parameters.to_dict("records"):
        half = (row["high"] - row["low"]) / 2
        before, value, low, high = (number(float(row[name]), half) for name in ("before", "value", "low", "high"))
        bound = ", at the end of what it may be" if row["at_bound"] else ""
        told = f"{value} [{low}, {high}]{bound}" if row["told"] else "not told by these bookings"
        yield f"{row['name']}: {told} (was {before})"
    for row in tested.to_dict("records"):
        figure = row["figure"]
        sides = [amount(figure, float(row[side]), words) for side in ("observed", "simulated")]
        said = f"observed {sides[0]}, simulated {sides[1]}, {row['error']:+.1%}"
        yield f"out of sample, {FIGURES[figure].lower()}: {said}"
    for row in worst.head(MOST_WORST).to_dict("records"):
        figure, part = row["figure"], part_name(row["part"], words) or "all requests"
        yield f"fits worst: {FIGURES[figure].lower()}, {part}: {change(figure, float(row['difference']), words)}"
