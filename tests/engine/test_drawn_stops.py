"""Stops and drives that take other times than planned, and limits that fall by it: row by row, worked by hand."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from simulator.engine.log import EventLog
from simulator.event_kinds import Event
from simulator.kernels import layout as f
from simulator.services.ridepooling.drawn_times import DrawnTimes
from simulator.services.ridepooling.fallen_promises import FallenPromises
from simulator.services.ridepooling.late_drivers import LateDrivers
from simulator.services.ridepooling.roster import Shift


def rows_of(log: Any) -> list[tuple[int, ...]]:
    return [tuple(row) for row in log._whole.to_frame()[["time_s", "kind", "vehicle", "value"]].to_numpy().tolist()]


def test_who_takes_a_break_too_late_is_told_and_who_ends_a_duty_too_late() -> None:
    pauses = pd.DataFrame({"vehicle": [1, 0, 1, 1], "latest_s": [100, 50, 200, 300]})
    log = EventLog().of(0)
    drivers = LateDrivers(log, SimpleNamespace(pauses=pauses, duties=pd.DataFrame({"vehicle": [1]})))  # type: ignore[arg-type]
    drivers.began(1, 100, 1)
    drivers.began(0, 51, 1)
    drivers.began(1, 301, 2)
    drivers.began(1, 999, 0)
    for vehicle, now_s in ((1, 1000), (1, 1003), (0, 1003)):
        drivers.ended(now_s, Shift(vehicle, 0, 0, 0, 900, 1000))
    late = Event.DRIVER_LATE
    assert rows_of(log) == [(51, late, 0, 1), (301, late, 1, 101), (301, late, 1, 1), (1003, late, 1, 3)]


def test_promises_that_fall_are_written_down_and_put_off_where_somebody_waits() -> None:
    """Ride 3 waits, ride 4 is on board, nobody came to ride 5; the last is a break."""
    told = []
    plans: Any = SimpleNamespace(
        time_anew=lambda plan, now_s, drive_s: [(3, 30), (4, 40), (5, 50), (-1, 60)], number=lambda plan: plan + 10,
        vehicle_awaited=lambda ride: 2 if ride == 3 else None, latest_start=lambda *asked: sum(asked) + 700,
    )  # fmt: skip
    log = EventLog().of(0)
    log.number_rides(range(6))
    roads: Any = SimpleNamespace(for_plans=lambda now_s: SimpleNamespace(drive_s=None))
    promises = FallenPromises(log, plans, roads)
    promises.time_anew(80, 2, absent=5)
    fallen = [(80, Event.PROMISE_BROKEN, 12, 30), (80, Event.PROMISE_BROKEN, 12, 40)]
    assert rows_of(log) == fallen
    promises.put_off = lambda ride, latest_s: told.append((ride, latest_s))
    promises.time_anew(80, 2, absent=5)
    assert rows_of(log) == fallen * 2
    assert told == [(3, 2 + 3 + f.PICKUP + 700)]


class Drawn:
    """Times drawn for the vehicle of plan 1, number 6: drives take 1.5 times as long, its stops 2 and then 3 times."""

    def __init__(self) -> None:
        self.log, self.done = EventLog().of(0), list[tuple[Any, ...]]()
        self.log.number_rides(range(9))
        self.duty = np.zeros((2, f.DUTY_FIELDS), dtype=np.int32)
        plans: Any = SimpleNamespace(
            number=lambda plan: plan + 5, duty=self.duty, serve_until=lambda *told: self.done.append(("serve", *told))
        )
        promises: Any = SimpleNamespace(plans=plans, time_anew=lambda *told: self.done.append(("anew", *told)))
        legs: Any = SimpleNamespace(leg=self.leg)
        drivers: Any = SimpleNamespace(began=lambda *told: self.done.append(("began", *told)))
        draws = lambda vehicle, n: (1500 + n, 1000 * vehicle), lambda vehicle, n: 2000 + 1000 * n
        self.times = DrawnTimes(self.log, promises, legs, drivers, draws)

    def leg(self, *told: Any) -> tuple[Any, Any]:
        self.done.append(("leg", *told))
        leg = np.zeros((f.LEG_FIELDS, 3), dtype=np.int32)
        leg[f.LEG_TIME] = 0, 90, 300
        return leg, np.array([0, 60, 200])


def test_each_drive_has_its_own_factor_but_one_that_turned_off_goes_on_with_it() -> None:
    drawn = Drawn()
    for turned, now_s in ((0, 100), (1, 200), (0, 300)):
        drawn.duty[1, f.TURNED_OFF] = turned
        drawn.times.leg(1, 7, 8, now_s)
    drawn.times.leg_anew(1, (7, 9), 300, 350)
    factors = [(1500, 6000), (1500, 6000), (1501, 6000), (1501, 6000)]
    moments = [(100, 100), (200, 200), (300, 300), (300, 350)]
    assert drawn.done == [
        ("leg", (7, 9 if known_s == 350 else 8), began_s, factor, known_s)
        for factor, (began_s, known_s) in zip(factors, moments, strict=True)
    ]
    assert [drawn.times.planned_s(1, took_s, is_whole=False) for took_s in (0, 90, 300)] == [0, 60, 200]
    assert drawn.times.saved_s(1) == 0  # it takes 100 s longer
    assert [drawn.times.exceeds(1, reserve) for reserve in (4.999, 5.0)] == [True, False]


def test_a_whole_drive_is_planned_to_its_end_though_its_last_street_takes_no_second() -> None:
    drawn = Drawn()
    drawn.times._legs.leg = lambda *_: (np.array([[0, 0, 0], [0, 38, 38], [0, 0, 0]]), np.array([0, 60, 61]))  # type: ignore[method-assign]
    drawn.times.leg(1, 7, 8, 100)
    assert [drawn.times.planned_s(1, 38, is_whole=is_whole) for is_whole in (True, False)] == [61, 60]


def test_a_drive_shorter_than_planned_saves_time() -> None:
    drawn = Drawn()
    drawn.times._legs.leg = lambda *_: (np.array([[0, 0], [0, 150], [0, 0]]), np.array([0, 200]))  # type: ignore[method-assign]
    drawn.times.leg(1, 7, 8, 100)
    assert drawn.times.saved_s(1) == 50


@pytest.mark.parametrize("doors_open", [True, False])
def test_a_stop_lasts_until_the_last_of_them_is_done(doors_open: bool) -> None:
    """Rides 2 and 3 board for 20 s and 30 s, twice and three times as long; nobody comes for ride 4."""
    drawn = Drawn()
    drawn.duty[1, f.DOORS_OPEN] = doors_open
    drawn.log.add(100, Event.DEPARTED, 6)
    for kind, ride, lasts_s in ((Event.BOARDED, 2, 20), (Event.BREAK_STARTED, -1, 900), (Event.BOARDED, 3, 30)):
        drawn.log.add(100, kind, 6, ride=ride, value=lasts_s)
    assert drawn.times.serve(100, 1, 1)
    assert [value for *_, value in rows_of(drawn.log)] == [0, 40, 900, 90]
    told = [("serve", 1, 190, {2: 140, 3: 190}), ("anew", 100, 1, -1)] if doors_open else []
    assert drawn.done == [("began", 6, 100, 1), *told]
    drawn.done.clear()
    drawn.log.add(110, Event.NO_SHOW, 6, ride=4, value=5)
    assert drawn.times.serve(110, 1, 4)
    told = [("serve", 1, 190, {}), ("anew", 110, 1, 4)] if doors_open else []
    assert drawn.done == [("began", 6, 110, 0), *told]
    assert rows_of(drawn.log)[-1][-1] == 20
    assert not drawn.times.serve(120, 1, 5)
