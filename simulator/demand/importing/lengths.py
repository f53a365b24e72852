"""How far apart requests begin and end, beside what a survey says of trips."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, Protocol

import numpy as np
import pandas as pd

from simulator.demand.synthesis import ROAD_BY_BEELINE
from simulator.network.timetable.beeline import beeline_m
from simulator.units import METRES_PER_KM


class Band(Protocol):
    """Trips up to a length, and their share of all trips in the survey."""

    @property
    def to_km(self) -> float | None:
        """Return the longest [km], None: of any length."""

    @property
    def share(self) -> float:
        """Return the share of trips in the survey."""


class Length(NamedTuple):
    """Requests from a length on and below another [km], None: of any. surveyed: share of trips in the survey."""

    from_km: float
    to_km: float | None
    requests: int
    surveyed: float


def lengths_of(requests: pd.DataFrame, bands: Sequence[Band]) -> list[Length]:
    """Return how many requests there are in each band, by beeline x ``ROAD_BY_BEELINE``; those with places only."""
    axes = ("origin_lon", "origin_lat", "destination_lon", "destination_lat")
    ends = [requests[axis].to_numpy(np.float64) for axis in axes]
    metres = beeline_m(*ends) * ROAD_BY_BEELINE
    limits = [band.to_km for band in bands if band.to_km is not None]
    band_of = np.searchsorted(limits, metres[np.isfinite(metres)] / METRES_PER_KM, side="right")
    counts = np.bincount(band_of, minlength=len(bands)).tolist()
    return [
        Length(0.0 if number == 0 else limits[number - 1], band.to_km, counts[number], band.share)
        for number, band in enumerate(bands)
    ]
