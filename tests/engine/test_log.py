"""The event log: who writes fills in the service, rides are numbered over the run, kernels write as Python does."""

from __future__ import annotations

import pandas as pd
import pytest

from simulator.engine.log import EventLog
from simulator.event_kinds import RIDE_KINDS, Event
from simulator.kernels.event_rows import write_row
from simulator.results.earlier import with_services
from simulator.simulation.simulate import simulate
from simulator.world.build import World
from tests.carsharing.random_day import car_day
from tests.carsharing.worlds import booking, both_services, station
from tests.worlds import line_network


def rows(log: EventLog, *columns: str) -> list[tuple[int, ...]]:
    return [tuple(row) for row in log.to_frame()[list(columns)].to_numpy().tolist()]


def test_each_service_writes_its_number_and_the_numbers_of_its_vehicles() -> None:
    log = EventLog()
    first, second, nobody = log.of(0), log.of(1, first_vehicle=3), log.of(-1)
    second.add(10, Event.SHIFT_STARTED, 1, node=7)
    nobody.add(10, Event.COUNTING_STARTED, value=2)
    first.add(11, Event.SHIFT_STARTED, 1, node=8)
    second.add(12, Event.SUBMITTED, request=5)
    assert rows(log, "seq", "service", "vehicle", "request", "ride", "node") == [
        (0, 1, 4, -1, -1, 7),
        (1, -1, -1, -1, -1, -1),
        (2, 0, 1, -1, -1, 8),
        (3, 1, -1, 5, -1, -1),
    ]


def test_a_kernel_writes_for_whoever_let_it() -> None:
    log = EventLog(room=1)
    log.number_rides([0, 1])
    first, second = log.of(0), log.of(1, first_vehicle=3)
    assert write_row(second.rows, 10, Event.DEPARTED, 0, -1, 7, 0)
    assert not write_row(first.rows, 11, Event.BOARDED, 1, 1, 8, 30)
    first.grow()
    assert write_row(first.rows, 11, Event.BOARDED, 1, 1, 8, 30)
    second.add(12, Event.STOP_ENDED, 0)
    columns = ("time_s", "service", "vehicle", "request", "ride", "node", "value")
    assert rows(log, *columns) == [(10, 1, 3, -1, -1, 7, 0), (11, 0, 1, 1, 1, 8, 30), (12, 1, 3, -1, -1, -1, 0)]


def test_a_second_leg_and_another_attempt_are_rides_of_their_own() -> None:
    """Request 2 has its first ride, a leg after it, and one after a missed connection."""
    log = EventLog()
    service = log.of(0)
    assert log.number_rides(range(3)) == 0
    leg, again = log.number_rides([2]), log.number_rides([2])
    assert (leg, again) == (3, 4)
    for ride in (2, leg, again):
        service.add(0, Event.ACCEPTED, 0, ride=ride)
    assert rows(log, "request", "ride") == [(2, 2), (2, 3), (2, 4)]


def test_room_is_made_only_where_rows_would_not_fit() -> None:
    """Two of four rows are written: two more fit, a third one doubles the room, and ten do so twice."""
    log = EventLog(room=4)
    service = log.of(2)
    for value in (7, 8):
        service.add(5, Event.SUBMITTED, request=0, value=value)
    log.reserve(2)
    assert len(log.rows) == 5
    log.reserve(3)
    assert len(log.rows) == 10
    service.reserve(10)
    assert (len(log.rows), len(log)) == (20, 2)
    assert service.last_values(2).tolist() == [7, 8]
    assert service.written_since(1) == [(Event.SUBMITTED, 5, 8)]


def both() -> World:
    """Two people who ask for a ride, and a booking that is none of theirs."""
    network = line_network(12)
    sharing = {"car_types": {"car": {"seats": 4}}, "stations": [station(network, 0, cars=2)]}
    rides = [{"submitted_s": at_s, "origin_node": 1, "destination_node": 3} for at_s in (100, 200)]
    return both_services(network, sharing, [booking(0, 3600, 7200)], rides)


def test_rentals_are_numbered_behind_the_requests() -> None:
    world = both()
    events = simulate(world)
    assert len(world.requests) == 2
    kind = events["kind"].map(Event)
    of_cars = events[kind >= Event.BOOKING_ASKED]
    assert set(of_cars["service"]) == {1}
    assert dict(zip(of_cars["kind"].map(Event), of_cars["ride"], strict=True)) == {
        Event.COUNTING_STARTED: -1,
        Event.BOOKING_ASKED: -1,
        Event.BOOKING_GRANTED: 2,
        Event.BOOKING_UNTIL: 2,
        Event.CAR_TAKEN: 2,
        Event.CAR_RETURNED: 2,
        Event.CAR_PARKED: -1,
    }
    rides = events[kind < Event.BOOKING_ASKED]
    assert set(rides["service"]) == {0}
    assert (rides["ride"] == rides["request"].where(kind.isin(list(RIDE_KINDS)), -1)).all()


@pytest.mark.parametrize("seed", range(6))
def test_logs_of_earlier_versions_are_filled_in_as_they_are_written_now(seed: int) -> None:
    """Cars alone or beside rides, for people who ask for the one, the other, or both."""
    day = car_day(seed).run()
    earlier = day.events.drop(columns=["service", "ride"])
    filled = with_services(earlier, len(day.world.vehicles), len(day.world.requests))
    pd.testing.assert_frame_equal(filled, day.events)
