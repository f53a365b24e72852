"""The auditor finds nothing in valid days, and every kind of violation in a spoilt one."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable

import pandas as pd
import pytest

from simulator.analysis.audit.all import audit
from simulator.analysis.audit.drives import Drives
from simulator.analysis.inputs import BookingRules
from simulator.event_kinds import Event
from simulator.spans import Spans
from tests.analysis import tiny_day
from tests.analysis.random_day import random_day
from tests.analysis.tiny_day import ANN, BEN, BUS, CEM, DORA, FAY, LOG, VAN

Rows = list[tuple[int, ...]]


def check(rows: Rows | None = None, requests: pd.DataFrame | None = None, vehicles: pd.DataFrame | None = None) -> str:
    return "\n".join(
        audit(
            tiny_day.events(rows),
            tiny_day.requests_input() if requests is None else requests,
            tiny_day.vehicles_input() if vehicles is None else vehicles,
            Drives.steady(tiny_day.drive_seconds, lambda origin, destination: 1000 * abs(origin - destination)),
        )
    )


def find(kind: Event, vehicle: int = -1, request: int = -1, nth: int = 0) -> int:
    return [i for i, row in enumerate(LOG) if row[1:4] == (kind, vehicle, request)][nth]


def changed(number: int, **fields: int) -> Rows:
    """The valid log with some fields of one row replaced."""
    names = ("time_s", "kind", "vehicle", "request", "node", "value")
    new = tuple(fields.get(name, value) for name, value in zip(names, LOG[number], strict=True))
    return [*LOG[:number], new, *LOG[number + 1 :]]


def without(*numbers: int) -> Rows:
    return [row for i, row in enumerate(LOG) if i not in numbers]


def with_row(at: int, *row: int) -> Rows:
    return [*LOG[:at], row, *LOG[at:]]


def test_the_tiny_day_is_clean() -> None:
    assert check() == ""


@pytest.mark.parametrize("seed", range(3))
def test_random_days_are_clean(seed: int) -> None:
    day = random_day(200, 5, seed)
    drives = Drives.steady(day.drive_seconds, day.drive_metres)
    found = audit(day.events, day.requests_input, day.vehicles_input, drives)
    assert found == []


def test_an_empty_day_is_clean() -> None:
    tables = (tiny_day.events([]), tiny_day.requests_input().iloc[:0], tiny_day.vehicles_input().iloc[:0])
    assert audit(*tables, tiny_day.drive_seconds) == []


SPOILT_LOGS: dict[str, tuple[Callable[[], Rows], str]] = {
    "time runs back": (lambda: changed(20, time_s=90), "time runs back"),
    "unknown kind": (lambda: changed(20, kind=39), "row 20: unknown kind of event 39"),
    "no such vehicle": (lambda: changed(find(Event.ARRIVED, BUS), vehicle=9), "no such vehicle"),
    "no such request": (lambda: changed(find(Event.SUBMITTED, -1, FAY), request=-1), "no such request"),
    "request never ends": (lambda: without(find(Event.GAVE_UP, -1, FAY)), "request 5: ends 0 times, rejected"),
    "request ends twice": (
        lambda: with_row(find(Event.GAVE_UP, -1, FAY), 500, Event.GAVE_UP, -1, FAY, -1, 0),
        "request 5: ends 2 times",
    ),
    "gives up after the ride": (
        lambda: [*LOG, (3000, Event.GAVE_UP, -1, ANN, -1, 0)],
        "row 69 (3000 s, gave_up, request 0): the request is ended",
    ),
    "never submitted": (lambda: without(find(Event.SUBMITTED, -1, FAY)), "the request is not submitted"),
    "submitted at another time": (
        lambda: changed(find(Event.SUBMITTED, -1, ANN), time_s=101),
        "first submitted at 101 s instead of 100 s",
    ),
    "attempts out of order": (lambda: changed(find(Event.SUBMITTED, -1, CEM, nth=1), value=5), "attempt 5, expected 1"),
    "accepted without being asked": (
        lambda: without(find(Event.SUBMITTED, -1, CEM, nth=1)),
        "accepted, vehicle 1, request 2): the request is rejected",
    ),
    "no window promised": (lambda: without(find(Event.PROMISED_LATEST, BUS, BEN)), "no pickup window was promised"),
    "window without the plan": (
        lambda: changed(find(Event.PROMISED_EARLIEST, BUS, BEN), value=371),
        "promised 371 s, but boarding is planned for 370 s",
    ),
    "promise broken": (
        lambda: changed(find(Event.PROMISED_LATEST, BUS, BEN), value=369),
        "not in the promised window from 300 s to 369 s",
    ),
    "planned before ready": (
        lambda: changed(find(Event.ACCEPTED, BUS, ANN), value=159),
        "planned for 159 s, before the rider is ready",
    ),
    "no reason": (lambda: changed(find(Event.REJECTED, -1, FAY), value=88), "88 is no Reason"),
    "no fallback": (lambda: changed(find(Event.GAVE_UP, -1, FAY), value=88), "88 is no Fallback"),
    "accepted for another time than offered": (
        lambda: with_row(find(Event.ACCEPTED, BUS, BEN), 300, Event.OFFERED, BUS, BEN, -1, 360),
        "boarding planned for 370 s, node -1; offered were vehicle 0 at 360 s, node -1",
    ),
    "accepted for another vehicle than offered": (
        lambda: with_row(find(Event.ACCEPTED, BUS, BEN), 300, Event.OFFERED, VAN, BEN, -1, 370),
        "offered were vehicle 1 at 370 s",
    ),
    "picked up elsewhere than said": (
        lambda: changed(find(Event.ACCEPTED, BUS, BEN), node=5),
        "accepted, vehicle 0, request 1): at node 5 instead of 4",
    ),
    "set down elsewhere than said": (
        lambda: with_row(find(Event.PROMISED_EARLIEST, BUS, BEN), 300, Event.PLANNED_DROPOFF, BUS, BEN, 7, 520),
        "planned_dropoff, vehicle 0, request 1): at node 7 instead of 6",
    ),
    "dropoff planned before boarding": (
        lambda: with_row(find(Event.PROMISED_EARLIEST, BUS, BEN), 300, Event.PLANNED_DROPOFF, BUS, BEN, 6, 369),
        "dropoff planned for 369 s, before boarding",
    ),
    "boarded twice": (
        lambda: with_row(find(Event.BOARDED, BUS, ANN), *LOG[find(Event.BOARDED, BUS, ANN)]),
        "already on board",
    ),
    "boarded the wrong vehicle": (
        lambda: changed(find(Event.ACCEPTED, BUS, ANN), vehicle=VAN),
        "accepted for vehicle 1",
    ),
    "alighted without boarding": (lambda: without(find(Event.BOARDED, BUS, BEN)), "the request is accepted"),
    "boarded elsewhere": (lambda: changed(find(Event.BOARDED, BUS, ANN), node=3), "at node 3 instead of 2"),
    "vehicle is elsewhere": (
        lambda: changed(find(Event.BOARDED, BUS, ANN), node=3),
        "at node 3, but the vehicle stands at 2",
    ),
    "alighted elsewhere": (lambda: changed(find(Event.ALIGHTED, BUS, BEN), node=7), "at node 7 instead of 6"),
    "drove too fast": (
        lambda: changed(find(Event.ARRIVED, BUS, nth=4), time_s=1779),
        "drove 479 s from node 8 to 0, the roads need 480 s",
    ),
    "jumped": (
        lambda: changed(find(Event.DEPARTED, BUS, nth=1), node=3),
        "at node 3, but the vehicle stands at 2",
    ),
    "two drives at once": (lambda: without(find(Event.ARRIVED, BUS)), "the vehicle is driving"),
    "arrived without driving": (lambda: without(find(Event.DEPARTED, BUS)), "the vehicle is standing"),
    "wrong length": (
        lambda: changed(find(Event.ARRIVED, BUS), value=2500),
        "drove 2500 m from node 0 to 2, it is 2000 m",
    ),
    "negative length": (lambda: changed(find(Event.ARRIVED, BUS), value=-1), "drove -1 m"),
    "unknown purpose": (lambda: changed(find(Event.DEPARTED, BUS), value=9), "9 is no LegPurpose"),
    "home with riders": (
        lambda: changed(find(Event.DEPARTED, BUS, nth=1), value=1),
        "drives with riders on board, but not to serve them: purpose 1",
    ),
    "left with open doors": (lambda: without(find(Event.STOP_ENDED, BUS)), "with open doors"),
    "doors closed early": (
        lambda: changed(find(Event.BOARDED, VAN, DORA), value=130),
        "the dwell ends at 2130 s",
    ),
    "doors never opened": (
        lambda: with_row(find(Event.SHIFT_ENDED, BUS), 3000, Event.STOP_ENDED, BUS, -1, 0, 0),
        "the doors were not open",
    ),
    "negative dwell": (lambda: changed(find(Event.ALIGHTED, BUS, ANN), value=-5), "dwell of -5 s"),
    "on shift twice": (lambda: with_row(2, 0, Event.SHIFT_STARTED, BUS, -1, 0, 0), "the vehicle is standing"),
    "not from the depot": (lambda: changed(0, node=1), "at node 1 instead of the depot 0"),
    "not to the depot": (
        lambda: without(find(Event.DEPARTED, BUS, nth=5), find(Event.ARRIVED, BUS, nth=4)),
        "at node 0, but the vehicle stands at 8",
    ),
    "shift does not end": (lambda: without(find(Event.SHIFT_ENDED, VAN)), "vehicle 1: standing at the end of the log"),
    "shift too long": (lambda: changed(find(Event.SHIFT_ENDED, VAN), time_s=3001), "after the shift ends at 3000 s"),
    "works off shift": (lambda: without(0), "the vehicle is not yet on shift"),
}


@pytest.mark.parametrize("name", SPOILT_LOGS)
def test_spoilt_logs(name: str) -> None:
    spoil, message = SPOILT_LOGS[name]
    assert message in check(spoil())


SPOILT_REQUESTS: dict[str, tuple[int, dict[str, int], str]] = {
    "waits too long": (CEM, {"max_wait_s": 179}, "wait of 180 s, at most 179 s are allowed"),
    "rides too long": (ANN, {"max_ride_s": 419}, "ride of 420 s, at most 419 s are allowed"),
    "not ready": (ANN, {"access_walk_s": 121}, "boarding 1 s before the rider is ready"),
    "arrives too late": (ANN, {"latest_arrival_s": 669}, "arrival at 670 s, later than 669 s"),
    "arrives too late on foot": (ANN, {"latest_arrival_s": 700, "egress_walk_s": 31}, "arrival at 701 s"),
    "direct time wrong": (BEN, {"direct_s": 119}, "direct time is 119 s, the drive takes 120 s"),
    "faster than the road": (BEN, {"direct_s": 121}, "ride of 120 s, but the direct drive alone takes 121 s"),
    "seats": (BEN, {"party_size": 8}, "load of 9 seats, room for 8"),
    "wheelchairs": (DORA, {"wheelchairs": 2, "party_size": 2}, "load of 2 wheelchairs, room for 1"),
    "parcels": (ANN, {"parcels": 1}, "load of 1 parcels, room for 0"),
}


@pytest.mark.parametrize("name", SPOILT_REQUESTS)
def test_spoilt_requests(name: str) -> None:
    request, fields, message = SPOILT_REQUESTS[name]
    table = tiny_day.requests_input()
    for column, value in fields.items():
        table.loc[request, column] = value
    assert message in check(requests=table)


BROKEN_RULES: dict[str, tuple[int, int | None, tuple[int, int], str]] = {
    "none": (0, 1950, (100, 2001), ""),
    "notice": (1, None, (100, 2001), "request 0): booked 0 s ahead, at least 1 s are asked for"),
    "horizon": (0, 1949, (100, 2001), "request 3): booked 1950 s ahead, at most 1949 s are allowed"),
    "too early": (0, None, (101, 2001), "request 0): departure at 100 s, out of the service hours"),
    "too late": (0, None, (100, 2000), "request 3): departure at 2000 s, out of the service hours"),
}


@pytest.mark.parametrize("name", BROKEN_RULES)
def test_rules_of_booking_that_were_not_kept_are_found(name: str) -> None:
    notice_s, horizon_s, hours, message = BROKEN_RULES[name]
    found = audit(
        tiny_day.events(None), tiny_day.requests_input(), tiny_day.vehicles_input(),
        Drives.steady(tiny_day.drive_seconds, lambda origin, destination: 1000 * abs(origin - destination)),
        rules=BookingRules(Spans([hours]), {"adult": notice_s}, {"adult": horizon_s}),
    )  # fmt: skip
    assert (message in "\n".join(found)) if message else found == []


def test_soft_limits_may_be_broken() -> None:
    table = tiny_day.requests_input()
    table[["max_wait_s", "max_ride_s"]] = 1
    table["hard"] = False
    assert check(requests=table) == ""


def test_service_after_the_shift_is_found() -> None:
    vehicles = tiny_day.vehicles_input()
    vehicles.loc[VAN, "shift_end_s"] = 2539
    assert "until 2540 s, after the shift ends at 2539 s" in check(vehicles=vehicles)


def test_riders_may_swap_places_in_any_order() -> None:
    """Ben's friends leave the eight seats to a group that boards in the same second, logged before they alight."""
    requests = tiny_day.requests_input()
    requests.loc[BEN, "party_size"] = 7
    requests.loc[FAY, ["party_size", "origin_node", "destination_node", "direct_s"]] = [7, 6, 8, 120]
    fay = [find(Event.REJECTED, -1, FAY), find(Event.GAVE_UP, -1, FAY)]
    rows = without(*fay)
    at = fay[0]
    rows[at:at] = [
        (500, Event.ACCEPTED, BUS, FAY, -1, 520),
        (500, Event.PROMISED_EARLIEST, BUS, FAY, -1, 500),
        (500, Event.PROMISED_LATEST, BUS, FAY, -1, 520),
    ]
    ben = rows.index(LOG[find(Event.ALIGHTED, BUS, BEN)])
    rows.insert(ben, (520, Event.BOARDED, BUS, FAY, 6, 30))
    ann = rows.index(LOG[find(Event.ALIGHTED, BUS, ANN)])
    rows.insert(ann, (670, Event.ALIGHTED, BUS, FAY, 8, 30))
    assert check(rows, requests) == ""


def test_an_offer_that_was_taken_is_clean() -> None:
    at = find(Event.ACCEPTED, BUS, BEN)
    offers = [(300, Event.OFFERED, VAN, BEN, -1, 480), (300, Event.OFFERED, BUS, BEN, -1, 370)]
    assert check([*LOG[:at], *offers, *LOG[at:]]) == ""


EQUAL_DAY: Rows = [
    (0, Event.SHIFT_STARTED, 0, -1, 0, 0),
    *(
        (time_s, kind, -1 if kind == Event.SUBMITTED else 0, request, -1, value)
        for request, time_s, boarding_s in ((0, 100, 160), (1, 110, 250))
        for kind, value in (
            (Event.SUBMITTED, 0),
            (Event.ACCEPTED, boarding_s),
            (Event.PROMISED_EARLIEST, time_s),
            (Event.PROMISED_LATEST, 1000),
        )
    ),
    (160, Event.BOARDED, 0, 0, 0, 30),
    (190, Event.STOP_ENDED, 0, -1, 0, 0),
    (190, Event.DEPARTED, 0, -1, 0, 0),
    (250, Event.ARRIVED, 0, -1, 1, 1000),
    (250, Event.ALIGHTED, 0, 0, 1, 30),
    (280, Event.STOP_ENDED, 0, -1, 1, 0),
    (280, Event.DEPARTED, 0, -1, 1, 0),
    (340, Event.ARRIVED, 0, -1, 0, 1000),
    (340, Event.BOARDED, 0, 1, 0, 30),
    (370, Event.STOP_ENDED, 0, -1, 0, 0),
    (370, Event.DEPARTED, 0, -1, 0, 0),
    (430, Event.ARRIVED, 0, -1, 1, 1000),
    (430, Event.ALIGHTED, 0, 1, 1, 30),
    (460, Event.STOP_ENDED, 0, -1, 1, 0),
    (460, Event.DEPARTED, 0, -1, 1, 1),
    (520, Event.ARRIVED, 0, -1, 0, 1000),
    (3000, Event.SHIFT_ENDED, 0, -1, 0, 0),
]


def equal_day(first: int, **of_the_later: int) -> str:
    """Two who want to go from 0 to 1 ten seconds apart; ``first`` rides first."""
    boarding = [160, 340] if first == 0 else [340, 160]
    rows = []
    for time_s, kind, vehicle, request, node, value in EQUAL_DAY:
        if kind in (Event.BOARDED, Event.ALIGHTED):
            request = request if first == 0 else 1 - request
        if kind == Event.ACCEPTED:
            value = boarding[request]
        if kind.name.lower() in of_the_later and request == 1:
            value = of_the_later[kind.name.lower()]
        rows.append((time_s, kind, vehicle, request, node, value))
    requests = tiny_day.requests_input().iloc[[0, 0]].reset_index(drop=True)
    requests = requests.assign(
        request=[0, 1], request_id=["a", "b"], submitted_s=[100, 110], earliest_departure_s=[100, 110], access_walk_s=0,
        origin_node=0, destination_node=1, direct_s=60, max_wait_s=1000, max_ride_s=1000,
        party_size=of_the_later.get("party_size", 1) * (pd.Series([0, 1])) + pd.Series([1, 0]),
    ).astype(requests.dtypes.to_dict())  # fmt: skip
    return check(rows, requests, tiny_day.vehicles_input().iloc[:1])


def test_who_is_accepted_first_of_equals_must_be_served_first() -> None:
    assert equal_day(first=0) == ""
    assert "request 0): boards after request 1, which asked for the same later" in equal_day(first=1)
    assert equal_day(first=1, promised_latest=339) == ""  # the later one could not have waited
    assert equal_day(first=1, party_size=2) == ""  # is not the same


def test_seq_counts_the_rows() -> None:
    events = tiny_day.events()
    events.loc[5, "seq"] = 99
    found = audit(events, tiny_day.requests_input(), tiny_day.vehicles_input(), tiny_day.drive_seconds)
    assert found == ["row 5 (50 s, promised_latest, vehicle 1, request 3): seq is 99, expected 5"]


def test_reported_kilometres_are_compared() -> None:
    tables = (tiny_day.events(), tiny_day.requests_input(), tiny_day.vehicles_input(), tiny_day.drive_seconds)
    assert audit(*tables, vehicle_km=30.0) == []
    assert audit(*tables, vehicle_km=29.9) == ["the legs add up to 30.0 km, reported are 29.9 vehicle-km"]


def test_the_auditor_shares_no_code_with_what_it_audits() -> None:
    script = "import sys, simulator.analysis.audit.all; print('\\n'.join(sys.modules))"
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    loaded = {name for name in run.stdout.split() if name.startswith("simulator.")}
    assert loaded == {
        "simulator.tables",
        "simulator.event_kinds",  # what kinds and codes there are
        "simulator.reasons",
        "simulator.notes",
        "simulator.units",
        "simulator.spans",  # what hours mean
        "simulator.analysis",
        "simulator.analysis.audit",
        "simulator.analysis.audit.all",
        "simulator.analysis.audit.drawn",
        "simulator.analysis.audit.drives",
        "simulator.analysis.audit.duties",
        "simulator.analysis.audit.energy",
        "simulator.analysis.audit.fairness",
        "simulator.analysis.audit.parts",
        "simulator.analysis.audit.phases",
        "simulator.analysis.audit.requests",
        "simulator.analysis.audit.row",
        "simulator.analysis.audit.vehicles",
        "simulator.analysis.audit.walk",
        "simulator.analysis.audit.absences",
        "simulator.analysis.audit.disturbed",
        "simulator.analysis.audit.caught",
        "simulator.analysis.audit.direct",
        "simulator.analysis.inputs",  # table columns only
        "simulator.analysis.driven_shifts",  # which of the planned duties the log says are left
    }
