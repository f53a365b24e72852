"""Series about shared cars: how many are out over time, and when bookings were refused."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from simulator.analysis.carsharing_tables import REFUSED, USED, CarsharingTables
from simulator.analysis.missing import Ints
from simulator.units import DAY_S, HOUR_S

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
    """Return how many cars are out over the day; None when none was used."""
    bookings = tables.bookings
    used = bookings[bookings["status"] == USED]
    if used.empty:
        return None
    end_s = max(tables.days * DAY_S, int(used["returned_s"].max()))
    time_s = np.arange(0, end_s + 1, STEP_S)
    fixed = (used["institution"] != "").to_numpy(dtype=bool)
    refused = bookings[bookings["status"] == REFUSED]["start_s"].to_numpy(dtype=np.int64)
    counts, _ = np.histogram(refused, np.arange(0, end_s + HOUR_S, HOUR_S))
    return CarsOut(time_s, _out(used[~fixed], time_s), _out(used[fixed], time_s), counts, len(tables.cars))


def _out(used: pd.DataFrame, time_s: Ints) -> Ints:
    """Return how many cars are out at each time, int64."""
    taken, returned = (np.sort(used[name].to_numpy(dtype=np.int64)) for name in ("taken_s", "returned_s"))
    out: Ints = np.searchsorted(taken, time_s, side="right") - np.searchsorted(returned, time_s, side="right")
    return out
