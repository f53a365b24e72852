"""How series are cut into bins: of a round width, and at most about so many."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from simulator.analysis.missing import Floats, Ints
from simulator.units import DAY_S, HOUR_S

_WIDTHS_S = (60, 120, 300, 600, 900, 1800, HOUR_S, 2 * HOUR_S, 3 * HOUR_S, 6 * HOUR_S, DAY_S)


def bin_edges(first_s: int, last_s: int, most: int) -> Ints:
    """Cut a stretch of time into at most about so many bins of a round width; returns the edges [s], int64."""
    span_s = max(last_s - first_s, 1)
    width = round_width(span_s, _WIDTHS_S, most)
    start = first_s // width * width
    stop = max(-(-last_s // width) * width, start + width)
    return np.arange(start, stop + 1, width, dtype=np.int64)


def round_width(span: float, widths: Sequence[float], most: int) -> float:
    """Return the smallest of some widths that cuts a span into at most so many bins; else a multiple of the largest."""
    fitting = next((width for width in widths if span / width <= most), None)
    return widths[-1] * -(-span // (most * widths[-1])) if fitting is None else fitting


def edges_from(lowest: float, highest: float, width: float) -> Floats:
    """Return edges of bins of a width from the lowest value on, the last behind the highest value; float64."""
    return np.round(lowest + np.arange(0, (highest - lowest) // width + 2) * width, 3)
