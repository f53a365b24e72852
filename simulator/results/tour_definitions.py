"""Columns of the tables about requests that are trips of tours, and what they mean."""

from __future__ import annotations

from simulator.results.entry import Definition
from simulator.tables import TOUR_DTYPES

_D = Definition
_TOUR = {
    "person": _D("Number of the person in the demand."),
    "tour": _D("Number of the tour, of all of the run: from home, and back."),
}
TOUR_REQUEST_DTYPES = {
    "request": "int32",
    **TOUR_DTYPES,
    **dict.fromkeys(("submitted_s", "earliest_departure_s"), "int32"),
}
TOUR_REQUESTS = {
    "request": _D("Number of the request."),
    **_TOUR,
    "tour_position": _D("Place of the trip in its tour, from 1; 0: of none. Those before the first one here are sure."),
    "own_car": _D("Whether a car of the household is there for the tour."),
    "submitted_s": _D("When they wanted to ask. Requests tell when they did, which may be later.", "s"),
    "earliest_departure_s": _D("When they wanted to leave; likewise.", "s"),
}
TOUR_END_DTYPES = {
    **dict.fromkeys(("tour", "person"), "int32"),
    "traveller_class": "string",
    "party_size": "int64",
    "earliest_departure_s": "int32",
    **dict.fromkeys(("trips", "served"), "int64"),
    **dict.fromkeys(("outcome", "broken_by"), "string"),
}
TOUR_ENDS = {
    **_TOUR,
    "traveller_class": _D("Class of who makes it, on its first trip."),
    "party_size": _D("People on its first trip.", "persons"),
    "earliest_departure_s": _D("When its first trip was to leave.", "s"),
    "trips": _D("Its trips for which services may be asked.", "trips"),
    "served": _D("Of these, those that a service, or a vehicle of their own, made.", "trips"),
    "outcome": _D(
        "finished: all of its trips were served, or were parts of the rental of a car. not_begun: the first one was "
        "not made. other_mode: they went in another way from the first trip on. home_otherwise: they left home and "
        "came back, or stayed away, in a way that nobody simulated."
    ),
    "broken_by": _D("How the first trip ended that was not served, see journeys; null where all were."),
}
