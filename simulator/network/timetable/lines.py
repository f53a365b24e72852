"""Lines of a timetable: chains with the same stops, none of which overtakes another."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from simulator.kernels.timetable.arrays import Lines
from simulator.network.timetable.connections import Calls

First = NDArray[np.int64]  # (trips,) rows of the first calls


def lines_of(calls: Calls, stops: int) -> Lines:
    """Return the lines of chains: one pattern of stops may have several, where trips overtake."""
    lines = [(first, length) for first, length in _patterns(calls) for first in _in_order(calls, first, length)]
    places = _joined([first[0] + np.arange(length) for first, length in lines])
    times = _joined([(first + np.arange(length)[:, None]).ravel() for first, length in lines])
    lengths = np.array([length for _, length in lines], dtype=np.int64)
    trips = np.array([len(first) for first, _ in lines], dtype=np.int64)
    stop_offsets = _offsets(lengths)
    may_board = calls.may_board[places]
    may_board[stop_offsets[1:] - 1] = False
    visit = np.flatnonzero(may_board)
    visit = visit[np.argsort(calls.stop[places[visit]], kind="stable")]
    line = np.repeat(np.arange(len(lines)), lengths)[visit]
    return Lines(
        stop_offsets=stop_offsets.astype(np.int32),
        stop=calls.stop[places],
        may_board=may_board,
        may_alight=calls.may_alight[places],
        trip_offsets=_offsets(trips).astype(np.int32),
        first_call=_joined([first for first, _ in lines]).astype(np.int32),
        time_offsets=_offsets(lengths * trips),
        departure_s=calls.departure_s[times],
        arrival_s=calls.arrival_s[times],
        visit_offsets=np.searchsorted(calls.stop[places[visit]], np.arange(stops + 1)).astype(np.int32),
        visit_line=line.astype(np.int32),
        visit_position=(visit - stop_offsets[line]).astype(np.int32),
        call_stop=calls.stop,
    )


def _patterns(calls: Calls) -> Iterator[tuple[First, int]]:
    """Yield chains of more than one call that stop at the same places under the same conditions, and their length."""
    found: dict[bytes, list[int]] = {}
    for first, last in zip(calls.offsets[:-1].tolist(), calls.offsets[1:].tolist(), strict=True):
        columns = (calls.stop, calls.may_board, calls.may_alight)
        found.setdefault(b"".join(column[first:last].tobytes() for column in columns), []).append(first)
    lengths = dict(zip(calls.offsets[:-1].tolist(), np.diff(calls.offsets).tolist(), strict=True))
    for chains in found.values():
        if lengths[chains[0]] > 1:
            yield np.array(chains, dtype=np.int64), lengths[chains[0]]


def _in_order(calls: Calls, first: First, length: int) -> Iterator[First]:
    """Yield chains of a pattern in order of time, in as few groups as follow from taking them one by one."""
    rows = first[:, None] + np.arange(length)
    times = np.hstack((calls.departure_s[rows], calls.arrival_s[rows]))
    order = np.lexsort(times.T[::-1])
    if (np.diff(times[order], axis=0) >= 0).all():
        yield first[order]
        return
    groups: list[list[int]] = []
    for trip in order.tolist():
        group = next((group for group in groups if (times[group[-1]] <= times[trip]).all()), None)
        if group is None:
            groups.append([trip])
        else:
            group.append(trip)
    yield from (first[group] for group in groups)


def _joined(parts: list[NDArray[np.int64]]) -> NDArray[np.int64]:
    return np.concatenate([np.empty(0, dtype=np.int64), *parts])


def _offsets(counts: NDArray[np.int64]) -> NDArray[np.int64]:
    return np.concatenate(([0], np.cumsum(counts)))
