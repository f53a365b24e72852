"""A fleet that comes as a file."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from simulator.errors import InputError
from simulator.experiments.run import run
from simulator.scenario.models import Scenario
from simulator.world.drivers import duty_tables
from simulator.world.fleet import vehicle_table
from tests.scenario.tables_day import GOOD, loaded, swap
from tests.worlds import line_network

NETWORK = line_network(4)
TYPES = """\
    vehicles_file: vehicles.csv
    fleet:
      minibus:
        seats: 8
        depots: [{name: A, lon: 12.0, lat: 53.0}, {name: B, lon: 12.0, lat: 53.018}]
      taxi: {seats: 4, shift: [08:00, 09:00]}"""
FILED = swap(GOOD[GOOD.index("    fleet:") : GOOD.index("    costs:")], f"{TYPES}\n")
HEAD = "vehicle_id;type;depot;start_lon;start_lat;shift_start;shift_end\n"


def filed(folder: Path, rows: str, text: str = FILED) -> Scenario:
    return loaded(folder, text, vehicles=HEAD + rows)


def test_every_vehicle_has_its_place_and_shift(tmp_path: Path) -> None:
    minibuses = "m1;minibus;B;;;22:00;06:00\nm2;minibus;A;;;06:00;14:00\n"
    rows = f"t1;taxi;;12,0;53,009;;\n{minibuses}t2;taxi;;12,0;53,027;09:00;10:00\n"
    table = vehicle_table(filed(tmp_path, rows).parts[0], NETWORK)
    assert table["vehicle_id"].tolist() == ["m1", "m2", "t1", "t2"]  # by type in the order of the fleet
    assert table["depot_node"].tolist() == [2, 0, 1, 3]
    assert table["depot"].tolist() == ["B", "A", "t1", "t2"]
    assert table["seats"].tolist() == [8, 8, 4, 4]
    hours = (table[["shift_start_s", "shift_end_s"]] / 3600).to_numpy().tolist()
    assert hours == [[22, 30], [6, 14], [8, 9], [9, 10]]


def test_a_fleet_told_either_way_is_the_same(tmp_path: Path) -> None:
    """Two minibuses at A and B by count, and by file; the results are the same rows."""
    told = swap(
        "count: 1\n        seats: 8\n        depots:\n          - {name: A, lon: 12.0, lat: 53.0}",
        "count: 2\n        seats: 8\n"
        "        depots: [{name: A, lon: 12.0, lat: 53.0}, {name: B, lon: 12.0, lat: 53.045}]",
    )
    listed = swap("        count: 2\n", "", swap("    fleet:", "    vehicles_file: vehicles.csv\n    fleet:", told))
    rows = "minibus-01;;A;;;;\nminibus-02;;B;;;;\n"
    one, two = run(loaded(tmp_path, told)), run(loaded(tmp_path, listed, vehicles=HEAD + rows))
    assert one.vehicles.equals(two.vehicles)
    assert one.events.equals(two.events)


def test_ten_thousand_start_places(tmp_path: Path) -> None:
    draw = np.random.default_rng(1)
    places = zip(range(10_000), (53 + draw.random(10_000) * 0.027).tolist(), strict=True)
    rows = "".join(f"v{number};taxi;;12.0;{lat:.6f};;\n" for number, lat in places)
    table = vehicle_table(filed(tmp_path, rows).parts[0], NETWORK)
    assert len(table) == 10_000
    assert sorted(table["depot_node"].unique()) == [0, 1, 2, 3]
    assert table["vehicle_id"].iloc[-1] == "v9999"


def test_drivers_are_those_of_the_listed_vehicles(tmp_path: Path) -> None:
    drivers = 'taxi: {seats: 4, drivers: {shifts: [{start: ["06:00", "08:00"], end: ["12:00", "12:30"]}]}}'
    text = swap("taxi: {seats: 4, shift: [08:00, 09:00]}", drivers, FILED)
    scenario = filed(tmp_path, "a;taxi;;12;53;;\nm;minibus;A;;;;\nb;taxi;;12;53;;\n", text)
    vehicles = vehicle_table(scenario.parts[0], NETWORK)
    duties, _ = duty_tables(scenario.parts[0], vehicles)
    assert duties["vehicle"].tolist() == [1, 2]  # behind the minibus
    assert duties["start_s"].tolist() == [6 * 3600, 8 * 3600]
    assert vehicles["shift_start_s"].tolist()[1:] == [6 * 3600, 8 * 3600]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ("a;taxy;;12;53;;\n", ':2: type: unknown vehicle type "taxy"; did you mean "taxi"?'),
        ("a;;;12;53;;\n", ":2: type: is empty; the fleet has minibus, taxi"),
        ("a;minibus;C;;;;\n", ':2: depot: unknown depot "C"; services.line.fleet.minibus.depots has A, B'),
        ("a;minibus;A;12;53;;\n", ":2: depot: stands beside a start place"),
        ("a;minibus;;;;;\n", ":2: start_lon: neither start_lon and start_lat nor depot is given; services.line.fleet."),
        ("a;taxi;;12;;;\n", ":2: start_lat: is empty; a place needs both"),
        ("a;taxi;;12;53;08:00;\n", ":2: shift_end: is empty; a shift needs both"),
        ("a;taxi;;12;53;08:00;08:00\n", ":2: shift_start: expected a shift"),
        ("a;taxi;;12;53;;\na;taxi;;12;53;;\n", ':3: vehicle_id: "a" stands here a second time'),
        ("a;taxi;;12;54;;\n", ":2: start_lon: 'a' at 12.0, 54.0 is 1"),
        ("a;taxi;;12;95;;\n", ":2: start_lat: 95 is not between -90 and 90"),
    ],
)
def test_mistakes_in_the_file(tmp_path: Path, rows: str, expected: str) -> None:
    with pytest.raises(InputError) as caught:
        vehicle_table(filed(tmp_path, rows).parts[0], NETWORK)
    assert f"vehicles.csv{expected}" in str(caught.value)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("seats: 4,", "seats: 4, count: 2,", "fleet.taxi.count: the vehicles_file tells the vehicles"),
        ("    vehicles_file: vehicles.csv\n", "", "fleet.minibus.count: is missing, and there is no vehicles_file"),
        ("    vehicles_file: vehicles.csv\n", "", "fleet.taxi.depots: expected at least 1 of them, not 0"),
        ("vehicles.csv\n", "none.csv\n", 'vehicles_file: "none.csv" does not exist'),
        (
            "        depots: [{name: A, lon: 12.0, lat: 53.0}, {name: B, lon: 12.0, lat: 53.018}]\n",
            "energy: {sites: [{name: x, place: depots, plugs: 1, power: 11 kW}]}\n",
            "energy.sites[0].place: no vehicle type has depots",
        ),
    ],
)
def test_what_does_not_go_together(tmp_path: Path, old: str, new: str, expected: str) -> None:
    text = swap(old, new, FILED)
    if new.startswith("energy"):  # behind the services
        text = swap(new, "", text) + new
    with pytest.raises(InputError) as caught:
        filed(tmp_path, "", text)
    assert expected in str(caught.value)
