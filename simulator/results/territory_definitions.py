"""Columns about territories and zones, and what they mean."""

from __future__ import annotations

from simulator.results.entry import Definition

_D = Definition
_TERRITORY = _D("Name of the territory; empty: outside of all.")

# Of requests, where the scenario has territories, and where it has zones.
END_AREA_DTYPES = {
    "origin_territory": "string",
    "destination_territory": "string",
    "origin_zone": "string",
    "destination_zone": "string",
}
END_AREAS = {
    "origin_territory": _D("Territory in which the origin lies; empty: in none. Only with territories."),
    "destination_territory": _D("Territory in which the destination lies; empty: in none. Only with territories."),
    "origin_zone": _D("Zone in which the origin lies; empty: in none. Only with zones."),
    "destination_zone": _D("Zone in which the destination lies; empty: in none. Only with zones."),
}
TERRITORY_DTYPES = {
    "territory": "string",
    "key": "string",
    "inhabitants": "Int64",
    "approximate": "bool",
    "geometry": "string",
}
TERRITORIES = {
    "territory": _D("Name of the territory."),
    "key": _D("Its official key; empty: not known."),
    "inhabitants": _D("People in the localities of the demand that lie in it. Null without localities.", "people"),
    "approximate": _D("Whether its borders are drawn roughly."),
    "geometry": _D("Its outline, as GeoJSON in degrees."),
}
BY_TERRITORY_DTYPES = {
    "vehicle": "int64",
    "day": "int64",
    "territory": "string",
    **dict.fromkeys(("driven_m", "loaded_m", "driving_s", "standing_s", "rider_m"), "int64"),
}
BY_TERRITORY = {
    "vehicle": _D("Number of the vehicle."),
    "day": _D("Number of the day, 0 is the first: of drives, that on which they end; time is cut at midnight."),
    "territory": _TERRITORY,
    "driven_m": _D("Driven in the territory, cut at its borders; sums to what the vehicle drove.", "m"),
    "loaded_m": _D("Of that, with riders on board.", "m"),
    "driving_s": _D("Time of driving in the territory, while streets are driven evenly.", "s"),
    "standing_s": _D("Time in service in which the vehicle stands in the territory.", "s"),
    "rider_m": _D("Metres driven in the territory times riders on board.", "m"),
}
