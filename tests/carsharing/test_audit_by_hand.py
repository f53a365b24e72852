"""The auditor of car-sharing at its limits: one car, two stations five minutes apart, rows written by hand."""

from __future__ import annotations

import pandas as pd
import pytest

from simulator.analysis.audit.carsharing import CarsharingAudit
from simulator.analysis.audit.row import Row
from simulator.analysis.carsharing_tables import CarsharingInputs
from simulator.event_kinds import Event
from simulator.reasons import Refusal

CAR, OTHER = 0, 1
Told = tuple[int, Event, int, int, int, int]  # time, kind, car, booking, node, value
ASKED: Told = (0, Event.BOOKING_ASKED, -1, 0, 0, 600)
GRANTED: Told = (0, Event.BOOKING_GRANTED, CAR, 0, 0, 600)
UNTIL: Told = (0, Event.BOOKING_UNTIL, CAR, 0, 5, 1200)
TAKEN: Told = (600, Event.CAR_TAKEN, CAR, 0, 0, 0)
RETURNED: Told = (900, Event.CAR_RETURNED, CAR, 0, 5, 5000)
PARKED: Told = (900, Event.CAR_PARKED, CAR, 0, 5, 1)
REFUSED: Told = (0, Event.BOOKING_REFUSED, -1, 0, -1, 1)
IN_VAIN = (*REFUSED[:-1], Refusal.BOOKING_OUT)
GAVE_UP: Told = (0, Event.BOOKING_GAVE_UP, -1, 0, -1, 1)
NOT_REFUSED = "given up, but not just refused or not chosen"
BOOKED = [ASKED, GRANTED, UNTIL]
TRIP = [*BOOKED, TAKEN, RETURNED, PARKED]
BRING: Told = (950, Event.RELOCATION_ASSIGNED, CAR, -1, 5, 0)
SET_OFF: Told = (960, Event.RELOCATION_STARTED, CAR, -1, 5, 0)
BROUGHT: Told = (1260, Event.RELOCATION_ENDED, CAR, -1, 0, 5000)
DROPPED: Told = (1260, Event.CAR_PARKED, CAR, -1, 0, 0)
STAFF = [BRING, SET_OFF, BROUGHT, DROPPED]


def auditor(buffer_s: int = 0, asked_m: int = 5000, places: int = 2) -> CarsharingAudit:
    """A car at either station, places for two at the first; two bookings; a minute from node to node."""
    inputs = CarsharingInputs(
        pd.DataFrame({"node": [0, 5], "capacity": [2, places]}),
        pd.DataFrame({"vehicle": [CAR, OTHER], "node": [0, 5], "station": [0, 1]}),
        pd.DataFrame({"length_m": [asked_m, asked_m]}),
    )
    return CarsharingAudit(inputs, lambda origin, end, _: 60 * abs(origin - end), {}, buffer_s)


def told(audit: CarsharingAudit, *rows: Told) -> list[str]:
    """Return what is wrong with rows, without where."""
    found = []
    for number, (time_s, kind, car, booking, node, value) in enumerate(rows):
        found += audit.follow(Row(number, time_s, 0, kind, car, booking, -1, node, value))
    return [line.partition("): ")[2] for line in found]


def changed(row: Told, **fields: int) -> Told:
    names = ("time_s", "kind", "car", "booking", "node", "value")
    return tuple(fields.get(name, value) for name, value in zip(names, row, strict=True))  # type: ignore[return-value]


def test_a_trip_and_the_way_back_with_staff_are_right() -> None:
    audit = auditor()
    assert audit.open() == told(audit, *TRIP, *STAFF) == []
    assert audit.close() == ["counting starts 0 times"]
    assert told(audit, (2000, Event.COUNTING_STARTED, -1, -1, -1, 0)) == audit.close() == []
    told(audit, (2000, Event.COUNTING_STARTED, -1, -1, -1, 0), changed(BRING, node=0))
    assert audit.close() == ["counting starts 2 times", "car 0: still in use at the end"]


@pytest.mark.parametrize(
    ("kind", "time_s", "value", "found"),
    [
        (Event.BOOKING_CANCELLED, 599, 1, []),
        (Event.BOOKING_CANCELLED, 598, 1, ["cancelled 2 s before the start"]),
        (Event.BOOKING_CANCELLED, 600, 0, ["cancelled 0 s before the start"]),
        (Event.BOOKING_NO_SHOW, 600, 0, []),
        (Event.BOOKING_LOST, 600, 0, ["not honoured, but the car stands ready"]),
    ],
)
def test_bookings_that_fall_through(kind: Event, time_s: int, value: int, found: list[str]) -> None:
    audit = auditor()
    row = (time_s, kind, CAR, 0, 0, value)
    assert told(audit, *BOOKED, row) == found
    assert told(audit, changed(row, kind=Event.BOOKING_NO_SHOW)) == ["was not waiting for this car"]
    again = [changed(row, booking=1) for row in BOOKED]
    assert told(audit, *again) == []  # the car is free again


def test_a_booking_may_be_lost_where_the_car_is_not_ready() -> None:
    lost: Told = (600, Event.BOOKING_LOST, CAR, 0, 0, 0)
    charging = auditor()
    charging.charging.add(CAR)
    assert told(charging, *BOOKED, lost) == []
    assert told(auditor(), *BOOKED, changed(lost, node=5)) == []
    second = [changed(ASKED, booking=1), changed(GRANTED, booking=1, value=500), changed(UNTIL, booking=1, value=600)]
    assert told(auditor(), *BOOKED, *second, lost) == []  # the car waits for somebody who has not come yet
    now = [changed(ASKED, booking=1), changed(GRANTED, booking=1), changed(UNTIL, booking=1, value=601)]
    assert told(auditor(), *now, *BOOKED, lost)[1:] == ["not honoured, but the car stands ready"]  # only those before
    no_show: Told = (600, Event.BOOKING_NO_SHOW, CAR, 1, 0, 0)
    assert told(auditor(), *BOOKED, *second, no_show, lost) == []  # nor come in this very second
    late = [*BOOKED, *second, no_show, changed(lost, time_s=601)]
    assert told(auditor(), *late) == ["not honoured, but the car stands ready"]


@pytest.mark.parametrize(
    ("row", "fields", "found"),
    [
        (TAKEN, {"time_s": 599, "value": -1}, ["before the booking starts at 600 s"]),
        (TAKEN, {"time_s": 601}, ["1 s after the planned start"]),
        (TAKEN, {"node": 1}, ["at node 1, but the car stands at 0"]),
        (RETURNED, {"time_s": 899}, ["was 299 s under way, the roads need 300 s"]),
        (RETURNED, {"value": -1}, ["drove -1 m, asked for were 5000 m"]),
        (RETURNED, {"value": 0}, ["drove 0 m, asked for were 5000 m"]),
        (RETURNED, {"value": 1}, []),
        (RETURNED, {"booking": 1}, ["the car is with 0"]),
        (PARKED, {"value": 2}, ["there is no station 2"]),
        (PARKED, {"value": -1}, ["there is no station -1"]),
        (PARKED, {"value": 0}, ["the car is at node 5"]),
        (BRING, {"value": -1}, ["the way to it takes negative time"]),
        (BRING, {"node": 4}, ["at node 4, but the car stands at 5"]),
        (SET_OFF, {"node": 4}, ["the car stands at node 5"]),
        (BROUGHT, {"time_s": 1259}, ["drove 299 s, the roads need 300 s"]),
        (BROUGHT, {"time_s": 1261}, ["drove 301 s, the roads need 300 s"]),
        (DROPPED, {"value": 1}, ["the car is at node 0"]),
    ],
)
def test_one_row_that_is_wrong(row: Told, fields: dict[str, int], found: list[str]) -> None:
    rows = [*TRIP, *STAFF]
    at = rows.index(row)
    assert told(auditor(), *rows[:at], changed(row, **fields)) == found


@pytest.mark.parametrize(
    ("rows", "found"),
    [
        ([changed(PARKED, time_s=0, node=0, value=0)], ["the car was parked or in use"]),
        ([*TRIP[:-1], SET_OFF], ["the staff does not have it"]),
        ([*TRIP, BRING, SET_OFF, SET_OFF], ["the staff does not have it"]),
        ([*TRIP, BRING, BROUGHT], ["the staff does not drive it", "drove 310 s, the roads need 300 s"]),
        ([*TRIP, BRING, BRING], ["the car is with the staff"]),
        ([*BOOKED, TAKEN, TAKEN], ["taken twice", "the car is with booking 0"]),
        ([*BOOKED, changed(TAKEN, booking=1, value=600)], ["this car was not granted"]),
        ([*BOOKED, GRANTED], ["granted, but not open"]),
        ([GRANTED], ["granted, but not open"]),
        ([*BOOKED, TAKEN, changed(GRANTED, kind=Event.BOOKING_MOVED)], ["moved, but not waiting for a car"]),
        ([ASKED, changed(GRANTED, kind=Event.BOOKING_MOVED)], ["moved, but not waiting for a car"]),
        ([*BOOKED, changed(ASKED, kind=Event.BOOKING_REFUSED)], ["refused or not chosen, but not open"]),
        ([changed(ASKED, booking=2)], ["no such booking"]),
        ([ASKED, changed(GRANTED, car=2)], ["no such car"]),
        ([ASKED, GRANTED, changed(UNTIL, value=600)], ["no time is granted"]),
        ([ASKED, GRANTED, changed(UNTIL, value=601)], []),
        ([ASKED, GRANTED, changed(UNTIL, car=OTHER)], ["no time is granted"]),
        ([ASKED, changed(TAKEN, time_s=0)], ["this car was not granted"]),
        ([ASKED, changed(RETURNED, time_s=300)], ["the car is with None"]),
        ([*BOOKED, TAKEN, changed(RETURNED, node=4)], ["it was to be left at node 5"]),
        ([*BOOKED, GAVE_UP], [NOT_REFUSED]),
        ([ASKED, REFUSED, GAVE_UP], []),
        ([ASKED, REFUSED, GAVE_UP, GAVE_UP], [NOT_REFUSED]),
        ([ASKED, GAVE_UP], [NOT_REFUSED]),
        ([*TRIP, GAVE_UP], [NOT_REFUSED]),
        ([ASKED, REFUSED, REFUSED], ["refused or not chosen, but not open"]),
        ([REFUSED], ["refused or not chosen, but not open"]),
        ([ASKED, ASKED], ["asked for a second time"]),
        ([ASKED, IN_VAIN, ASKED, IN_VAIN, ASKED, GRANTED], []),
        ([ASKED, IN_VAIN, GAVE_UP, ASKED], ["asked for a second time"]),
        ([ASKED, REFUSED, ASKED], ["asked for a second time"]),
    ],
)
def test_rows_out_of_turn(rows: list[Told], found: list[str]) -> None:
    assert told(auditor(), *rows) == found


@pytest.mark.parametrize(
    ("start_s", "end_s", "clash"),
    [(1259, 2000, True), (1260, 2000, False), (100, 540, False), (100, 541, True), (700, 800, True)],
)
def test_between_two_bookings_of_a_car_is_the_buffer(start_s: int, end_s: int, clash: bool) -> None:
    """Granted is 600 s to 1200 s; a minute is kept. Of a car that is under way the end counts."""
    second = [
        changed(ASKED, booking=1), changed(GRANTED, booking=1, value=start_s), changed(UNTIL, booking=1, value=end_s),
    ]  # fmt: skip
    assert told(auditor(60), *BOOKED, *second) == ["double-booked with booking 0"] * clash
    under_way = [changed(row, time_s=650) for row in second]
    assert told(auditor(60), *BOOKED, TAKEN, *under_way) == ["double-booked with booking 0"] * (start_s < 1260)


def test_a_booking_that_moves_to_another_car_leaves_its_first_one() -> None:
    moved = [changed(GRANTED, kind=Event.BOOKING_MOVED, car=OTHER, value=700), changed(UNTIL, car=OTHER)]
    second = [changed(row, booking=1) for row in BOOKED]
    taken = (700, Event.CAR_TAKEN, OTHER, 0, 5, 100)  # after the start of before it was moved
    assert told(auditor(), *BOOKED, *moved, *second, taken) == []
    assert told(auditor(), *BOOKED, *moved, TAKEN) == [
        "this car was not granted", "before the booking starts at 700 s",
    ]  # fmt: skip
    at_once = [changed(row, time_s=600) for row in (*second, *moved)]
    lost: Told = (600, Event.BOOKING_LOST, CAR, 1, 0, 0)
    assert told(auditor(), *BOOKED, *at_once, lost) == ["double-booked with booking 0"]
    assert told(auditor(), *BOOKED, *at_once, changed(lost, time_s=601))[1:] == [
        "not honoured, but the car stands ready",
    ]  # fmt: skip


def test_what_is_not_ended_is_told() -> None:
    audit = auditor()
    told(audit, (0, Event.COUNTING_STARTED, -1, -1, -1, 0), *BOOKED)
    assert audit.close() == ["booking 0: has no end"]


def test_places_are_needed_where_cars_stand_and_where_they_are_granted_to() -> None:
    """The only place of the second station is the other car's, until nobody is to come there any more."""
    audit = auditor(places=1)
    assert audit.open() == []
    full = "2 cars need the 1 places of station 1"
    assert told(audit, *BOOKED) == [full]
    stays = [changed(GRANTED, kind=Event.BOOKING_MOVED, car=OTHER), changed(UNTIL, car=OTHER)]
    again = [changed(row, booking=1) for row in BOOKED]
    assert told(audit, *stays, *again) == [full]  # the first car needed none in between
    assert auditor(places=0).open() == ["1 cars need the 0 places of station 1"]


def test_a_booking_that_goes_nowhere_drives_nothing() -> None:
    assert told(auditor(asked_m=0), *BOOKED, TAKEN, changed(RETURNED, value=0), PARKED) == []
