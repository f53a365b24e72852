"""How fast one can get on by a timetable: bounds of travel time by beelines."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from simulator.network.timetable.beeline import beeline_m
from simulator.network.timetable.timetable import Timetable

PACES_KPH = (30.0, 45.0, 60.0, 75.0, 90.0, 105.0, 120.0, 140.0, 160.0, 200.0)
Floats = NDArray[np.float64]


class Pace(NamedTuple):
    """No ride from stop to stop is shorter than its beeline at this speed [m/s], but for so many seconds.

    change_less_s: the same of a walk between two rides.
    """

    metres_per_s: float
    less_s: float
    change_less_s: float


def paces_of(timetable: Timetable) -> list[Pace]:
    """Return one for each of some speeds: the greater, the less rides are shorter than that.

    Stops are minutes apart and some of a minute, so that single hops look faster than anything runs.
    """
    calls = timetable.calls
    chain, stop = calls["chain"].to_numpy(), calls["stop"].to_numpy()
    arrival_s, departure_s = (calls[name].to_numpy(np.float64) for name in ("arrival_s", "departure_s"))
    lon, lat = (timetable.stops[axis].to_numpy()[stop] for axis in ("lon", "lat"))
    along_m = np.zeros(len(calls))
    if len(calls) > 1:
        along_m[1:] = beeline_m(lon[:-1], lat[:-1], lon[1:], lat[1:])
    along_m = np.cumsum(along_m)  # over all chains: only differences within one count
    # Where a trip ends in another one, nobody gets on at its end or off where the other begins: both have that stop.
    trip = calls["gtfs_trip"].to_numpy()
    may_board = calls["may_board"].to_numpy() & ~np.append(trip[1:] != trip[:-1], True)[: len(calls)]
    may_alight = calls["may_alight"].to_numpy() & ~np.append(True, trip[1:] != trip[:-1])[: len(calls)]
    one, other, walk_s = (timetable.walks[name].to_numpy() for name in ("from_stop", "to_stop", "walk_s"))
    at = [timetable.stops[axis].to_numpy() for axis in ("lon", "lat")]
    walk_m = beeline_m(at[0][one], at[1][one], at[0][other], at[1][other])
    found = []
    for kph in PACES_KPH:
        speed = kph / 3.6
        begins = np.where(may_board, along_m / speed - departure_s, np.inf)
        ends = np.where(may_alight, along_m / speed - arrival_s, -np.inf)
        less_s = float((ends - _least_before(begins, chain)).max(initial=0.0))
        found.append(Pace(speed, less_s, float((walk_m / speed - walk_s).max(initial=0.0))))
    return found


def least_s(paces: list[Pace], metres: Floats, rides: int) -> Floats:
    """Return how long one is on the way at least over a beeline with so many rides, walks included [s]."""
    found = np.zeros_like(metres)
    for pace in paces:
        less_s = rides * pace.less_s + (rides - 1) * pace.change_less_s
        found = np.maximum(found, metres / pace.metres_per_s - less_s)
    return found


def _least_before(values: Floats, chain: NDArray[np.int32]) -> Floats:
    """Return the least of the values before each call of its chain, inf where there is none."""
    first = np.flatnonzero(np.diff(chain, prepend=-1))
    found = np.full_like(values, np.inf)
    for begins, ends in zip(first.tolist(), [*first[1:].tolist(), len(chain)], strict=True):
        found[begins + 1 : ends] = np.minimum.accumulate(values[begins : ends - 1])
    return found
