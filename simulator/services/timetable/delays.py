"""How late buses and trains run: drawn at the first call of each trip, caught up on the way, passed on by a vehicle."""

from __future__ import annotations

from dataclasses import dataclass
from math import log

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulator.demand.luck import exponential, luck
from simulator.network.gtfs_changes.chosen_trips import ROUTE_TYPES
from simulator.network.timetable.timetable import Timetable
from simulator.scenario.delay_models import Delays

Seconds = NDArray[np.int32]
Numbers = NDArray[np.int64]


@dataclass(frozen=True)
class ActualTimes:
    """When all trips really call.

    drawn_s: int32 (trips,), how late each would begin of itself. arrival_s, departure_s: int32 (calls,), calls as in
    ``TimetableWorld.calls``.
    """

    drawn_s: Seconds
    arrival_s: Seconds
    departure_s: Seconds


def actual_times(delays: Delays, timetable: Timetable, calls: pd.DataFrame, seed: int) -> ActualTimes:
    """Draw how late each trip is, and return when it calls.

    calls: of each trip once, sorted by trip and along it. A vehicle that goes on as another trip begins that as late as
    it has to, or as late as is drawn for it, whichever is more.
    """
    drawn_s = drawn_delays_s(delays, timetable.trips, seed)
    arrival_s, departure_s = (calls[name].to_numpy(np.int64) for name in ("arrival_s", "departure_s"))
    trip, numbers = calls["gtfs_trip"].to_numpy(), np.arange(len(timetable.trips))
    begins_s = departure_s[np.searchsorted(trip, numbers)]
    ends_s = arrival_s[np.searchsorted(trip, numbers, side="right") - 1]
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


def drawn_delays_s(delays: Delays, trips: pd.DataFrame, seed: int) -> Seconds:
    """Draw how late each trip begins [s], int32 (trips,): whole seconds, of luck of its own for each trip and day."""
    names = (f"{trip} {day}" for trip, day in zip(trips["gtfs_trip_id"], trips["service_day"], strict=True))
    drawn: Seconds = np.floor(exponential(luck(seed, "late", names)[:, 0], 1) * _means_s(delays, trips)).astype(
        np.int32
    )
    return drawn


def mean_delay_s(share: float, within_s: int) -> float:
    """Return the mean [s] of the exponential distribution of which a share is below within_s; 0: all is on time."""
    return 0.0 if share == 1 else within_s / -log(1 - share)


def still_late_s(late_s: Numbers, under_way_s: Numbers, recovery: float) -> Numbers:
    """Return how late who began so late still is after so long under way [s]: never early."""
    caught_up_s = np.floor(np.round(recovery * np.maximum(under_way_s, 0), 6)).astype(np.int64)
    still: Numbers = np.maximum(late_s - caught_up_s, 0)
    return still


def _means_s(delays: Delays, trips: pd.DataFrame) -> NDArray[np.float64]:
    told, rail = delays.punctual, set(ROUTE_TYPES["rail"])
    usual = [told.rail if number in rail else told.bus for number in trips["route_type"].tolist()]
    shares = [told.lines.get(line, 1.0 if one is None else one) for line, one in zip(trips["line"], usual, strict=True)]
    return np.array([mean_delay_s(share, delays.within_s) for share in shares], dtype=np.float64)


def _links(timetable: Timetable) -> set[tuple[int, int]]:
    """Return the pairs of trips of which the second is the next of the vehicle of the first."""
    chain, trip = (timetable.calls[name].to_numpy() for name in ("chain", "gtfs_trip"))
    ends = np.flatnonzero((chain[1:] == chain[:-1]) & (trip[1:] != trip[:-1]))
    return set(zip(trip[ends].tolist(), trip[ends + 1].tolist(), strict=True))
