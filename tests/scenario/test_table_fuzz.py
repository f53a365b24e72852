"""Tables with any cell gone wrong are read, or refused in words: no reader ends with a traceback."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from simulator.demand.bookings_file import read_bookings
from simulator.demand.places import read_attractors, read_localities
from simulator.demand.requests_file import read_requests
from simulator.errors import InputError
from simulator.input_table import Reading
from simulator.network.stop_file import read_stop_file
from simulator.scenario.loader import load_scenario
from simulator.scenario.models import Scenario
from simulator.services.carsharing.station_list import listed_stations
from simulator.world.build import build_world
from simulator.world.vehicle_list import listed_vehicles
from tests.scenario.tables_day import loaded, scenario_with, swap
from tests.worlds import line_network, scenario_of

DATED = Reading(first_day=date(2026, 5, 4), days=range(366))
CELLS = [
    *("", " ", "-1", "0", "1", "2.0", "2,5", "1.234,5", "nan", "inf", "1e400", "9" * 30, "-0.0", "x", "ü", "٣", "1_0"),
    *("08:00", "8:61", "47:59:59", "48:00", "00:00", "2026-05-04 08:00", "2026-05-03 23:59:59", "2036-05-04 08:00"),
    *(
        "04.05.2026 08:00",
        "2026-13-04 08:00",
        "2026-05-04T08:00Z",
        "a",
        "A",
        "minibus",
        '"',
        "\x07",
        "\ufeff",
        "a" * 300,
    ),
]
REQUESTS = """\
request_id;submitted;earliest_departure;earliest_arrival;latest_arrival;origin_lon;origin_lat;origin_node;destination_lon;\
destination_lat;destination_node;party_size;wheelchairs;parcels;traveller_class;purpose
a;07:00;08:00;;;12;53;;12;53.09;;1;0;0;adult;x
b;;08:00;08:05;09:30;12;53;;12;53.09;;1;1;2;adult;
"""
STOPS = "stop_id;name;lon;lat;kind;weight\nA;A;12;53;bus;1\nB;B;12;53.045;rail;2\n"
LOCALITIES = "locality;lon;lat;population\nA;12;53;100\nB;12;53.045;20.5\n"
STATIONS = """\
id;name;lon;lat;capacity;cars;car_type;chargers;charger_kw;grid_kw;site;population
a;A;12;53;2;1;small;1;11;22;;100
b;B;12;53.045;2;1;;;;;;
"""
BOOKINGS = """\
booking_id;day;start;end_day;end;submitted_day;submitted;station;end_station;origin_lon;origin_lat;destination_lon;\
destination_lat;length_km;drive_min;late_min;traveller_class
a;0;13:00;;15:00;;;a;;;;;;20;30;5;
b;;14:00;;15:00;;13:00;;b;12;53;12;53.09;;;;
"""
VEHICLES = (
    "vehicle_id;type;depot;start_lon;start_lat;shift_start;shift_end\na;minibus;home;;;;\nb;;;12;53;22:00;06:00\n"
)
CARS: dict[str, object] = {"kind": "carsharing", "car_types": {"small": {"seats": 4}}, "stations_file": "table.csv"}


def with_stations(path: Path) -> object:
    data = {
        "name": "cars",
        "network": {"bbox": (11, 52, 13, 54)},
        "services": {"cars": {**CARS, "stations_file": path}},
    }
    return listed_stations(Scenario.model_validate(data).parts[0])


READERS: dict[str, tuple[str, Callable[[Path], object]]] = {
    "requests": (REQUESTS, lambda path: read_requests(path, ("adult",), DATED)),
    "days past": (REQUESTS, lambda path: read_requests(path, ("adult",), Reading(first_day="earliest"))),
    "stops": (STOPS, lambda path: read_stop_file(path, {"kind": ("bus",)})),
    "localities": (LOCALITIES, lambda path: read_attractors(None, {}, read_localities(path))),
    "stations": (STATIONS, with_stations),
    "bookings": (BOOKINGS, lambda path: read_bookings(path, ("a", "b"), DATED)),
    "vehicles": (VEHICLES, lambda path: listed_vehicles(scenario_of(line_network(2)).parts[0], path)),
}


def mutated(content: str, draw: random.Random) -> str:
    """Return a table with a few cells that are not what they should be; now and then of the header."""
    lines = [line.split(";") for line in content.splitlines()]
    for _ in range(draw.randint(1, 3)):
        row = lines[draw.randrange(len(lines)) if draw.random() < 0.1 else draw.randrange(1, len(lines))]
        row[draw.randrange(len(row))] = draw.choice(CELLS)
    return "\n".join(";".join(line) for line in lines)


@pytest.mark.parametrize("count", [80, pytest.param(250, marks=pytest.mark.slow)])
@pytest.mark.parametrize("name", READERS)
def test_any_cell_may_be_wrong(name: str, count: int, tmp_path: Path) -> None:
    content, read = READERS[name]
    path, draw, told = tmp_path / "table.csv", random.Random(name), 0
    path.write_text(content, encoding="utf-8")
    read(path)
    for _ in range(count):
        path.write_text(mutated(content, draw), encoding="utf-8")
        try:
            read(path)
        except InputError as error:
            told += 1
            assert str(path) in str(error)
    assert count / 10 < told < 0.98 * count


@pytest.mark.parametrize("count", [20, pytest.param(60, marks=pytest.mark.slow)])
def test_what_is_read_can_be_simulated_or_is_told(count: int, tmp_path: Path) -> None:
    """Behind the readers: the world is built from whatever they let pass."""
    draw, told = random.Random(1), 0
    text = swap("seed: 1", "seed: 1\ncalendar: {first_day: 2026-05-04}")
    text = swap("requests_file: requests.csv", "requests_file: requests.csv\n  impossible: reject", text)
    scenario = load_scenario(scenario_with(tmp_path, text))
    for _ in range(count):
        tables = {"requests": REQUESTS, "stops": STOPS}
        name = draw.choice(list(tables))
        loaded(tmp_path, text, **{**tables, name: mutated(tables[name], draw)})
        try:
            build_world(scenario)
        except InputError as error:
            told += 1
            assert ".csv" in str(error)
    assert count / 6 < told < count
