"""Who wants a car, before any car is looked for: institutions, the public, travellers; which stations are near."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from simulator.errors import ScenarioError
from simulator.network.snapping import snapper_of
from simulator.scenario.models import ServicePart
from simulator.services.carsharing.demand import (
    BookingRequests,
    _institutions_first,
    booking_requests,
    nodes_used,
    requests_for_cars,
    walk_s,
)
from simulator.services.carsharing.places import CarPlaces, car_places
from simulator.services.carsharing.world import Part
from simulator.tables import WHEN_REFUSED
from simulator.world.sites import site_table
from tests.carsharing.test_places import E_CAR, homes, zone
from tests.carsharing.worlds import HOUR, NOBODY, booking, scenario_of, station
from tests.worlds import DEGREE_M, demand_of, line_network

LINE = line_network(10)
DAY = 24 * HOUR
STATIONS = [station(LINE, 0, cars=2), station(LINE, 3), station(LINE, 5)]


def part_of(sharing: dict[str, Any], **more: Any) -> tuple[ServicePart[Any], CarPlaces]:
    scenario = scenario_of(sharing, **more)
    return scenario.parts[0], car_places(scenario.parts[0], LINE, site_table(scenario, LINE), 0)


def asked_of(
    sharing: dict[str, Any], rows: list[dict[str, Any]] | None = None, requests: pd.DataFrame = NOBODY, **more: Any
) -> BookingRequests:
    """Who asks; rows: bookings of the public, those of the scenario when not given."""
    part, places = part_of(sharing, **more)
    return booking_requests(part, LINE, places, requests, None if rows is None else pd.DataFrame(rows))


def test_institutions_book_their_car_on_each_of_their_days() -> None:
    """Two weekends from a Saturday on, with the Friday before; 60 km at the 40 km/h of drawn bookings."""
    fixed = {"institution": "school", "car": "s0-2", "days": ["fr", "sa"], "hours": ["20:00", "02:00"]}
    other = {"institution": "club", "car": "s0-1", "days": ["su"], "hours": ["08:00", "10:30"]}
    institutions = [one | {"length": "60 km"} for one in (fixed, other)]
    drawn = {"synthetic": {"bookings_per_day": 1, "localities": "none.csv", "speed": "40 km/h"}}
    calendar = {"days": 8, "warm_up": 1, "first_weekday": "sa"}
    sharing = {"stations": STATIONS, "community": institutions, "demand": drawn}
    table = asked_of(sharing, [booking(1, 0, 60)], calendar=calendar).table
    told = [
        "booking_id",
        "start_s",
        "planned_end_s",
        "station_id",
        "length_m",
        "drive_s",
        "late_s",
        "institution",
        "car",
    ]
    same = ["s0", 60_000, 5400, 0]
    assert table[told].to_numpy().tolist() == [
        ["s0-2-day-1-1", -4 * HOUR, 2 * HOUR, *same, "school", 1],
        ["s0-2-day1-1", 20 * HOUR, DAY + 2 * HOUR, *same, "school", 1],
        ["s0-2-day7-1", 6 * DAY + 20 * HOUR, 7 * DAY + 2 * HOUR, *same, "school", 1],
        ["s0-2-day8-1", 7 * DAY + 20 * HOUR, 8 * DAY + 2 * HOUR, *same, "school", 1],
        ["s0-1-day2-2", DAY + 8 * HOUR, DAY + 10 * HOUR + 1800, *same, "club", 0],
        ["b1", 0, 60, "s0", 10_000, 600, 0, "", -1],
    ]
    assert table["submitted_s"].tolist() == [-DAY] * 5 + [0]
    assert table["walk_up"].tolist() == [False] * 5 + [True]
    assert table.index.tolist() == list(range(6))
    assert set(table["request"]) == {-1}


def community(length: str, hours: tuple[str, str] = ("08:00", "12:00"), **more: Any) -> dict[str, Any]:
    fixed = {"institution": "school", "car": "s0-1", "hours": hours, "length": length}
    return {"stations": STATIONS, "community": [fixed], **more}


@pytest.mark.parametrize(("fits", "beyond"), [("100 km", "101 km"), ("125 km", "125.1 km")])
def test_institutions_drive_no_farther_than_time_and_energy_allow(fits: str, beyond: str) -> None:
    """Two hours at 50 km/h; of 30 kWh all but a reserve of 5 are used at 0.2 kWh/km."""
    by_time = fits == "100 km"
    hours = ("08:00", "10:00" if by_time else "12:00")
    more = {} if by_time else {"car_types": {"car": E_CAR}}
    assert len(asked_of(community(fits, hours, **more), []).table) == 1
    with pytest.raises(ScenarioError) as caught:
        asked_of(community(beyond, hours, **more), [])
    (problem,) = caught.value.problems
    assert problem.key == "services.cars.community[0].length"
    assert problem.message.startswith(beyond)
    assert ("take longer than the hours given" in problem.message) is by_time


@pytest.mark.parametrize(("cold_at", "fits"), [(8, False), (12, True)])
def test_an_institution_needs_the_energy_of_the_hour_in_which_it_begins(cold_at: int, fits: bool) -> None:
    """At 42 degrees below zero, 60 less than need no heating, that takes 120 kW, or 48 kWh in a drive of 24 minutes."""
    weather = {"temperature_c": [-42.0 if hour == cold_at else 20.0 for hour in range(24)]}
    sharing = community("20 km", car_types={"car": {**E_CAR, "climate_w_per_k": 2000}})
    if fits:
        assert len(asked_of(sharing, [], energy={"weather": weather}).table) == 1
        return
    with pytest.raises(ScenarioError, match="20 km a day and the reserve need more energy than s0-1 stores"):
        asked_of(sharing, [], energy={"weather": weather})


@pytest.mark.parametrize(
    ("others", "begins_s", "first_s"),
    [([50, 70], 0, 0), ([-30, 70], 0, -30), ([WHEN_REFUSED, 70], 20, 20), ([], 20, 20)],
)
def test_institutions_ask_before_anybody_else(others: list[int], begins_s: int, first_s: int) -> None:
    table = pd.DataFrame({"submitted_s": [5, *others], "institution": ["school", *[""] * len(others)]})
    assert _institutions_first(table, begins_s).tolist() == [first_s, *others]


def drawn(mode: str, folder: Path, people: dict[int, float], **more: Any) -> pd.DataFrame:
    demand = homes(folder, people)
    demand["synthetic"] |= {"bookings_per_day": 60, "scatter": "0 m", "walk_up_share": 0.25, "weekdays": [2] * 7}
    return asked_of({"mode": mode, "demand": demand, **more}).table


def test_drawn_bookings_begin_where_people_live_near_a_station(tmp_path: Path) -> None:
    """Those at nodes 6 and 9 live a kilometre from a station, and four."""
    people = {0: 0.1, 6: 0.1, 9: 500}
    near = {"stations": STATIONS, "booking": {"walk": "1100 m"}}
    table = drawn("round_trip", tmp_path, people, **near)
    assert table.index.tolist() == list(range(120))
    assert set(table["origin_lat"]) == {round(float(LINE.lat[node]), 6) for node in (0, 6)}
    assert table["destination_lat"].isna().all()
    assert 15 < table["walk_up"].sum() < 45
    assert (table["submitted_s"] < table["start_s"])[~table["walk_up"]].any()
    assert table["submitted_s"].is_monotonic_increasing
    one_way = drawn("one_way", tmp_path, people, **near)
    assert set(one_way["destination_lat"]) <= {round(float(LINE.lat[node]), 6) for node in (0, 6)}
    at_it = drawn("round_trip", tmp_path, {3: 100, 4: 900}, stations=STATIONS, booking={"walk": "0 m"})
    assert set(at_it["origin_lat"]) == {round(float(LINE.lat[3]), 6)}


def test_nobody_reserves_a_car_that_floats_freely(tmp_path: Path) -> None:
    table = drawn("free_floating", tmp_path, {2: 100, 4: 100, 9: 500}, zones=[zone(0, 5)])
    assert table.index.tolist() == list(range(120))
    assert table["walk_up"].all()
    assert (table["submitted_s"] == table["start_s"]).all()
    assert table["start_s"].is_monotonic_increasing
    ends = {round(float(LINE.lat[node]), 6) for node in (2, 4)}
    assert set(table["origin_lat"]) == set(table["destination_lat"]) == ends


@pytest.mark.parametrize(
    ("mode", "more", "said"),
    [
        ("round_trip", {"stations": STATIONS}, "nobody lives within 1000 m of a station (services.cars.booking.walk)"),
        ("free_floating", {"zones": [zone(0, 5)]}, "nobody lives in any zone"),
    ],
)
def test_bookings_are_not_drawn_where_nobody_lives(mode: str, more: dict[str, Any], said: str, tmp_path: Path) -> None:
    with pytest.raises(ScenarioError) as caught:
        drawn(mode, tmp_path, {8: 500}, **more)
    assert [(one.key, one.message) for one in caught.value.problems] == [
        ("services.cars.demand.synthetic.localities", said)
    ]


def test_bookings_of_a_file_are_known_no_sooner_than_the_first_day_begins(tmp_path: Path) -> None:
    """Of day -1 begins at midnight what is still simulated; a booking may begin in that very second."""
    rows = ["a,-1,00:00,01:00,-1,00:00", "b,0,08:00,09:00,-3,12:00", "c,0,08:00,09:00,-1,12:00"]
    head = "booking_id,day,start,end,submitted_day,submitted,station,length_km"
    text = "\n".join([head, *(f"{row},s3,5" for row in rows)])
    (tmp_path / "b.csv").write_text(text, encoding="utf-8")
    demand = {"bookings_file": str(tmp_path / "b.csv")}
    table = asked_of({"stations": STATIONS, "demand": demand}, calendar={"warm_up": 1}).table.set_index("booking_id")
    assert table["submitted_s"].to_dict() == {"a": -DAY, "b": -DAY, "c": -DAY // 2}
    assert table.loc["a", ["start_s", "planned_end_s", "length_m"]].tolist() == [-DAY, -DAY + HOUR, 5000]
    assert not len(asked_of({"stations": STATIONS}).table)


def place(end: str, metres: float) -> dict[str, float]:
    """Coordinates so far north of node 0."""
    return {f"{end}_lon": 12.0, f"{end}_lat": float(LINE.lat[0]) + metres / DEGREE_M}


@pytest.mark.parametrize(
    ("metres", "near"), [(-900, [0]), (1400, [0]), (1600, [1]), (3900, [1, 2]), (4100, [2, 1]), (7100, [])]
)
def test_stations_are_near_up_to_the_longest_walk(metres: float, near: list[int]) -> None:
    """At 0, 3 and 5 km, with a walk of 1.5 km; further south they lie the other way round."""
    ends = {**place("origin", metres), **place("destination", metres), "station_id": ""}
    asked = asked_of(
        {"mode": "one_way", "stations": STATIONS, "booking": {"walk": "1500 m"}}, [booking(1, 0, 1) | ends]
    )
    assert (asked.near, asked.near_end) == ([near], [near])
    nearest = [0, 3, 5][near[0]] if near else 7
    assert asked.table["origin_node"].tolist() == [nearest]
    assert asked.table["destination_node"].tolist() == [min(9, max(0, round(metres / 1000)))]


def test_named_stations_are_the_only_ones_and_a_place_is_where_a_drive_ends() -> None:
    rows = [
        booking(1, 0, 1) | {"station_id": "s3", "end_station_id": "s5", **place("origin", 0)},
        booking(2, 0, 1) | {"station_id": "s3", "end_station_id": "s5", **place("destination", 8000)},
        booking(3, 0, 1) | {"station_id": "s0"},
        booking(4, 0, 1) | {"station_id": "s0", "end_station_id": "s3", "origin_lon": 12, "destination_lat": 53},
    ]
    asked = asked_of({"mode": "one_way", "stations": STATIONS}, rows)
    assert (asked.near, asked.near_end) == ([[1], [1], [0], [0]], [[2], [2], [], [1]])
    assert asked.table["origin_node"].tolist() == [3, 3, 0, 0]
    assert asked.table["destination_node"].tolist() == [5, 8, -1, 3]
    assert asked.allowed.tolist() == [True] * 4


def test_cars_that_float_freely_have_no_stations_and_stay_in_the_zones() -> None:
    rows = [
        booking(n, 0, 1) | {"station_id": "", **place("origin", 1000), **place("destination", end)}
        for n, end in enumerate((4000, 8000))
    ]
    asked = asked_of({"mode": "free_floating", "zones": [zone(0, 5)]}, rows)
    assert (asked.near, asked.near_end) == ([[], []], [[], []])
    assert asked.table["origin_node"].tolist() == [1, 1]
    assert asked.table["destination_node"].tolist() == [4, 8]
    assert asked.allowed.tolist() == [True, False]


CLASSES = {"first": {"asks": ["cars"]}, "then": {"asks": ["walk", "cars"]}, "never": {"asks": ["walk"]}}


def test_travellers_ask_for_a_car_at_once_or_when_refused_elsewhere() -> None:
    """One comes from a place off the roads, one goes at once, one never asks for a car."""
    off = {"origin_node": -1, "origin_lon": 12.5, "origin_lat": 53.5}
    rows = [
        {"submitted_s": 60, "earliest_departure_s": 90, "traveller_class": "first", "destination_node": 4, **off},
        {"submitted_s": 70, "traveller_class": "never", "origin_node": 2, "destination_node": 4},
        {"submitted_s": 80, "traveller_class": "then", "origin_node": 5, "destination_node": 0},
    ]
    walk = {"kind": "own_means", "by": "walk"}
    cars = {"kind": "carsharing", "car_types": {"car": {"seats": 4}}, "stations": STATIONS, "mode": "one_way"}
    sections = {"services": {"cars": cars, "walk": walk}, "people": {"classes": CLASSES}}
    part, places = part_of({}, **sections)
    asking = requests_for_cars(part, demand_of(rows))
    assert asking["request"].tolist() == [0, 2]
    assert asking["asks_s"].tolist() == [60, WHEN_REFUSED]
    table = booking_requests(part, LINE, places, asking).table
    told = [
        "booking_id",
        "submitted_s",
        "start_s",
        "walk_up",
        "traveller_class",
        "request",
        "length_m",
        "planned_end_s",
    ]
    assert table[told].to_numpy().tolist() == [
        ["request-r0", 60, 90, False, "first", 0, -1, -1],
        ["request-r2", WHEN_REFUSED, 80, True, "then", 2, -1, -1],
    ]
    assert table["origin_lat"].tolist() == [53.5, float(LINE.lat[5])]
    assert table["destination_lat"].tolist() == [float(LINE.lat[4]), float(LINE.lat[0])]
    assert table["destination_lon"].tolist() == [12.0, 12.0]


@pytest.mark.parametrize(
    ("metres", "kph", "seconds"), [(1000, 3.6, 1000), (100, 4.5, 80), (100.7, 3.6, 101), (0, 5, 0)]
)
def test_walks_take_their_time(metres: float, kph: float, seconds: int) -> None:
    assert walk_s(metres, kph) == seconds


def test_cars_drive_between_stations_cars_chargers_and_the_ends_of_bookings() -> None:
    tables = (pd.DataFrame({"node": nodes}) for nodes in ([7, 2], [2], [9]))
    places: Any = SimpleNamespace(**dict(zip(("stations", "cars", "sites"), tables, strict=True)))
    asked: Any = SimpleNamespace(table=pd.DataFrame({"origin_node": [4, -1], "destination_node": [-1, 0]}))
    nodes = nodes_used(places, asked)
    assert (nodes.tolist(), nodes.dtype) == ([0, 2, 4, 7, 9], np.int32)


@pytest.mark.parametrize(
    ("demand", "steps"),
    [
        ({}, ["listed_stations"]),
        ({"bookings_file": "b.csv"}, ["listed_stations", "read_bookings"]),
        ({"synthetic": {"bookings_per_day": 1, "localities": "l.csv"}}, ["listed_stations", "read_localities"]),
    ],
)
def test_every_table_is_read_for_its_mistakes(demand: dict[str, Any], steps: list[str]) -> None:
    """What is wrong with bookings is told only where stations are known."""
    part, _ = part_of({"stations": STATIONS, "demand": demand})
    taken: list[Any] = []

    def done(step: Any, *given: Any) -> Any:
        taken.append((step.__name__, *given))
        return step(*given) if step.__name__ == "listed_stations" and known else None

    for known in (True, False):
        taken.clear()
        Part(part, None).read_alone(done)  # type: ignore[arg-type]
        assert [step[0] for step in taken] == [one for one in steps if known or one != "read_bookings"]
        if known and "bookings_file" in demand:
            assert taken[1][2] == ("s0", "s3", "s5")


def test_chargers_of_stations_cost_what_the_service_says() -> None:
    """Behind a site that all share: one station draws from that, one from its own, one from none."""
    town = {"name": "town", "lon": 12.0, "lat": float(LINE.lat[4]), "plugs": 2, "power": "11 kW"}
    stations = [station(LINE, 0, site="town"), station(LINE, 2, chargers=1), station(LINE, 6)]
    for price in (None, 0.4):
        scenario = scenario_of({"stations": stations, "eur_per_kwh": price}, energy={"sites": [town]})
        part = Part(scenario.parts[0], snapper_of(LINE))
        sites = part.add_sites(site_table(scenario, LINE), 5)
        assert sites["name"].tolist() == ["town", "s2: car-sharing"]
        assert part.sites_used() == {0, 1}
        assert [site for site, _ in part.prices()] == [1]
        assert part.prices()[0][1] == pytest.approx(np.nan if price is None else 0.4, nan_ok=True)
