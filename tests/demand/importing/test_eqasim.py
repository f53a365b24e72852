"""A synthetic population of eqasim: trips with places from trips.gpkg, activities.gpkg or their own columns."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import geopandas
import pandas as pd
import pyproj
import pytest
import shapely

from simulator.demand.importing.eqasim import import_eqasim
from simulator.demand.importing.imported import Asked, Imported
from simulator.errors import ElbeDrtError
from simulator.tables import DEMAND_DTYPES, TOUR_DTYPES

LAMBERT = "EPSG:2154"  # of France
HEAD = "person_id;trip_index;preceding_activity_index;following_activity_index;departure_time;arrival_time;"
TRIPS = (
    HEAD
    + """preceding_purpose;following_purpose;is_first;is_last;mode
7;0;0;1;27000.0;28000.0;home;education;True;False;pt
7;1;1;2;45000.5;46000.0;education;home;False;True;pt
3;0;0;1;30000.0;31000.0;home;work;True;False;car
3;1;1;2;60000.0;61000.0;work;shop;False;False;pt
3;2;2;3;62000.0;63000.0;shop;home;False;True;pt
9;0;0;1;;31000.0;home;leisure;True;True;pt
"""
)
AT = {"7": [0, 1, 0], "3": [2, 3, 1, 2], "9": [0, 4]}
XY = [(700_000, 6_600_000), (701_000, 6_600_000), (702_000, 6_601_000), (703_000, 6_602_000)]


def spot(number: int) -> shapely.Point | None:
    return shapely.Point(XY[number]) if number < len(XY) else None


def population(folder: Path, *, trips: str = TRIPS, activities: bool = True) -> Path:
    path = folder / "ile_de_france_trips.csv"
    path.write_text(trips)
    (folder / "ile_de_france_persons.csv").write_text(
        "person_id;household_id;age;employed;sex;has_driving_license\n7;1;15;False;female;False\n3;2;40;True;male;True\n"
        "9;3;70;False;male;True\n"
    )
    (folder / "ile_de_france_households.csv").write_text(
        "household_id;car_availability;income\n1;all;1\n2;all;2\n3;some;3\n"
    )
    if activities:
        rows = [
            {"person_id": int(person), "activity_index": index, "geometry": spot(number)}
            for person, numbers in AT.items()
            for index, number in enumerate(numbers)
        ]
        geopandas.GeoDataFrame(rows, crs=LAMBERT).to_file(folder / "ile_de_france_activities.gpkg")
    return path


def imported(path: Path, **settings: Any) -> Imported:
    return import_eqasim(Asked((path,), settings=settings))


def check(found: Imported) -> None:
    table = found.requests
    assert list(table) == [*DEMAND_DTYPES, *TOUR_DTYPES]
    assert table["request_id"].tolist() == ["p0-1", "p0-2", "p1-2", "p1-3"]
    assert table["earliest_departure_s"].tolist() == [27000, 45000, 60000, 62000]
    assert table["purpose"].tolist() == ["school", "home", "shopping", "home"]
    assert table["tour"].tolist() == [0, 0, 1, 1] and table["tour_position"].tolist() == [1, 2, 1, 2]
    assert table["own_car"].tolist() == [False, False, True, True]
    there = pyproj.Transformer.from_crs("EPSG:4326", LAMBERT, always_xy=True)
    x, y = there.transform(table["destination_lon"], table["destination_lat"])
    assert x == pytest.approx([701_000, 700_000, 701_000, 702_000], abs=0.2)
    assert y == pytest.approx([6_600_000, 6_600_000, 6_600_000, 6_601_000], abs=0.2)
    assert found.rows == 6 and sorted(found.dropped["reason"]) == ["another_mode", "place_missing"]


def test_trips_with_the_places_of_activities(tmp_path: Path) -> None:
    found = imported(population(tmp_path))
    check(found)
    assert found.not_read == ("arrival_time", "is_first", "is_last") and not found.personal
    assert found.dropped["line"].tolist() == [4, 7]


def test_classes_are_told_by_age_work_and_car(tmp_path: Path) -> None:
    path = population(tmp_path)
    table = imported(path, classes="people", modes="all").requests
    assert table.groupby("request_id")["traveller_class"].first().to_dict() == {
        "p0-1": "pupil", "p0-2": "pupil", "p1-1": "worker", "p1-2": "worker", "p1-3": "worker",
    }  # fmt: skip
    assert set(imported(path).requests["traveller_class"]) == {""}
    persons = tmp_path / "ile_de_france_persons.csv"
    persons.write_text(persons.read_text() + "7;1;15;False;female;False\n")
    with pytest.raises(ElbeDrtError, match=r"persons.csv:5: person_id: 7 stands here a second time"):
        imported(path)


def test_trips_of_a_geopackage(tmp_path: Path) -> None:
    table = pd.read_csv(population(tmp_path, activities=False), sep=";")
    ends = [
        (spot(AT[str(p)][n]), spot(AT[str(p)][n + 1]))
        for p, n in zip(table["person_id"], table["trip_index"], strict=True)
    ]
    lines = [shapely.LineString(pair) if None not in pair else None for pair in ends]
    geopandas.GeoDataFrame(table, geometry=lines, crs=LAMBERT).to_file(tmp_path / "ile_de_france_trips.gpkg")
    check(imported(tmp_path / "ile_de_france_trips.gpkg"))
    check(imported(tmp_path / "ile_de_france_persons.csv"))
    (tmp_path / "ile_de_france_households.csv").unlink()
    found = imported(tmp_path / "ile_de_france_trips.gpkg", modes="all")
    assert len(found.requests) == 5 and not found.requests["own_car"].any()
    assert any("nobody has a car of their own" in note.english for note in found.notes)
    broken = table.assign(trip_index=[0, 1, 0, 0.5, 2, 0])
    geopandas.GeoDataFrame(broken, geometry=lines, crs=LAMBERT).to_file(tmp_path / "ile_de_france_trips.gpkg")
    with pytest.raises(ElbeDrtError, match=r"trips.gpkg:4: trip_index: 0.5 is not a whole number"):
        imported(tmp_path / "ile_de_france_trips.gpkg")


def test_trips_with_places_of_their_own(tmp_path: Path) -> None:
    text = "person_id;trip_index;departure_time;preceding_purpose;following_purpose;mode;origin_x;origin_y;"
    text += "destination_x;destination_y\na;0;100;home;work;drt;700000;6600000;701000;6600000\n"
    path = tmp_path / "trips.csv"
    path.write_text(text)
    with pytest.raises(ElbeDrtError, match="which coordinate system has it"):
        imported(path)
    table = imported(path, crs=LAMBERT).requests
    assert table["destination_lon"].tolist() == pytest.approx([3.013], abs=1e-3)  # a kilometre east of 3 degrees
    assert table["origin_lon"].tolist() == pytest.approx([3.0], abs=1e-6)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("7;1;1;2", "7;0;1;2", "trips.csv:3: trip_index: trip 0 of person 7 stands here a second time"),
        ("45000.5", "noon", 'trips.csv:3: departure_time: "noon" is not a number'),
        ("person_id;", "person;", "trips.csv:1: person_id: column is missing"),
    ],
)
def test_bad_trips_are_told(tmp_path: Path, old: str, new: str, message: str) -> None:
    with pytest.raises(ElbeDrtError) as error:
        imported(population(tmp_path, trips=TRIPS.replace(old, new, 1), activities=False))
    assert message in str(error.value)


def test_missing_files_and_modes_are_told(tmp_path: Path) -> None:
    path = population(tmp_path, activities=False)
    with pytest.raises(ElbeDrtError, match=r"has no places; ile_de_france_activities.gpkg or ile_de_france_trips.gpkg"):
        imported(path)
    without = TRIPS.replace(";mode\n", "\n").replace(";pt\n", "\n").replace(";car\n", "\n")
    path = population(tmp_path, trips=without)
    assert len(imported(path).requests) == 5
    with pytest.raises(ElbeDrtError, match="modes: trips have no mode"):
        imported(path, modes="pt")
    path.unlink()
    with pytest.raises(ElbeDrtError, match=r"neither ile_de_france_trips.gpkg nor ile_de_france_trips.csv"):
        imported(path)
    with pytest.raises(ElbeDrtError, match="has no name of a file of eqasim"):
        imported(tmp_path / "x.csv")
