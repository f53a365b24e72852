"""Columns of the tables about all people of a population, their tours and trips, and what they mean."""

from __future__ import annotations

from simulator.results.entry import Definition

_D = Definition
_PERSON = _D("Number of the person, the same on all days and in every variant.")
_CLASS = _D("Class of the traveller, as people.classes of the scenario calls it.")
_TOUR = _D("Number of the tour: from home, and back to it.")

PERSONS: dict[str, Definition] = {
    "person": _PERSON,
    "household": _D("Number of their household."),
    "age": _D("Age in full years.", "years"),
    "sex": _D("f or m."),
    "employment": _D("none, part or full."),
    "licence": _D("Whether they may drive a car."),
    "car": _D("none: no licence or no car in the household; own: a car for each licence there; shared: fewer."),
    "wheelchair": _D("Whether they use a wheelchair."),
    "traveller_class": _D("child, pupil, carless, senior, worker or adult: the first of these that fits."),
    "municipality": _D("Official key of the municipality."),
}
HOUSEHOLDS: dict[str, Definition] = {
    "household": _D("Number of the household."),
    "municipality": _D("Official key of the municipality."),
    "locality": _D("Name of the settlement; empty where it is not known."),
    "lon": _D("Longitude of the home.", "deg"),
    "lat": _D("Latitude of the home.", "deg"),
    "size": _D("Persons in it.", "persons"),
    "cars": _D("Cars of it.", "cars"),
}

_TEXT, _INT, _FLOAT = "string", "int64", "float64"
PEOPLE_TRIP_DTYPES = {
    "person": "int32", "tour": "int32", "tour_position": "int8", "day": "int32", "request": "int32",
    "traveller_class": _TEXT, "purpose": _TEXT, "party_size": "int16", "own_car": "bool", "departure_s": "int32",
    "leave_s": "int32", "length_m": "int32", "means": _TEXT, **dict.fromkeys(("origin_lon", "origin_lat"), _FLOAT),
    **dict.fromkeys(("destination_lon", "destination_lat"), _FLOAT),
}  # fmt: skip
PEOPLE_TRIPS: dict[str, Definition] = {
    "person": _PERSON,
    "tour": _TOUR,
    "tour_position": _D("Place of the trip in its tour, from 1; the last one leads home."),
    "day": _D("Day on which the tour begins; 0 is the first that counts."),
    "request": _D("Number of the request in all other tables; -1: nobody was asked."),
    "traveller_class": _CLASS,
    "purpose": _D("What is done at the destination; home: nothing more of this tour."),
    "party_size": _D("People who travel together.", "people"),
    "own_car": _D("Whether a car of the household is there for this tour."),
    "departure_s": _D("When they leave at the earliest.", "s"),
    "leave_s": _D("When they have to leave to be there in time, by the direct way; else departure_s.", "s"),
    "length_m": _D("Length of the trip: beeline x 1.3.", "m"),
    "means": _D("By which means they went, in the words of modal_split."),
    "origin_lon": _D("Longitude of the origin.", "deg"),
    "origin_lat": _D("Latitude of the origin.", "deg"),
    "destination_lon": _D("Longitude of the destination.", "deg"),
    "destination_lat": _D("Latitude of the destination.", "deg"),
}
TOUR_TABLE_DTYPES = {
    "tour": "int32", "person": "int32", "day": "int32", "traveller_class": _TEXT, "purposes": _TEXT, "means": _TEXT,
    "trips": "int16", "departure_s": "int32", "length_m": "int32", "own_car": "bool",
}  # fmt: skip
TOURS: dict[str, Definition] = {
    "tour": _TOUR,
    "person": _PERSON,
    "day": PEOPLE_TRIPS["day"],
    "traveller_class": _CLASS,
    "purposes": _D("What was to be done at the end of each trip, in their order, with > between them."),
    "means": _D("By which means each trip was made, in their order, with > between them."),
    "trips": _D("Trips of the tour.", "trips"),
    "departure_s": _D("When the first one wants to leave.", "s"),
    "length_m": _D("Length of all trips: beelines x 1.3.", "m"),
    "own_car": PEOPLE_TRIPS["own_car"],
}
PEOPLE_BY_CLASS_DTYPES = {
    "traveller_class": _TEXT, "persons": _INT, "trips": _INT, "asked_trips": _INT, "mobile_share": _FLOAT,
    "trips_per_day": _FLOAT, "trips_per_mobile_day": _FLOAT, "km_per_day": _FLOAT,
}  # fmt: skip
PEOPLE_BY_CLASS: dict[str, Definition] = {
    "traveller_class": _D("Class, as people.classes calls it; empty: all; children under school age: child."),
    "persons": _D("People of the class who live in the area.", "persons"),
    "trips": _D("Their trips on the days that count.", "trips"),
    "asked_trips": _D("Of these, those for which a service was asked.", "trips"),
    "mobile_share": _D("Days on which a person makes any trip.", "share", "persons x days"),
    "trips_per_day": _D("Trips of a person on a day.", "trips", "persons x days"),
    "trips_per_mobile_day": _D("Trips of a person on days with any.", "trips", "persons x days with a trip"),
    "km_per_day": _D("Length of all trips of a person on a day.", "km", "persons x days"),
}
PEOPLE_SPLIT: dict[str, Definition] = {  # with the columns of modal_split
    "traveller_class": _D("Class of the travellers; empty: all."),
    "means": _D("By which means they went, in the words of modal_split."),
    "requests": _D("Trips of all people, whether any service was asked or not.", "trips"),
    "share": _D("These trips.", "share", "trips of the class"),
}
