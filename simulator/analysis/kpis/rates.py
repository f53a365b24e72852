"""Key figures that services of unlike size are compared by: for each vehicle, rider or inhabitant, and day."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from simulator.analysis.kpis.parts import carried
from simulator.analysis.ratios import Number, ratio
from simulator.results.entry import Definition

_D = Definition
WITH_PARTS = "parts of journeys too"
_VEHICLE_DAYS = "vehicles of the fleet x days that count"
_THOUSANDS = "1,000 inhabitants and day"

RATE_KPIS: dict[str, Definition] = {
    "inhabitants": _D("People who live where the demand is drawn from; null if requests come from a file.", "people"),
    "rejected_share": _D("Requests that ended with the traveller giving up after a rejection.", "share", "requests"),
    "riders_per_vehicle_day": _D(f"Served riders by vehicle and day, {WITH_PARTS}.", "riders", _VEHICLE_DAYS),
    "requests_per_vehicle_day": _D(f"Served requests by vehicle and day, {WITH_PARTS}.", "requests", _VEHICLE_DAYS),
    "vehicle_km_per_vehicle_day": _D("Kilometres driven by each vehicle on a day, mean.", "km", _VEHICLE_DAYS),
    "vehicle_km_per_rider": _D(f"Kilometres driven for each served rider, {WITH_PARTS}.", "km", "served riders"),
    "requests_per_1000_inhabitants_day": _D("Requests, served or not, by how many live there.", "requests", _THOUSANDS),
    "riders_per_1000_inhabitants_day": _D("Served riders by how many live there.", "riders", _THOUSANDS),
}


class Extent(NamedTuple):
    """How much a run covers: days that count, and people who live where the demand is drawn; None: not known."""

    days: int = 1
    inhabitants: int | None = None


def rate_kpis(kpis: Mapping[str, Number], extent: Extent) -> dict[str, Number]:
    """Divide what was done by the size of the fleet, the riders, the people and the days. kpis: the other figures."""
    vehicles, people = kpis["vehicles"], extent.inhabitants
    rides, riders = carried(kpis)
    vehicle_days = None if vehicles is None else vehicles * extent.days
    thousands = None if people is None else people * extent.days / 1000
    return {
        "inhabitants": people,
        "rejected_share": ratio(kpis["rejected"], kpis["requests"]),
        "riders_per_vehicle_day": ratio(riders, vehicle_days),
        "requests_per_vehicle_day": ratio(rides, vehicle_days),
        "vehicle_km_per_vehicle_day": ratio(kpis["vehicle_km"], vehicle_days),
        "vehicle_km_per_rider": ratio(kpis["vehicle_km"], riders),
        "requests_per_1000_inhabitants_day": ratio(kpis["requests"], thousands),
        "riders_per_1000_inhabitants_day": ratio(kpis["riders_served"], thousands),
    }
