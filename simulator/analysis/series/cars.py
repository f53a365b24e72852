"""Series about shared cars: how many are out over time, and when bookings were refused."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from simulator.analysis.carsharing_tables import REFUSED, CarsharingTables
from simulator.analysis.missing import Ints
from simulator.units import HOUR_S

STEP_S = 900


@dataclass(frozen=True)
class CarsOut:
    """Cars in the hands of customers and of institutions at each time_s, int64 (times,) each; cars: all there are.

    refused: bookings refused that were to start in each hour, int64 (hours,).
    """

    time_s: Ints
    customers: Ints
    institutions: Ints
    refused: Ints
    cars: int

    @property
    def most(self) -> int:
        """Return how many cars were out at most at once."""
        return int((self.customers + self.institutions).max())


def cars_out(tables: CarsharingTables) -> CarsOut | None:
    """Return how many cars are out over the days that count; None when none was used.

    Refused bookings of the night after them are shown, too.
    """
    bookings, rentals = tables.bookings, tables.rentals
    if rentals.empty:
        return None
    refused = bookings[bookings["status"] == REFUSED]["start_s"].to_numpy(dtype=np.int64)
    end_s = int(refused.max(initial=tables.hours[1]))
    time_s = np.arange(0, end_s + 1, STEP_S)
    fixed = (rentals["institution"] != "").to_numpy(dtype=bool)
    counts, _ = np.histogram(refused, np.arange(0, end_s + HOUR_S, HOUR_S))
    return CarsOut(time_s, _out(rentals[~fixed], time_s), _out(rentals[fixed], time_s), counts, len(tables.cars))


def _out(rentals: pd.DataFrame, time_s: Ints) -> Ints:
    """Return how many cars are out at each time, int64."""
    taken, returned = (np.sort(rentals[name].to_numpy(dtype=np.int64)) for name in ("began_s", "ended_s"))
    out: Ints = np.searchsorted(taken, time_s, side="right") - np.searchsorted(returned, time_s, side="right")
    return out
