"""Columns of the tables about what people cannot reach without a car, and who might be won, and what they mean."""

from __future__ import annotations

from simulator.results.entry import Definition

_D = Definition
_TEXT, _INT, _FLOAT = "string", "int64", "float64"
UNMET_DTYPES = {
    "municipality": _TEXT, "locality": _TEXT, "lon": _FLOAT, "lat": _FLOAT, "purpose": _TEXT, "traveller_class": _TEXT,
    "has_car": "bool",
    **dict.fromkeys(
        (
            "people", "people_unmet", "people_unmet_with_ride", "needs", "unmet_on_foot", "unmet", "unmet_with_bike",
            "unmet_with_ride", "unmet_with_both", "unmet_there_and_back", "unmet_with_ride_there_and_back", "carried",
            "refused",
        ),
        _INT,
    ),
}  # fmt: skip
_NEEDS = "needs"
UNMET: dict[str, Definition] = {
    "municipality": _D("Official key of the municipality in which people live."),
    "locality": _D("Name of the place in which they live; empty where it is not known, then homes within some 1 km."),
    "lon": _D("Longitude of the middle of their homes.", "deg"),
    "lat": _D("Latitude of the middle of their homes.", "deg"),
    "purpose": _D("What people need to do; empty: anything. People with several purposes are in the row of each."),
    "traveller_class": _D("Class of the traveller, as people.classes of the scenario calls it."),
    "has_car": _D("Whether they may drive and have a car in the household."),
    "people": _D("Different people with any such need on the days that count.", "people"),
    "people_unmet": _D("Of these, with any need that is unmet.", "people"),
    "people_unmet_with_ride": _D("Of these, with any need that is unmet with rides on demand, too.", "people"),
    "needs": _D("Times that somebody needs to be at a place in the area.", _NEEDS),
    "unmet_on_foot": _D("Needs at places that are not reached in the time on foot.", _NEEDS),
    "unmet": _D("Needs at places that are not reached in the time on foot or by bus and train.", _NEEDS),
    "unmet_with_bike": _D("Of unmet ones, not reached by bike either, by who has one.", _NEEDS),
    "unmet_with_ride": _D("Of unmet ones, not reached either by a ride that comes as late as it may.", _NEEDS),
    "unmet_with_both": _D("Of unmet ones, reached neither by bike nor by such a ride.", _NEEDS),
    "unmet_there_and_back": _D("Needs on tours of which any trip in the area is unmet, the way home included.", _NEEDS),
    "unmet_with_ride_there_and_back": _D("The same with rides on demand.", _NEEDS),
    "carried": _D("Of unmet ones, to which people really went by rides on demand.", _NEEDS),
    "refused": _D("Of unmet ones, for which rides on demand were asked, but refused.", _NEEDS),
}  # fmt: skip
LATENT_DTYPES = {
    "municipality": _TEXT, "locality": _TEXT, "lon": _FLOAT, "lat": _FLOAT, "from_km": _FLOAT, "to_km": _FLOAT,
    "purpose": _TEXT, "traveller_class": _TEXT,
    **dict.fromkeys(("trips", "potential", "as_run", "refused", "rode"), _INT),
}  # fmt: skip
LATENT: dict[str, Definition] = {
    **{name: UNMET[name] for name in ("municipality", "locality", "lon", "lat")},
    "from_km": _D("Shortest trips of the band: beeline x 1.3.", "km"),
    "to_km": _D("Longest trips of the band; empty: there is no end.", "km"),
    "purpose": _D("What is done at the destination; home: nothing more of this tour."),
    "traveller_class": UNMET["traveller_class"],
    "trips": _D("Trips of all people on the days that count.", "trips"),
    "potential": _D("Of these, trips that rides on demand would win if they came at once and drove straight there.",
                    "trips"),
    "as_run": _D("Trips that they would win with the mean wait and detour of this run, if nobody were refused.",
                 "trips"),
    "refused": _D("Trips for which a ride was asked and refused, and that were made in another way or not.", "trips"),
    "rode": _D("Trips that were made by rides on demand.", "trips"),
}  # fmt: skip
