"""The auditor finds what is wrong in a log that somebody has changed."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from simulator.analysis.audit.carsharing import audit_carsharing
from simulator.analysis.services import RideInputs
from simulator.event_kinds import Event
from simulator.experiments.audit import audit_cars
from simulator.tables import CARS, VEHICLE_INPUT_DTYPES, ServiceName, no_rows
from tests.carsharing.test_one_way import STAFFED, network, to
from tests.carsharing.worlds import HOUR, NOBODY, Day, day, scenario_of, station
from tests.worlds import line_network

LINE = line_network(10)


@pytest.fixture(scope="module")
def honest() -> Day:
    """Two trips from the first station to the second, which then has one car too many, and staff that moves it."""
    stations = station(LINE, 0, cars=2), station(LINE, 5, capacity=3, cars=1), station(LINE, 8, capacity=1)
    ahead = [to(1, HOUR, "s0", "s5", submitted_s=0), to(2, 5 * HOUR, "s0", "s5", submitted_s=60)]
    return day(ahead, network(*stations, relocation=STAFFED, booking={"buffer": "15 min"}))


def found(honest: Day, events: pd.DataFrame, capacity: int | None = None, buffer_s: int = 900) -> list[str]:
    inputs = honest.inputs
    if capacity is not None:
        stations = inputs.stations.assign(
            capacity=inputs.stations["capacity"].where(inputs.stations["station"] != 1, capacity)
        )
        inputs = replace(inputs, stations=stations)
    return audit_carsharing(events, inputs, honest.world.roads.between, sites=honest.world.sites, buffer_s=buffer_s)


def changed(honest: Day, kind: Event, column: str, value: int, nth: int = 0) -> pd.DataFrame:
    events = honest.events.copy()
    row = events.index[events["kind"] == kind][nth]
    events.loc[row, column] = value
    return events


def without(honest: Day, kind: Event) -> pd.DataFrame:
    row = honest.events.index[honest.events["kind"] == kind][0]
    return honest.events.drop(row).reset_index(drop=True)


def test_places_count_from_the_moment_they_are_granted(honest) -> None:
    """Two places would do for the cars that ever stand there; the third is kept from the grant on."""
    assert found(honest, honest.events) == []
    text = found(honest, honest.events, capacity=1)
    assert "2 cars need the 1 places of station 1" in text[0]
    granted = honest.events[honest.events["kind"] == Event.BOOKING_UNTIL].iloc[0]
    assert f"({granted['time_s']} s, booking_until" in text[0]


def test_what_happens_to_the_roads_is_no_matter_of_cars(honest) -> None:
    row = honest.events.iloc[[-1]].assign(kind=int(Event.ROADS_CHANGED), vehicle=-1, request=-1, ride=-1, value=0)
    assert found(honest, pd.concat([honest.events, row], ignore_index=True)) == []


def test_who_gives_up_was_refused_and_does_so_once(honest) -> None:
    """Both bookings have got their car; one that was refused may give up, but not twice."""
    row = honest.events.iloc[[-1]].assign(kind=int(Event.BOOKING_GAVE_UP), vehicle=-1, request=0, ride=-1, value=1)
    text = found(honest, pd.concat([honest.events, row], ignore_index=True))
    assert len(text) == 1 and text[0].endswith("given up, but not just refused or not chosen")
    asked = honest.events[honest.events["kind"] == Event.BOOKING_ASKED].iloc[[0]]
    refused = asked.assign(kind=int(Event.BOOKING_REFUSED), value=1)
    gave_up = asked.assign(kind=int(Event.BOOKING_GAVE_UP), value=1)
    counting = honest.events[honest.events["kind"] == Event.COUNTING_STARTED]
    alone = [counting, asked, refused, gave_up]
    assert found(honest, pd.concat(alone, ignore_index=True)) == []
    (twice,) = found(honest, pd.concat([*alone, gave_up], ignore_index=True))
    assert twice.endswith("given up, but not just refused or not chosen")


def test_cars_that_staff_brings_count_from_the_assignment_on(honest) -> None:
    """The car is said to go to the small station, where another one was parked before."""
    events = honest.events
    parked = events.index[events["kind"] == Event.CAR_PARKED]
    ended = events.index[events["kind"] == Event.RELOCATION_ENDED][0]
    row = next(n for n in parked if n > ended)
    events = events.copy()
    events.loc[row, "value"] = 2
    inputs = honest.inputs
    full = replace(inputs, stations=inputs.stations.assign(capacity=[2, 3, 0]))
    text = audit_carsharing(events, full, honest.world.roads.between, sites=honest.world.sites, buffer_s=0)
    assert any("relocation_assigned" in line and "1 cars need the 0 places of station 2" in line for line in text)


@pytest.mark.parametrize(
    ("kind", "column", "value", "words"),
    [
        (Event.CAR_RETURNED, "value", 0, "drove 0 m, asked for were 5000 m"),
        (Event.CAR_RETURNED, "node", 8, "it was to be left at node 5"),
        (Event.CAR_TAKEN, "value", 60, "0 s after the planned start"),
        (Event.CAR_TAKEN, "vehicle", 2, "this car was not granted"),
        (Event.CAR_TAKEN, "time_s", HOUR - 60, "before the booking starts"),
        (Event.CAR_PARKED, "value", 0, "the car is at node 5"),
        (Event.RELOCATION_ENDED, "node", 3, "the roads need"),
        (Event.BOOKING_UNTIL, "value", HOUR, "no time is granted"),
        (Event.COUNTING_STARTED, "kind", int(Event.CAR_PARKED), "no such car"),
    ],
)
def test_a_changed_row_is_found(honest, kind, column, value, words) -> None:
    assert words in " ".join(found(honest, changed(honest, kind, column, value)))


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        (Event.CAR_RETURNED, "has no end"),
        (Event.BOOKING_GRANTED, "this car was not granted"),
        (Event.CAR_TAKEN, "the car is with None"),
        (Event.RELOCATION_STARTED, "the staff does not drive it"),
        (Event.COUNTING_STARTED, "counting starts 0 times"),
    ],
)
def test_a_missing_row_is_found(honest, kind, words) -> None:
    assert words in " ".join(found(honest, without(honest, kind)))


def test_a_booking_that_ends_twice_or_is_asked_twice_is_found(honest) -> None:
    events = honest.events
    for kind, words in ((Event.CAR_RETURNED, "the car is with None"), (Event.BOOKING_ASKED, "asked for a second time")):
        row = events.index[events["kind"] == kind][0]
        twice = pd.concat([events.loc[:row], events.loc[row:]], ignore_index=True)
        assert words in " ".join(found(honest, twice))


def test_bookings_closer_than_the_buffer_are_found() -> None:
    stations = station(LINE, 0, cars=1), station(LINE, 5)
    back = to(2, HOUR + 600, "s5", "s0", submitted_s=0)
    done = day([to(1, HOUR, "s0", "s5", submitted_s=0), back], network(*stations))
    assert done.status == ["used", "used"]
    assert found(done, done.events, buffer_s=0) == []
    assert "double-booked with booking 0" in found(done, done.events, buffer_s=1)[0]


def test_of_a_run_the_buffer_is_that_of_its_scenario() -> None:
    stations = station(LINE, 0, cars=1), station(LINE, 5)
    back = to(2, HOUR + 600, "s5", "s0", submitted_s=0)
    done = day([to(1, HOUR, "s0", "s5", submitted_s=0), back], network(*stations))
    (cars,) = done.world.services
    whole, services = RideInputs(done.events, NOBODY, no_rows(VEHICLE_INPUT_DTYPES)), [ServiceName(0, cars, CARS)]
    assert audit_cars(whole, services, {cars: done.inputs}, done.world) == []
    strict = scenario_of(network(*stations, booking={"buffer": "1 min"}))
    (line,) = audit_cars(whole, services, {cars: done.inputs}, replace(done.world, scenario=strict))
    assert line.endswith("double-booked with booking 0")
