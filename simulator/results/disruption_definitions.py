"""Columns of the tables about what went wrong, and what they mean."""

from __future__ import annotations

from simulator.results.entry import Definition

_D = Definition
_NUMBER = _D("Number of the disruption, in the order of the scenario, by which the event log names it.")
_NOT_KNOWN = "null: not known of its kind."

DISRUPTION_DTYPES = {
    "disruption": "int32",
    "name": "string",
    "kind": "string",
    **dict.fromkeys(("from_s", "until_s", "known_s", "told_s"), "int64"),
    "edges": "Int64",
    "km": "Float64",
    "roads": "string",
    **dict.fromkeys(("vehicles", "rides", "requests", "people", "refused"), "Int64"),
    **dict.fromkeys(("promises_broken", "broke_first", "stranded", "cancelled_by_operator"), "Int64"),
}
DISRUPTIONS = {
    "disruption": _NUMBER,
    "name": _D("What the scenario calls it."),
    "kind": _D("What is concerned."),
    "from_s": _D("When it happens.", "s"),
    "until_s": _D("When it is over.", "s"),
    "known_s": _D("When the dispatcher learns of it.", "s"),
    "told_s": _D("When travellers do.", "s"),
    "edges": _D(f"Edges of the road graph that are closed or slowed by it; {_NOT_KNOWN}", "edges"),
    "km": _D("Length of these.", "km"),
    "roads": _D(
        "What these are called, those of most km first: by name, those without one by the places at their ends; null: "
        "no roads are concerned, or nobody knows."
    ),
    "vehicles": _D(
        f"Vehicles, buses and trains among them, that could not do as planned because of it; {_NOT_KNOWN}", "vehicles"
    ),
    "rides": _D(f"Booked rides that were not as planned because of it; {_NOT_KNOWN}", "rides"),
    "requests": _D(f"Requests it touched: of these rides, and those refused because of it; {_NOT_KNOWN}", "requests"),
    "people": _D("People on these requests.", "persons"),
    "refused": _D(f"Of these requests, those that somebody refused because of it; {_NOT_KNOWN}", "requests"),
    "promises_broken": _D("Promises to riders that fell because of it.", "promises"),
    "broke_first": _D(
        "Requests, and rentals, to whom it broke a promise first, see journeys: over all disruptions, each is counted "
        "once.",
        "requests",
    ),
    "stranded": _D("Of the requests it touched, those whose riders were stranded, whatever did it.", "requests"),
    "cancelled_by_operator": _D(
        "Of the requests it touched, those that the operator cancelled, whatever made it do so.", "requests"
    ),
}

DISTURBED_ROADS = {
    "disruption": _D("Number of the disruption."),
    "from_s": _D("From when on the street is so.", "s"),
    "until_s": _D("Until when.", "s"),
    "closed": _D("Whether nobody may, or can, drive there; else it is slower."),
    "under_water": _D("Whether water stands on it."),
    "geometry": _D("The street as a line, WKB, longitude and latitude; null, in a single row, where the disruption "
                   "changes more than half of all streets."),
}  # fmt: skip

BROKEN_PROMISE_DTYPES = {
    "service": "string",
    "request": "int32",
    "ride": "int32",
    "vehicle": "int32",
    "what": "string",
    "promised_s": "Int64",
    "planned_s": "Int64",
    "late_s": "int64",
    "told_s": "int64",
    "disruption": "Int64",
}
BROKEN_PROMISES = {
    "service": _D("Name of the service that promised."),
    "request": _D("Number of the request; -1: a rental that is none of the common demand."),
    "ride": _D("Number of the ride."),
    "vehicle": _D("Number of the vehicle."),
    "what": _D("What was promised: pickup, while they waited, or dropoff, once they were on board, or had the car."),
    "promised_s": _D("Until when it was promised, as it stood then; null: no time was.", "s"),
    "planned_s": _D("Until when it was planned from then on; null: no time was promised.", "s"),
    "late_s": _D("How much later that is.", "s"),
    "told_s": _D("When it was known, and the rider told.", "s"),
    "disruption": _D("Number of the disruption because of which it fell; null: because of something else."),
}
