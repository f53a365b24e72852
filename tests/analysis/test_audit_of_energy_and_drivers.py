"""The auditor's books of energy and of drivers' hours at their limits: two vehicles, one site, rows by hand."""

from __future__ import annotations

import pandas as pd
import pytest

from simulator.analysis.audit.absences import AbsenceAudit
from simulator.analysis.audit.duties import DutyAudit
from simulator.analysis.audit.energy import EnergyAudit
from simulator.analysis.audit.row import Row
from simulator.event_kinds import Event
from simulator.tables import EVENT_DTYPES, no_rows

Told = tuple[int, Event, int, int, int]  # time, kind, vehicle, node, value
SITE, NODE = 3, 5


def energy_audit(plugs: int = 1, grid_w: int = 30_000) -> EnergyAudit:
    """Vehicles 0 and 1 store 10 kWh, keep 2, and get nine tenths of what they draw: at most 20 kW. 2 is not limited."""
    stores = pd.DataFrame(
        {
            "vehicle": [0, 1, 2], "store_kwh": [10.0, 10.0, None], "reserve_kwh": [2.0, 2.0, None],
            "charging_efficiency": [0.9, 0.9, 1.0],
        }
    )  # fmt: skip
    sites = pd.DataFrame({"site": [SITE], "node": [NODE], "plugs": [plugs], "power_w": [20_000], "grid_w": [grid_w]})
    return EnergyAudit(stores, sites)


def told(audit: EnergyAudit | DutyAudit | AbsenceAudit, *rows: Told) -> list[str]:
    found = []
    for number, (time_s, kind, vehicle, node, value) in enumerate(rows):
        found += audit.follow(Row(number, time_s, 0, kind, vehicle, -1, -1, node, value))
    return [line.partition("): ")[2] or line for line in found]


def changed(row: Told, **fields: int) -> Told:
    names = ("time_s", "kind", "vehicle", "node", "value")
    return tuple(fields.get(name, value) for name, value in zip(names, row, strict=True))  # type: ignore[return-value]


# 18 kW for 1000 s are 5 kWh, of which 4.5 arrive.
LEVEL: Told = (0, Event.ENERGY_LEVEL, 0, -1, 5_000_000)
USED: Told = (10, Event.ENERGY_USED, 0, -1, 1_000_000)
QUEUED: Told = (100, Event.QUEUED, 0, NODE, SITE)
PLUGGED: Told = (200, Event.PLUGGED_IN, 0, NODE, SITE)
POWER: Told = (200, Event.POWER, 0, NODE, 18_000)
OFF: Told = (1200, Event.POWER, 0, NODE, 0)
CHARGED: Told = (1200, Event.CHARGED, 0, NODE, 4_500_000)
UNPLUGGED: Told = (1200, Event.UNPLUGGED, 0, NODE, SITE)
LAST: Told = (2000, Event.ENERGY_LEVEL, 0, -1, 8_500_000)
DAY = [LEVEL, USED, QUEUED, PLUGGED, POWER, OFF, CHARGED, UNPLUGGED, LAST]
UNTOLD = "vehicle {}: its energy at the end is not told"


def test_a_day_on_which_nothing_is_lost() -> None:
    audit = energy_audit()
    assert told(audit, *DAY[:-1]) == []
    assert audit.close() == [UNTOLD.format(0), UNTOLD.format(1)]
    assert told(audit, LAST) == []
    assert audit.close() == [UNTOLD.format(1)]
    assert told(audit, changed(USED, time_s=2000)) == ["before the first level, or after the last one, is known"]


@pytest.mark.parametrize(
    ("row", "fields", "found"),
    [
        (LEVEL, {"value": 2_000_000}, []),
        (LEVEL, {"value": 1_999_999}, ["1999999 mWh stored, the reserve is 2000000 mWh"]),
        (LEVEL, {"value": 10_000_000}, []),
        (LEVEL, {"value": 10_000_001}, ["10000001 mWh stored, there is room for 10000000"]),
        (LEVEL, {"vehicle": 2}, ["the energy of this vehicle is not limited"]),
        (USED, {"value": 3_000_000}, []),
        (USED, {"value": 3_000_001}, ["1999999 mWh stored, the reserve is 2000000 mWh"]),
        (USED, {"value": 0}, []),
        (USED, {"value": -1}, ["negative energy"]),
        (USED, {"vehicle": 1}, ["before the first level, or after the last one, is known"]),
        (QUEUED, {"node": 4}, ["at node 4, the site is at 5"]),
        (QUEUED, {"value": 4}, ["there is no charging site 4"]),
        (POWER, {"value": 20_000}, []),
        (POWER, {"value": 20_001}, ["more than the plug gives"]),
        (POWER, {"value": -1}, ["more than the plug gives"]),
        (CHARGED, {"value": 4_515_555}, []),  # 2 of 1000, the energy of a second, and some rounding
        (CHARGED, {"value": 4_515_556}, ["the power drawn gives 4500000 mWh"]),
        (CHARGED, {"value": 4_484_445}, []),
        (CHARGED, {"value": 4_484_444}, ["the power drawn gives 4500000 mWh"]),
        (UNPLUGGED, {"value": 4}, ["there is no charging site 4"]),
        (LAST, {"value": 8_499_999}, ["the log adds up to 8500000 mWh"]),
    ],
)
def test_one_row_of_energy(row: Told, fields: dict[str, int], found: list[str]) -> None:
    assert told(energy_audit(), *DAY[: DAY.index(row)], changed(row, **fields)) == found


@pytest.mark.parametrize(
    ("rows", "found"),
    [
        ([LEVEL, PLUGGED, POWER], []),  # nobody has to queue
        ([LEVEL, QUEUED, QUEUED], ["it is at a site already"]),
        ([LEVEL, PLUGGED, PLUGGED], ["it is at a site already"]),
        ([LEVEL, PLUGGED, QUEUED], ["it is at a site already"]),
        ([LEVEL, QUEUED, changed(UNPLUGGED, time_s=150)], []),  # and may leave the queue
        ([LEVEL, QUEUED, POWER], ["it is not plugged in"]),
        ([LEVEL, POWER], ["there is no charging site None"]),
        ([LEVEL, UNPLUGGED], ["it was not at this site"]),
        ([LEVEL, PLUGGED, POWER, UNPLUGGED], ["power still flows"]),
        ([LEVEL, PLUGGED, POWER, OFF, CHARGED, UNPLUGGED, CHARGED], ["there is no charging site None"]),
        # 9 kW for another 1000 s, which begins anew with each session
        (
            [LEVEL, PLUGGED, POWER, changed(POWER, time_s=700, value=0), changed(POWER, time_s=800, value=9000),
             changed(OFF, time_s=1800), changed(CHARGED, time_s=1800)],
            [],
        ),
        (
            [LEVEL, PLUGGED, POWER, OFF, CHARGED, UNPLUGGED, changed(USED, time_s=1300, value=4_000_000),
             changed(PLUGGED, time_s=2000), changed(POWER, time_s=2000, value=9000), changed(OFF, time_s=3000),
             changed(CHARGED, time_s=3000, value=2_250_000)],
            [],
        ),
    ],
)  # fmt: skip
def test_visits_to_a_site(rows: list[Told], found: list[str]) -> None:
    assert told(energy_audit(), *rows) == found


@pytest.mark.parametrize(
    ("plugs", "grid_w", "found"),
    [
        (2, 36_000, []),
        (1, 36_000, ["200 s: 2 vehicles at the 1 plugs of site 3"]),
        (2, 35_999, ["200 s: more than 35999 W drawn at site 3"]),
    ],
)
def test_what_a_site_gives_is_looked_at_when_a_second_is_over(plugs: int, grid_w: int, found: list[str]) -> None:
    both = [changed(row, vehicle=vehicle) for row in (LEVEL, PLUGGED, POWER) for vehicle in (0, 1)]
    audit = energy_audit(plugs, grid_w)
    assert told(audit, *both) == []
    assert told(audit, changed(USED, time_s=300, value=0)) == found
    assert told(audit, changed(USED, time_s=400, value=0)) == []  # told once
    queues = [*both[:3], changed(QUEUED, vehicle=1, time_s=200), POWER]
    assert told(energy_audit(plugs, grid_w), *queues, changed(USED, time_s=300, value=0)) == []
    again = energy_audit(plugs, grid_w)
    told(again, *both)
    assert again.close()[: len(found)] == found
    swapped = [*both[:3], *both[4:5], OFF, UNPLUGGED, changed(PLUGGED, vehicle=1, time_s=1200)]
    assert told(energy_audit(plugs, grid_w), *swapped, changed(USED, time_s=1300, value=0)) == []


STARTED: Told = (0, Event.SHIFT_STARTED, 0, -1, 0)
BREAK: Told = (3600, Event.BREAK_STARTED, 0, -1, 1800)
CHANGE: Told = (9000, Event.CHANGEOVER_STARTED, 0, -1, 300)
CUT: Told = (3600, Event.SHIFT_CUT, 0, -1, 4)
ENDED: Told = (12_900, Event.SHIFT_ENDED, 0, -1, 0)
WORKED = "the driver worked {} s without a break, at most 3600 s are allowed"


def duty_audit(*, may_be_late: bool = False) -> DutyAudit:
    """Two drivers of vehicle 0, an hour at most without half an hour of break, until 9000 s and from 9300 s on."""
    duties = pd.DataFrame(
        {
            "vehicle": 0, "duty": [1, 0], "longest_stretch_s": 3600, "break_s": 1800, "start_s": [9300, 0],
            "latest_end_s": [20_000, 9000],
        }
    )  # fmt: skip
    return DutyAudit(duties, may_be_late=may_be_late)


@pytest.mark.parametrize(
    ("rows", "found"),
    [
        ([STARTED, BREAK, CHANGE, ENDED], []),
        ([STARTED, changed(BREAK, time_s=3601)], [WORKED.format(3601)]),
        ([changed(STARTED, time_s=1), changed(BREAK, time_s=3601)], []),
        ([STARTED, changed(BREAK, value=1799), changed(BREAK, time_s=3700)], [WORKED.format(3700)]),
        ([STARTED, BREAK, changed(CHANGE, time_s=9001)], [WORKED.format(3601), "the driver may work until 9000 s"]),
        ([STARTED, BREAK, changed(CHANGE, value=299)], ["over at 9299 s, the next driver begins at 9300 s"]),
        ([STARTED, BREAK, CHANGE, changed(ENDED, time_s=12_901)], [WORKED.format(3601)]),
        ([STARTED, BREAK, CHANGE, changed(CHANGE, time_s=9400), ENDED], ["there is no driver"]),
        ([STARTED, changed(ENDED, time_s=3600)], []),
        ([changed(STARTED, time_s=9000), changed(ENDED, time_s=9000), changed(STARTED, time_s=9300), ENDED], []),
        ([changed(STARTED, time_s=9000), changed(ENDED, time_s=9001)], ["the driver may work until 9000 s"]),
        (
            [changed(STARTED, time_s=9000), changed(ENDED, time_s=9000), changed(STARTED, time_s=9300),
             changed(CHANGE, time_s=12_000)],
            [],
        ),
        # the last driver may come back
        ([STARTED, BREAK, CHANGE, ENDED, changed(STARTED, time_s=13_000), changed(ENDED, time_s=13_100)], []),
        ([changed(row, vehicle=1) for row in (STARTED, ENDED)], []),
        # a strike ends the shift; who is on board is brought home all the same
        ([STARTED, CUT, changed(ENDED, time_s=4000)], []),
        ([STARTED, changed(CUT, time_s=3601), changed(ENDED, time_s=4000)], [WORKED.format(3601)]),
        ([changed(STARTED, time_s=8000), changed(CUT, time_s=9000), changed(ENDED, time_s=9100)], []),
        ([STARTED, CUT, changed(STARTED, time_s=5000), changed(ENDED, time_s=8601)], [WORKED.format(3601)]),
        ([changed(BREAK, time_s=9000)], []),  # since when is not known
    ],
)  # fmt: skip
def test_hours_of_drivers(rows: list[Told], found: list[str]) -> None:
    audit = duty_audit()
    assert told(audit, *rows) == found
    assert audit.close() == []


def test_hours_that_drawn_times_break_are_told_in_the_log() -> None:
    late: Told = (3601, Event.DRIVER_LATE, 0, -1, 1)
    over = [STARTED, changed(BREAK, time_s=3601)]
    assert told(duty_audit(may_be_late=True), *over, late, changed(CHANGE, time_s=9000)) == []
    used: Told = (3601, Event.ENERGY_USED, 0, -1, 400)  # by the drive that has just ended
    assert told(duty_audit(may_be_late=True), *over, used, late) == []
    assert told(duty_audit(may_be_late=True), *over, changed(used, time_s=3602), late) == [WORKED.format(3601)]
    assert told(duty_audit(may_be_late=True), *over, changed(CHANGE, time_s=9000)) == [WORKED.format(3601)]
    silent = duty_audit(may_be_late=True)
    assert told(silent, *over) == []
    assert [line.partition("): ")[2] for line in silent.close()] == [WORKED.format(3601)]
    assert told(silent, changed(late, vehicle=1)) == [] and len(silent.close()) == 1


@pytest.mark.parametrize(
    ("until_s", "rows", "waits"),
    [
        (5000, [(4000, Event.SHIFT_CUT), (5000, Event.DEPARTED)], True),
        (4000, [(4000, Event.SHIFT_CUT), (4000, Event.DEPARTED)], False),  # in the very second in which it is back
        (5000, [(5000, Event.DEPARTED)], False),  # no strike
        (5000, [(3000, Event.SHIFT_CUT), (3600, Event.DEPARTED)], True),
        (5000, [(4000, Event.SHIFT_CUT), (4500, Event.SHIFT_STARTED), (5000, Event.DEPARTED)], False),
        (3600, [(3000, Event.SHIFT_CUT), (3600, Event.STOP_ENDED), (3600, Event.DEPARTED)], False),
    ],
)
def test_no_driver_on_strike_waits_for_a_repair(until_s: int, rows: list[tuple[int, Event]], waits: bool) -> None:
    shifts = pd.DataFrame({"vehicle": [0, 0], "start_s": [0, 4500]})
    audit = AbsenceAudit(shifts, no_rows(EVENT_DTYPES))
    out = [(3500, Event.OUT_OF_SERVICE, 0, -1, 1), (3500, Event.OUT_UNTIL, 0, -1, until_s)]
    told_rows = [*out, *((time_s, kind, 0, -1, 4) for time_s, kind in rows)]
    waited = "its driver waited until it was repaired, though the shift was cut short"
    assert told(audit, *sorted(told_rows, key=lambda row: row[0])) == [waited] * waits


def test_who_boards_in_the_second_in_which_a_strike_begins_is_not_taken_new() -> None:
    """Where the vehicle has never left its depot, and time is negative; a second later nobody boards."""
    shifts = pd.DataFrame({"vehicle": [0], "start_s": [-90_000]})
    cut, boards = (-4000, Event.SHIFT_CUT, 0, -1, 4), (-4000, Event.BOARDED, 0, 5, 30)
    assert told(AbsenceAudit(shifts, no_rows(EVENT_DTYPES)), cut, boards) == []
    late = told(AbsenceAudit(shifts, no_rows(EVENT_DTYPES)), cut, changed(boards, time_s=-3999))
    assert late == ["takes somebody new, though its shift was cut short at -4000 s"]


def test_a_shift_is_cut_short_once_and_the_next_one_begins_in_time() -> None:
    """In its time, or within a minute of the end of the one before; the second shift is planned from 4500 s."""
    shifts = pd.DataFrame({"vehicle": [0, 0, 1], "start_s": [0, 4500, 4600]})
    cut: Told = (4000, Event.SHIFT_CUT, 0, -1, 4)
    ended: Told = (4400, Event.SHIFT_ENDED, 0, -1, 0)

    def begins(ended_s: int, time_s: int) -> list[str]:
        audit = AbsenceAudit(shifts, no_rows(EVENT_DTYPES))
        return told(audit, cut, changed(ended, time_s=ended_s), (time_s, Event.SHIFT_STARTED, 0, -1, 0))

    assert [begins(*its) for its in ((4400, 4500), (4500, 4560), (4700, 4760))] == [[], [], []]
    late = ["the shift begins at 4500 s"]
    assert [begins(*its) for its in ((4400, 4501), (4499, 4550), (4500, 4561))] == [late] * 3
    audit = AbsenceAudit(shifts, no_rows(EVENT_DTYPES))
    assert told(audit, cut, changed(cut, vehicle=1), changed(cut, time_s=4100)) == ["it was cut short already"]
    assert told(audit, ended, (4500, Event.SHIFT_STARTED, 0, -1, 0), changed(cut, time_s=5000)) == []
