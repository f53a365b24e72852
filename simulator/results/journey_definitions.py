"""What the columns of the journeys of all people, and of trips told as a whole, mean."""

from __future__ import annotations

from simulator.results.entry import Definition
from simulator.results.table_definitions import REQUESTS

_D = Definition
_OF_TRIPS = (
    "request_id", "traveller_class", "purpose", "party_size", "wheelchairs", "parcels", "origin_lon", "origin_lat",
    "destination_lon", "destination_lat", "submitted_s", "earliest_departure_s", "latest_arrival_s", "attempts",
    "rejections", "season_ticket",
)  # fmt: skip
_AS_ASKED = (
    "traveller_class", "purpose", "party_size", "wheelchairs", "parcels", "origin_node", "destination_node",
    "origin_stop", "destination_stop", "origin_lon", "origin_lat", "destination_lon", "destination_lat", "submitted_s",
    "earliest_departure_s", "desired_departure_s", "latest_arrival_s", "direct_s", "direct_m",
)  # fmt: skip
_CHAIN = _D(
    "Means of a journey of several rides, in their order: ridepooling, rail, bus and so on; null: it was none, or was "
    "not made."
)

JOURNEYS: dict[str, Definition] = {
    "service": _D("Name of the service that carried them, or else was asked last."),
    "request": _D("Number of the request; rentals that are none of the common demand are numbered behind."),
    "request_id": _D("Name of the request in the demand, or of the booking."),
    **{name: REQUESTS[name] for name in _AS_ASKED},
    "party_size": _D("People on the request; null for rentals that are none of the common demand.", "persons"),
    "end": _D(
        "served, rejected, declined, cancelled, no_show, cancelled_by_operator (granted, but no car was ready), "
        "stranded (on board of a vehicle that did not come home), or unfinished (only in a log cut short). Of later "
        "trips of tours that asked nobody: not_made (the trip before was not made), in_rental (a part of the rental of "
        "a car that has to be brought back), or other_means (as the trip before)."
    ),
    "means": _D("Name of the service they travelled with; else other_mode, none (they stay), or null: not told."),
    "mode": _D("How they travelled: walk, bike or car by own means, else the kind of the service; null: they did not."),
    "reason": _D(
        "Why they were rejected, as in requests, bookings or trips: of all services asked the reason nearest to "
        "success; null unless they were."
    ),
    "fallback": _D("What they do instead, as in requests, who got nothing from the service asked last; else null."),
    "attempts": _D("Times they asked: submissions to services, retries included, and bookings of cars.", "attempts"),
    "rejections": _D("Rejections and refusals among them.", "rejections"),
    "sent_to_timetable": _D(
        "Whether a ridepooling service rejected the request as a journey by timetable will do; null: never asked one."
    ),
    "legs": _D("Rides of the journey, each with one vehicle; 0: none.", "rides"),
    "booking": _D("Number of the booking of a shared car, where that was what they got last; else null."),
    "vehicle": _D("Number of the vehicle or car that carried them; null: none did."),
    "told_s": _D("Start of boarding, or of the rental, as told when it was booked; null: nothing was.", "s"),
    "told_latest_s": _D("End of the promised pickup window; null: none was.", "s"),
    "departure_s": _D("When they left the origin, or took the car.", "s"),
    "arrival_s": _D("When they were at the destination, or returned the car.", "s"),
    "walk_s": _D("Walks to the pickup and from the dropoff; null for rentals.", "s"),
    "wait_s": _D("Wait at the pickup, or how much later than planned the car was taken.", "s"),
    "ride_s": _D("Time on board without boarding, or with the car.", "s"),
    "journey_s": _D("arrival_s - departure_s.", "s"),
    "ride_m": _D("Distance on board, or driven with the car.", "m"),
    "chain": _CHAIN,
    "promise_broken_by": _D(
        "Name of the disruption that broke a promise to them first: they were to wait or ride longer than promised, a "
        "ride was cancelled by the operator or stranded, or did not run; null: none did. Only where the scenario says "
        "that something goes wrong."
    ),
}

_SEEN = "null: declining all"
CHOICES: dict[str, Definition] = {
    "choice": _D("Number of the decision, 0, 1, 2, ...; its rows are all that was chosen from, declining all first."),
    "time_s": _D("When it was made.", "s"),
    "request": _D("Number of the request; null where only shared cars were asked."),
    "request_id": _D("Name of the request in the demand."),
    "traveller_class": _D("Traveller class of the scenario, which has the parameters."),
    "service": _D(f"Name of the service that made the offer; {_SEEN}."),
    "place": _D(f"Place in what that service offered, from 0; {_SEEN}."),
    "departure_s": _D(f"When to leave the origin; {_SEEN}.", "s"),
    "shift_s": _D("How much later than wished that is; negative: earlier.", "s"),
    "wait_s": _D("Wait in all.", "s"),
    "change_wait_s": _D("Of that, the wait at changes.", "s"),
    "ride_s": _D("Time in vehicles.", "s"),
    "direct_s": _D("The direct drive, or the ride where there is none.", "s"),
    "walk_s": _D("Time on foot in all.", "s"),
    "changes": _D("Changes of vehicle.", "changes"),
    "arrival_s": _D(f"When to be at the destination; {_SEEN}.", "s"),
    "fare_eur": _D("What the party would pay, with a season ticket as its holders; null: no price is known.", "EUR"),
    "utility": _D("What it is worth by the parameters of the class; null where the model knows no utilities."),
    "luck": _D("The random part of the utility, with what the offers of its nest have in common."),
    "taken": _D(
        "Whether it was taken: by utilities, that with the greatest sum of utility and luck. Where a ride was gone "
        "meanwhile the next decision of the same request is a new one."
    ),
}

MODAL_SPLIT: dict[str, Definition] = {
    "traveller_class": _D("Traveller class of the scenario; empty: all."),
    "means": _D(
        "on_demand (ridepooling), feeder (with a bus or train, to or from it on demand or with wheels of their own), "
        "timetable, car_sharing, car, bike, walk (own means), other (a service of another kind, or another way that "
        "the run knows nothing about), or not_going (they stay, cancelled, did not come or were let down)."
    ),
    "requests": _D("Requests of the class that went by it.", "requests"),
    "share": _D("Requests of the class that went by it; null: nobody of the class.", "share", "its requests"),
}

TRIPS: dict[str, Definition] = {
    "service": _D("Name of the service that was asked."),
    "request": _D("Number of the request; those that asked for no ride are numbered behind the others."),
    **{name: REQUESTS[name] for name in _OF_TRIPS},
    "origin_node": _D("Road node of the origin, where the demand names one; -1: it gives a place."),
    "destination_node": _D("Road node of the destination, likewise."),
    "status": _D("served, rejected, declined, other_means (chose another service), or unfinished."),
    "reason": _D("Why they were rejected, as in requests; null unless they were."),
    "fallback": _D("What they do instead, as in requests; null unless they got nothing here."),
    "vehicle": _D("Number of the vehicle they took, the first of several; null: none, or one of their own."),
    "told_s": _D("When the ride, or the walk all the way, was to begin, as told when it was booked.", "s"),
    "departure_s": _D("When they left the origin.", "s"),
    "taken_s": _D("When they took the vehicle, the first of several; null: they walked all the way.", "s"),
    "left_s": _D("When they left it, or the last of several.", "s"),
    "arrival_s": _D("When they were at the destination.", "s"),
    "walk_s": _D("Walks: to, from and between vehicles, or all the way.", "s"),
    "wait_s": _D("How long they waited for vehicles in all; 0 without any.", "s"),
    "ride_s": _D("Time in vehicles, stops included; 0 without any.", "s"),
    "journey_s": _D("arrival_s - departure_s.", "s"),
    "length_m": _D("Length of what was ridden, of a walk all the way that of the walk.", "m"),
    "rides": _D("Vehicles they got into; who stays seated where one goes on as another got into one.", "rides"),
    "change_wait_s": _D("How much of the wait was at changes from one vehicle to the next.", "s"),
    "price_eur": _D("What the trip costs whoever makes it; null: no price.", "EUR"),
    "chain": _CHAIN,
}

JOURNEY_LEGS: dict[str, Definition] = {
    "service": _D("Name of the service that offered the journey."),
    "request": _D("Number of the request."),
    "earliest_departure_s": REQUESTS["earliest_departure_s"],
    "party_size": REQUESTS["party_size"],
    "leg": _D("Place of the ride among those booked for the journey, from 0; those booked later on count on."),
    "ride": _D("Number of the ride in the event log."),
    "carrier": _D("Name of the service that carries on it."),
    "mode": _D("Its means: ridepooling, rail, bus and so on; of a ride in several vehicles all of them."),
    "line": _D("Line of the bus or train, of several all of them; null unless one was ridden in."),
    "from_station": _D("Name of the stop where the ride meets the timetable at its begin; null: it does not."),
    "to_station": _D("The same at its end."),
    "vehicle": _D("Number of the vehicle, the first of several, as booked."),
    "rides": _D("Vehicles they got into on it; 0: none.", "rides"),
    "booked_s": _D("When it was booked.", "s"),
    "planned_s": _D("Start of boarding as planned then.", "s"),
    "planned_arrival_s": _D(
        "Planned alighting: on demand as when it was booked, by timetable that of the trip that was left; else null.",
        "s",
    ),
    "due_s": _D("When they had to be where it ends, to reach what comes next; null: nothing was told.", "s"),
    "ready_s": _D("From when on they could board, as planned when it was booked; null: nothing was told.", "s"),
    "held_until_s": _D("Until when the vehicle was to wait for them, as they came late; null: it was not.", "s"),
    "departed_s": _D("When they boarded, the first of several vehicles; null: they did not.", "s"),
    "arrived_s": _D("When they alighted, from the last of several vehicles; null: they did not.", "s"),
    "change_s": _D("How long before they had got off the vehicle before; null: there was none.", "s"),
    "walk_s": _D(
        "Walk from the origin to where it is to begin, on demand; null: it begins at a station, or by timetable.", "s"
    ),
    "direct_m": _D(
        "Direct drive from where it begins to where it ends, on demand, as the roads are when it is planned to begin; "
        "null: no road leads there, or by timetable.",
        "m",
    ),
    "direct_s": _D("How long that drive takes.", "s"),
    "fare_eur": _D("What the party pays for it, once the journey has begun; null: not known.", "EUR"),
    "waived_eur": _D("What the party would pay more for it without its season ticket.", "EUR"),
    "journey_began": _D("Whether the journey began, so that all that was booked for it at first is paid."),
    "began": _D("Whether they got into a vehicle on this ride."),
    "end": _D("ridden, missed, dropped (cancelled, or not needed any more), or unfinished."),
    "missed": _D(
        "Why a connection to it, or within it, was missed: vehicle_late (the on-demand vehicle came too late for the "
        "bus or train), train_late (the other way round), change_missed (from one bus or train to the next), full (no "
        "place was left); null: none was."
    ),
}

JOURNEY_ALTERNATIVES: dict[str, Definition] = {
    "request": _D("Number of the request."),
    "car_s": _D("Direct drive by road from the origin to the destination; null: none.", "s"),
    "car_m": _D("Length of that drive.", "m"),
    "ride_m": _D(
        "Direct drive of the service on demand, from the stop nearest to the origin to that nearest to the "
        "destination; null: none, or that service was neither asked nor ridden with.",
        "m",
    ),
    "timetable_departure_s": _D(
        "When to leave for the journey that the timetable alone, with walks, would offer on an empty day on which all "
        "is on time; null: none.",
        "s",
    ),
    "timetable_arrival_s": _D("When that journey arrives.", "s"),
    "timetable_changes": _D("Changes on it.", "changes"),
}
