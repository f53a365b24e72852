"""What a run was given beside requests and vehicles: booking rules, charging sites, prices, drivers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import pandas as pd

from simulator.spans import Spans
from simulator.tables import DAY_DTYPES, DUTY_DTYPES, PAUSE_DTYPES, PRICE_DTYPES, SHIFT_DTYPES, SITE_DTYPES, no_rows


@dataclass(frozen=True)
class BookingRules:
    """When departures may be booked: within hours [s], and so long ahead; notice and horizon [s] by traveller class.

    horizon_s: None: no limit. is_first: no other service may have been asked before, so that requests are submitted
    when they say. until: other rules, and the requests for which they held, of a run that has gone over to these.
    mended: rides that are parts of journeys, and were booked later than the first ones, be it with other services.
    """

    hours: Spans
    notice_s: Mapping[str, int]
    horizon_s: Mapping[str, int | None]
    is_first: bool = True
    until: tuple[BookingRules, frozenset[int]] | None = None
    mended: frozenset[int] = frozenset()

    def of(self, request: int) -> BookingRules:
        """Return the rules that hold for a request."""
        return self.until[0].of(request) if self.until is not None and request in self.until[1] else self


# Field of Facilities -> its name in the results folder.
FACILITY_TABLES = {
    "sites": "sites_input",
    "prices": "site_prices",
    "duties": "duties_input",
    "pauses": "pauses_input",
    "shifts": "shifts_input",
    "days": "days_input",
}


@dataclass(frozen=True)
class Facilities:
    """Tables with the columns of ``tables.SITE_DTYPES``, ``PRICE_DTYPES``, ``DUTY_DTYPES`` and so on.

    shifts: empty when each vehicle has one. days: empty when there is one. co2_g_per_kwh_by_hour: of electricity, 24
    values, or none: what the vehicle types say holds.
    """

    sites: pd.DataFrame = field(default_factory=lambda: no_rows(SITE_DTYPES))
    prices: pd.DataFrame = field(default_factory=lambda: no_rows(PRICE_DTYPES))
    duties: pd.DataFrame = field(default_factory=lambda: no_rows(DUTY_DTYPES))
    pauses: pd.DataFrame = field(default_factory=lambda: no_rows(PAUSE_DTYPES))
    shifts: pd.DataFrame = field(default_factory=lambda: no_rows(SHIFT_DTYPES))
    days: pd.DataFrame = field(default_factory=lambda: no_rows(DAY_DTYPES))
    co2_g_per_kwh_by_hour: tuple[float, ...] = ()

    def of_vehicles(self, first: int, count: int) -> Facilities:
        """Return what is there for some vehicles, which are numbered anew from 0; charging sites are for all."""

        def part(table: pd.DataFrame) -> pd.DataFrame:
            theirs = table[table["vehicle"].between(first, first + count - 1)]
            return theirs.assign(vehicle=theirs["vehicle"] - first).reset_index(drop=True)

        return replace(self, duties=part(self.duties), pauses=part(self.pauses), shifts=part(self.shifts))
