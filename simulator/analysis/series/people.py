"""Series about all people of a population: who lives there, when they leave for what, how far they go."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
import pandas as pd

from simulator.analysis.missing import Floats, Ints
from simulator.analysis.series.unmet import Unmet
from simulator.days import NO_CHANGE, LocalClock
from simulator.units import DAY_S, HOUR_S, METRES_PER_KM

HOURS = DAY_S // HOUR_S
_MORNING, _AFTERNOON = (5, 10), (14, 19)  # hours among which the peaks are looked for


class Households(NamedTuple):
    """Who lives in the area. without_car: people for whom there is none."""

    people: int
    households: int
    cars: int
    without_car: int


class Departures(NamedTuple):
    """Trips of a mean day by the hour in which people leave, just in time where they have to be somewhere.

    trips: float64 (purposes, 24).
    """

    purposes: tuple[str, ...]
    trips: Floats

    @property
    def all(self) -> Floats:
        """Return the trips of all purposes, float64 (24,)."""
        return np.asarray(self.trips.sum(axis=0))

    @property
    def peaks(self) -> tuple[int, int]:
        """Return the hours of the morning and of the afternoon in which most trips begin."""
        whole = self.all
        morning, afternoon = (first + int(np.argmax(whole[first:end])) for first, end in (_MORNING, _AFTERNOON))
        return morning, afternoon


class Lengths(NamedTuple):
    """Share of trips by length. limits_km: upper ends of all bands but the last; made, wanted: float64 (bands,)."""

    limits_km: tuple[float, ...]
    made: Floats
    wanted: Floats


@dataclass(frozen=True)
class People:
    """What the pictures of all people show.

    trips, by_class, split: PEOPLE_TRIP_DTYPES, PEOPLE_BY_CLASS_DTYPES, PEOPLE_SPLIT_DTYPES. bands: upper ends [km] and
    shares of trips, as the scenario has them. unmet: what they cannot reach; None in older folders.
    """

    persons: pd.DataFrame
    households: pd.DataFrame
    trips: pd.DataFrame
    by_class: pd.DataFrame
    split: pd.DataFrame
    bands: Sequence[tuple[float | None, float]] = ()
    clock: LocalClock = NO_CHANGE
    days: int = 1
    unmet: Unmet | None = None

    @cached_property
    def homes(self) -> Households:
        """Return who lives in the area."""
        cars, without = int(self.households["cars"].sum()), int((self.persons["car"] == "none").sum())
        return Households(len(self.persons), len(self.households), cars, without)

    @cached_property
    def departures(self) -> Departures:
        """Return when trips of which purpose begin; purposes by how many trips they have."""
        counts = self.trips["purpose"].value_counts()
        purposes = tuple(sorted(counts.index.tolist(), key=lambda name: (-int(counts[name]), name)))
        place = self.trips["purpose"].map({name: number for number, name in enumerate(purposes)}).to_numpy(np.int64)
        local_s = self.clock.local_s(self.trips["leave_s"].to_numpy(np.int64))
        hour: Ints = local_s % DAY_S // HOUR_S
        cells = np.bincount(place * HOURS + hour, minlength=len(purposes) * HOURS)
        return Departures(purposes, cells.reshape(len(purposes), HOURS) / self.days)

    @cached_property
    def lengths(self) -> Lengths:
        """Return how long trips are, beside how long the scenario says they are."""
        limits = tuple(float(to_km) for to_km, _ in self.bands if to_km is not None)
        km = self.trips["length_m"].to_numpy(np.int64) / METRES_PER_KM
        counts = np.bincount(np.searchsorted(limits, km, side="right"), minlength=len(limits) + 1)
        wanted = np.array([share for _, share in self.bands], dtype=np.float64)
        return Lengths(limits, counts / max(1, len(km)), wanted / wanted.sum())
