"""The parts of the auditor at their limits: one request, two equal ones, three streets; rows written by hand."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from simulator.analysis.audit.drawn import Drawn
from simulator.analysis.audit.drives import Drives, KindsOfRoads
from simulator.analysis.audit.fairness import FairnessAudit, Turn
from simulator.analysis.audit.requests import RequestAudit
from simulator.analysis.audit.row import Row
from simulator.analysis.audit.walk import Walk, end_of_street, opens
from simulator.event_kinds import Event
from simulator.reasons import LegPurpose
from tests.analysis import tiny_day

BUS, VAN = 0, 1
NEWS_S = 500
Told = tuple[int, Event, int, int, int]  # time, kind, vehicle, node, value

# From node 2 to 8, six minutes; ready at 260 s, there between 700 s and 1000 s, with half a minute on foot at the end.
SUBMITTED: Told = (100, Event.SUBMITTED, -1, -1, 0)
ACCEPTED: Told = (100, Event.ACCEPTED, BUS, 2, 300)
DROPOFF: Told = (100, Event.PLANNED_DROPOFF, BUS, 8, 700)
EARLIEST: Told = (100, Event.PROMISED_EARLIEST, BUS, -1, 260)
LATEST: Told = (100, Event.PROMISED_LATEST, BUS, -1, 900)
BY: Told = (100, Event.PROMISED_DROPOFF, BUS, -1, 900)
BOARDED: Told = (300, Event.BOARDED, BUS, 2, 30)
ALIGHTED: Told = (700, Event.ALIGHTED, BUS, 8, 30)
BROKEN: Told = (NEWS_S, Event.PROMISE_BROKEN, BUS, -1, 50)
BOOKED = [SUBMITTED, ACCEPTED, DROPOFF, EARLIEST, LATEST, BY]
RIDE = [*BOOKED, BOARDED, ALIGHTED]


def requests_audit(drives: Drives | None = None, **wish: int) -> RequestAudit:
    """Of one request, on roads of which more becomes known at one moment."""
    table = tiny_day.requests_input([("a", 100, 200, 2, 8, 1, 0, 60, 30)])
    asked = {"max_wait_s": 300, "max_ride_s": 600, "earliest_arrival_s": 700, "latest_arrival_s": 1000, **wish}
    steady = tiny_day.drive_seconds

    def drive_s(origin: int, end: int, *_when_s: int) -> int:
        return steady(origin, end)

    if drives is None:
        drives = Drives(drive_s, None, drive_s, lambda *_: 350, (NEWS_S,), ((0, 0), (NEWS_S, 1)))
    return RequestAudit(table.assign(**asked), drives)


def told(audit: RequestAudit, *rows: Told, request: int = 0) -> list[str]:
    """Return what is wrong with rows, without where."""
    found = []
    for number, (time_s, kind, vehicle, node, value) in enumerate(rows):
        found += audit.follow(Row(number, time_s, 3, kind, vehicle, request, 0, node, value))
    return [line.partition("): ")[2] for line in found]


def changed(row: Told, **fields: int) -> Told:
    names = ("time_s", "kind", "vehicle", "node", "value")
    return tuple(fields.get(name, value) for name, value in zip(names, row, strict=True))  # type: ignore[return-value]


def test_a_ride_is_right_and_ends_once() -> None:
    audit = requests_audit()
    assert told(audit, *BOOKED) == []
    assert audit.turn(0) == Turn(1, BUS, 300, 260, 260, 900, 900)
    assert audit.close() == ["request 0: ends 0 times, accepted at the end of the log"]
    assert told(audit, BOARDED, ALIGHTED) == audit.close() == []


@pytest.mark.parametrize(
    ("row", "fields", "found"),
    [
        (SUBMITTED, {"value": 1}, ["attempt 1, expected 0"]),
        (SUBMITTED, {"time_s": 101}, ["first submitted at 101 s instead of 100 s"]),
        (ACCEPTED, {"value": 260}, []),
        (ACCEPTED, {"value": 259}, ["boarding planned for 259 s, before the rider is ready"]),
        (ACCEPTED, {"node": 3}, ["at node 3 instead of 2"]),
        (ACCEPTED, {"node": -1}, []),
        (DROPOFF, {"value": 670}, []),
        (DROPOFF, {"value": 300}, ["arrival at 330 s, sooner than 700 s"]),
        (BOARDED, {"kind": Event.SUBMITTED, "value": 1}, ["the request is accepted"]),
        (DROPOFF, {"value": 669}, ["arrival at 699 s, sooner than 700 s"]),
        (EARLIEST, {"value": 300}, []),
        (EARLIEST, {"value": 301}, ["promised 301 s, but boarding is planned for 300 s"]),
        (LATEST, {"value": 300}, []),
        (LATEST, {"value": 299}, ["promised 299 s, but boarding is planned for 300 s"]),
        (BY, {"value": 300}, []),
        (BY, {"value": 299}, ["dropoff promised by 299 s, before boarding"]),
        (BOARDED, {"time_s": 260}, []),
        (BOARDED, {"time_s": 560}, []),
        (BOARDED, {"time_s": 561}, ["wait of 301 s, at most 300 s are allowed"]),
        (BOARDED, {"vehicle": VAN}, ["accepted for vehicle 0"]),
        (BOARDED, {"node": 3}, ["at node 3 instead of 2"]),
        (ALIGHTED, {"vehicle": VAN, "node": 7}, ["accepted for vehicle 0", "at node 7 instead of 8"]),
        (ALIGHTED, {"time_s": 680}, []),  # 350 s, which is possible as the roads have become
        (ALIGHTED, {"time_s": 679}, ["ride of 349 s, but the direct drive alone takes 360 s"]),
        (ALIGHTED, {"time_s": 900}, []),
        (ALIGHTED, {"time_s": 901}, ["dropoff was promised by 900 s"]),
    ],
)
def test_one_row_of_a_request(row: Told, fields: dict[str, int], found: list[str]) -> None:
    assert told(requests_audit(), *RIDE[: RIDE.index(row)], changed(row, **fields)) == found


@pytest.mark.parametrize(
    ("wish", "rows", "found"),
    [
        ({"max_wait_s": 40}, [BOARDED], []),
        ({"max_wait_s": 39}, [BOARDED], ["wait of 40 s, at most 39 s are allowed"]),
        ({"max_wait_s": 39, "hard": 0}, [BOARDED], []),
        ({"max_wait_s": -1}, [BOARDED], []),
        ({"max_ride_s": 370}, [BOARDED, ALIGHTED], []),
        ({"max_ride_s": 369}, [BOARDED, ALIGHTED], ["ride of 370 s, at most 369 s are allowed"]),
        ({"max_ride_s": 369, "hard": 0}, [BOARDED, ALIGHTED], []),
        ({"max_ride_s": -1}, [BOARDED, ALIGHTED], []),
        ({"max_travel_s": 530}, [BOARDED, ALIGHTED], []),
        ({"max_travel_s": 529}, [BOARDED, ALIGHTED], ["travel of 530 s, at most 529 s are allowed"]),
        ({"max_travel_s": 529, "hard": 0}, [BOARDED, ALIGHTED], []),
        ({"max_travel_s": 480}, [BOARDED, BROKEN, ALIGHTED], []),
        ({"max_travel_s": 479}, [BOARDED, BROKEN, ALIGHTED], ["travel of 530 s, at most 479 s are allowed"]),
        ({"max_ride_s": 320}, [BOARDED, BROKEN, ALIGHTED], []),
        ({"max_ride_s": 319}, [BOARDED, BROKEN, ALIGHTED], ["ride of 370 s, at most 319 s are allowed"]),
        ({"latest_arrival_s": 730}, [BOARDED, ALIGHTED], []),
        ({"latest_arrival_s": 729}, [BOARDED, ALIGHTED], ["arrival at 730 s, later than 729 s"]),
        ({"latest_arrival_s": 680}, [BOARDED, BROKEN, ALIGHTED], []),
        ({"latest_arrival_s": 679}, [BOARDED, BROKEN, ALIGHTED], ["arrival at 730 s, later than 679 s"]),
        ({"latest_arrival_s": -1}, [BOARDED, ALIGHTED], []),
        ({"earliest_arrival_s": 730}, [BOARDED, ALIGHTED], []),
        ({"earliest_arrival_s": -1}, [BOARDED, changed(ALIGHTED, time_s=690)], []),
    ],
)
def test_limits_of_a_request(wish: dict[str, int], rows: list[Told], found: list[str]) -> None:
    given = [row for row in BOOKED if row != DROPOFF]
    assert told(requests_audit(**wish), *given, *rows) == found


@pytest.mark.parametrize(
    ("rows", "found"),
    [
        ([changed(BROKEN, value=1)], []),
        ([changed(BROKEN, value=0)], ["broken by 0 s"]),
        ([changed(BROKEN, time_s=501)], ["nothing became known of the roads, or of a drive or stop"]),
        ([changed(BROKEN, vehicle=VAN)], ["accepted for vehicle 0"]),
        ([BROKEN, changed(BOARDED, time_s=610)], []),
        ([BROKEN, changed(BOARDED, time_s=611)], ["wait of 351 s, at most 300 s are allowed"]),
        ([BROKEN, BROKEN, changed(BOARDED, time_s=660)], []),
        ([BROKEN, BOARDED, changed(ALIGHTED, time_s=930)], []),
        ([BROKEN, BOARDED, changed(ALIGHTED, time_s=951)], ["dropoff was promised by 900 s"]),
        ([(200, Event.REASSIGNED, VAN, -1, 900)], []),
        ([(200, Event.REASSIGNED, BUS, -1, 900)], ["given to vehicle 0, which had it"]),
        ([(200, Event.REASSIGNED, VAN, -1, 901)], ["boarding planned for 901 s, promised from 260 to 900 s"]),
        ([(200, Event.REASSIGNED, VAN, -1, 259)], ["boarding planned for 259 s, promised from 260 to 900 s"]),
        ([(200, Event.REASSIGNED, VAN, -1, 260), changed(BOARDED, vehicle=VAN)], []),
        ([BROKEN, (500, Event.REASSIGNED, VAN, -1, 950)], []),
        ([BROKEN, (500, Event.REASSIGNED, VAN, -1, 951)], ["boarding planned for 951 s, promised from 260 to 900 s"]),
        ([(200, Event.CANCELLED, BUS, -1, 0)], []),
        ([(200, Event.CANCELLED, BUS, -1, -1)], ["-1 s before boarding"]),
        ([(200, Event.CANCELLED, VAN, -1, 0)], ["accepted for vehicle 0"]),
        ([(900, Event.NO_SHOW, BUS, 2, 0)], []),
        ([(901, Event.NO_SHOW, BUS, 2, 0)], ["not in the promised window from 260 s to 900 s"]),
        ([(259, Event.NO_SHOW, BUS, 2, 0)], ["not in the promised window from 260 s to 900 s"]),
        ([BROKEN, (950, Event.NO_SHOW, BUS, 2, 0)], []),
        ([BROKEN, (951, Event.NO_SHOW, BUS, 2, 0)], ["not in the promised window from 260 s to 900 s"]),
        (
            [changed(BOARDED, time_s=259)],
            ["boarding 1 s before the rider is ready", "not in the promised window from 260 s to 900 s"],
        ),
        ([(300, Event.NO_SHOW, BUS, 3, 0)], ["at node 3 instead of 2"]),
    ],
)
def test_what_becomes_of_a_promise(rows: list[Told], found: list[str]) -> None:
    assert told(requests_audit(max_ride_s=-1, latest_arrival_s=-1), *BOOKED, *rows) == found


OFFER: Told = (100, Event.OFFERED, BUS, 2, 300)


@pytest.mark.parametrize(
    ("rows", "found"),
    [
        ([OFFER, ACCEPTED], []),
        ([OFFER, changed(OFFER, vehicle=VAN), changed(ACCEPTED, vehicle=VAN)], []),
        (
            [OFFER, changed(ACCEPTED, value=301)],
            ["boarding planned for 301 s, node 2; offered were vehicle 0 at 300 s, node 2"],
        ),
        ([changed(OFFER, value=100)], []),
        ([changed(OFFER, value=99)], ["boarding offered for 99 s, which is over"]),
        ([(100, Event.ON_WAITING_LIST, -1, -1, 100)], []),
        ([(100, Event.ON_WAITING_LIST, -1, -1, 99)], ["kept until 99 s, which is over"]),
        ([(100, Event.AGREED, -1, -1, 100), changed(ACCEPTED, value=160)], []),
        ([(100, Event.AGREED, -1, -1, 100), changed(ACCEPTED, value=159)],
         ["boarding planned for 159 s, before the rider is ready"]),
        ([(100, Event.AGREED, -1, -1, 99)], ["departure agreed for 99 s, before asking"]),
        ([OFFER, OFFER, (100, Event.DECLINED, -1, -1, 2)], []),
        ([OFFER, (100, Event.DECLINED, -1, -1, 2)], ["2 offers declined, 1 were made"]),
        ([OFFER, (100, Event.CHOSEN, -1, -1, 2)], []),
        ([OFFER, (100, Event.CHOSEN, -1, -1, 3)], ["chosen is the service itself"]),
        ([(100, Event.CHOSEN, -1, -1, 2)], ["another was chosen, but nothing was offered"]),
        ([changed(ACCEPTED, value=301), changed(DROPOFF, value=300)],
         ["dropoff planned for 300 s, before boarding", "arrival at 330 s, sooner than 700 s"]),
        ([ACCEPTED, (100, Event.REASSIGNED, VAN, -1, 300)], ["no pickup window was promised"]),
        ([ACCEPTED, EARLIEST, (100, Event.REASSIGNED, VAN, -1, 300)], ["no pickup window was promised"]),
        ([ACCEPTED, EARLIEST, BOARDED], ["no pickup window was promised"]),
    ],
)  # fmt: skip
def test_answers_to_a_request(rows: list[Told], found: list[str]) -> None:
    assert told(requests_audit(), SUBMITTED, *rows) == found


def test_who_asks_again_begins_anew() -> None:
    """What was offered and agreed before is over; whoever asks later than they wanted to leave wants to leave then."""
    again: Told = (400, Event.SUBMITTED, -1, -1, 1)
    refused = [SUBMITTED, (100, Event.AGREED, -1, -1, 100), OFFER, (100, Event.DECLINED, -1, -1, 1), again]
    assert told(requests_audit(), *refused, changed(ACCEPTED, value=460)) == []
    assert told(requests_audit(), *refused, changed(ACCEPTED, value=459)) == [
        "boarding planned for 459 s, before the rider is ready",
    ]  # fmt: skip


def test_a_ride_is_no_shorter_than_the_roads_let_it() -> None:
    """A second more is needed where roads do not change; where drives are drawn, these are compared themselves."""
    short = changed(ALIGHTED, time_s=689)
    given = [row for row in BOOKED if row != DROPOFF]
    steady = Drives.steady(tiny_day.drive_seconds)
    told_so = "ride of 359 s, but the direct drive alone takes 360 s"
    assert told(requests_audit(steady, earliest_arrival_s=-1), *given, BOARDED, short) == [told_so]
    assert told(requests_audit(steady, earliest_arrival_s=-1), *given, BOARDED, changed(short, time_s=690)) == []
    assert told(requests_audit(), *given, BOARDED, short) == []
    drawn = Drawn(lambda *_: (1000,), lambda *_: 1000, [30])
    varied = Drives(steady.seconds, None, steady.direct_s, steady.seconds, drawn=drawn)
    assert told(requests_audit(varied), *given, BOARDED, changed(short, time_s=400)) == []
    direct = "direct time is 359 s, the drive takes 360 s"
    assert told(requests_audit(steady, direct_s=359), *BOOKED, BOARDED) == [direct]


# Whose turn it is: the second of two that asked for the same has boarded at 100 s, the first does at 200 s.
MINE, THEIRS = Turn(0, BUS, 101, 50, 60, 300, None), Turn(5, BUS, 100, 60, 60, 200, None)
FIRST, SECOND = 0, 1
OVERTAKEN = ["row 9 (200 s, boarded, vehicle 0, request 0): boards after request 1, which asked for the same later"]


def boards_second(
    *between: tuple[Event, int, int, int],
    mine: Turn = MINE,
    theirs: Turn = THEIRS,
    at_s: int = 200,
    comes_sooner: bool = False,
    **asked: list[int],
) -> list[str]:
    """Return what is found; between: kind, vehicle, request and value of rows between the two boardings."""
    table = tiny_day.requests_input([("a", 0, 0, 0, 1, 1, 0, 0, 0), ("b", 0, 0, 0, 1, 1, 0, 0, 0)]).assign(**asked)
    audit = FairnessAudit(table, [mine, theirs].__getitem__, comes_sooner=comes_sooner)
    assert audit.follow(Row(6, 100, 0, Event.BOARDED, BUS, SECOND, 0, 0, 30)) == []
    for kind, vehicle, request, value in between:
        assert audit.follow(Row(7, 150, 0, kind, vehicle, request, 0, 0, value)) == []
    return audit.follow(Row(9, at_s, 0, Event.BOARDED, BUS, FIRST, 0, 0, 30))


def test_who_is_accepted_first_boards_first() -> None:
    assert boards_second() == OVERTAKEN
    assert boards_second(theirs=THEIRS._replace(ready_s=61)) == OVERTAKEN


def test_who_is_told_a_later_time_may_be_waited_for_where_vehicles_come_sooner() -> None:
    """The first was told 101 s, the second has boarded at 100 s."""
    assert boards_second(comes_sooner=True) == []
    assert boards_second(mine=MINE._replace(told_s=100), comes_sooner=True) == OVERTAKEN


@pytest.mark.parametrize(
    "others",
    [
        {"mine": MINE._replace(accepted=-1)},
        {"mine": MINE._replace(accepted=5)},
        {"mine": MINE._replace(accepted=6)},
        {"mine": MINE._replace(earliest_s=61)},
        {"mine": MINE._replace(earliest_s=None)},
        {"mine": MINE._replace(latest_dropoff_s=900)},
        {"theirs": THEIRS._replace(latest_s=199)},
        {"theirs": THEIRS._replace(latest_s=None)},
        {"theirs": THEIRS._replace(latest_dropoff_s=900)},
        {"at_s": 100},
        {"party_size": [1, 2]},
        {"latest_arrival_s": [900, 900]},
        {"earliest_arrival_s": [900, 900]},
    ],
)
def test_who_may_board_first(others: dict[str, object]) -> None:
    assert boards_second(**others) == []  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("between", "tie"),
    [
        ((Event.ALIGHTED, BUS, SECOND, 30), True),
        ((Event.ALIGHTED, BUS, 7, 30), False),
        ((Event.ALIGHTED, VAN, 7, 30), True),
        ((Event.BREAK_STARTED, BUS, -1, 900), False),
        ((Event.CHANGEOVER_STARTED, BUS, -1, 900), False),
        ((Event.DEPARTED, BUS, -1, LegPurpose.SERVE), True),
        ((Event.DEPARTED, BUS, -1, LegPurpose.TO_DEPOT), False),
        ((Event.DEPARTED, VAN, -1, LegPurpose.TO_DEPOT), True),
        ((Event.NO_SHOW, VAN, FIRST, 0), False),  # its turn says that it was of the bus
        ((Event.CANCELLED, BUS, FIRST, 0), False),
        ((Event.REASSIGNED, BUS, SECOND, 0), False),
    ],
)
def test_what_stands_between_two_boardings(between: tuple[Event, int, int, int], tie: bool) -> None:
    assert boards_second(between) == (OVERTAKEN if tie else [])


def test_what_plans_lost_before_the_first_was_accepted_is_no_matter() -> None:
    late = {"mine": MINE._replace(accepted=7), "theirs": THEIRS._replace(accepted=8)}
    assert boards_second((Event.CANCELLED, BUS, FIRST, 0), **late) == OVERTAKEN  # type: ignore[arg-type]
    other = MINE._replace(vehicle=VAN)
    assert boards_second((Event.CANCELLED, VAN, FIRST, 0), mine=other) == OVERTAKEN


EVER = -2_000_000


def walk_on(streets: list[tuple[int, int, float, tuple[int, ...]]], *known: tuple[int, list[tuple[int, int]]]) -> Walk:
    """A walk on streets (tail, head, metres, milliseconds in each state); known: since when [s], (from [s], state)."""
    tail, head, length_m, ms = zip(*streets, strict=True)
    table = SimpleNamespace(
        offsets=np.arange(max(*tail, *head) + 2), tail=np.array(tail), head=np.array(head),
        length_m=np.array(length_m), time_ms=np.array(ms).T,
    )  # fmt: skip
    parts = [
        SimpleNamespace(
            from_s=since_s,
            course=SimpleNamespace(
                from_ms=1000 * np.array([begin for begin, _ in course]), state=np.array([s for _, s in course])
            ),
        )
        for since_s, course in known
    ]
    return Walk(SimpleNamespace(streets=table, known=parts))  # type: ignore[arg-type]


def test_of_two_streets_that_take_as_long_the_first_is_walked() -> None:
    beside = [(0, 1, 100.0, (10_000,)), (0, 1, 200.0, (10_000,)), (0, 1, 300.0, (10_001,))]
    assert walk_on(beside, (EVER, [(EVER, 0)])).drive(0, 1, 0) == (10, 100)
    assert walk_on(beside[1:], (EVER, [(EVER, 0)])).drive(0, 1, 7) == (10, 200)
    assert walk_on(beside[2:], (EVER, [(EVER, 0)])).drive(0, 1, 0) == (11, 300)  # seconds begun count
    assert walk_on(beside, (EVER, [(EVER, 0)])).drive(0, 1, 0, 1001) == (11, 100)  # a thousandth longer
    assert walk_on(beside, (EVER, [(EVER, 0)])).drive(1, 0, 0) is None


def test_who_stands_before_a_closed_street_goes_round_when_that_is_known() -> None:
    """The street of ten seconds is closed until second 100, which is known from second 5 on."""
    streets = [(0, 1, 100.0, (10_000, 0)), (0, 1, 400.0, (30_000, 30_000))]
    open_, closed = [(EVER, 0)], [(EVER, 1), (100, 0)]
    walk = walk_on(streets, (EVER, open_), (5, closed))
    assert walk.drive(0, 1, 0) == (35, 400)
    assert walk.drive(0, 1, 5) == (30, 400)
    assert walk.drive(0, 1, 95) == (15, 100)  # waiting is faster
    assert walk_on(streets, (EVER, closed)).drive(0, 1, 0) == (30, 400)
    later = walk_on([(0, 1, 100.0, (10_000, 0)), *((a + 1, b + 1, m, ms) for a, b, m, ms in streets)],
                    (EVER, open_), (10, [(EVER, 0), (10, 1), (100, 0)]))  # fmt: skip
    assert later.drive(0, 2, 0) == (40, 500)  # told in the moment in which it stands there


def test_when_a_street_opens() -> None:
    course = [(EVER, 0), (10_000, 1), (20_000, 0), (30_000, 1)]
    assert [opens((5, 0), course, now) for now in (9_999, 10_000, 19_999, 20_000)] == [9_999, 20_000, 20_000, 20_000]
    assert opens((5, 0), course, 30_000) == float("inf")
    assert end_of_street((5, 0), course, 10_000) == 20_005
    assert end_of_street((0, 0), course, 0) is None


def test_drawn_drives_and_stops() -> None:
    """Of vehicle 0 drives take 1.1 and 1.3 times as long, stops 1.001 times."""
    drawn = Drawn(lambda _, n: ((1100, 1200), (1300,))[n], lambda *_: 1001, [30, 60], reserve=200)
    arrives = Row(1, 100, 0, Event.ARRIVED, BUS, -1, -1, 4, 900)
    turns, departs = arrives._replace(kind=Event.DIVERTED), arrives._replace(kind=Event.DEPARTED, time_s=40)
    drawn.departs(departs)
    assert (drawn.may_break(departs), drawn.may_break(arrives)) == (True, False)
    assert drawn.drive(turns) == (1100, 1200)
    assert not drawn.exceeds(turns)  # just as much as the reserve
    drawn.departs(turns)
    assert drawn.drive(arrives) == (1100, 1200)  # the same drive
    drawn.departs(departs)
    assert drawn.drive(arrives) == (1300,) and drawn.exceeds(arrives)
    drawn.begins(arrives)
    drawn.took(arrives, 70, 60)
    drawn.took(arrives, 50, 60)
    assert drawn.late_s(arrives) == 10
    assert drawn.dwell_s(arrives._replace(request=1)) == 61  # 60.06 s
    assert drawn.late_s(arrives) == 11
    assert drawn.may_break(arrives)
    drawn.begins(arrives)
    assert drawn.late_s(arrives) == 0
    assert [drawn.sooner_s(work_s) for work_s in (-5, 0, 1, 6, 7, 600)] == [0, 0, 1, 1, 2, 100]
    assert [drawn.with_reserve_s(drive_s) for drive_s in (0, 1, 5, 6)] == [0, 2, 6, 8]


def test_drawn_stops_come_one_after_the_other() -> None:
    """The second stop of a vehicle takes twice as long, the third half as long, which makes up for nothing."""
    drawn = Drawn(lambda *_: (1150, 1250), lambda _, n: (1000, 2000, 500)[n], [30], reserve=200)
    stop = Row(1, 100, 0, Event.BOARDED, BUS, 0, -1, 4, 30)
    drawn.departs(stop)
    assert drawn.exceeds(stop)  # on one kind of road
    assert [drawn.dwell_s(stop) for _ in range(3)] == [30, 60, 15]
    assert drawn.late_s(stop) == 30
    assert drawn.dwell_s(stop._replace(vehicle=VAN)) == 30


def test_drives_by_the_kinds_of_roads() -> None:
    """Of two streets side by side the faster one is meant; main roads take half as long again, others do not."""
    streets = SimpleNamespace(
        edges={"highway": np.array(["primary", "residential", "primary"])}, edge=np.array([0, 1, 2]),
        tail=np.array([0, 0, 1]), head=np.array([1, 1, 2]), time_ms=np.array([9000, 10_000, 500]),
        length_m=np.array([300.0, 100.0, 5.0]),
    )  # fmt: skip
    kinds = KindsOfRoads(lambda *_: [0, 1, 2], streets, ["primary"])  # type: ignore[arg-type]
    assert kinds.drive_s(0, 2, (1000, 1500)) == 15  # 13.5 s and 0.75 s
    assert kinds.drive_s(0, 2, (9999, 1000)) == 10
    several = KindsOfRoads(lambda *_: [0, 1], streets, ["motorway", "primary"])  # type: ignore[arg-type]
    assert several.drive_s(0, 1, (1, 2, 1000)) == 9
    steady = Drives.steady(tiny_day.drive_seconds, lambda *_: 77)
    assert replace(steady, kinds=kinds).slowed((0, 2, 5), (1000, 1500)) == (15, 77)


def test_drives_that_take_longer_by_a_factor() -> None:
    steady = Drives.steady(tiny_day.drive_seconds)
    assert steady.slowed((0, 2, 5), (1001,)) == (121, None)  # 120.12 s
    assert steady.slowed((0, 2, 5), (500,)) == (60, None)
    assert (steady.seconds(3, 1, 9), steady.least_s((3, 1, 9), (500,)), steady.metres) == (120, 120, None)
    metres = Drives.steady(tiny_day.drive_seconds, lambda origin, end: 10 * origin + end).metres
    assert metres is not None and metres(3, 1, 99) == 31
    streets = [(0, 1, 100.0, (10_000,))]
    walk = walk_on(streets, (EVER, [(EVER, 0)]))
    dated = replace(steady, walk=walk, foresight=walk, unchanged=lambda _origin, _end, begins_s: (-1, 0, begins_s))
    assert dated.slowed((0, 1, 5), (2000,)) == (20, 100)
    assert dated.slowed((1, 0, 5), (2000,)) == (-1, 0)
    assert (dated.least_s((0, 1, 5), (2000,)), dated.least_s((1, 0, 5), (2000,))) == (20, -1)
    assert dated.least_s((1, 0, 5), None) == 60
    stays = {until_s: replace(dated, unchanged=lambda *_, end_s=until_s: (10, 77, end_s)) for until_s in (24, 25)}
    assert stays[25].slowed((0, 1, 5), (2000,)) == (20, 77)  # it ends as the roads change
    assert stays[24].slowed((0, 1, 5), (2000,)) == (20, 100)


def test_news_of_the_roads() -> None:
    drives = Drives(lambda *_: 0, None, lambda *_: 0, lambda *_: 0, (100, 300), ((0, 4), (200, 5)))
    assert [drives.learns(*span) for span in ((99, 100), (100, 299), (100, 300), (300, 400))] == [
        True, False, True, False,
    ]  # fmt: skip

    def follow(time_s: int, kind: Event, state: int) -> list[str]:
        found = drives.follow(Row(1, time_s, 0, kind, -1, -1, -1, -1, state))
        return [line.partition("): ")[2] for line in found]

    assert follow(100, Event.ROADS_KNOWN, 4) == follow(300, Event.ROADS_KNOWN, 5) == []
    assert follow(200, Event.ROADS_CHANGED, 5) == follow(0, Event.ROADS_CHANGED, 4) == []
    assert follow(200, Event.ROADS_CHANGED, 4) == ["the roads are in state [5]"]
    assert follow(199, Event.ROADS_CHANGED, 4) == ["nothing happens to the roads"]
    assert follow(200, Event.ROADS_KNOWN, 5) == ["nothing happens to the roads"]
