"""The kinds of costs there are, by key figure, and what drives each of them."""

from __future__ import annotations

import enum
from collections.abc import Mapping


class Driver(enum.StrEnum):
    """What a cost grows with."""

    HOURS = "hours"  # of vehicles and drivers
    KM = "km"
    VEHICLES = "vehicles"  # and the part of the year that counts
    ENERGY = "energy"
    RIDES = "rides"  # asked for, or made
    FIXED = "fixed"  # whatever is driven
    SHARE = "share"  # of all other costs


COST_DRIVERS: Mapping[str, Driver] = {  # of ridepooling; cost_time_eur has drivers and vehicles in it
    "cost_time_eur": Driver.HOURS,
    "cost_drivers_eur": Driver.HOURS,
    "cost_vehicles_eur": Driver.VEHICLES,
    "cost_distance_eur": Driver.KM,
    "cost_energy_eur": Driver.ENERGY,
    "cost_calls_eur": Driver.RIDES,
    "cost_platform_eur": Driver.FIXED,
    "cost_platform_vehicles_eur": Driver.VEHICLES,
    "cost_overhead_eur": Driver.SHARE,
}
COST_PARTS = tuple(COST_DRIVERS)
LINE_COST_DRIVERS: Mapping[str, Driver] = {  # of services by timetable
    "line_cost_hours_eur": Driver.HOURS,
    "line_cost_vehicles_eur": Driver.VEHICLES,
    "line_cost_distance_eur": Driver.KM,
}
