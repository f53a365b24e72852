"""A timetable as compiled searches read it: calls by chain, hops in order of time, and walks by stop."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from simulator.kernels.timetable.arrays import Connections, Walks
from simulator.network.timetable.timetable import Timetable

Rows = NDArray[np.int64]


class Calls(NamedTuple):
    """The calls of a timetable, column by column, and where chains begin."""

    stop: NDArray[np.int32]  # (calls,)
    arrival_s: NDArray[np.int32]
    departure_s: NDArray[np.int32]
    may_board: NDArray[np.bool_]
    may_alight: NDArray[np.bool_]
    offsets: Rows  # (chains + 1,) first call of each, and behind the last one


def calls_of(timetable: Timetable, cut: Rows) -> Calls:
    """Return the calls; behind those in cut, rows, a chain ends and another one begins.

    Where a chain goes on as another trip at the same stop, one gets on that, and off the one before: else one could
    ride from the stop to itself, and so walk twice.
    """
    calls = timetable.calls
    stop, arrival_s, departure_s, chain, trip = (
        np.ascontiguousarray(calls[name].to_numpy())
        for name in ("stop", "arrival_s", "departure_s", "chain", "gtfs_trip")
    )
    may_board, may_alight = (calls[name].to_numpy(copy=True) for name in ("may_board", "may_alight"))
    is_last = np.ones(len(chain), dtype=np.bool_)
    is_last[:-1] = chain[1:] != chain[:-1]
    is_last[cut] = True
    turns = np.flatnonzero((trip[1:] != trip[:-1]) & (stop[1:] == stop[:-1]) & ~is_last[:-1])
    may_board[turns] &= ~may_board[turns + 1]
    may_alight[turns + 1] &= ~may_alight[turns]
    offsets = np.concatenate(([0], np.flatnonzero(is_last) + 1))
    return Calls(stop, arrival_s, departure_s, may_board, may_alight, offsets)


def mirrored(calls: Calls) -> Calls:
    """Return the calls against time: one gets off first, and on later. What is row 0 there is the last row here."""
    return Calls(
        calls.stop[::-1].copy(),
        -calls.departure_s[::-1],
        -calls.arrival_s[::-1],
        calls.may_alight[::-1].copy(),
        calls.may_board[::-1].copy(),
        len(calls.stop) - calls.offsets[::-1],
    )


def hops_of(calls: Calls) -> Rows:
    """Return the calls that have another one behind them, by departure, those of one second along their chains."""
    is_last = np.zeros(len(calls.stop), dtype=np.bool_)
    is_last[calls.offsets[1:] - 1] = True
    hops = np.flatnonzero(~is_last)
    return hops[np.argsort(calls.departure_s[hops], kind="stable")]


def connections_of(calls: Calls, hops: Rows) -> Connections:
    """Return the hops from some calls to the next, in their order."""
    chain = np.repeat(np.arange(len(calls.offsets) - 1, dtype=np.int32), np.diff(calls.offsets))
    return Connections(
        calls.departure_s[hops],
        calls.arrival_s[hops + 1],
        calls.stop[hops],
        calls.stop[hops + 1],
        chain[hops],
        calls.may_board[hops],
        calls.may_alight[hops + 1],
    )


def walks_of(timetable: Timetable, *, backwards: bool = False) -> Walks:
    """Return the walks between rides by the stop they begin at; backwards: by the one they end at."""
    walks = timetable.walks
    ends = [walks[name].to_numpy() for name in ("from_stop", "to_stop")]
    here, there = reversed(ends) if backwards else ends
    order = np.lexsort((there, here))
    offsets = np.searchsorted(here[order], np.arange(len(timetable.stops) + 1)).astype(np.int32)
    return Walks(offsets, there[order], walks["walk_s"].to_numpy()[order])
