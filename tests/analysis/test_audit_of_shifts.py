"""The auditor's view of shifts, breaks and loads at their limits: a bus at node 0 with two shifts, rows by hand."""

from __future__ import annotations

import pandas as pd
import pytest

from simulator.analysis.audit.disturbed import Disturbances
from simulator.analysis.audit.drawn import Drawn
from simulator.analysis.audit.drives import Drives
from simulator.analysis.audit.row import Row
from simulator.analysis.audit.vehicles import VehicleAudit
from simulator.analysis.inputs import Facilities
from simulator.event_kinds import Event
from simulator.reasons import LegPurpose
from simulator.tables import EVENT_DTYPES, PAUSE_DTYPES, no_rows
from tests.analysis import tiny_day

Told = tuple[int, Event, int, int]  # time, kind, node, value

START: Told = (0, Event.SHIFT_STARTED, 0, 0)
BREAK: Told = (1000, Event.BREAK_STARTED, 0, 600)
AFTER: Told = (1600, Event.STOP_ENDED, 0, 0)
OUT: Told = (1700, Event.DEPARTED, 0, LegPurpose.REBALANCE)
THERE: Told = (1820, Event.ARRIVED, 2, 2000)
BACK: Told = (1900, Event.DEPARTED, 2, LegPurpose.TO_DEPOT)
HOME: Told = (2020, Event.ARRIVED, 0, 2000)
END: Told = (3000, Event.SHIFT_ENDED, 0, 0)
FIRST = [START, BREAK, AFTER, OUT, THERE, BACK, HOME, END]
AGAIN = [(5000, Event.SHIFT_STARTED, 0, 0), (8000, Event.SHIFT_ENDED, 0, 0)]


def vehicle_audit(drawn: Drawn | None = None, warm_until_s: int | None = None) -> VehicleAudit:
    """Shifts from 0 s to 3000 s and from 5000 s to 8000 s, a break of 600 s between 900 s and 1200 s."""
    pause = (0, int(Event.BREAK_STARTED), 900, 1200, 600, 0)
    days = [(-1, warm_until_s - 9000, warm_until_s), (0, warm_until_s, 99_999)] if warm_until_s is not None else []
    facilities = Facilities(
        shifts=pd.DataFrame({"vehicle": [0, 0], "start_s": [0, 5000], "latest_end_s": [3000, 8000]}),
        pauses=pd.DataFrame([pause], columns=list(PAUSE_DTYPES)),
        days=pd.DataFrame(days, columns=["day", "start_s", "end_s"]),
    )
    steady = Drives.steady(tiny_day.drive_seconds, lambda origin, end: 1000 * abs(origin - end))
    drives = Drives(steady.seconds, steady.metres, steady.direct_s, steady.ideal_s, drawn=drawn)
    requests = tiny_day.requests_input([("a", 0, 0, 0, 2, 8, 0, 0, 0), ("b", 0, 0, 0, 2, 3, 2, 0, 0)])
    calm = Disturbances(no_rows(EVENT_DTYPES))
    return VehicleAudit(tiny_day.vehicles_input().iloc[:1], requests, drives, facilities, calm)


def told(audit: VehicleAudit, *rows: Told, request: int = 0, ride: int = 0) -> list[str]:
    found = []
    for number, (time_s, kind, node, value) in enumerate(rows):
        found += audit.follow(Row(number, time_s, 0, kind, 0, request, ride, node, value))
    return [line.partition("): ")[2] for line in found]


def changed(row: Told, **fields: int) -> Told:
    names = ("time_s", "kind", "node", "value")
    return tuple(fields.get(name, value) for name, value in zip(names, row, strict=True))  # type: ignore[return-value]


def test_two_shifts_that_are_right() -> None:
    audit = vehicle_audit()
    assert audit.close() == [
        "vehicle 0: not yet on shift at the end of the log", "vehicle 0: 1 breaks or changeovers were dropped",
    ]  # fmt: skip
    assert told(audit, *FIRST) == []
    assert audit.close() == ["vehicle 0: 1 of its 2 shifts"]
    assert told(audit, *AGAIN) == audit.close() == []
    assert audit.driven_m == 4000
    assert told(audit, changed(START, time_s=8000)) == ["it has no more shifts"]


@pytest.mark.parametrize(("warm_until_s", "driven_m"), [(1820, 4000), (1821, 2000), (2021, 0)])
def test_what_ends_in_the_warm_up_is_not_driven(warm_until_s: int, driven_m: int) -> None:
    audit = vehicle_audit(warm_until_s=warm_until_s)
    assert told(audit, *FIRST) == []
    assert audit.driven_m == driven_m


PLANNED = "planned is break_started of 600 s, between 900 s and 1200 s"


@pytest.mark.parametrize(
    ("row", "fields", "found"),
    [
        (START, {"time_s": -1}, ["before the shift starts at 0 s"]),
        (START, {"node": 1}, ["at node 1 instead of the depot 0"]),
        (BREAK, {"time_s": 900}, []),
        (BREAK, {"time_s": 899}, [PLANNED]),
        (BREAK, {"time_s": 1200}, []),
        (BREAK, {"time_s": 1201}, [PLANNED]),
        (BREAK, {"value": 601}, [PLANNED]),
        (BREAK, {"kind": Event.CHANGEOVER_STARTED}, [PLANNED]),
        (AFTER, {"time_s": 1601}, ["the dwell ends at 1600 s"]),
        (THERE, {"time_s": 1819}, ["drove 119 s from node 0 to 2, the roads need 120 s"]),
        (THERE, {"value": 2001}, []),  # a metre of rounding
        (THERE, {"value": 2002}, ["drove 2002 m from node 0 to 2, it is 2000 m"]),
        (THERE, {"value": 1998}, ["drove 1998 m from node 0 to 2, it is 2000 m"]),
        (END, {"time_s": 3001}, ["after the shift ends at 3000 s"]),
        (END, {"node": 1}, ["at node 1, but the vehicle stands at 0", "at node 1 instead of the depot 0"]),
    ],
)
def test_one_row_of_a_shift(row: Told, fields: dict[str, int], found: list[str]) -> None:
    assert told(vehicle_audit(), *FIRST[: FIRST.index(row)], changed(row, **fields)) == found


@pytest.mark.parametrize(
    ("rows", "found"),
    [
        ([START, BREAK, AFTER, changed(BREAK, time_s=1700)], ["none is planned"]),
        ([START, BREAK, changed(END, time_s=1500)], ["with open doors"]),
        ([START, BREAK, changed(OUT, time_s=1500)], ["with open doors"]),
        ([START, AFTER], ["the doors were not open"]),
        ([START, (10, Event.STRANDED, 0, 0)], ["no vehicle may be left without the energy for its way home"]),
        ([START, (10, Event.DRIVER_LATE, 0, 0)], []),
        ([START, (10, Event.DRIVER_LATE, 0, 1)], ["told is 1 s, it was 0 s"]),
        ([START, (10, Event.ENERGY_CUT, 0, 1)], ["no drive took longer than plans count with"]),
        ([START, (10, Event.ENERGY_CUT, 0, 0)],
         ["0 mWh were done without", "no drive took longer than plans count with"]),
        ([START, (2400, Event.NO_SHOW, 0, 600)], []),
        ([START, (2401, Event.NO_SHOW, 0, 600)], ["until 3001 s, after the shift ends at 3000 s"]),
        ([START, (10, Event.NO_SHOW, 0, 0)], []),
        ([START, (10, Event.NO_SHOW, 0, -1)], ["dwell of -1 s"]),
        ([START, (10, Event.ALIGHTED, 0, 0)], ["not on board"]),
        ([START, (10, Event.BOARDED, 0, 20), (20, Event.BOARDED, 0, 0)], ["already on board"]),
    ],
)  # fmt: skip
def test_rows_out_of_turn(rows: list[Told], found: list[str]) -> None:
    assert told(vehicle_audit(), *rows) == found


def test_loads_are_compared_when_a_second_is_over() -> None:
    """Eight seats are enough for eight; of the other three two use a wheelchair, for which there is one place."""
    board: Told = (10, Event.BOARDED, 0, 30)
    audit = vehicle_audit()
    assert told(audit, START, board) == []
    assert told(audit, board, request=1, ride=1) == []
    assert told(audit, (40, Event.STOP_ENDED, 0, 0)) == [
        "load of 9 seats, room for 8", "load of 2 wheelchairs, room for 1",
    ]  # fmt: skip
    assert told(audit, (50, Event.DEPARTED, 0, LegPurpose.SERVE))[0] == "load of 9 seats, room for 8"
    off: Told = (50, Event.ALIGHTED, 0, 30)
    swaps = vehicle_audit()
    assert told(swaps, START, board, off) + told(swaps, changed(board, time_s=50)) == []
    assert told(swaps, (80, Event.STOP_ENDED, 0, 0), changed(END, time_s=90)) == ["with rides [0] on board"]


def test_energy_is_done_without_where_a_drive_took_longer() -> None:
    drawn = Drawn(lambda *_: (1300,), lambda *_: 1000, [30, 30], reserve=200)
    audit = vehicle_audit(drawn)
    late = [changed(OUT, time_s=100), changed(THERE, time_s=256)]  # 120 s, and three tenths of it
    assert told(audit, START, *late, (256, Event.ENERGY_CUT, 2, 1)) == []
    assert told(audit, (300, Event.NO_SHOW, 2, 30)) == []
    assert told(audit, (400, Event.NO_SHOW, 2, 31)) == ["dwell of 31 s, drawn were 30 s"]
