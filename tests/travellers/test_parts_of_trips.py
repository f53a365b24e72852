"""A service of whole trips: what a trip consists of, who goes; of a part of a way times are kept, places are not."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest
import simpy

from simulator.engine.agenda import Clock
from simulator.engine.log import EventLog
from simulator.event_kinds import Event
from simulator.reasons import Reason
from simulator.services.protocol import Attempt, Ends, Refusal
from simulator.services.trips import Ride, Trip, TripService
from simulator.tables import NO_TIME


class Walks(TripService):
    """Ten minutes on foot, whoever asks."""

    def trip(self, request: int, departure_s: int) -> Trip | Reason:
        return Trip(departure_s, departure_s + 600, 3, 7, 800)


def answered(ends: Ends | None, now_s: int = 0) -> Any:
    """The answer to somebody who wants to leave at 1,000 s and to arrive by 5,000 s, or as the part of the way says."""
    demand = pd.DataFrame({"earliest_departure_s": [1000], "latest_arrival_s": [5000]})
    day: Any = SimpleNamespace(env=simpy.Environment(), log=None, world=SimpleNamespace(demand=demand))
    return Walks(day, 0).offers(((Attempt(0, 0, 0, 0, ends=ends),),), now_s)[0]


@pytest.mark.parametrize(
    ("ends", "now_s", "departs_s"),
    [
        (None, 0, 1000),
        (Ends(), 0, 1000),
        (Ends(earliest_s=2000), 0, 2000),
        (Ends(earliest_s=200), 300, 300),
        (Ends(earliest_s=5000, latest_s=5600), 0, 5000),
    ],
)
def test_a_part_of_a_way_leaves_and_arrives_as_it_says(ends: Ends | None, now_s: int, departs_s: int) -> None:
    ((offer,),) = answered(ends, now_s)
    assert (offer.departure_s, offer.arrival_s) == (departs_s, departs_s + 600)


@pytest.mark.parametrize("ends", [Ends(latest_s=1599), Ends(earliest_s=4401), Ends(5000, latest_s=NO_TIME)])
def test_what_cannot_be_done_is_refused(ends: Ends) -> None:
    elsewhere = ends.origin_node == 5000
    reason = Reason.NO_STOP_IN_WALKING_RANGE if elsewhere else Reason.LATEST_ARRIVAL_IMPOSSIBLE
    assert answered(ends) == Refusal(reason, final=True)
    assert answered(Ends(destination_node=4)) == Refusal(Reason.NO_STOP_IN_WALKING_RANGE, final=True)


RIDDEN = Trip(1000, 1900, 3, 7, 5000, (Ride(1060, 1800, 4, 6, vehicle=2, wait_s=20),), price=350)
# A minute on foot, two of waiting, a bus that goes on as another after a stop of one minute, three on foot to a train.
CHANGED = Trip(
    1000, 4000, 3, 7, 30_000,
    (
        Ride(1180, 1800, 4, 5, vehicle=20, wait_s=120, seated=True, taken_call=70, left_call=75),
        Ride(1860, 2400, 5, 6, vehicle=21, taken_call=76, left_call=79),
        Ride(2880, 3700, -1, 8, vehicle=31, wait_s=300, taken_call=95, left_call=96),
    ),
    price=200, shift_s=60,
)  # fmt: skip
WALKED = Trip(1000, 1600, 3, 7, 800)


def test_what_a_trip_consists_of() -> None:
    assert (RIDDEN.ride_s, RIDDEN.walk_s, RIDDEN.begins_s, RIDDEN.begins_at) == (740, 140, 1060, 4)
    assert (CHANGED.ride_s, CHANGED.wait_s, CHANGED.walk_s) == (620 + 60 + 540 + 820, 120 + 300, 60 + 180 + 300)
    assert (CHANGED.begins_s, CHANGED.begins_at, CHANGED.vehicle) == (1180, 4, 20)
    assert (WALKED.ride_s, WALKED.walk_s, WALKED.begins_s, WALKED.begins_at) == (0, 600, 1000, 3)


class Told(TripService):
    """One trip that is told beforehand."""

    def __init__(self, day: Any, trip: Trip | Reason) -> None:
        super().__init__(day, 4)
        self.told, self.seen = trip, list[Any]()

    def trip(self, request: int, departure_s: int) -> Trip | Reason:
        return self.told

    def booked(self, trip: Trip) -> None:
        self.seen.append("booked")

    def happens(self, kind: Event, ride: Ride) -> None:
        self.seen.append((kind, self._env.now))


def begun(trip: Trip | Reason) -> tuple[Told, EventLog]:
    env, log = Clock(900), EventLog()
    demand = pd.DataFrame({"earliest_departure_s": [900], "latest_arrival_s": [4000]})
    return Told(SimpleNamespace(env=env, log=log.of(0), world=SimpleNamespace(demand=demand)), trip), log


def rows_of(log: EventLog) -> list[tuple[int, ...]]:
    columns = ["time_s", "kind", "vehicle", "request", "node", "value", "ride"]
    return list(log.to_frame()[columns].itertuples(index=False, name=None))


@pytest.mark.parametrize(
    ("trip", "told", "rows"),
    [
        (
            RIDDEN,
            {"vehicle": 2, "node": 4, "boarding_s": 1060, "alighting_s": 1800, "wait_s": 20, "ride_s": 740,
             "direct_s": 740, "walk_s": 140, "fare_eur": 3.5},
            [
                (950, Event.ACCEPTED, 2, 0, 4, 1060, 8), (1000, Event.TRIP_BEGAN, -1, 0, 3, 350, 8),
                (1060, Event.VEHICLE_TAKEN, 2, 0, 4, 20, 8), (1800, Event.VEHICLE_LEFT, 2, 0, 6, 0, 8),
                (1900, Event.TRIP_ENDED, -1, 0, 7, 5000, 8),
            ],
        ),
        (
            CHANGED,
            {"vehicle": 20, "node": 4, "boarding_s": 1180, "alighting_s": 3700, "wait_s": 420, "ride_s": 2040,
             "shift_s": 60, "fare_eur": 2},
            [
                (950, Event.ACCEPTED, 20, 0, 4, 1180, 8), (1000, Event.TRIP_BEGAN, -1, 0, 3, 200, 8),
                (1180, Event.CALLED, 20, 0, 4, 70, 8), (1180, Event.VEHICLE_TAKEN, 20, 0, 4, 120, 8),
                (1800, Event.CALLED, 20, 0, 5, 75, 8), (1800, Event.VEHICLE_LEFT, 20, 0, 5, 1, 8),
                (1860, Event.CALLED, 21, 0, 5, 76, 8), (1860, Event.VEHICLE_TAKEN, 21, 0, 5, 0, 8),
                (2400, Event.CALLED, 21, 0, 6, 79, 8), (2400, Event.VEHICLE_LEFT, 21, 0, 6, 0, 8),
                (2880, Event.CALLED, 31, 0, -1, 95, 8), (2880, Event.VEHICLE_TAKEN, 31, 0, -1, 300, 8),
                (3700, Event.CALLED, 31, 0, 8, 96, 8), (3700, Event.VEHICLE_LEFT, 31, 0, 8, 0, 8),
                (4000, Event.TRIP_ENDED, -1, 0, 7, 30_000, 8),
            ],
        ),
        (
            WALKED,
            {"vehicle": -1, "node": 3, "boarding_s": 1000, "alighting_s": 1600, "wait_s": 0, "ride_s": 0,
             "direct_s": 0, "walk_s": 600, "fare_eur": None},
            [
                (950, Event.ACCEPTED, -1, 0, 3, 1000, 8), (1000, Event.TRIP_BEGAN, -1, 0, 3, -1, 8),
                (1600, Event.TRIP_ENDED, -1, 0, 7, 800, 8),
            ],
        ),
    ],
)  # fmt: skip
def test_whoever_has_booked_goes(trip: Trip, told: dict[str, Any], rows: list[tuple[int, ...]]) -> None:
    """Arriving just in time is in time; a trip that costs nothing costs 0, not an unknown price."""
    service, log = begun(trip)
    ((offer,),) = service.offers(((Attempt(0, 0, 0, 0),),), 0)[0]
    assert {name: getattr(offer, name) for name in told} == told
    assert (offer.service, offer.departure_s, offer.arrival_s) == (4, trip.departure_s, trip.arrival_s)
    service._env.run(950)
    booked = service.book(offer, 8, 950)
    assert booked == (trip.vehicle, trip.begins_s)
    service._env.run()
    assert rows_of(log) == rows
    assert service.seen == ["booked", *((kind, second) for second, kind, vehicle, *_ in rows[1:] if vehicle >= 0)]
    free, _ = begun(trip._replace(price=0))
    assert free.offers(((Attempt(0, 0, 0, 0),),), 0)[0][0][0].fare_eur == 0


@pytest.mark.parametrize(
    ("trip", "reason", "final"),
    [
        (RIDDEN._replace(arrival_s=4001), Reason.LATEST_ARRIVAL_IMPOSSIBLE, True),
        (Reason.NO_ROAD, Reason.NO_ROAD, True),
        (Reason.PARTY_TOO_LARGE, Reason.PARTY_TOO_LARGE, True),
        (Reason.NO_VEHICLE, Reason.NO_VEHICLE, False),
    ],
)
def test_what_no_new_attempt_helps_is_final(trip: Trip | Reason, reason: Reason, final: bool) -> None:
    service, _ = begun(trip)
    assert service.offers(((Attempt(0, 0, 0, 0),),), 0) == [Refusal(reason, final=final)]


def test_an_offer_is_written_with_where_and_when_it_begins_anything_else_with_its_value() -> None:
    service, log = begun(RIDDEN)
    attempt = Attempt(0, 0, 0, 77)
    ((offer,),) = service.offers(((attempt,),), 0)[0]
    service.note(Event.OFFERED, attempt, 910, offer=offer)
    service.note(Event.DECLINED, attempt, 920, 3)
    assert rows_of(log) == [(910, Event.OFFERED, 2, 0, 4, 1060, -1), (920, Event.DECLINED, -1, 0, -1, 3, -1)]
    assert service.answers_at(attempt) == 77
    assert service.are_good([offer, offer], 0)
    assert (service.total, service.ended) == (0, 0)
