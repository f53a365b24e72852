"""Spans of the clock, such as 22:00 to 06:00: one meaning wherever hours are told.

A span is a pair of times [s since 00:00] in its normal form: the end is later than the start, and beyond 24:00 when the
span runs over midnight. A daily span holds on every day, so that of the evening before reaches into the first morning.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from simulator.units import DAY_S

Span = tuple[int, int]


def normal_span(start_s: int, end_s: int) -> Span:
    """Return the span with an end after its start: 22:00 to 06:00 ends at 30:00; one of no length stays as it is."""
    return (start_s, end_s + DAY_S) if end_s < start_s < DAY_S else (start_s, end_s)


def holds_at(span: Span, time_s: int) -> bool:
    """Return whether a daily span holds at a time [s], which may lie on any day, also before the first."""
    return (time_s - span[0]) % DAY_S < span[1] - span[0]


def holds_always(span: Span) -> bool:
    """Return whether a daily span leaves no gap."""
    return span[1] - span[0] >= DAY_S


def next_gate_s(span: Span, time_s: int) -> int:
    """Return how long from a time [s] until the daily span begins or ends next [s]; at least 1."""
    return min((gate - time_s) % DAY_S or DAY_S for gate in span)


def share_of_day(span: Span) -> float:
    """Return the share of each day on which a daily span holds."""
    return min(1.0, (span[1] - span[0]) / DAY_S)


def held_until_s(span: Span, times_s: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return how long a daily span of at most 24 h has held from its start on day 0 until each time [s].

    Differences of two results are the parts of a period in which the span holds; negative before day 0.
    """
    days, rest_s = np.divmod(times_s - span[0], DAY_S)
    held_s: NDArray[np.int64] = days * (span[1] - span[0]) + np.minimum(rest_s, span[1] - span[0])
    return held_s
