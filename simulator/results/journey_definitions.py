"""What the columns of the journeys of all people mean."""

from __future__ import annotations

from simulator.results.entry import Definition
from simulator.results.table_definitions import REQUESTS

_D = Definition
_AS_ASKED = (
    "traveller_class", "purpose", "party_size", "wheelchairs", "parcels", "origin_node", "destination_node",
    "origin_stop", "destination_stop", "origin_lon", "origin_lat", "destination_lon", "destination_lat", "submitted_s",
    "earliest_departure_s", "desired_departure_s", "latest_arrival_s", "direct_s", "direct_m",
)  # fmt: skip

JOURNEYS: dict[str, Definition] = {
    "service": _D("Name of the service that carried them, or else was asked last."),
    "request": _D("Number of the request; rentals that are none of the common demand are numbered behind."),
    "request_id": _D("Name of the request in the demand, or of the booking."),
    **{name: REQUESTS[name] for name in _AS_ASKED},
    "end": _D(
        "served, rejected, declined, cancelled, no_show, cancelled_by_operator (granted, but no car was ready), "
        "stranded (on board of a vehicle that did not come home), or unfinished (only in a log cut short)."
    ),
    "means": _D("Name of the service they travelled with; else other_mode, none (they stay), or null: not told."),
    "reason": _D("Why they were rejected, as in requests or bookings; null unless they were."),
    "fallback": _D("What they do instead, as in requests; other_service: they asked, and got nothing; else null."),
    "attempts": _D("Times they asked: submissions to ridepooling, retries included, and bookings of cars.", "attempts"),
    "rejections": _D("Rejections and refusals among them.", "rejections"),
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
}
