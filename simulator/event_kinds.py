"""What the rows of the event log say: number, meaning of ``value``, unit and codes of every kind, in one table.

Dictionary, exports and auditor read it; kernels use the numbers.
"""

from __future__ import annotations

import enum

from simulator.reasons import Errand, Fallback, LegPurpose, Missed, Reason, Refusal, Unasked

# Units of whole numbers.
S, M, W, MWH, SITE, STATION, CENT = "s", "m", "W", "mWh", "charging site", "station", "cent"


class Event(enum.IntEnum):
    """A kind of row. meaning: of its ``value``. unit: of that; "": a code, or a bare number.

    codes: what the value stands for, if it is a code. ends: "request" or "booking" where the row ends one.
    """

    meaning: str
    unit: str
    codes: type[enum.IntEnum] | None
    ends: str

    def __new__(
        cls, number: int, meaning: str = "", unit: str = "", codes: type[enum.IntEnum] | None = None, ends: str = ""
    ) -> Event:
        """Make a kind of the number it has in logs."""
        kind = int.__new__(cls, number)
        kind._value_ = number
        kind.meaning, kind.unit, kind.codes, kind.ends = meaning, unit, codes, ends
        return kind

    SUBMITTED = 0, "attempt, counted from 0"
    ACCEPTED = 1, "planned boarding; the node is where", S
    PROMISED_EARLIEST = 2, "start of the promised pickup window", S
    PROMISED_LATEST = 3, "end of the promised pickup window", S
    REJECTED = 4, "reason", "", Reason
    GAVE_UP = 5, "what the traveller does instead", "", Fallback, "request"
    SHIFT_STARTED = 6
    SHIFT_ENDED = 7
    DEPARTED = 8, "purpose of the drive", "", LegPurpose
    ARRIVED = 9, "driven on the leg", M
    DIVERTED = 10, "driven on the leg up to this junction; a departure follows at once", M
    BOARDED = 11, "dwell; boarding starts at the row's time", S
    ALIGHTED = 12, "dwell; alighting starts at the row's time", S, None, "request"
    STOP_ENDED = 13  # doors closed, the vehicle may leave
    REASSIGNED = 14, "planned boarding; another vehicle than before will come", S
    PROMISED_DROPOFF = 15, "latest start of alighting promised", S
    ON_WAITING_LIST = 16, "until when; no vehicle can come as things are, and it is tried again", S
    OFFERED = 17, "planned boarding of one of the offers the traveller may choose from; the node is where", S
    DECLINED = 18, "number of offers, none of which was taken"
    AGREED = 19, "departure that the traveller agreed to instead of the one wished for", S
    CANCELLED = 20, "planned time until boarding", S, None, "request"
    NO_SHOW = 21, "dwell that nobody used", S, None, "request"
    ENERGY_LEVEL = 22, "energy stored; when a vehicle comes into play, and at the very end", MWH
    ENERGY_USED = 23, "energy of the drive that has just ended", MWH
    QUEUED = 24, "where the vehicle waits for a plug", SITE
    PLUGGED_IN = 25, "where the vehicle is plugged in", SITE
    POWER = 26, "power now drawn at that site for this vehicle", W
    CHARGED = 27, "energy stored since it was plugged in", MWH
    UNPLUGGED = 28, "where the vehicle was plugged in, or left the queue", SITE
    BREAK_STARTED = 29, "length of the driver's break", S
    CHANGEOVER_STARTED = 30, "time until the next driver leaves", S
    PLANNED_DROPOFF = 31, "alighting planned on acceptance; the node is where", S
    DRIVER_LATE = 33, "how much later than allowed a break, changeover or end of duty has just come: drawn times", S
    ENERGY_CUT = 34, "heating or cooling done without on the drive that has just ended, for it took too long", MWH
    STRANDED = 32  # the vehicle does not come home any more: what it has stored does not last, and nothing helps
    # Car-sharing: ``request`` is the number of the booking, ``vehicle`` that of the car, behind all other vehicles.
    BOOKING_ASKED = 40, "start asked for", S
    BOOKING_GRANTED = 41, "planned start", S
    BOOKING_REFUSED = 42, "refusal", "", Refusal, "booking"
    BOOKING_CANCELLED = 43, "time until the planned start", S, None, "booking"
    BOOKING_NO_SHOW = 44, "how long the car stood there for nobody", S, None, "booking"
    BOOKING_MOVED = 45, "planned start; with another car, as the one meant is not ready", S
    BOOKING_LOST = 46, "how long the customer waited; granted, but no car is ready", S, None, "booking"
    CAR_TAKEN = 47, "delay after the planned start", S
    CAR_RETURNED = 48, "driven since it was taken", M, None, "booking"
    RELOCATION_ASSIGNED = 49, "drive of the staff to the car", S
    RELOCATION_STARTED = 50, "errand", "", Errand
    RELOCATION_ENDED = 51, "driven by the staff", M
    CAR_PARKED = 52, "where the car now stands; not told of free-floating cars", STATION
    BOOKING_UNTIL = 53, "planned end; follows a grant or a move to another car", S
    COUNTING_STARTED = 54, "days that are counted; bookings that start, and relocations assigned, earlier are warm-up"
    BOOKING_NOT_CHOSEN = 55, "number of the service that was chosen instead; -1: none", "", None, "booking"
    BOOKING_GAVE_UP = 56, "what the traveller does instead, once refused or not chosen", "", Fallback
    CHOSEN = 60, "number of the service that was chosen instead, of those compared", "", None, "request"

    PROMISE_BROKEN = 63, "how much later it is planned now than was promised, as more has become known", S
    # The roads, for all services.
    ROADS_CHANGED = 64, "number of the state the roads are in from now on"
    ROADS_KNOWN = 65, "number of the state the roads are in; a change to come that nobody knew of has become known"
    # Trips told as a whole, of all services that are neither ridepooling nor car-sharing.
    TRIP_BEGAN = 66, "price of the trip; the node is the origin", CENT
    VEHICLE_TAKEN = 67, "how long it was waited for", S
    VEHICLE_LEFT = 68, "1: they stay seated, as the vehicle goes on as that of their next ride"
    TRIP_ENDED = 69, "length of what was ridden, of a walk all the way that of the walk", M, None, "request"
    # Of vehicles that run by a timetable, on the next row's ride.
    CALLED = 70, "number of the call at which they get on or off, see gtfs_calls"
    TURNED_AWAY = 71, "number of the call, see gtfs_calls, from which on the vehicle they would have taken was full"
    # What rules of booking say; see ``services.rules``.
    SURCHARGED = 74, "paid by the party on top of the fare of the ride just booked", CENT
    JOURNEY_LEAVES = 75, "when to leave for a journey by timetable that will do", S
    JOURNEY_ARRIVES = 76, "when that journey arrives", S
    # Journeys of several rides with other services, each of which writes its own rows of its ride.
    LEG = 77, "place of this ride among those of its journey, from 0; it is booked next"
    LEG_FARE = 78, "paid by the party for this ride", CENT
    LEG_DUE = 79, "when they have to be where this ride ends", S
    LEG_READY = 80, "from when on they can board", S
    CONNECTION_MISSED = 81, "why this ride was missed", "", Missed
    HELD = 82, "until when the vehicle waits for them", S
    LEFT_BEHIND = 83, "nothing takes them on to where they want to go", "", None, "request"
    RUNS_LATE = 84, "how late the vehicle is at the call at which they get on or off next", S
    PLACES_GIVEN_BACK = 85, "number of the call up to which, from that of the row before, they need no places any more"
    LEG_DIRECT = 86, "direct drive from where this ride is to begin to where it is to end", M
    LEG_WALK = 87, "walk from where they are to where this ride is to begin", S
    LEG_DRIVE = 88, "how long that direct drive takes", S
    LEG_WAIVED = 89, "what the party would pay more for this ride without its season ticket", CENT
    # Of tours, and of no service; see ``travellers.outings``.
    NOT_ASKED = 90, "why a later trip of a tour asks no service", "", Unasked, "request"
    TOUR_CUT = 91, "why a later trip of a tour, which is booked, is taken back now", "", Unasked
    SAME_MEANS = 92, "number of the service of own means with which they go on, as they have it with them"
    # What goes wrong, and what becomes of it; of no service, but where a vehicle or a ride is named.
    DISRUPTION_BEGAN = 93, "number of the disruption, in the order of the scenario"
    DISRUPTION_ENDED = 94, "number of the disruption"
    DISRUPTION_KNOWN = 95, "number of the disruption, of which the dispatcher learns now"
    DISRUPTION_TOLD = 96, "number of the disruption, of which travellers learn now"
    DRIVER_ABSENT = 110, "start of the shift of this vehicle for which there is no driver", S
    SHIFT_CUT = 111, "number of the disruption for which the shift of this vehicle ends now"
    ABSENT_FOR = 112, "number of the disruption for which the driver of the row before it is absent"
    SITE_LIMITED = 113, "where another share of the usual power is there from now on", SITE
    SITE_SHARE = 114, "what share that is of the site of the row before it [1/1000]"
    RESERVE_CALLED = 115, "number of the disruption for which this vehicle is called"
    BROKEN_BY = 97, "number of the disruption that broke the promise of the row before it"
    OUT_OF_SERVICE = (
        98,
        "number of the disruption; the vehicle stops at the next junction, see next row for how long",
    )
    OUT_UNTIL = 99, "until when the vehicle is out of service", S
    BACK_IN_SERVICE = 100  # the vehicle
    SET_DOWN = 101, "dwell; they get off where the vehicle stands that is out of service, on their way", S
    RESCUE_PLANNED = 102, "planned boarding of the vehicle that takes on who was set down; the node is where", S
    CANCELLED_BY_OPERATOR = 103, "number of the disruption; no vehicle can give a promised ride", "", None, "request"
    LEFT_STRANDED = 104, "number of the disruption; set down on the way, nobody fetches them", "", None, "request"
    TOWED = 105  # the vehicle, out of service at the end of its shift: it is in its depot from now on
    # What riders pay by tariffs with more than prices of riders and kilometres.
    FARE = 106, "paid by the party for the ride just booked, without what rules add", CENT
    FARE_WAIVED = 107, "what the party would pay more without its season ticket, if not 0", CENT
    # Of vehicles on streets that are closed, or before them; the end of the drive is another from then on.
    TURNED_BACK = 124, "number of the disruption; the vehicle turns, or waits no more, and is at this node next"
    BLOCKED = 125, "number of the disruption; the vehicle stands before this node, on the street, until it is open"
    # Of booking, answers and demand; see ``travellers.outages`` and ``world.disturbed_demand``.
    NOT_REACHED = 120, "number of the disruption; they try to book in vain, and are refused at once"
    ANSWERED_LATE = 121, "number of the disruption; they are answered now, as nobody did when it was due"
    REQUEST_ADDED = 122, "number of the disruption without which nobody would ask for this"
    REQUESTS_LEFT_OUT = 123, "how many requests there would be without the disruption that began in the row before"

    @property
    def words(self) -> str:
        """Return the name as people read it, e.g. ``no show``."""
        return self.name.lower().replace("_", " ")


FIRST_OF_CARSHARING = Event.BOOKING_ASKED
ROADS_KINDS = (Event.ROADS_CHANGED, Event.ROADS_KNOWN)
DISRUPTION_KINDS = (
    Event.DISRUPTION_BEGAN, Event.DISRUPTION_ENDED, Event.DISRUPTION_KNOWN, Event.DISRUPTION_TOLD,
)  # fmt: skip
# What the service of a whole journey tells of rides with others that are its parts.
PART_KINDS = (
    Event.LEG, Event.LEG_FARE, Event.LEG_DUE, Event.LEG_READY, Event.CONNECTION_MISSED, Event.HELD, Event.LEG_DIRECT,
    Event.LEG_WALK, Event.LEG_DRIVE, Event.LEG_WAIVED,
)  # fmt: skip
TRIP_KINDS = (Event.TRIP_BEGAN, Event.VEHICLE_TAKEN, Event.VEHICLE_LEFT, Event.TRIP_ENDED)  # in the order of a trip
BOOKING_KINDS = frozenset(kind for kind in Event if FIRST_OF_CARSHARING <= kind < Event.CHOSEN)  # number bookings

# What is told of a booked ride; beside these all rows of car-sharing that name a booking and its car.
RIDE_KINDS = frozenset(
    {
        Event.ACCEPTED, Event.PROMISED_EARLIEST, Event.PROMISED_LATEST, Event.PROMISED_DROPOFF, Event.PLANNED_DROPOFF,
        Event.REASSIGNED, Event.BOARDED, Event.ALIGHTED, Event.CANCELLED, Event.NO_SHOW, Event.PROMISE_BROKEN,
        Event.SURCHARGED, Event.TRIP_BEGAN, Event.VEHICLE_TAKEN, Event.VEHICLE_LEFT, Event.TRIP_ENDED, Event.CALLED,
        Event.LEG, Event.LEG_FARE, Event.LEG_DUE, Event.LEG_READY, Event.CONNECTION_MISSED, Event.HELD, Event.RUNS_LATE,
        Event.LEFT_BEHIND, Event.PLACES_GIVEN_BACK, Event.LEG_DIRECT, Event.LEG_WALK, Event.LEG_DRIVE,
        Event.LEG_WAIVED, Event.BROKEN_BY, Event.SET_DOWN, Event.RESCUE_PLANNED, Event.CANCELLED_BY_OPERATOR,
        Event.LEFT_STRANDED, Event.FARE, Event.FARE_WAIVED,
    }
)  # fmt: skip


def kinds_in_words() -> str:
    """Return number and name of every kind, for the dictionary."""
    return ", ".join(f"{kind.value} {kind.words}" for kind in Event) + "."


def values_in_words() -> str:
    """Return what the value of each kind means, for the dictionary; 0 where nothing is said."""
    told = [f"{kind.value}: {_told(kind)}" for kind in Event if kind.meaning]
    return "; ".join(told) + "; else 0."


def _told(kind: Event) -> str:
    codes = () if kind.codes is None else kind.codes
    listed = ", ".join(f"{code.value} {code.name.lower().replace('_', ' ')}" for code in codes)
    unit = f" [{kind.unit}]" if kind.unit else ""
    return f"{kind.meaning}{unit}{f' ({listed})' if listed else ''}"
