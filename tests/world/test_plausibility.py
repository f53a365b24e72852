"""Rules about what the files hold: each fires where it should, and is silent where it should."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from simulator import load_scenario
from simulator.network.graph import RoadNetwork
from simulator.scenario.day_models import HoursOfDays
from simulator.scenario.day_values import values_by_day
from simulator.world.plausibility import RULES, Inputs, notes_on_inputs
from tests.carsharing.worlds import station
from tests.worlds import demand_of, line_network, network_of, scenario_of, world_of

NETWORK = line_network(8)
NO_STOPS = np.zeros(0, dtype=np.int32)
RIDES: list[dict[str, Any]] = [
    {"submitted_s": 30_000 + number, "origin_node": number % 3, "destination_node": 4} for number in range(4)
]


def inputs(network: RoadNetwork = NETWORK, rides: list[dict[str, Any]] = RIDES, **changes: Any) -> Inputs:
    scenario = scenario_of(network, demand={"kind": "file", "requests_file": "requests.csv"}, **changes)
    world = world_of(network, [], **changes)
    depots = [("services.test.fleet.minibus.depots", row.depot, row.depot_node) for row in world.vehicles.itertuples()]
    return Inputs(scenario, network, network, depots, world.sites, NO_STOPS, demand_of(rides))


def told(given: Inputs) -> list[tuple[str, str]]:
    return [(note.rule, note.english) for note in notes_on_inputs(given)]


def test_an_ordinary_day_has_no_notes() -> None:
    assert told(inputs()) == []


@pytest.mark.parametrize(("kph", "silent"), [(15.5, True), (14.5, False), (109, True), (111, False), (600, False)])
def test_road_speeds(kph: float, silent: bool) -> None:
    rules = [rule for rule, _ in told(inputs(line_network(8, speed_kph=kph)))]
    assert ("road-speeds" not in rules) == silent
    assert ("fast-roads" in rules) == (kph > 200)


def test_a_few_fast_streets_are_counted() -> None:
    network = line_network(8)
    edges = network.edges.assign(travel_time=np.where(network.edges["u"] == 0, 10.0, 60.0))  # 1 km in 10 s
    found = told(inputs(replace(network, edges=edges)))
    assert found == [("fast-roads", "1 streets are driven faster than 200 km/h.")]


@pytest.mark.parametrize(("km", "silent"), [(29, True), (31, False), (100, False)])
def test_places_far_from_everything(km: int, silent: bool) -> None:
    network = network_of([(0, 1, 1000.0), (1, 2, 1000.0)], 3, spacing_m=1000.0 * km)
    site = {"name": "plug", "lon": 12.0, "lat": float(network.lat[0]), "plugs": 1, "power_kw": 11}
    rides = [{"submitted_s": 30_000, "origin_node": 1, "destination_node": 2}]
    given = inputs(network, rides, energy={"sites": [site]})
    found = [(rule, text) for rule, text in told(given) if rule.startswith("far")]
    expected = [] if silent else [
        ("far-depot", f"“home” is {km} km away from all stops and requests."),
        ("far-site", f"“plug” is {km} km away from all stops and requests."),
    ]  # fmt: skip
    assert found == expected
    near = np.zeros(1, dtype=np.int32)
    assert not [rule for rule, _ in told(replace(given, stops=near)) if rule.startswith("far")]


def test_places_of_requests_count_as_nodes_do() -> None:
    network = network_of([(0, 1, 1000.0)], 2, spacing_m=40_000.0)
    at_home = {"origin_lon": 12.0, "origin_lat": 53.0, "origin_node": -1}
    far = {"submitted_s": 30_000, "origin_node": 1, "destination_node": 1}
    assert "far-depot" in [rule for rule, _ in told(inputs(network, [far]))]
    assert "far-depot" not in [rule for rule, _ in told(inputs(network, [far | at_home]))]


@pytest.mark.parametrize(("late", "silent"), [(2, True), (3, False)])
def test_requests_outside_of_the_hours(late: int, silent: bool) -> None:
    service = {"hours": (0, 40_000)}
    rides = [ride | {"earliest_departure_s": 40_000} for ride in RIDES[:late]] + RIDES[late:]
    expected = (
        [] if silent else [("outside-hours", "75 percent of the requests are for times outside of the service hours.")]
    )
    assert told(inputs(rides=rides, service=service)) == expected


@pytest.mark.parametrize(("same", "silent"), [(2, True), (3, False)])
def test_requests_that_go_nowhere(same: int, silent: bool) -> None:
    rides = [ride | {"destination_node": ride["origin_node"]} for ride in RIDES[:same]] + RIDES[same:]
    expected = [] if silent else [("no-distance", "75 percent of the requests begin and end at the same place.")]
    assert told(inputs(rides=rides)) == expected


def test_a_day_without_requests_has_no_notes() -> None:
    assert told(inputs(rides=[])) == []
    assert len(RULES) == 8


def test_requests_on_days_without_hours_are_counted() -> None:
    """Saturday, Sunday: on Saturdays there are hours until 02:00 of the next night, which two of four wish for."""
    calendar = {"days": 2, "first_weekday": "sa"}
    wishes = [20 * 3600, 25 * 3600, 26 * 3600, 40 * 3600]
    rides = [ride | {"earliest_departure_s": wish} for ride, wish in zip(RIDES, wishes, strict=True)]

    def found(hours: Any, **more: Any) -> list[tuple[str, str]]:
        given = inputs(rides=rides, calendar=calendar, service={"hours": hours}, **more)
        notes = notes_on_inputs(given)
        return [(note.key, note.english) for note in notes if note.rule == "days-without-hours"]

    told = "requests are for days on which no service they ask has any hours."
    saturdays = {"weekday": ["05:00", "22:00"], "saturday": ["05:00", "26:00"]}
    assert found(saturdays) == [("services.test.hours", f"2 {told}")]
    assert found({"sunday": ["05:00", "22:00"]}) == [("services.test.hours", f"1 {told}")]
    assert found({"weekday": ["05:00", "22:00"]}) == [("services.test.hours", f"4 {told}")]
    assert found(["05:00", "06:00"]) == []  # outside of the hours, but not of a day with some
    cars = {"car_types": {"car": {"seats": 4}}, "stations": [station(NETWORK, 0)], "from_requests": {"stay": "1 h"}}
    assert found(saturdays, cars=cars, classes={"adult": {"asks": ["test", "cars"]}}) == []  # shared cars have no hours


@pytest.mark.parametrize(
    ("types", "beside", "wins"),
    [
        (["school_day"], ("school_day",), "school_day"),
        (["school_day", "saturday"], ("school_day", "holiday_weekday"), "school_day, holiday_weekday"),
        (["holiday_weekday"], ("holiday_weekday",), "holiday_weekday"),
        (["school_day", "holiday_weekday"], ("school_day",), None),  # holds in the holidays
        (["school_day"], ("holiday_weekday",), None),
        (["school_day"], (), None),
        (["saturday"], ("school_day",), None),  # no weekday at all
    ],
)
def test_weekdays_of_no_day(types: list[str], beside: tuple[str, ...], wins: str | None) -> None:
    hours = {name: ["05:00", "22:00"] for name in ("weekday", "saturday", "sunday", *beside)}
    given = inputs(calendar={"days": len(types), "day_types": types}, service={"hours": hours})
    found = [note for note in notes_on_inputs(given) if note.rule == "idle-weekday"]
    assert [note.key for note in found] == ([] if wins is None else ["services.test.hours.weekday"])
    if wins is not None:
        assert found[0].english == f"“weekday” holds on no simulated day: {wins}, set beside it, wins."


def test_values_by_type_of_day_are_found_wherever_they_stand() -> None:
    keys = [key for key, _ in values_by_day(load_scenario("prignitz/week"))]
    assert keys == ["demand.requests_per_day", "services.rufbus.hours", "services.rufbus.fleet.minibus.shift"]
    assert [key for key, _ in values_by_day(({"a": HoursOfDays(sunday=("05:00", "06:00"))}, 2))] == ["0.a"]


@pytest.mark.parametrize(
    ("calendar", "silent"),
    [
        ({"first_day": "2023-12-28", "days": 9, "state": "BB"}, True),
        ({"first_day": "2023-12-28", "days": 10, "state": "BB"}, False),  # beyond the table
        ({"first_day": "2031-05-05", "days": 2, "state": "BB"}, False),
        ({"first_day": "2019-12-31", "days": 2, "state": "BB"}, False),  # before it
        ({"first_day": "2022-05-02", "state": "BY"}, False),  # none at all
        ({"first_day": "2031-05-05"}, True),  # no state, so nobody asks for its holidays
        ({}, True),
        ({"first_day": "2031-05-05", "state": "BB", "day_types": ["school_day"]}, True),
        (
            {
                "first_day": "2031-05-05",
                "state": "BB",
                "day_types": dict.fromkeys(("mo", "tu", "we", "th", "fr"), "sunday"),
            },
            True,
        ),
        ({"first_day": "2031-05-05", "state": "BB", "day_types": {"mo": "sunday"}}, False),
    ],
)
def test_school_holidays_that_no_table_has(calendar: dict[str, Any], silent: bool) -> None:
    found = [text for rule, text in told(inputs(calendar=calendar)) if rule == "unknown-holidays"]
    assert bool(found) != silent
    if calendar.get("days") == 10:
        assert "from 2023-12-28 to 2024-01-06" in found[0]
