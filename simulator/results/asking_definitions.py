"""Who asks a service on demand, and who expects too little of it: columns of that file, and their meaning."""

from __future__ import annotations

from simulator.results.entry import Definition

_D = Definition
_BEST = "of the best journey the service could offer; null: it can offer none"

ASKING_DTYPES: dict[str, str] = {
    "request": "Int32",
    "request_id": "string",
    "traveller_class": "string",
    "service": "string",
    "time_s": "int32",
    "earliest_departure_s": "int32",
    "zone": "string",
    "hour": "int8",
    **dict.fromkeys(("wait_s", "rejected", "ride_s", "walk_s", "fare_eur", "utility", "luck", "others"), "float64"),
    "asks": "bool",
}

ASKING: dict[str, Definition] = {
    "request": _D("Number of the request; null: they asked for a shared car only, by a booking."),
    "request_id": _D("Name of the request in the demand."),
    "traveller_class": _D("Traveller class of the scenario, which has the parameters."),
    "service": _D("Name of the service."),
    "time_s": _D("When they decided.", "s"),
    "earliest_departure_s": _D("When they want to leave.", "s"),
    "zone": _D("Square in which the request begins, by its middle; outside: in none."),
    "hour": _D("Hour of the clock in which they want to leave, from 0.", "h"),
    "wait_s": _D("Wait they expect.", "s"),
    "rejected": _D("Chance of being rejected that they expect.", "share", "those who ask"),
    "ride_s": _D(f"Ride {_BEST}.", "s"),
    "walk_s": _D(f"Walks {_BEST}.", "s"),
    "fare_eur": _D(f"What the party would pay {_BEST}.", "EUR"),
    "utility": _D("What that is worth without any wait, by the parameters of the class, luck left out; null: none."),
    "luck": _D("The random part of it, the one by which offers are chosen; of several offers the greatest."),
    "others": _D("The most that anything else is worth to them then, or staying; luck included."),
    "asks": _D("Whether they ask: utility, luck and what is expected come to no less than others."),
}
