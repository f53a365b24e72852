"""Shared cars that break down, on days small enough to check by hand: two cars at a station, two at the other end."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd
import pytest

from simulator.analysis.audit.carsharing import audit_carsharing
from simulator.analysis.audit.services import ServicesAudit, audit_services
from simulator.analysis.disruptions.promises import broken_promises
from simulator.event_kinds import Event
from simulator.reasons import Refusal
from simulator.services.breakdowns import Named
from simulator.tables import CARS, ServiceName
from simulator.world.disruptions import disruptions_of
from tests.carsharing.worlds import HOUR, Day, booking, scenario_of, station, world_of
from tests.worlds import line_network

LINE = line_network(10)
TOLD = (
    Event.OUT_OF_SERVICE, Event.OUT_UNTIL, Event.BACK_IN_SERVICE, Event.BOOKING_MOVED, Event.BOOKING_LOST,
    Event.BOOKING_REFUSED, Event.CAR_TAKEN, Event.CAR_RETURNED, Event.PROMISE_BROKEN, Event.BROKEN_BY,
)  # fmt: skip


def broken(**told: Any) -> dict[str, Any]:
    return {"name": "engine", "kind": "vehicles", "service": "cars", "from": "2:00", "until": "5:00", **told}


def day_of(bookings: list[dict[str, Any]], *disruptions: dict[str, Any], cars: int = 2, **sharing: Any) -> Day:
    """A day on which cars s0-1, s0-2 and so on stand at node 0."""
    config = {"stations": [station(LINE, 0, cars=cars, capacity=5), station(LINE, 5, cars=0)], **sharing}
    world = world_of(LINE, scenario_of(config, disruptions=list(disruptions)), bookings)
    return Day(replace(world, disruptions=disruptions_of(world.scenario)))


def told(day: Day) -> list[tuple[int, Event, int, int, int]]:
    rows = day.events[day.events["kind"].isin(TOLD)]
    names = ("time_s", "kind", "vehicle", "request", "value")
    return [(t, Event(k), v, r, x) for t, k, v, r, x in zip(*(rows[name].tolist() for name in names), strict=True)]


def first_car() -> str:
    return str(day_of([]).inputs.cars["car_id"].iloc[0])


AHEAD = booking(0, 3 * HOUR, 4 * HOUR, submitted_s=HOUR)
OUT = [(2 * HOUR, Event.OUT_OF_SERVICE, 0, -1, 0), (2 * HOUR, Event.OUT_UNTIL, 0, -1, 5 * HOUR)]
BACK = (5 * HOUR, Event.BACK_IN_SERVICE, 0, -1, 0)


def test_a_booking_of_a_car_that_is_out_gets_another_one_of_the_station() -> None:
    assert told(day_of([AHEAD], broken(which=[first_car()]))) == [
        *OUT,
        (2 * HOUR, Event.BOOKING_MOVED, 1, 0, 3 * HOUR),
        (3 * HOUR, Event.CAR_TAKEN, 1, 0, 0),
        (4 * HOUR, Event.CAR_RETURNED, 1, 0, 10_000),
        BACK,
    ]


def test_where_there_is_no_other_car_it_falls_and_who_asks_then_is_refused() -> None:
    """The only car is out from 2 to 5 o'clock; from five on it is to be had, also when that is asked for before."""
    now, later = booking(1, 10_800, 4 * HOUR), booking(2, 5 * HOUR, 6 * HOUR, submitted_s=10_801)
    day = day_of([AHEAD, now, later], broken(which=["car"]), cars=1)
    assert told(day) == [
        *OUT,
        (2 * HOUR, Event.BOOKING_LOST, 0, 0, 0),
        (2 * HOUR, Event.BROKEN_BY, 0, -1, 0),
        (10_800, Event.BOOKING_REFUSED, -1, 1, Refusal.NO_CAR),
        BACK,
        (5 * HOUR, Event.CAR_TAKEN, 0, 2, 0),
        (6 * HOUR, Event.CAR_RETURNED, 0, 2, 10_000),
    ]
    assert day.status == ["lost", "no_car", "used"]


@pytest.mark.parametrize(("until", "late_s"), [("2:10", 600), ("5:00", HOUR)])
def test_who_is_under_way_waits_for_the_repair_or_is_towed_an_hour_later(until: str, late_s: int) -> None:
    """From one to three o'clock with the only car, which breaks down at two."""
    day = day_of([booking(0, HOUR, 3 * HOUR)], broken(which=["car"], until=until), cars=1)
    fallen = broken_promises(day.events, [ServiceName(0, "cars", CARS)])
    row = {"service": "cars", "request": -1, "what": "dropoff", "late_s": late_s, "told_s": 2 * HOUR, "disruption": 0}
    assert fallen[[*row]].to_dict("records") == [row]
    rows = [row for row in told(day) if row[1] not in (Event.OUT_UNTIL, Event.BACK_IN_SERVICE)]
    assert rows == [
        (HOUR, Event.CAR_TAKEN, 0, 0, 0),
        OUT[0],
        (2 * HOUR, Event.PROMISE_BROKEN, 0, -1, late_s),
        (2 * HOUR, Event.BROKEN_BY, 0, -1, 0),
        (3 * HOUR + late_s, Event.CAR_RETURNED, 0, 0, 10_000),
    ]


def test_who_waits_in_vain_for_a_car_that_is_towed_is_told_because_of_what() -> None:
    """From half past two on for the car that is to be back at two, and comes at three: half an hour is waited."""
    first, second = booking(0, HOUR, 2 * HOUR), booking(1, 9000, 3 * HOUR, submitted_s=HOUR)
    rule = {"booking": {"patience": "10 min"}}
    day = day_of([first, second], broken(which=["car"], **{"from": "1:30", "until": "2:30"}), cars=1, **rule)
    assert told(day)[-4:] == [
        (9000, Event.BACK_IN_SERVICE, 0, -1, 0),
        (9600, Event.BOOKING_LOST, 0, 1, 600),
        (9600, Event.BROKEN_BY, 0, -1, 0),
        (3 * HOUR, Event.CAR_RETURNED, 0, 0, 10_000),
    ]


def test_cars_break_down_by_the_distance_they_are_driven() -> None:
    """Five hundred drives of 10 km by four cars: as many as the rate says, give or take four times its root."""
    rows = [booking(n, 600 * (n // 4), 600 * (n // 4) + 540, length_m=10_000, drive_s=500) for n in range(500)]
    rate = {"rate_per_100_000_km": 1500, "repair": "1 min", "from": "0:00", "until": "24:00"}
    day = day_of(rows, broken(**rate), cars=4)
    km = day.tables.bookings["length_m"].sum() / 1000
    failed, mean = day.count(Event.OUT_OF_SERVICE), 1500 * km / 100_000
    assert mean > 40 and abs(failed - mean) < 4 * mean**0.5
    assert day_of(rows, broken(**{**rate, "rate_per_100_000_km": 0}), cars=4).events.equals(day_of(rows, cars=4).events)


def test_names_that_no_car_has_are_told() -> None:
    part = scenario_of({"stations": [station(LINE, 0, cars=1)]}, disruptions=[broken(which=["carr", "car"])]).parts[0]
    (problem,) = Named(["s0-1"], ["car"]).unknown(part, always=False)
    assert (problem.key, problem.message) == (
        "disruptions[0].which", 'no vehicle is called "carr", nor a type; did you mean "car"?',
    )  # fmt: skip


def test_the_auditor_finds_who_begins_with_a_car_that_is_out() -> None:
    day = day_of([AHEAD, booking(1, 6 * HOUR, 7 * HOUR)], broken(which=["car"], **{"from": "4:30"}))
    early = day.events.copy()
    rows = early["kind"].isin([Event.OUT_OF_SERVICE, Event.OUT_UNTIL])
    early.loc[rows, "time_s"] = 2 * HOUR
    early = early.sort_values("time_s", kind="stable")
    inputs = day.inputs, day.world.roads.between
    found = audit_carsharing(early, *inputs, sites=day.world.sites, buffer_s=0)
    assert [line.split(": ", 1)[1] for line in found] == [
        "booking 0 begins at 10800 s, out of service until 18000 s", "the car is out of service",
    ]  # fmt: skip


def test_a_row_about_a_promise_names_the_request_that_the_booking_is_for() -> None:
    """None, as the booking is one of its own; another one is told, also of a ride that nobody booked."""
    day = day_of([AHEAD], broken(which=["car"]), cars=1)
    services, bookings = [ServiceName(0, "cars", CARS)], {0: day.inputs.bookings["request"].tolist()}

    def found(events: pd.DataFrame) -> list[str]:
        return audit_services(events, ServicesAudit(services, {0: 0}, bookings))

    assert found(day.events) == []
    fell = day.events["kind"] == Event.BROKEN_BY
    other = day.events.assign(request=day.events["request"].mask(fell, 7))
    assert any("is of request -1" in line for line in found(other))
    assert any("is of request" in line or "has no end" in line for line in found(other.assign(ride=5)))
