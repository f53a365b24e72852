"""How far plans may go: what belongs to the energy of vehicles."""

from __future__ import annotations

from abc import ABC, abstractmethod

import numpy as np
from numpy.typing import NDArray

from simulator.fleet.reading import ReadablePlans
from simulator.kernels import energy
from simulator.kernels import layout as f
from simulator.kernels.stores import Stores, refresh_ranges, set_range


class PlansWithEnergy(ReadablePlans, ABC):
    """The part of ``Plans`` about energy; arrays as there."""

    _stores: Stores | None = None

    @abstractmethod
    def _refer(self) -> None:
        """Note the arrays for the next calls."""

    @abstractmethod
    def _append_to(self, rows: NDArray[np.int32]) -> None:
        """Let what happens be appended to these rows of the event log."""

    def set_range(self, vehicle: int, range_s: int, *, holds: bool) -> None:
        """Let a vehicle drive no longer without charging [s], not at all if negative.

        holds: it is at a site that is not its own, or on its way there, and what it will have is not known.
        """
        self._duty[vehicle, f.VERSION] += 1
        self._vehicles[f.RANGE, vehicle] = range_s
        self._vehicles[f.HOLDS, vehicle] = holds

    def shorten_range(self, vehicle: int, seconds: int) -> None:
        """Let a vehicle with limited energy drive so much shorter than said before [s]."""
        if seconds and self._vehicles[f.RANGE, vehicle] < f.FOREVER:
            self._vehicles[f.RANGE, vehicle] -= seconds

    def set_refill(self, vehicle: int, rate: int, most_s: int) -> None:
        """Let a vehicle count on its own plug in the depot: drive time [s] that 1000 s add, and up to which range."""
        self._duty[vehicle, f.VERSION] += 1
        self._vehicles[f.REFILL, vehicle] = rate
        self._vehicles[f.REFILL_CAP, vehicle] = most_s

    def keep(self, stores: Stores) -> None:
        """Let the energy of all vehicles be that of these stores."""
        self._stores = stores

    @property
    def _energy(self) -> Stores:
        assert self._stores is not None
        return self._stores

    def refresh_ranges(self, now_s: int) -> None:
        """Let vehicles that charge drive as long as they can by now."""
        refresh_ranges(self._energy.book, self._vehicles, now_s)

    def refresh_range(self, vehicle: int, now_s: int) -> None:
        """Let a vehicle drive from slot 0 of its plan as long as its energy surely lasts."""
        set_range(self._energy.book, self._vehicles, self._duty, vehicle, now_s)

    def pay(self, rows: NDArray[np.int32], vehicle: int, first_row: int, now_s: int, planned_s: int = -1) -> int:
        """Book what a vehicle has used by the rows of the log since one; see ``kernels.energy.pay``."""
        self._append_to(rows)
        return energy.pay(self._fleet.address, self._energy.address, vehicle, first_row, planned_s, now_s)

    def must_fill_up(self, vehicle: int, now_s: int) -> bool:
        """Return whether what is planned relies on charging in the depot before the next stop."""
        return energy.must_fill_up(self._fleet.address, self._energy.address, vehicle, now_s)

    def knows_sites(self, sites: NDArray[np.int32]) -> None:
        """Let vehicles know the sites where they surely get the energy for their way home.

        sites: int32 (sites, SITE_FIELDS, vehicles); those of a vehicle come first, SITE_RATE 0 where it has no more.
        """
        self._vehicles[f.SURE_SITES] = (sites[:, f.SITE_RATE] > 0).sum(axis=0)
        known = np.concatenate([self._vehicles[: f.VEHICLE_FIELDS], sites.reshape(-1, sites.shape[2])])
        self._vehicles = np.asfortranarray(known)
        self._refer()
