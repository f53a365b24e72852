"""The figures that a run is laid beside published facts by: what they are called, how they are written, what is odd."""

from __future__ import annotations

from typing import NamedTuple

from simulator.notes import N_
from simulator.units import MINUTE_S


class Figure(NamedTuple):
    """How a key figure is told. times: from its unit to the one shown. outside: said beyond what is published.

    of_days: for each day; published are means of all days of weeks, months or years, with weekends and holidays.
    """

    label: str
    unit: str = ""
    digits: int = 1
    times: float = 1.0
    outside: str = ""
    of_days: bool = False


FIGURES: dict[str, Figure] = {
    "riders_per_1000_inhabitants_day": Figure(
        N_("Riders per 1,000 inhabitants and day"),
        outside=N_("%(value)s riders per 1,000 inhabitants and day; published are %(low)s to %(high)s."),
        of_days=True,
    ),
    "riders_per_vehicle_hour": Figure(
        N_("Riders per vehicle hour"),
        digits=2,
        outside=N_("%(value)s riders per vehicle hour; published are %(low)s to %(high)s."),
    ),
    "riders_per_vehicle_day": Figure(
        N_("Riders per vehicle and day"),
        outside=N_("%(value)s riders per vehicle and day; published are %(low)s to %(high)s."),
        of_days=True,
    ),
    "requests_per_vehicle_day": Figure(
        N_("Requests served per vehicle and day"),
        outside=N_("%(value)s requests served per vehicle and day; published are %(low)s to %(high)s."),
        of_days=True,
    ),
    "vehicle_km_per_vehicle_day": Figure(
        N_("Kilometres per vehicle and day"),
        "km",
        digits=0,
        outside=N_("%(value)s km per vehicle and day; published are %(low)s to %(high)s."),
        of_days=True,
    ),
    "vehicle_km_per_rider": Figure(N_("Kilometres driven per rider"), "km"),
    "vehicle_km_per_served_request": Figure(
        N_("Kilometres driven per served request"),
        "km",
        outside=N_("%(value)s km driven per served request; published are %(low)s to %(high)s."),
    ),
    "pooled_share": Figure(N_("Shared rides"), "%", digits=0, times=100),
    "empty_share": Figure(N_("Driven empty"), "%", digits=0, times=100),
    "rejected_share": Figure(
        N_("Requests rejected"),
        "%",
        digits=0,
        times=100,
        outside=N_("%(value)s percent of the requests rejected; published are %(low)s to %(high)s."),
    ),
    "wait_mean_s@booked=at_once": Figure(N_("Mean wait of who books at once"), "min", times=1 / MINUTE_S),
    "ride_mean_s": Figure(N_("Mean ride"), "min", times=1 / MINUTE_S),
    "cost_per_rider_eur": Figure(N_("Cost per rider"), "€", digits=2),
    "subsidy_per_rider_eur": Figure(
        N_("Subsidy per rider"),
        "€",
        digits=2,
        outside=N_("%(value)s euros of subsidy per rider; published are %(low)s to %(high)s."),
    ),
    "co2_g_per_direct_rider_km": Figure(N_("CO₂ per direct rider-kilometre"), "g", digits=0),
}
