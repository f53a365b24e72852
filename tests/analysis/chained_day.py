"""A day of journeys of several services that one can follow by hand: a minibus on demand, two trains and a bus.

RE2 (06:50 Adorf, 07:10 Bstadt), RE6 the same an hour later, bus 7 (07:20 Bstadt, 07:40 Cdorf).

* ann rides to Adorf, by RE2 to Bstadt, and home from there.
* ben and his friend walk to Adorf, and change from RE2 to the bus.
* cem is driven all the way.
* dora and two more come too late for RE2, for which the minibus is to blame, go by RE6, and are driven from Bstadt.
* eva walks to Adorf; RE2 is five minutes late, the minibus waits for her, not long enough; another one comes.
* fay misses RE6, the last train, and is left behind.
* gus is offered nothing; hal cancels; ida asks the minibus alone.
* jon walks to a farther stop, is driven to Adorf, finds no place in RE2, takes RE6, and walks from Bstadt.
* leo misses RE6 as fay does, but is driven all the rest of his way.
* mia walks to Adorf; RE2 is so late that the bus is gone in Bstadt, from where she is driven.
"""

from __future__ import annotations

import pandas as pd

from simulator.analysis.services import RideInputs
from simulator.analysis.timetable_loads import TimetableInputs
from simulator.event_kinds import Event
from simulator.reasons import Fallback, Missed, Reason
from simulator.tables import (
    EVENT_DTYPES,
    GTFS_CALL_DTYPES,
    GTFS_STOP_DTYPES,
    GTFS_TRIP_DTYPES,
    RIDES,
    TIMETABLE,
    TRIP_INPUT_DTYPES,
    ServiceName,
)
from tests.analysis import tiny_day

MINIBUS, LINES, FEEDER = range(3)
SERVICES = [
    ServiceName(MINIBUS, "minibus", RIDES),
    ServiceName(LINES, "lines", TIMETABLE),
    ServiceName(FEEDER, "feeder", "feeder"),
]
ANN, BEN, CEM, DORA, EVA, FAY, GUS, HAL, IDA, JON, LEO, MIA = range(12)
PARTY = (1, 2, 1, 3, 1, 1, 1, 1, 1, 1, 4, 1)
VAN, RE2, RE6, BUS = range(4)
ADORF, BSTADT, CDORF = 5, 50, 70  # nodes
ON_CALL = {RE2: 0, RE6: 2, BUS: 4}
FROM_TO = {RE2: (ADORF, BSTADT), RE6: (ADORF, BSTADT), BUS: (BSTADT, CDORF)}
TIMES = {RE2: (24_600, 25_800), RE6: (28_200, 29_400), BUS: (26_400, 27_600)}
Row = tuple[int, Event, int, int, int, int, int, int]  # time, kind, service, vehicle, request, ride, node, value


def asked(request: int) -> list[Row]:
    """Somebody asks for a journey."""
    return [(20_000, Event.SUBMITTED, FEEDER, -1, request, -1, -1, 0)]


def journey(request: int, began_s: int, told_s: int, ended_s: int, cents: int, length_m: int) -> list[Row]:
    """Somebody who asked leaves, and arrives. told_s: when the first vehicle is to leave."""
    return [
        *asked(request),
        (20_000, Event.ACCEPTED, FEEDER, -1, request, request, -1, told_s),
        (began_s, Event.TRIP_BEGAN, FEEDER, -1, request, request, 1, cents),
        (ended_s, Event.TRIP_ENDED, FEEDER, -1, request, request, 99, length_m),
    ]


def leg(request: int, ride: int, place: int, cents: int | None = None, at_s: int = 20_000, **told: int) -> list[Row]:
    """A ride is booked as a part. cents: paid for it, none for what is booked in the place of another.

    direct: kilometres by road, a minute each. walk: to where it begins [s], from the origin.
    """
    rows: list[Row] = [(at_s, Event.LEG, FEEDER, -1, request, ride, -1, place)]
    rows += [] if cents is None else [(at_s, Event.LEG_FARE, FEEDER, -1, request, ride, -1, cents)]
    km = told.pop("direct", None)
    told |= {} if km is None else {"direct": 1000 * km, "drive": 60 * km}
    kinds = {
        "due": Event.LEG_DUE, "ready": Event.LEG_READY, "direct": Event.LEG_DIRECT, "drive": Event.LEG_DRIVE,
        "walk": Event.LEG_WALK,
    }  # fmt: skip
    return rows + [(at_s, kinds[name], FEEDER, -1, request, ride, -1, value) for name, value in told.items()]


def missed(request: int, ride: int, at_s: int, cause: Missed) -> list[Row]:
    return [(at_s, Event.CONNECTION_MISSED, FEEDER, -1, request, ride, -1, cause)]


def van(request: int, ride: int, times: tuple[int, int], nodes: tuple[int, int], at_s: int = 20_000,
        planned: tuple[int, int] | None = None) -> list[Row]:  # fmt: skip
    """A ride in the minibus, planned as it was unless other times are given."""
    (on_s, off_s), (board_s, alight_s) = times, planned or times
    return [
        (at_s, Event.ACCEPTED, MINIBUS, VAN, request, ride, nodes[0], board_s),
        (at_s, Event.PLANNED_DROPOFF, MINIBUS, VAN, request, ride, nodes[1], alight_s),
        (on_s, Event.BOARDED, MINIBUS, VAN, request, ride, nodes[0], 30),
        (off_s, Event.ALIGHTED, MINIBUS, VAN, request, ride, nodes[1], 30),
    ]


def trains(request: int, ride: int, *vehicles: int, at_s: int = 20_000, late_s: int = 0) -> list[Row]:
    """A ride by timetable in one vehicle or several, from its first stop to its last; walks take no time."""
    begins_s, ends_s = TIMES[vehicles[0]][0], TIMES[vehicles[-1]][1] + late_s
    nodes = FROM_TO[vehicles[0]][0], FROM_TO[vehicles[-1]][1]
    rows: list[Row] = [
        (at_s, Event.ACCEPTED, LINES, vehicles[0], request, ride, nodes[0], begins_s),
        (begins_s, Event.TRIP_BEGAN, LINES, -1, request, ride, nodes[0], -1),
    ]
    for vehicle in vehicles:
        for end, kind in enumerate((Event.VEHICLE_TAKEN, Event.VEHICLE_LEFT)):
            at, node = TIMES[vehicle][end] + (late_s if end else 0), FROM_TO[vehicle][end]
            rows += [
                (at, Event.CALLED, LINES, vehicle, request, ride, node, ON_CALL[vehicle] + end),
                (at, kind, LINES, vehicle, request, ride, node, 0),
            ]
    return [*rows, (ends_s, Event.TRIP_ENDED, LINES, -1, request, ride, nodes[1], 30_000)]


def booked(request: int, ride: int, service: int, vehicle: int, node: int, board_s: int) -> list[Row]:
    """A ride that is not made."""
    return [(20_000, Event.ACCEPTED, service, vehicle, request, ride, node, board_s)]


LOG: list[Row] = [
    # ann: 10 minutes in the minibus, 5 until the train, 20 in it, 4 until the next ride of 6.
    *journey(ANN, 23_640, 23_700, 26_460, 730, 45_000),
    *leg(ANN, 100, 0, 300, due=24_300, direct=8, walk=40), *van(ANN, 100, (23_700, 24_300), (1, ADORF)),
    *leg(ANN, 101, 1), *trains(ANN, 101, RE2),
    *leg(ANN, 102, 2, 430, ready=25_860, direct=5), *van(ANN, 102, (26_040, 26_400), (BSTADT, 99)),
    # ben: 20 minutes by train, 10 at the change, 20 by bus.
    *journey(BEN, 24_000, 24_600, 27_900, -1, 50_000),
    *leg(BEN, 103, 0), *trains(BEN, 103, RE2, BUS),
    # cem: 20 minutes, a minute late
    *journey(CEM, 30_000, 30_060, 31_440, 500, 20_000),
    *leg(CEM, 104, 0, 500, direct=20, walk=40), *van(CEM, 104, (30_120, 31_320), (1, 99), planned=(30_060, 31_260)),
    # dora: 10 minutes, too late by 5; 50 until RE6, 20 in it, 3 until the ride of 10
    *journey(DORA, 23_640, 23_700, 30_200, 1500, 60_000),
    *leg(DORA, 105, 0, 700, due=24_300, direct=8, walk=40),
    *van(DORA, 105, (24_600, 25_200), (1, ADORF), planned=(23_700, 24_300)),
    *leg(DORA, 106, 1), *booked(DORA, 106, LINES, RE2, ADORF, 24_600),
    *leg(DORA, 107, 2, 800, ready=25_860, direct=9), *booked(DORA, 107, MINIBUS, VAN, BSTADT, 26_000),
    *missed(DORA, 106, 25_200, Missed.VEHICLE_LATE),
    (25_200, Event.CANCELLED, MINIBUS, VAN, DORA, 107, BSTADT, 800),
    *leg(DORA, 108, 3, at_s=25_200), *trains(DORA, 108, RE6, at_s=25_200),
    *leg(DORA, 109, 4, 0, at_s=25_200, ready=29_460, direct=9),
    *van(DORA, 109, (29_580, 30_180), (BSTADT, 99), at_s=25_200),
    # eva: RE2, 5 minutes late; 10 until the other ride of 5
    *journey(EVA, 24_480, 24_600, 27_060, 400, 40_000),
    *leg(EVA, 110, 0), *trains(EVA, 110, RE2, late_s=300),
    *leg(EVA, 111, 1, 400, ready=25_860, direct=4), *booked(EVA, 111, MINIBUS, VAN, BSTADT, 25_900),
    (25_500, Event.HELD, FEEDER, -1, EVA, 111, -1, 26_000),
    *missed(EVA, 111, 26_000, Missed.TRAIN_LATE),
    (26_000, Event.CANCELLED, MINIBUS, VAN, EVA, 111, BSTADT, 0),
    *leg(EVA, 112, 2, 0, at_s=26_000, ready=26_160, direct=4),
    *van(EVA, 112, (26_700, 27_000), (BSTADT, 99), at_s=26_000),
    # fay: 10 minutes, until after the last train
    *journey(FAY, 27_240, 27_300, 99_999, 300, 0)[:-1],
    *leg(FAY, 113, 0, 300, due=27_900, direct=9, walk=40),
    *van(FAY, 113, (28_200, 28_800), (1, ADORF), planned=(27_300, 27_900)),
    *leg(FAY, 114, 1), *booked(FAY, 114, LINES, RE6, ADORF, 28_200),
    *missed(FAY, 114, 28_800, Missed.VEHICLE_LATE),
    (28_800, Event.LEFT_BEHIND, FEEDER, -1, FAY, FAY, ADORF, 0),
    *asked(GUS),
    (20_000, Event.REJECTED, FEEDER, -1, GUS, -1, -1, Reason.NO_JOURNEY),
    (20_000, Event.GAVE_UP, FEEDER, -1, GUS, -1, -1, Fallback.OTHER_MODE),
    # hal: two rides, neither of which is made
    *asked(HAL),
    (20_000, Event.ACCEPTED, FEEDER, -1, HAL, HAL, -1, 24_600),
    *leg(HAL, 115, 0), *booked(HAL, 115, LINES, RE2, ADORF, 24_600),
    *leg(HAL, 116, 1, 400, direct=7), *booked(HAL, 116, MINIBUS, VAN, BSTADT, 25_900),
    (22_000, Event.CANCELLED, FEEDER, -1, HAL, HAL, -1, 2600),
    (22_000, Event.CANCELLED, MINIBUS, VAN, HAL, 116, BSTADT, 3900),
    (22_000, Event.CANCELLED, LINES, RE2, HAL, 115, ADORF, 2600),
    # ida: 15 minutes; she asked the minibus itself
    (20_000, Event.SUBMITTED, MINIBUS, -1, IDA, -1, 1, 0),
    *van(IDA, IDA, (32_000, 32_900), (1, 99)),
    # jon: 10 minutes, 65 until RE6, 20 in it
    *journey(JON, 23_640, 23_700, 29_700, 300, 30_000),
    *leg(JON, 117, 0, 300, due=24_300, direct=8, walk=50), *van(JON, 117, (23_700, 24_300), (1, ADORF)),
    *leg(JON, 118, 1), *booked(JON, 118, LINES, RE2, ADORF, 24_600),
    *missed(JON, 118, 24_600, Missed.FULL),
    *leg(JON, 119, 2, at_s=24_600), *trains(JON, 119, RE6, at_s=24_600),
    # leo and three more: 10 minutes, 5 until the next ride of 20
    *journey(LEO, 27_240, 27_300, 30_360, 600, 50_000),
    *leg(LEO, 120, 0, 600, due=27_900, direct=9, walk=40),
    *van(LEO, 120, (28_200, 28_800), (1, ADORF), planned=(27_300, 27_900)),
    *leg(LEO, 121, 1), *booked(LEO, 121, LINES, RE6, ADORF, 28_200),
    *missed(LEO, 121, 28_800, Missed.VEHICLE_LATE),
    *leg(LEO, 122, 2, 0, at_s=28_800, direct=15), *van(LEO, 122, (29_100, 30_300), (ADORF, 99), at_s=28_800),
    # mia: 35 minutes in RE2, 5 until the ride of 15
    *journey(MIA, 24_300, 24_600, 27_960, -1, 45_000),
    *leg(MIA, 123, 0), *trains(MIA, 123, RE2, late_s=900)[:-1],
    *missed(MIA, 123, 26_700, Missed.CHANGE_MISSED),
    *leg(MIA, 124, 1, 0, at_s=26_700, ready=26_760, direct=13),
    *van(MIA, 124, (27_000, 27_900), (BSTADT, 99), at_s=26_700),
]  # fmt: skip


def events(log: list[Row] | None = None) -> pd.DataFrame:
    """The log, in the order of time; rows of one second as they are written above."""
    rows = sorted(LOG if log is None else log, key=lambda row: row[0])
    columns = ["time_s", "kind", "service", "vehicle", "request", "ride", "node", "value"]
    return pd.DataFrame(rows, columns=columns).assign(seq=range(len(rows)))[[*EVENT_DTYPES]].astype(EVENT_DTYPES)


def requests_input() -> pd.DataFrame:
    """What all twelve asked for: 20 minutes and 20 km of direct drive, each, from 40 seconds off the pickup."""
    rows = [(f"r{one}", 20_000, 24_000, 0, 10, PARTY[one], 0, 40, 0) for one in range(len(PARTY))]
    table = tiny_day.requests_input(rows)
    return table.assign(direct_s=1200, direct_m=20_000, service="minibus")


def whole(log: list[Row] | None = None) -> RideInputs:
    """The day as a run has it."""
    requests = requests_input()
    asked_for_journeys = requests[requests["request"] != IDA]
    vehicles = tiny_day.vehicles_input().iloc[:1].assign(service="minibus")
    return RideInputs(
        events(log),
        requests,
        vehicles,
        trips=asked_for_journeys[list(TRIP_INPUT_DTYPES)].reset_index(drop=True),
        timetable=timetable(),
    )


def timetable() -> TimetableInputs:
    """The stations, trains and bus of the day."""
    nodes = {"Adorf": ADORF, "Bstadt": BSTADT, "Cdorf": CDORF}
    stops = [
        ("lines", number, f"s{number}", name, 12.0 + number / 10, 53.0, number, node)
        for number, (name, node) in enumerate(nodes.items())
    ]
    trips = [
        ("lines", vehicle, f"t{vehicle}", line, line, kind, "", 0, True, False, 100)
        for vehicle, line, kind in ((RE2, "RE2", 2), (RE6, "RE6", 106), (BUS, "7", 3))
    ]
    at = [*nodes.values()]
    calls = [
        ("lines", ON_CALL[vehicle] + end, vehicle, end, at.index(FROM_TO[vehicle][end]), *[time] * 2, True, True, 0)
        for vehicle, times in TIMES.items()
        for end, time in enumerate(times)
    ]
    parts = ((stops, GTFS_STOP_DTYPES), (trips, GTFS_TRIP_DTYPES), (calls, GTFS_CALL_DTYPES))
    named = ({"service": "string", **dtypes} for _, dtypes in parts)
    tables = [
        pd.DataFrame(rows, columns=[*dtypes]).astype(dtypes) for (rows, _), dtypes in zip(parts, named, strict=True)
    ]
    return TimetableInputs(*tables)
