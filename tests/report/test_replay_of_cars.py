"""What the replay is told of shared cars, worked out by hand on a road with a node every kilometre, a minute apart."""

from __future__ import annotations

import pytest

from simulator.analysis.run import RunData
from simulator.analysis.services import RideInputs
from simulator.analysis.tables import tables_of_all_services
from simulator.report.replay.cars import DRIVING, OUT, PARKED, STANDING, Traffic, all_traffic, count_rentals
from simulator.report.replay.moves import ALL_STATES, OFF_DUTY, follow_vehicles
from simulator.report.replay.packing import unpack
from simulator.report.replay.payload import build_replay
from simulator.tables import CARS, REQUEST_INPUT_DTYPES, VEHICLE_INPUT_DTYPES, ServiceName, no_rows
from tests.carsharing.test_one_way import network, to
from tests.carsharing.worlds import HOUR, Day, booking, day, station
from tests.worlds import line_network

LINE = line_network(10)
DAY = 24 * HOUR
SHARING = {"stations": [station(LINE, 1, cars=2)]}


def run_of(day: Day) -> RunData:
    """Return a run of car-sharing alone."""
    vehicles = no_rows({"service": "string", **VEHICLE_INPUT_DTYPES})
    requests = no_rows({"service": "string", **REQUEST_INPUT_DTYPES})
    services = [ServiceName(0, "cars", CARS)]
    tables = tables_of_all_services(RideInputs(day.events, requests, vehicles), services)
    inputs = type(day.inputs)(*(
        table.assign(service="cars") for table in (day.inputs.stations, day.inputs.cars, day.inputs.bookings)
    ))  # fmt: skip
    return RunData(
        "cars", {}, "", {"requests": 0, "vehicles": 0, "carsharing_cars": len(day.inputs.cars)}, tables, "",
        network=day.world.network, services=tuple(services), carsharing=day.tables, car_inputs=inputs,
    )  # fmt: skip


def legs(traffic: Traffic) -> list[list[int]]:
    columns = ["vehicle", "departed_s", "arrived_s", "from_node", "to_node"]
    return traffic.legs[columns].to_numpy().tolist()


def states(traffic: Traffic, car: int) -> list[tuple[int, int, str]]:
    rows = traffic.states[traffic.states["vehicle"] == car]
    return list(zip(rows["began_s"].tolist(), rows["ended_s"].tolist(), rows["state"], strict=True))


@pytest.fixture(scope="module")
def round_trips() -> RunData:
    """From node 1 to node 5 and back with a stay, four minutes each way; and one whose way nobody told."""
    there = {f"destination_{axis}": float(getattr(LINE, axis)[5]) for axis in ("lon", "lat")}
    known = booking(1, 8 * HOUR, 11 * HOUR, station_id="s1", length_m=-1, drive_s=-1, **there)
    others = [booking(number, 12 * HOUR, 13 * HOUR, station_id="s1") for number in (2, 3, 4)]
    return run_of(day([known, *others], SHARING))


def test_a_round_trip_goes_there_stays_and_comes_back(round_trips) -> None:
    traffic = all_traffic(round_trips)
    assert traffic.vehicles == 0 and len(traffic.names) == 2
    (out, back) = legs(traffic)
    car = out[0]
    assert out[1:] == [8 * HOUR, 8 * HOUR + 240, 1, 5]
    assert back == [car, 11 * HOUR - 240, 11 * HOUR, 5, 1]
    assert traffic.legs["length_m"].tolist() == [4000, 4000]
    assert states(traffic, car) == [
        (0, 8 * HOUR, PARKED), (8 * HOUR, 8 * HOUR + 240, DRIVING), (8 * HOUR + 240, 11 * HOUR - 240, STANDING),
        (11 * HOUR - 240, 11 * HOUR, DRIVING), (11 * HOUR, 12 * HOUR, PARKED), (12 * HOUR, 13 * HOUR, OUT),
        (13 * HOUR, DAY, PARKED),
    ]  # fmt: skip
    assert states(traffic, 1 - car) == [(0, 12 * HOUR, PARKED), (12 * HOUR, 13 * HOUR, OUT), (13 * HOUR, DAY, PARKED)]


def test_cars_are_packed_like_vehicles(round_trips) -> None:
    moves = follow_vehicles(all_traffic(round_trips), LINE)
    assert moves.vehicles.tolist() == [0, 1]
    assert sorted(moves.arrays["vehicle_legs"].tolist()) == [0, 2]
    assert moves.arrays["leg_steps"].tolist() == [4, 4]
    assert moves.arrays["vehicle_start"].tolist() == [1, 1]
    codes = moves.arrays["state_code"].tolist()
    assert codes.count(OFF_DUTY) == 2 and codes[-1] == OFF_DUTY
    assert ALL_STATES[codes[0]] == PARKED


def test_bookings_stand_where_they_were_to_begin(round_trips) -> None:
    """Of four, one is refused: two cars are there."""
    found = count_rentals(round_trips)
    assert found["status"].tolist().count("served") == 3
    assert set(zip(found["lon"], found["lat"], found["name"], strict=True)) == {
        (float(LINE.lon[1]), float(LINE.lat[1]), found["name"].iloc[0])
    }
    replay = build_replay(round_trips, LINE)
    arrays = unpack(replay["arrays"])
    assert (arrays["rental_served"].tolist(), arrays["rental_left"].tolist()) == ([3], [1])
    assert (replay["has_rides"], replay["has_cars"], replay["rides"], len(replay["vehicles"])) == (False, True, 0, 2)


def test_one_way_trips_and_drives_of_staff_end_where_the_car_is_left() -> None:
    """From node 0 to 5 in five minutes, ten with getting in and out; staff then brings a car back, five minutes."""
    stations = station(LINE, 0, cars=1), station(LINE, 5, capacity=2, cars=1)
    sharing = network(*stations, relocation={"policy": "balance", "hours": ["00:00", "24:00"], "every": "30 min"})
    done = day([to(1, HOUR, "s0", "s5")], sharing)
    traffic = all_traffic(run_of(done))
    first, second = sorted(legs(traffic), key=lambda leg: leg[1])
    assert first[1:] == [HOUR, HOUR + 300, 0, 5]
    assert second[1:] == [HOUR + 900, HOUR + 1200, 5, 0]
    rental = [row for row in states(traffic, first[0]) if HOUR <= row[0] < HOUR + 600]
    assert [state for *_, state in rental][:2] == [DRIVING, STANDING]


def test_rentals_of_the_warm_up_are_left_out_but_for_where_they_end() -> None:
    done = day([to(1, -2 * HOUR, "s0", "s5", submitted_s=-DAY)], network(station(LINE, 0, cars=1), station(LINE, 5)),
               calendar={"warm_up": 1})  # fmt: skip
    traffic = all_traffic(run_of(done))
    assert legs(traffic) == []
    assert states(traffic, 0) == [(0, DAY, PARKED)]
    assert follow_vehicles(traffic, LINE).arrays["vehicle_start"].tolist() == [5]


def test_a_run_without_cars_has_its_vehicles_alone() -> None:
    assert count_rentals(RunData("none", {}, "", {}, None, "")).empty  # type: ignore[arg-type]
