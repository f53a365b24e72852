"""What travellers are told of a car, what is written of their asking, and where cars stand for them."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from simulator.engine.agenda import Clock
from simulator.engine.log import EventLog
from simulator.event_kinds import Event
from simulator.fleet.car_calendar import Reservation
from simulator.reasons import Fallback, Refusal
from simulator.services import protocol
from simulator.services.carsharing.free_floating import Walks
from simulator.services.carsharing.service import NOBODY, CarSharing
from simulator.services.carsharing.told import Rental, Told
from simulator.services.charging import ChargingSites
from simulator.services.protocol import Attempt
from tests.carsharing.test_demand import place
from tests.carsharing.test_rentals import LINE, ROAD, shared_of
from tests.carsharing.worlds import HOUR, booking, scenario_of, station, world_of
from tests.worlds import cars_in

ASKED = Attempt(0, 0, 0, 0, compares=True)
FARES = {"per_hour": "2 EUR", "per_night_hour": "1 EUR", "per_km": "0.5 EUR"}


def told(mode: str, start_s: int, floating: bool = False, row: dict[str, Any] | None = None, **more: Any) -> Any:
    """An offer of a car at node 0 that is driven to node 3, in 601 s over 9 km, until an hour after the start.

    Whoever asks comes 500 m from the north, wants to go to node 4, a kilometre from the car, and to leave at 19:30;
    walks of 5 km/h take 360 and 720 s.
    """
    row = place("origin", 500) | place("destination", 4000) if row is None else row
    sharing = {"mode": mode, "booking": {"walk_speed": "5 km/h"}, **more}
    shared = shared_of([booking(1, HOUR, 0) | ROAD | row], sharing)
    cars: Any = SimpleNamespace(node=lambda station: station, floating=floating)
    granting: Any = SimpleNamespace(drive=lambda number, taken, begins_s, known_s: (601, 9000))
    taken = Reservation(0, start_s, start_s + HOUR, 0, 3, 0)
    return Told(shared, cars, granting, 7).offer(ASKED, Rental(0, 5, taken, 0, 0), HALF_PAST_SEVEN, 60)


HALF_PAST_SEVEN = 19 * HOUR + 1800
TIMES = ("departure_s", "boarding_s", "alighting_s", "arrival_s")


def test_a_car_at_a_station_is_walked_to_beforehand_and_left_for_a_walk() -> None:
    offer = told("one_way", HALF_PAST_SEVEN, fares=FARES)
    assert [getattr(offer, name) - HALF_PAST_SEVEN for name in TIMES] == [-360, 0, 601, 601 + 720]
    assert (offer.wait_s, offer.ride_s, offer.direct_s, offer.walk_s) == (0, 601, 601, 1080)
    assert (offer.service, offer.vehicle, offer.node, offer.attempt) == (7, 5, 0, ASKED)
    assert offer.fare_eur == 0.5 * 2 + 0.5 * 1 + 9 * 0.5  # half an hour by day, half an hour at night
    assert told("one_way", HALF_PAST_SEVEN).fare_eur is None


def test_of_a_round_trip_half_the_drive_leads_there() -> None:
    offer = told("round_trip", HALF_PAST_SEVEN, fares=FARES)
    assert [getattr(offer, name) - HALF_PAST_SEVEN for name in TIMES] == [-360, 0, 301, 301]
    assert (offer.ride_s, offer.direct_s, offer.walk_s, offer.fare_eur) == (301, 301, 360, 6.0)


@pytest.mark.parametrize(
    ("after_s", "floating", "wait_s"), [(0, False, 0), (90, False, 90), (360, True, 0), (400, True, 40)]
)
def test_a_car_is_waited_for_unless_one_walks_to_it(after_s: int, floating: bool, wait_s: int) -> None:
    assert told("one_way", HALF_PAST_SEVEN + after_s, floating).wait_s == wait_s


def test_nobody_walks_from_or_to_a_place_that_is_not_known() -> None:
    named = {"station_id": "s0", "end_station_id": "s3"}
    offer = told("one_way", HALF_PAST_SEVEN, row=named)
    assert (offer.walk_s, offer.departure_s) == (0, HALF_PAST_SEVEN)
    here = told("one_way", HALF_PAST_SEVEN, row={"station_id": "s0", "length_m": 1, "drive_s": 1})
    assert here.walk_s == 0


def service() -> tuple[CarSharing, EventLog]:
    """Two bookings of which the second stands for request 0; no booking has begun."""
    rows = [booking(1, HOUR, 2 * HOUR), booking(2, 2 * HOUR, 3 * HOUR, request=0)]
    world = world_of(LINE, scenario_of({"stations": [station(LINE, 0, cars=2)]}), rows)
    env, log = Clock(), EventLog()
    return CarSharing(env, log.of(0), cars_in(world), world.roads, ChargingSites(env, world.sites), 0), log


def rows_of(log: EventLog) -> list[tuple[Any, ...]]:
    events = log.to_frame()
    return list(events[["kind", "vehicle", "request", "node", "value", "ride"]].itertuples(index=False, name=None))


@pytest.mark.parametrize(
    ("kind", "value", "row"),
    [
        (Event.REJECTED, Refusal.NO_CAR, (Event.BOOKING_REFUSED, -1, Refusal.NO_CAR)),
        (Event.GAVE_UP, Fallback.STAY, (Event.BOOKING_GAVE_UP, -1, Fallback.STAY)),
        (Event.DECLINED, 1, (Event.BOOKING_NOT_CHOSEN, -1, NOBODY)),
        (Event.CHOSEN, 3, (Event.BOOKING_NOT_CHOSEN, -1, 3)),
        (Event.OFFERED, 0, None),
    ],
)
def test_what_travellers_do_is_written_of_their_booking(kind: Event, value: int, row: Any) -> None:
    cars, log = service()
    cars.note(kind, ASKED, 60, value)
    assert rows_of(log) == ([] if row is None else [(row[0], row[1], 1, -1, row[2], -1)])


@pytest.mark.parametrize(("now_s", "start_s"), [(60, 2 * HOUR), (2 * HOUR + 9, 2 * HOUR + 9)])
def test_a_traveller_asks_for_a_car_from_now_on(now_s: int, start_s: int) -> None:
    cars, log = service()
    cars.note(Event.SUBMITTED, ASKED, now_s)
    assert rows_of(log) == [(Event.BOOKING_ASKED, -1, 1, 0, start_s, -1)]
    assert (cars.total, cars.ended) == (1, 0)
    assert cars.answers_at(ASKED._replace(asked_s=77)) == 77


def test_an_offer_is_good_until_time_passes_or_any_car_is_given_away() -> None:
    cars, log = service()
    (bundle,) = cars.offers([(ASKED,)], 60)[0]
    (offer,) = bundle
    assert offer.what.car == 0
    assert cars.are_good([offer], 60)
    assert not cars.are_good([offer], 61)
    assert not cars.are_good([offer, offer], 60)
    assert len(log) == 0
    plain = cars.offers([(ASKED._replace(compares=False),)], 60)[0][0][0]
    assert (plain.boarding_s, plain.what.car, plain.what.version) == (-1, 0, offer.what.version)
    booked = cars.book(offer, 0, 60)
    assert (booked.vehicle, booked.boarding_s) == (0, 2 * HOUR)
    assert not cars.are_good([offer], 60)
    written = len(log)
    cars.cancel(0, 60)
    cars.nobody_comes(0, 0)
    assert len(log) == written
    assert not cars._no_show[1]


def test_who_is_refused_a_car_does_not_ask_again() -> None:
    """Longer than the week for which a car can be booked at most."""
    cars, _ = service()
    cars.granting._lasts_s[1] = 7 * 24 * HOUR + 1
    assert cars.offers([(ASKED,)], 60) == [protocol.Refusal(Refusal.TOO_LONG, final=True)]
    cars.granting._lasts_s[1], cars._planned_s[1] = 7 * 24 * HOUR, 2 * HOUR + 7 * 24 * HOUR
    assert cars.offers([(ASKED,)], 60)[0][0][0].what.reservation.end_s == 2 * HOUR + 7 * 24 * HOUR


def test_free_cars_in_walking_range_are_found_nearest_first_then_by_number() -> None:
    """A walk of a second a metre; cars 1 and 4 stand in one place, one is in use, one is booked, one stands too far."""
    places = [(0.0, 50.0), (0.0, 30.0), (0.0, 10.0), (0.0, -20.0), (0.0, 30.0), (0.0, 50.1)]
    free = [SimpleNamespace(number=n, place=n, current=None, ahead=[]) for n in range(6)]
    free[2].current, free[3].ahead = "used", ["booked"]
    world: Any = SimpleNamespace(
        config=SimpleNamespace(booking=SimpleNamespace(walk_m=50.0, walk_kph=3.6)),
        node_xy_m=np.array(places) + np.array([7, 5]),
        origin_xy_m=np.array([(7.0, 5.0)]),
    )
    cars: Any = SimpleNamespace(cars=list(reversed(free)))
    assert Walks(cars, world).near(0) == [(1, 30), (4, 30), (0, 50)]
    cars.cars = [free[2]]
    assert Walks(cars, world).near(0) == []
