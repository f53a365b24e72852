"""Columns of the tables about people and their households."""

from __future__ import annotations

# Row = person number; the persons of a household follow each other, and households of a municipality do.
PERSON_DTYPES: dict[str, str] = {
    "person": "int32",  # dense, 0..n-1
    "household": "int32",  # row of the households
    "age": "int16",  # full years
    "sex": "string",  # f, m
    "employment": "string",  # none, part, full
    "licence": "bool",  # may drive a car
    "car": "string",  # none: no licence, or no car in the household; own: a car for each licence there; shared: fewer
    "wheelchair": "bool",
    "traveller_class": "string",  # child, pupil, carless, senior, worker, adult
    "municipality": "string",  # official key (AGS)
}

# Row = household number.
HOUSEHOLD_DTYPES: dict[str, str] = {
    "household": "int32",  # dense, 0..n-1
    "municipality": "string",
    "locality": "string",  # name of the settlement; "" where homes are cells of a grid
    "lon": "float64",
    "lat": "float64",
    "size": "int8",  # persons
    "cars": "int8",
}

# Who cancels when, and who does not come, beside DEMAND_DTYPES; only where the demand tells it of anybody, and then
# nobody's is drawn.
ABSENCE_DTYPES: dict[str, str] = {
    "cancelled_s": "int32",  # NO_TIME: never
    "no_show": "bool",
}
