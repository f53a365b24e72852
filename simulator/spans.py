"""Spans of the clock, such as 22:00 to 06:00: one meaning wherever hours are told.

A span is a pair of times [s since 00:00] in its normal form: the end is later than the start, and beyond 24:00 when the
span runs over midnight. A daily span holds on every day, so that of the evening before reaches into the first morning.

Hours of a scenario that differ by day are compiled to the spans of its whole run, true seconds, once.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from functools import cached_property

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


class Spans:
    """Spans of a run in order, none of which meet; an end is outside."""

    def __init__(self, spans: Iterable[Span]) -> None:
        self._spans = tuple(spans)
        self._starts = [start for start, _ in self._spans]

    @cached_property
    def rows(self) -> NDArray[np.int32]:
        """Return start and end of each span [s], int32 (n, 2)."""
        return np.array(self._spans, dtype=np.int32).reshape(-1, 2)

    def __iter__(self) -> Iterator[Span]:
        return iter(self._spans)

    def __len__(self) -> int:
        return len(self._spans)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Spans) and self._spans == other._spans

    def __hash__(self) -> int:
        return hash(self._spans)

    def __repr__(self) -> str:
        """Return the spans."""
        return f"Spans({list(self._spans)})"

    def at(self, time_s: int) -> Span | None:
        """Return the span that holds at a time [s], None when none does."""
        number = bisect_right(self._starts, time_s) - 1
        return self._spans[number] if number >= 0 and time_s < self._spans[number][1] else None

    def hold_at(self, times_s: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Return at which times [s] any span holds."""
        number = np.searchsorted(self.rows[:, 0], times_s, side="right") - 1
        ends = np.append(self.rows[:, 1], np.iinfo(np.int32).min)  # the last entry: no span has begun
        held: NDArray[np.bool_] = times_s < ends[number]
        return held

    def held_s(self, from_s: int, until_s: int) -> int:
        """Return for how long spans hold from one time until another [s]."""
        return sum(max(0, min(end, until_s) - max(start, from_s)) for start, end in self._spans)


def spans_of(spans: Iterable[Span]) -> Spans:
    """Return spans in any order as those of a run: sorted, empty ones left out, those that meet or overlap made one."""
    merged: list[Span] = []
    for start, end in sorted(span for span in spans if span[0] < span[1]):
        if merged and start <= merged[-1][1]:
            merged[-1] = merged[-1][0], max(end, merged[-1][1])
        else:
            merged.append((start, end))
    return Spans(merged)
