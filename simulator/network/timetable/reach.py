"""The stops one can walk to from a place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulator.network.timetable.beeline import NearStops, walk_seconds
from simulator.network.timetable.walks import OnFoot


@dataclass(frozen=True, eq=False)
class StopWalks:
    """Walks between a place and stops, by stop.

    stop: int32 (n,), rows of the stops. walk_s: int32 (n,). walk_m: float64 (n,), along paths.
    """

    stop: NDArray[np.int32]
    walk_s: NDArray[np.int32]
    walk_m: NDArray[np.float64]


def side_by_side(walks: Sequence[StopWalks]) -> tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.int32]]:
    """Return walks of several places one behind the other: offsets (places + 1,), stops, walks [s]."""
    offsets = np.cumsum([0, *(len(its.stop) for its in walks)])
    none: NDArray[np.int32] = np.zeros(0, dtype=np.int32)
    stop = np.concatenate([none, *(its.stop for its in walks)])
    return offsets, stop, np.concatenate([none, *(its.walk_s for its in walks)])


class StopsInReach:
    """The stops of a timetable (``STOP_DTYPES``), found from places. A walk is the beeline times the detour factor."""

    def __init__(self, stops: pd.DataFrame) -> None:
        self._near = NearStops(stops["lon"].to_numpy(), stops["lat"].to_numpy())

    def within(
        self, lon: NDArray[np.float64], lat: NDArray[np.float64], walk: OnFoot, limit_m: float | None = None
    ) -> list[StopWalks]:
        """Return the walks from each place to all stops in reach, none where there are none.

        limit_m: longest walk along paths [m]; that of ``walk`` if not given.
        """
        limit_m = walk.limit_m if limit_m is None else limit_m
        place, stop, beeline_m = self._near.within(lon, lat, limit_m / walk.detour_factor)
        walk_m = beeline_m * walk.detour_factor
        walk_s = walk_seconds(walk_m, walk.speed_kph)
        first = np.searchsorted(place, np.arange(len(lon) + 1))
        return [
            StopWalks(stop[one:end].astype(np.int32), walk_s[one:end], walk_m[one:end])
            for one, end in zip(first[:-1].tolist(), first[1:].tolist(), strict=True)
        ]
