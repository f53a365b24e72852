"""Lines of a timetable: chains with the same stops, none of which overtakes another."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from simulator.kernels.timetable.arrays import Lines
from simulator.network.timetable_routing.connections import Calls, Rows


class Grouped(NamedTuple):
    """Chains of more than one call by line, those of a line in order of time."""

    first: Rows  # (trips,) rows of the first calls
    trips: Rows  # (lines,) how many there are of each
    length: Rows  # (lines,) calls of each trip


def grouped(calls: Calls) -> Grouped:
    """Return chains by line: one pattern of stops may have several, where trips overtake."""
    lines = [(first, length) for first, length in _patterns(calls) for first in _in_order(calls, first, length)]
    first = np.concatenate([np.empty(0, dtype=np.int64), *(first for first, _ in lines)])
    sizes = np.array([(len(first), length) for first, length in lines], dtype=np.int64).reshape(-1, 2)
    return Grouped(first, sizes[:, 0], sizes[:, 1])


def regrouped(whole: Grouped, before: Calls, after: Calls, cut: Rows) -> Grouped:
    """Return what becomes of lines where chains are cut: their pieces are lines of their own.

    before, after: the same calls without and with the cuts. cut: rows behind which chains end now.
    """
    chain = np.unique(np.searchsorted(before.offsets, cut, side="right") - 1)
    stays = ~np.isin(whole.first, before.offsets[chain])
    trips = np.bincount(np.repeat(np.arange(len(whole.trips)), whole.trips)[stays], minlength=len(whole.trips))
    length = np.diff(after.offsets)
    of_chain = np.searchsorted(before.offsets, after.offsets[:-1], side="right") - 1
    pieces = np.flatnonzero(np.isin(of_chain, chain) & (length > 1))
    return Grouped(
        np.concatenate((whole.first[stays], after.offsets[pieces])),
        np.concatenate((trips[trips > 0], np.ones(len(pieces), dtype=np.int64))),
        np.concatenate((whole.length[trips > 0], length[pieces])),
    )


def lines_of(calls: Calls, by_line: Grouped, stops: int) -> Lines:
    """Return the lines of grouped chains."""
    first, trips, length = by_line
    stop_offsets, trip_offsets, time_offsets = _offsets(length), _offsets(trips), _offsets(length * trips)
    of_place = np.repeat(np.arange(len(trips)), length)
    position = np.arange(len(of_place)) - stop_offsets[of_place]
    places = first[trip_offsets[of_place]] + position
    of_time = np.repeat(np.arange(len(trips)), length * trips)
    position_of_time, trip = np.divmod(np.arange(len(of_time)) - time_offsets[of_time], trips[of_time])
    times = first[trip_offsets[of_time] + trip] + position_of_time
    may_board = calls.may_board[places]
    may_board[stop_offsets[1:] - 1] = False
    visit = np.flatnonzero(may_board)
    visit = visit[np.argsort(calls.stop[places[visit]], kind="stable")]
    return Lines(
        stop_offsets=stop_offsets.astype(np.int32),
        stop=calls.stop[places],
        may_board=may_board,
        may_alight=calls.may_alight[places],
        trip_offsets=trip_offsets.astype(np.int32),
        first_call=first.astype(np.int32),
        time_offsets=time_offsets,
        departure_s=calls.departure_s[times],
        arrival_s=calls.arrival_s[times],
        visit_offsets=np.searchsorted(calls.stop[places[visit]], np.arange(stops + 1)).astype(np.int32),
        visit_line=of_place[visit].astype(np.int32),
        visit_position=position[visit].astype(np.int32),
        call_stop=calls.stop,
    )


def _patterns(calls: Calls) -> Iterator[tuple[Rows, int]]:
    """Yield chains of more than one call that stop at the same places under the same conditions, and their length."""
    found: dict[bytes, list[int]] = {}
    lengths = np.diff(calls.offsets).tolist()
    offsets = calls.offsets.tolist()
    columns = (calls.stop, calls.may_board, calls.may_alight)
    for first, length in zip(offsets, lengths, strict=False):
        key = b"".join([column[first : first + length].tobytes() for column in columns])
        found.setdefault(key, []).append(first)
    length_of = dict(zip(offsets, lengths, strict=False))
    for chains in found.values():
        if length_of[chains[0]] > 1:
            yield np.array(chains, dtype=np.int64), length_of[chains[0]]


def _in_order(calls: Calls, first: Rows, length: int) -> Iterator[Rows]:
    """Yield chains of a pattern in order of time, in as few groups as follow from taking them one by one."""
    rows = first[:, None] + np.arange(length)
    times = np.concatenate((calls.departure_s[rows], calls.arrival_s[rows]), axis=1)
    order = np.lexsort(times.T[::-1])
    times = times[order]
    if (times[1:] >= times[:-1]).all():
        yield first[order]
        return
    groups: list[list[int]] = []
    for trip in range(len(order)):
        group = next((group for group in groups if (times[group[-1]] <= times[trip]).all()), None)
        if group is None:
            groups.append([trip])
        else:
            group.append(trip)
    yield from (first[order[group]] for group in groups)


def _offsets(counts: NDArray[np.int64]) -> Rows:
    return np.concatenate(([0], np.cumsum(counts)))
