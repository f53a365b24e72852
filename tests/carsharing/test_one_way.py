"""One-way trips between stations: places are kept, chains of bookings hold or are mended, staff balances."""

from __future__ import annotations

from simulator.tables import Event
from tests.carsharing.worlds import HOUR, booking, day, station
from tests.worlds import line_network

LINE = line_network(10)
ROAD = {"length_m": -1, "drive_s": -1, "planned_end_s": -1}


def to(number: int, start_s: int, origin: str, end: str, **more):
    places = {"station_id": origin, "end_station_id": end}
    return {**booking(number, start_s, start_s + HOUR, **{**ROAD, **more}), **places}


def network(*stations, **more):
    return {"mode": "one_way", "stations": list(stations), "booking": {"buffer": "0 s"}, **more}


def test_a_car_stays_where_it_was_left() -> None:
    sharing = network(station(LINE, 0, cars=1), station(LINE, 5))
    trips = [to(1, HOUR, "s0", "s5"), to(2, 2 * HOUR, "s0", "s5"), to(3, 3 * HOUR, "s5", "s0")]
    done = day(trips, sharing)
    assert done.status == ["used", "no_car", "used"]
    row = done.row("b1")
    assert (row.length_m, row.used_s, row.destination_node) == (5000, 5 * 60 + 300, 5)


def test_a_full_station_takes_no_more_cars() -> None:
    sharing = network(station(LINE, 0, cars=2), station(LINE, 5, capacity=1))
    trips = [to(1, 2 * HOUR, "s0", "s5", submitted_s=0), to(2, HOUR, "s0", "s5", submitted_s=60)]
    assert day(trips, sharing).status == ["used", "no_place"]


def test_bookings_ahead_follow_each_other_along_the_chain() -> None:
    sharing = network(station(LINE, 0, cars=1), station(LINE, 5), station(LINE, 8))
    first = to(1, 2 * HOUR, "s0", "s5", submitted_s=0)
    onward = to(2, 4 * HOUR, "s5", "s8", submitted_s=60)
    away = to(3, HOUR, "s0", "s8", submitted_s=120)  # would leave no car for the first
    assert day([first, onward, away], sharing).status == ["used", "used", "next_booking"]


def test_who_relied_on_a_cancelled_trip_is_told_or_gets_another_car() -> None:
    rules = {"buffer": "0 s", "cancellation": 1.0}
    chain = [to(1, 2 * HOUR, "s0", "s5", submitted_s=0), to(2, 4 * HOUR, "s5", "s0", submitted_s=0)]
    alone = network(station(LINE, 0, cars=1), station(LINE, 5))
    alone["booking"] = rules
    done = day(chain, alone)
    assert set(done.status) <= {"cancelled", "lost"}
    assert done.status[0] == "cancelled"


def test_staff_brings_cars_where_they_are_missing() -> None:
    stations = station(LINE, 0, cars=1), station(LINE, 5, capacity=2, cars=1)
    sharing = network(*stations, relocation={"policy": "balance", "hours": ["00:00", "24:00"], "every": "30 min"})
    done = day([to(1, HOUR, "s0", "s5"), to(2, 3 * HOUR, "s0", "s5")], sharing)
    assert done.status == ["used", "used"]
    assert done.count(Event.RELOCATION_ENDED) >= 1
    cars = done.tables.cars
    assert cars["relocated_m"].sum() == 5000 * cars["relocations"].sum()
    # sent at one o'clock: five minutes to the car, ten minutes with it, five minutes back
    first = done.events[done.events["kind"] == Event.RELOCATION_ENDED].iloc[0]
    assert first["time_s"] == HOUR + 300 + 600 + 300
    assert cars["staff_s"].max() == 300 + 600 + 300


def test_without_staff_they_go_without() -> None:
    sharing = network(station(LINE, 0, cars=1), station(LINE, 5, capacity=2, cars=1))
    assert day([to(1, HOUR, "s0", "s5"), to(2, 3 * HOUR, "s0", "s5")], sharing).status == ["used", "no_car"]
