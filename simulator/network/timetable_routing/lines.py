"""Lines of a timetable: chains with the same stops, none of which overtakes another."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from simulator.kernels.timetable.arrays import Lines
from simulator.kernels.timetable.least import Least
from simulator.network.timetable_routing.connections import Calls, Rows


class Grouped(NamedTuple):
    """Chains of more than one call by line, those of a line in order of time."""

    first: Rows  # (trips,) rows of the first calls
    trips: Rows  # (lines,) how many there are of each
    length: Rows  # (lines,) calls of each trip


class Patterns(NamedTuple):
    """Chains of more than one call that stop at the same places under the same conditions, pattern by pattern."""

    first: Rows  # (chains,) rows of the first calls
    pattern: Rows  # (chains,) number of the pattern of each, in order
    length: Rows  # (patterns,) calls of each chain


def grouped(calls: Calls, patterns: Patterns | None = None) -> Grouped:
    """Return chains by line: one pattern of stops may have several, where trips overtake.

    patterns: of the same calls at whatever times, where they are known.
    """
    first, pattern, length = patterns_of(calls) if patterns is None else patterns
    trips = np.bincount(pattern, minlength=len(length))
    in_order = first[np.lexsort((calls.departure_s[first], pattern))]
    lines: dict[int, list[int]] = {}
    for number in _overtaken(calls, in_order, pattern, length).tolist():
        chains = slice(*np.searchsorted(pattern, (number, number + 1)))
        groups = list(_in_order(calls, first[chains], int(length[number])))
        in_order[chains] = np.concatenate(groups)
        lines[number] = [len(group) for group in groups]
    parts = np.array([len(lines.get(number, (0,))) for number in range(len(length))], dtype=np.int64)
    sizes = [size for number, size in enumerate(trips.tolist()) for size in lines.get(number, (size,))]
    return Grouped(in_order, np.array(sizes, dtype=np.int64), np.repeat(length, parts))


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


def least_of(lines: Lines, stops: int, most_rides: int) -> Least:
    """Return what finds bounds of how long rides take between so many stops."""
    hop_s, stay_s = np.zeros((2, len(lines.stop)), dtype=np.int32)
    trips = np.diff(lines.trip_offsets)
    sizes = np.repeat(trips, np.diff(lines.stop_offsets))  # times of each position
    if stops and len(sizes):
        first = np.cumsum(sizes) - sizes
        stay_s[:] = np.minimum.reduceat(lines.departure_s - lines.arrival_s, first)
        time = np.arange(len(lines.arrival_s)) - np.repeat(sizes, sizes)  # those of a line one position before
        takes_s = np.where(time < 0, 0, lines.arrival_s - lines.departure_s[time])
        hop_s[:-1] = np.minimum.reduceat(takes_s, first)[1:]
    least_s = np.empty((stops, most_rides, stops), dtype=np.int16)
    return Least(lines, least_s, np.zeros(stops, dtype=np.bool_), hop_s, stay_s, np.empty(stops, dtype=np.int32))


def patterns_of(calls: Calls) -> Patterns:
    """Return the chains of a timetable by where they stop, and how."""
    found: dict[bytes, list[int]] = {}
    offsets = calls.offsets.tolist()
    columns = (calls.stop, calls.may_board, calls.may_alight)
    for first, end in pairwise(offsets):
        key = b"".join([column[first:end].tobytes() for column in columns])
        found.setdefault(key, []).append(first)
    length_of = dict(zip(offsets, np.diff(calls.offsets).tolist(), strict=False))
    kept = [chains for chains in found.values() if length_of[chains[0]] > 1]
    first = np.array([chain for chains in kept for chain in chains], dtype=np.int64)
    pattern = np.repeat(np.arange(len(kept)), np.array([len(chains) for chains in kept], dtype=np.int64))
    return Patterns(first, pattern, np.array([length_of[chains[0]] for chains in kept], dtype=np.int64))


def _overtaken(calls: Calls, first: Rows, pattern: Rows, length: Rows) -> Rows:
    """Return the patterns in which some chain is at some call before the one ahead of it, in the order of first."""
    ahead = np.flatnonzero(pattern[1:] == pattern[:-1])
    sizes = length[pattern[ahead]]
    pair = np.repeat(np.arange(len(ahead)), sizes)
    place = np.arange(len(pair)) - (np.cumsum(sizes) - sizes)[pair]
    before, behind = first[ahead][pair] + place, first[ahead + 1][pair] + place
    overtakes = calls.departure_s[behind] < calls.departure_s[before]
    overtakes |= calls.arrival_s[behind] < calls.arrival_s[before]
    return np.unique(pattern[ahead][pair[overtakes]])


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
