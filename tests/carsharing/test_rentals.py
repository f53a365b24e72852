"""Bookings on the roads: how far and how long, between which stations, who never gets a car, when they end."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from simulator.demand.luck import exponential, luck
from simulator.reasons import Refusal
from simulator.services.carsharing.rentals import CarsharingWorld, _delays, _planned_ends, worth_driving
from simulator.services.carsharing.schema import Config
from simulator.tables import NO_TIME, WHEN_REFUSED
from tests.carsharing.test_demand import place
from tests.carsharing.test_free_floating import floating, trip
from tests.carsharing.worlds import HOUR, booking, scenario_of, station, world_of
from tests.worlds import cars_in, line_network, network_of

LINE = line_network(10)
STATIONS = [station(LINE, 0, cars=1), station(LINE, 3), station(LINE, 5)]
ROAD = {"station_id": "", "length_m": -1, "drive_s": -1, "planned_end_s": -1}


def shared_of(rows: list[dict[str, Any]], sharing: dict[str, Any], network=LINE, **more: Any) -> CarsharingWorld:
    return cars_in(world_of(network, scenario_of({"stations": STATIONS, **sharing}, **more), rows))


def config(**more: Any) -> Config:
    return Config.model_validate({"stations": STATIONS, "car_types": {"car": {"seats": 4}}, **more})


RULE = {"from_requests": {"stay": "20 min", "rounded_to": "10 min"}}


@pytest.mark.parametrize(
    ("mode", "told", "end_s"),
    [
        ("round_trip", (0, NO_TIME, 600), 1800),
        ("round_trip", (0, NO_TIME, 601), 2400),
        ("round_trip", (0, NO_TIME, 0), 1200),
        ("round_trip", (0, NO_TIME, NO_TIME), 1200),
        ("round_trip", (-90, NO_TIME, 0), 1200),
        ("round_trip", (600, 700, 1800), 700),
        ("round_trip", (600, 630, 0), 660),  # no booking is shorter than a minute
        ("one_way", (50, NO_TIME, 600), 950),  # five minutes for parking
        ("one_way", (50, NO_TIME, 0), 350),
        ("one_way", (50, NO_TIME, NO_TIME), 350),
        ("one_way", (50, 400, 600), 400),
    ],
)
def test_bookings_end_when_they_say_or_after_drive_and_stay(mode: str, told: tuple[int, int, int], end_s: int) -> None:
    start_s, planned_s, drive_s = told
    table = pd.DataFrame({"start_s": [start_s], "planned_end_s": [planned_s]})
    assert _planned_ends(config(mode=mode, **RULE), table, np.array([drive_s])).tolist() == [end_s]


def test_cars_come_back_as_late_as_told_or_drawn() -> None:
    """A share of a quarter is late, by a mean of ten minutes, rounded up; what the file tells is so."""
    names = [f"b{number}" for number in range(400)]
    table = pd.DataFrame({"booking_id": names, "late_s": [120, 0] + [NO_TIME] * 398})
    found = _delays(5, config(booking={"late_share": 0.25, "late_mean": "10 min"}), table)
    assert found[:2].tolist() == [120, 0]
    late, how = luck(5, "car late", names, 2).T
    expected = np.where(late < 0.25, np.ceil(exponential(how, 600)), 0)
    assert found[2:].tolist() == expected[2:].tolist()
    assert 70 < (found > 0).sum() < 130
    assert _delays(5, config(), table)[2:].max() == 0


def test_length_and_time_are_those_of_the_road_where_none_are_told() -> None:
    """There and back from the station, a minute a kilometre; what is told without a time is driven at 50 km/h."""
    rows = [
        booking(1, HOUR, 0) | ROAD | place("origin", 100) | place("destination", 4100),
        booking(2, HOUR, 2 * HOUR) | {"length_m": 10_001, "drive_s": -1},
        booking(3, HOUR, 2 * HOUR) | {"length_m": 10_001, "drive_s": 5},
        booking(4, HOUR, 2 * HOUR) | {"length_m": -1, "drive_s": -1},
    ]
    shared = shared_of(rows, {})
    told = ["length_m", "drive_s", "station", "end_station", "planned_end_s"]
    assert shared.bookings[told].to_numpy().tolist() == [
        [8000, 480, 0, -1, HOUR + 8100],  # and two hours there, up to the next quarter of an hour
        [10_001, 721, 0, -1, 2 * HOUR],
        [10_001, 5, 0, -1, 2 * HOUR],
        [-1, -1, 0, -1, 2 * HOUR],
    ]
    assert shared.by_road.tolist() == [True, False, False, True]
    assert shared.ways == [[(0, [0])]] * 4
    goes = shared_of(rows[:2], {"mode": "one_way"})
    assert goes.ways[1] == [(0, [0])]  # nobody says where to, so it comes back
    one_way = goes.bookings.iloc[0]
    assert one_way[told].tolist() == [4000, 240, 0, 2, HOUR + 240 + 300]
    assert shared.bookings["booking"].tolist() == [0, 1, 2, 3]


def test_who_can_never_get_a_car_is_told_why() -> None:
    island = network_of([*((n, n + 1, 1000.0) for n in range(8)), (9, 10, 1000.0)], 11)
    round_trips = [
        booking(n, HOUR, 0) | ROAD | place("origin", 0) | place("destination", metres)
        for n, metres in enumerate((2000, 0, 9000))
    ]
    shared = shared_of(round_trips, {}, island)
    assert shared.refused_at_once == {1: Refusal.WALK_INSTEAD, 2: Refusal.NO_ROAD}
    assert shared.bookings[["length_m", "drive_s"]].to_numpy().tolist() == [[4000, 240], [0, 0], [0, 0]]
    free = [trip(0, HOUR, 1, 6), trip(1, HOUR, 2, 2), trip(2, HOUR, 2, 9)]
    world = world_of(LINE, scenario_of(floating()), free)
    assert cars_in(world).refused_at_once == {1: Refusal.WALK_INSTEAD, 2: Refusal.OUTSIDE_ZONE}


def ways(origin_m: float, destination_m: float, walk: str = "2500 m", **more: Any) -> CarsharingWorld:
    row = booking(1, HOUR, 0) | ROAD | place("origin", origin_m) | place("destination", destination_m) | more
    return shared_of([row], {"mode": "one_way", "booking": {"walk": walk}})


@pytest.mark.parametrize(
    ("ends", "found", "refused"),
    [
        ((0, 4000), [(0, [1, 2])], None),
        ((1600, 4600), [(1, [2]), (0, [2])], None),  # from the station at 3 km as from that at 0
        ((1400, 2950), [(0, [1]), (1, [])], None),
        ((0, 8000), [(0, [])], Refusal.NO_STATION_THERE),
        ((0, 500), [(0, [])], Refusal.WALK_INSTEAD),
        ((8000, 0), [], None),  # no station is near, which is found as somebody asks
    ],
)
def test_a_trip_by_car_leaves_less_to_walk(
    ends: tuple[float, float], found: list[tuple[int, list[int]]], refused: Refusal | None
) -> None:
    """Stations lie at 0, 3 and 5 km; people walk two and a half."""
    shared = ways(*ends)
    assert shared.ways == [found]
    assert shared.bookings["station"].tolist() == [found[0][0] if found else -1]
    assert shared.refused_at_once == ({} if refused is None else {0: refused})


def test_a_metre_less_isworth_driving() -> None:
    """From station 0, where somebody stands, to that at 3 km: the rest of the walk against the whole of it."""
    assert ways(0, 1501.5).ways == [[(0, [1])]]
    assert ways(0, 1500.4).ways == [[(0, [])]]
    named = {"station_id": "s0", "end_station_id": "s3", **dict.fromkeys(place("origin", 0), np.nan)}
    assert ways(0, 1000, **named, **dict.fromkeys(place("destination", 0), np.nan)).ways == [[(0, [1])]]
    origin, *xy = np.array([[0.0, 0.0], [0.0, 0.0], [0.0, 1.0], [0.0, 1.1]])
    found = worth_driving([0], [1, 2], [7, 8, 9], np.array(xy), origin, np.array([0.0, 100.0]))
    assert found == [(0, [2])]
    told = {"length_m": 100, "drive_s": 10, "planned_end_s": 2 * HOUR}
    assert ways(0, 600, **told).ways == [[(0, [0, 1])]]  # whoever says how far drives there


def absences(folder_seed: int, **rules: Any) -> pd.DataFrame:
    rows = [booking(n, 1000, 2000, submitted_s=200 if n % 2 else 1000) for n in range(300)]
    rows += [booking(n, 1000, 2000, submitted_s=WHEN_REFUSED, request=n) for n in range(300, 310)]
    fixed = {"institution": "school", "car": "s0-1", "hours": ["08:00", "09:00"], "length": "1 km"}
    return shared_of(rows, {"booking": rules, "community": [fixed]}, seed=folder_seed).bookings


def test_some_cancel_at_any_moment_until_the_start_and_some_do_not_come() -> None:
    """Institutions always come, and so does whoever asks for a car at once."""
    table = absences(3, cancellation=0.3, no_show=0.4)
    names = table["booking_id"].tolist()
    share, when = luck(3, "car cancellation", names, 2).T
    missing = luck(3, "car no-show", names)[:, 0] < 0.4
    public, walk_up = (table["institution"] == "").to_numpy(), table["walk_up"].to_numpy()
    asked_s = table["submitted_s"].replace(WHEN_REFUSED, 1000).to_numpy()
    second = asked_s + (when * (1000 - asked_s)).astype(int)
    cancels = public & (share < 0.3) & (second < 1000)
    assert table["cancelled_s"].tolist() == np.where(cancels, second, NO_TIME).tolist()
    assert 25 < cancels.sum() < 65
    assert table["no_show"].tolist() == (public & missing & ~walk_up & ~cancels).tolist()
    assert table["no_show"].sum() > 25
    assert (
        absences(3, cancellation=1.0)["cancelled_s"].tolist()
        == np.where(public & (asked_s < 1000), second, NO_TIME).tolist()
    )


def test_the_second_before_the_first_day_stands_for_no_cancellation() -> None:
    """Asked for two seconds before midnight: whoever would cancel in the second of them does so in the first."""
    rows = [booking(n, 0, 600, submitted_s=-2) for n in range(20)]
    table = shared_of(rows, {"booking": {"cancellation": 1.0}}, calendar={"warm_up": 1}).bookings
    assert set(table["cancelled_s"]) == {-2}


def test_the_service_begins_with_who_asks_first_and_ends_with_the_last_car_back() -> None:
    rows = [booking(1, HOUR, 2 * HOUR, submitted_s=-50, late_s=90), booking(2, HOUR, HOUR + 600)]
    shared = shared_of([*rows, booking(3, HOUR, HOUR + 60, submitted_s=WHEN_REFUSED)], {})
    assert (shared.begins_s, shared.ends_s) == (-50, 2 * HOUR + 90)
    assert shared_of(rows[1:], {}).begins_s == 0
    warm = shared_of(rows[1:], {}, calendar={"warm_up": 1})
    assert (warm.begins_s, warm.ends_s) == (-24 * HOUR, HOUR + 600)
    nobody = SimpleNamespace(bookings=pd.DataFrame({"actual_end_s": [-60]}))
    assert CarsharingWorld.ends_s.fget(nobody) == 0  # type: ignore[attr-defined]


def test_of_some_of_the_requests_the_bookings_have_other_numbers() -> None:
    rows = [booking(n, HOUR, 2 * HOUR, request=request) for n, request in enumerate((2, -1, 0, 1))]
    only = shared_of(rows, {}).only(np.array([1, -1, 0], dtype=np.int32))
    assert only.bookings["request"].tolist() == [0, -1, 1, -1]
    assert only.bookings["request"].dtype == np.int32
