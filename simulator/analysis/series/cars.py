"""Series about shared cars: how many are out over time, when bookings were granted and refused, how each is used."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from simulator.analysis.carsharing_tables import REFUSED, CarsharingTables
from simulator.analysis.missing import Bools, Ints
from simulator.analysis.ratios import Number
from simulator.analysis.series.riders import Unserved, reasons_of
from simulator.days import NO_CHANGE, LocalClock
from simulator.reasons import REFUSAL_WORDS
from simulator.units import DAY_S, HOUR_S, METRES_PER_KM

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


@dataclass(frozen=True)
class BookingsByHour:
    """Bookings of the public by the hour of the day in which they are to begin, int64 (24,) each.

    granted: those granted, whatever became of them. refused: by the name of the reason, those that occurred, in the
    order of ``reasons.Refusal``.
    """

    granted: Ints
    refused: Mapping[str, Ints]

    @property
    def all(self) -> Ints:
        """Return all bookings of each hour, int64 (24,)."""
        return self.granted + sum(self.refused.values(), np.zeros(len(self.granted), np.int64))


@dataclass(frozen=True)
class CarSeries:
    """What the pictures of shared cars show, each computed when it is first asked for. clock: of the run."""

    tables: CarsharingTables
    clock: LocalClock = NO_CHANGE

    @cached_property
    def out(self) -> CarsOut | None:
        """Return how many cars are out over time."""
        return cars_out(self.tables)

    @cached_property
    def by_hour(self) -> BookingsByHour | None:
        """Return bookings by the hour of the day; None where nobody asked."""
        return bookings_by_hour(self.tables, self.clock)

    @cached_property
    def use(self) -> pd.DataFrame:
        """Return how much each car is used."""
        return use_of_cars(self.tables)


def bookings_by_hour(tables: CarsharingTables, clock: LocalClock = NO_CHANGE) -> BookingsByHour | None:
    """Count bookings of the public by the hour that clocks show when they are to begin; None when there are none."""
    public = tables.bookings[tables.bookings["institution"] == ""]
    if public.empty:
        return None
    hour = clock.local_s(public["start_s"].to_numpy(dtype=np.int64)) % DAY_S // HOUR_S
    reason = public["reason"].fillna("").to_numpy(dtype=object)

    def count(chosen: Bools) -> Ints:
        return np.bincount(hour[chosen], minlength=DAY_S // HOUR_S).astype(np.int64)

    names = [kind.name.lower() for kind in REFUSAL_WORDS]
    refused = {name: count(reason == name) for name in names if (reason == name).any()}
    return BookingsByHour(count(public["granted_s"].notna().to_numpy(dtype=bool)), refused)


def refusals(kpis: Mapping[str, Number]) -> list[Unserved]:
    """Return why bookings were refused, the most frequent reason first; reasons that did not occur are left out."""
    named = {f"carsharing_refused_{kind.name.lower()}": words for kind, words in REFUSAL_WORDS.items()}
    return reasons_of(kpis, named, int(kpis.get("carsharing_bookings") or 0))


def use_of_cars(tables: CarsharingTables) -> pd.DataFrame:
    """Return a row for each car, that used longest first: car_id, hours, share, bookings, km."""
    cars = tables.cars.sort_values(["used_s", "car_id"], ascending=[False, True], kind="stable")
    return pd.DataFrame(
        {
            "car_id": cars["car_id"].astype(str).to_numpy(),
            "hours": cars["used_s"].to_numpy(np.int64) / HOUR_S,
            "share": cars["used_share"].to_numpy(np.float64),
            "bookings": cars["bookings"].to_numpy(np.int64),
            "km": cars["driven_m"].to_numpy(np.int64) / METRES_PER_KM,
        }
    )


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
