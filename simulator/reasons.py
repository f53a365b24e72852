"""Why something was answered, refused or driven: the codes of the event log, each with the words people read.

Whoever adds a reason adds its words beside it; ``N_`` marks them for translation.
"""

from __future__ import annotations

import enum
from collections.abc import Iterable

from simulator.notes import N_


class Reason(enum.IntEnum):
    """Why a request was rejected."""

    NO_VEHICLE = 0  # no insertion keeps every limit
    PARTY_TOO_LARGE = 1  # larger than every vehicle
    OUTSIDE_SERVICE_HOURS = 2
    SHORT_NOTICE = 3  # booked later than the notice time allows
    NO_STOP_IN_WALKING_RANGE = 4  # door to door: no road within the snapping distance
    WALK_INSTEAD = 5  # pickup and dropoff are the same stop
    LATEST_ARRIVAL_IMPOSSIBLE = 6  # even a direct ride comes too late
    NO_ROAD = 7  # no open road leads from pickup to dropoff
    TOO_EARLY = 8  # booked further ahead than the booking horizon allows
    NO_ENERGY = 9  # a vehicle could come, but what it has stored does not last for the ride and the way home
    NO_JOURNEY = 10  # by timetable: nothing leaves within the time that is waited, or arrives in time
    FULL = 11  # by timetable: there is a journey, but no place on it
    OUTSIDE_ZONES = 12  # outside of the area of the service, or over a border that it does not cross
    PARALLEL_SERVICE = 13  # a journey by timetable will do
    NOT_ELIGIBLE = 14  # says a rule that a package brings
    WALK_AS_FAST = 15  # by timetable: nobody is there sooner than on foot all the way
    FEEDER_OFFERED = 16  # a journey with a ride to a bus or train is offered instead
    OUTSIDE_AREA = 17  # origin or destination is a place outside, to which the service does not go
    BOOKING_OUT = 18  # the way in which they book is out of order; nobody was reached


OF_TIMETABLES = frozenset(
    {Reason.NO_JOURNEY, Reason.FULL, Reason.WALK_AS_FAST}
)  # no service with rides of its own says them
REASON_WORDS = {
    Reason.NO_VEHICLE: N_("no vehicle could come in time"),
    Reason.PARTY_TOO_LARGE: N_("party too large for any vehicle"),
    Reason.OUTSIDE_SERVICE_HOURS: N_("outside the service hours"),
    Reason.SHORT_NOTICE: N_("booked too late"),
    Reason.TOO_EARLY: N_("booked too far ahead"),
    Reason.NO_STOP_IN_WALKING_RANGE: N_("no stop in walking distance"),
    Reason.WALK_INSTEAD: N_("pickup and dropoff at one stop"),
    Reason.LATEST_ARRIVAL_IMPOSSIBLE: N_("cannot arrive in time"),
    Reason.NO_ROAD: N_("no open road leads there"),
    Reason.NO_ENERGY: N_("no vehicle with enough energy"),
    Reason.NO_JOURNEY: N_("no journey by timetable"),
    Reason.FULL: N_("no place left by timetable"),
    Reason.OUTSIDE_ZONES: N_("outside the area of the service, or over a closed border"),
    Reason.PARALLEL_SERVICE: N_("a journey by timetable will do"),
    Reason.NOT_ELIGIBLE: N_("not eligible by another rule of the service"),
    Reason.WALK_AS_FAST: N_("no sooner there by timetable than on foot"),
    Reason.FEEDER_OFFERED: N_("offered a ride to a bus or train instead"),
    Reason.OUTSIDE_AREA: N_("to or from a place outside, where the service does not go"),
    Reason.BOOKING_OUT: N_("nobody could be reached to book"),
}

# Key figure -> why a request was not served.
UNSERVED_WORDS = {
    **{f"rejected_{of.name.lower()}": words for of, words in REASON_WORDS.items() if of not in OF_TIMETABLES},
    "declined": N_("declined what was offered"),
    "other_means": N_("chose another service"),
    "cancelled": N_("cancelled by the rider"),
    "no_shows": N_("did not come to the pickup"),
}


# From what no try can change to what depends on the vehicles: of several, the reason nearest to success is told.
REASONS_BY_NEARNESS = (
    Reason.BOOKING_OUT,
    Reason.OUTSIDE_AREA,
    Reason.NO_ROAD,
    Reason.NO_STOP_IN_WALKING_RANGE,
    Reason.OUTSIDE_ZONES,
    Reason.WALK_INSTEAD,
    Reason.WALK_AS_FAST,
    Reason.PARTY_TOO_LARGE,
    Reason.NOT_ELIGIBLE,
    Reason.OUTSIDE_SERVICE_HOURS,
    Reason.TOO_EARLY,
    Reason.SHORT_NOTICE,
    Reason.PARALLEL_SERVICE,
    Reason.FEEDER_OFFERED,
    Reason.LATEST_ARRIVAL_IMPOSSIBLE,
    Reason.NO_JOURNEY,
    Reason.NO_VEHICLE,
    Reason.NO_ENERGY,
    Reason.FULL,
)


def nearest(reasons: Iterable[Reason]) -> Reason:
    """Return the reason nearest to success of one or more."""
    return max(reasons, key=REASONS_BY_NEARNESS.index)


class Refusal(enum.IntEnum):
    """Why a booking of a car was refused; the highest of those found, as it was nearest to success."""

    NO_STATION = 0  # no station, or no free-floating car, in walking range
    NO_CAR = 1  # no car is there at that time, or all are booked
    INSTITUTION = 2  # a community car is with its institution
    NEXT_BOOKING = 3  # the car would not be back for the next booking
    ENERGY = 4  # the predicted charge does not cover trip and reserve, or those of later bookings
    NO_PLACE = 5  # no place is free at the station where the car is to be returned
    TOO_SHORT = 6
    TOO_LONG = 7
    TOO_EARLY = 8  # further ahead than the booking horizon
    NO_ROAD = 9  # no open road leads there
    OUTSIDE_ZONE = 10  # a free-floating car may not be left there
    NO_STATION_THERE = 11  # one way: a station is near, but none in walking range of the destination
    WALK_INSTEAD = 12  # the way there is no drive: origin and destination have the same station, or the same road node
    OUTSIDE_AREA = 13  # origin or destination is a place outside, to which no car is lent
    BOOKING_OUT = 14  # the way in which they book is out of order; nobody was reached


REFUSAL_WORDS = {
    Refusal.NO_STATION: N_("no car or station in walking distance"),
    Refusal.NO_CAR: N_("no car free"),
    Refusal.INSTITUTION: N_("the car serves its institution"),
    Refusal.NEXT_BOOKING: N_("not back for the next booking"),
    Refusal.ENERGY: N_("not enough charge"),
    Refusal.NO_PLACE: N_("no place free at the destination"),
    Refusal.TOO_SHORT: N_("too short"),
    Refusal.TOO_LONG: N_("too long"),
    Refusal.TOO_EARLY: N_("too far ahead"),
    Refusal.NO_ROAD: N_("no open road leads there"),
    Refusal.OUTSIDE_ZONE: N_("destination outside of the zone"),
    Refusal.NO_STATION_THERE: N_("no station in walking distance of the destination"),
    Refusal.WALK_INSTEAD: N_("origin and destination share a station"),
    Refusal.OUTSIDE_AREA: REASON_WORDS[Reason.OUTSIDE_AREA],
    Refusal.BOOKING_OUT: REASON_WORDS[Reason.BOOKING_OUT],
}

# Of all services, by the name of the reason; words both kinds have stand for both.
REASONS_OF_ALL = {
    **{reason.name.lower(): words for reason, words in REASON_WORDS.items()},
    **{refusal.name.lower(): words for refusal, words in REFUSAL_WORDS.items()},
    "walk_instead": N_("origin and destination share a stop or station"),
    "too_early": REASON_WORDS[Reason.TOO_EARLY],
    "too_short": N_("booking too short"),
    "too_long": N_("booking too long"),
}

# The same of all services, by name; who is sent to another one is told what that says.
ALL_BY_NEARNESS = (
    "parallel_service", "feeder_offered", "booking_out",
    # whatever the time
    "outside_area", "no_road", "no_station", "no_station_there", "no_stop_in_walking_range", "outside_zone",
    "outside_zones", "walk_instead", "walk_as_fast", "party_too_large", "not_eligible",
    # at that time
    "too_short", "too_long", "outside_service_hours", "too_early", "short_notice", "latest_arrival_impossible",
    "no_journey",
    # as things are
    "no_vehicle", "no_car", "institution", "next_booking", "no_energy", "energy", "no_place", "full",
)  # fmt: skip

# Key figure of all services together -> why a request was served by none of them.
UNSERVED_BY_ALL_WORDS = {
    **{f"common_rejected_{name}": words for name, words in REASONS_OF_ALL.items()},
    "common_declined": N_("declined what was offered"),
    "common_cancelled": N_("cancelled by the traveller"),
    "common_no_shows": N_("nobody came to the pickup or the car"),
    "common_let_down": N_("no car was ready, or the vehicle did not arrive"),
}
WENT_OTHERWISE = N_("went in a way that is not simulated, or not at all")  # the rest, of whom no service said anything


class Errand(enum.IntEnum):
    """Why staff moves a car."""

    BALANCE = 0  # to a station with too few cars
    CHARGE = 1  # to a charger


class Fallback(enum.IntEnum):
    """What a traveller does who was finally rejected."""

    STAY = 0
    OTHER_MODE = 1
    OTHER_SERVICE = 2  # asks the other service of the scenario


class Missed(enum.IntEnum):
    """Why a connection from one vehicle to another was missed."""

    VEHICLE_LATE = 0  # the on-demand vehicle came too late for the bus or train
    TRAIN_LATE = 1  # the bus or train came too late for the on-demand vehicle
    CHANGE_MISSED = 2  # from one bus or train to the next
    FULL = 3  # no place is left in the vehicle that was to be taken
    DOES_NOT_RUN = 4  # something went wrong, and the bus or train does not go there


MISSED_WORDS = {
    Missed.VEHICLE_LATE: N_("the on-demand vehicle came too late for the bus or train"),
    Missed.TRAIN_LATE: N_("the bus or train came too late for the on-demand vehicle"),
    Missed.CHANGE_MISSED: N_("one bus or train came too late for the next"),
    Missed.FULL: N_("no place was left"),
    Missed.DOES_NOT_RUN: N_("the bus or train did not run"),
}


class Unasked(enum.IntEnum):
    """Why a later trip of a tour asks no service, or is taken back."""

    NOT_TAKEN = 0  # the trip before was refused or declined, and they stay where they are
    OTHER_MODE = 1  # the trip before was made in another way, and so is this one
    ABSENT = 2  # they cancelled the trip before, or did not come to it
    LET_DOWN = 3  # the trip before was booked, and did not bring them there
    TOO_LATE = 4  # they are not where it begins when it would leave
    IN_RENTAL = 5  # it is a part of the rental of a car that has to be brought back to where they took it


class LegPurpose(enum.IntEnum):
    """Why a vehicle drives a leg."""

    SERVE = 0  # to a pickup or dropoff
    TO_DEPOT = 1
    REBALANCE = 2
    CHARGE = 3  # to a charging site
