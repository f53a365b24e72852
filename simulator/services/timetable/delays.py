"""How late buses and trains run: drawn at the first call of each trip, caught up on the way, passed on by a vehicle."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulator.demand.luck import exponential, luck
from simulator.network.gtfs_changes.chosen_trips import ROUTE_TYPES
from simulator.network.timetable.timetable import Timetable
from simulator.scenario.delay_models import Delays

Seconds = NDArray[np.int32]
Numbers = NDArray[np.int64]
Real = NDArray[np.float64]

ON_TIME = Delays.model_validate({"punctual": {"published": None}, "recovery": 0, "seen": 0})
_HALVINGS = 60  # of an interval: as close as float64 gets


@dataclass(frozen=True)
class ActualTimes:
    """When all trips really call.

    drawn_s: int32 (trips,), how late each would begin of itself. arrival_s, departure_s: int32 (calls,), calls as in
    ``TimetableWorld.calls``.
    """

    drawn_s: Seconds
    arrival_s: Seconds
    departure_s: Seconds


def actual_times(
    delays: Delays, timetable: Timetable, calls: pd.DataFrame, seed: int, later_s: Seconds | int = 0
) -> ActualTimes:
    """Draw how late each trip is, and return when it calls.

    calls: of each trip once, sorted by trip and along it. A vehicle that goes on as another trip begins that as late as
    it has to, or as late as is drawn for it, whichever is more. later_s: int32 (trips,), what goes wrong beside that.
    """
    arrival_s, departure_s = (calls[name].to_numpy(np.int64) for name in ("arrival_s", "departure_s"))
    trip, numbers = calls["gtfs_trip"].to_numpy(), np.arange(len(timetable.trips))
    first = np.searchsorted(trip, numbers)
    begins_s = departure_s[first]
    ends_s = arrival_s[np.searchsorted(trip, numbers, side="right") - 1]
    arrives = np.setdiff1d(np.arange(len(trip)), first)
    caught_up_s = caught_up_after_s(arrival_s[arrives] - begins_s[trip[arrives]], delays.recovery)
    means_s = mean_delays_s(shares_of(delays, timetable.trips), delays.within_s, trip[arrives], caught_up_s)
    drawn_s = drawn_delays_s(means_s, timetable.trips, seed) + later_s
    late_s = drawn_s.astype(np.int64)
    # Who passes it on has got all that is passed on to it: it runs before.
    for before, after in sorted(_links(timetable), key=lambda link: (begins_s[link[0]], ends_s[link[0]], *link)):
        still_s = still_late_s(late_s[before], ends_s[before] - begins_s[before], delays.recovery)
        late_s[after] = max(late_s[after], ends_s[before] + still_s - begins_s[after])
    actual = (
        (time_s + still_late_s(late_s[trip], time_s - begins_s[trip], delays.recovery)).astype(np.int32)
        for time_s in (arrival_s, departure_s)
    )
    return ActualTimes(drawn_s, *actual)


def drawn_delays_s(means_s: Real, trips: pd.DataFrame, seed: int) -> Seconds:
    """Draw how late each trip begins [s], int32 (trips,): whole seconds, of luck of its own for each trip and day."""
    names = (f"{trip} {day}" for trip, day in zip(trips["gtfs_trip_id"], trips["service_day"], strict=True))
    drawn: Seconds = np.floor(exponential(luck(seed, "late", names)[:, 0], 1) * means_s).astype(np.int32)
    return drawn


def mean_delays_s(shares: Real, within_s: int, trip: Numbers, caught_up_s: Numbers) -> Real:
    """Return the means [s], float64 (trips,), of exponential delays at the start with which arrivals are punctual.

    shares: float64 (trips,), of arrivals that are less than within_s late; 1: the mean is 0. trip, caught_up_s: int64
    (arrivals,), of which trip each is, in their order, and what that has caught up by then. Where nothing is caught up
    the mean is within_s / -ln(1 - share); else it is found between those of the arrivals alone, by halving.
    """
    late, count = shares < 1, np.bincount(trip, minlength=len(shares))
    allowed_s = within_s + caught_up_s
    means = np.zeros(len(shares))
    log_late = np.log1p(-shares, where=late, out=np.full(len(shares), -1.0))
    least_s, most_s = np.full(len(shares), np.inf), np.full(len(shares), 0.0)
    np.minimum.at(least_s, trip, allowed_s)
    np.maximum.at(most_s, trip, allowed_s)
    low, high = (np.where(count > 0, bound, within_s) / -log_late for bound in (least_s, most_s))
    for _ in range(_HALVINGS):
        means = (low + high) / 2
        share_late = np.bincount(trip, np.exp(-allowed_s / means[trip]), len(shares)) / np.maximum(count, 1)
        more = share_late < 1 - shares
        low, high = np.where(more, means, low), np.where(more, high, means)
    return np.where(late, means, 0.0)


def still_late_s(late_s: Numbers, under_way_s: Numbers, recovery: float) -> Numbers:
    """Return how late who began so late still is after so long under way [s]: never early."""
    still: Numbers = np.maximum(late_s - caught_up_after_s(under_way_s, recovery), 0)
    return still


def caught_up_after_s(under_way_s: Numbers, recovery: float) -> Numbers:
    """Return what is caught up after so long under way, in whole seconds."""
    caught_up: Numbers = np.floor(np.round(recovery * np.maximum(under_way_s, 0), 6)).astype(np.int64)
    return caught_up


def shares_of(delays: Delays, trips: pd.DataFrame) -> Real:
    """Return which share of the arrivals of each trip is to be punctual, float64 (trips,)."""
    told, rail = delays.punctual, set(ROUTE_TYPES["rail"])
    usual = [told.rail if number in rail else told.bus for number in trips["route_type"].tolist()]
    shares = [told.lines.get(line, 1.0 if one is None else one) for line, one in zip(trips["line"], usual, strict=True)]
    return np.array(shares, dtype=np.float64)


def _links(timetable: Timetable) -> set[tuple[int, int]]:
    """Return the pairs of trips of which the second is the next of the vehicle of the first."""
    chain, trip = (timetable.calls[name].to_numpy() for name in ("chain", "gtfs_trip"))
    ends = np.flatnonzero((chain[1:] == chain[:-1]) & (trip[1:] != trip[:-1]))
    return set(zip(trip[ends].tolist(), trip[ends + 1].tolist(), strict=True))
