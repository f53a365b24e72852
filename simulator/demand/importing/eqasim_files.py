"""Files that eqasim writes of a synthetic population: trips, places of activities, persons and households.

Names of files and columns as `synthesis/output.py` of eqasim-org/eqasim-france (commit 0654d26) and of
eqasim-org/ile-de-france (commit 00259df) write them; read 2026-11-30. A prefix stands before the name of each file; CSV
is separated by ";", times are seconds since midnight.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from simulator.demand.importing.zones import as_text
from simulator.errors import Problem
from simulator.input_table import Column, raise_problems, read_input_table
from simulator.network.layers import read_layer, refused
from simulator.network.projection import Projection

KINDS = ("trips", "activities", "persons", "households", "homes", "commutes")
ENDINGS = (".csv", ".parquet", ".gpkg")
TRIPS = (
    Column("person_id", "text", required=True),
    Column("trip_index", "whole", required=True, low=0, high=10_000),
    Column("departure_time", "number", default=np.nan),
    Column("preceding_purpose", "text", default=""),
    Column("following_purpose", "text", default=""),
    Column("preceding_activity_index", "whole", default=-1),
    Column("following_activity_index", "whole", default=-1),
    Column("mode", "text", default=""),
    Column("origin_x", "number", default=np.nan),
    Column("origin_y", "number", default=np.nan),
    Column("destination_x", "number", default=np.nan),
    Column("destination_y", "number", default=np.nan),
)
PERSONS = (
    Column("person_id", "text", required=True),
    Column("household_id", "text", required=True),
    Column("has_driving_license", "text", default=""),
    Column("age", "number", default=np.nan, low=0, high=150),
    Column("employed", "text", default=""),
)
HOUSEHOLDS = (Column("household_id", "text", required=True), Column("car_availability", "text", default=""))
ENDS = ("origin", "destination")
XY = ("origin_x", "origin_y", "destination_x", "destination_y")
YES = ("true", "1", "yes")
A_CAR_FOR_EACH = "all"  # of car_availability: a car for each licence in the household

Floats = NDArray[np.float64]


def family_of(path: Path) -> str:
    """Return what stands before the names of all files of one population. Raises RequestFileError."""
    stem = path.stem
    kind = next((kind for kind in KINDS if stem.endswith(kind)), None)
    if kind is None or path.suffix.lower() not in ENDINGS:
        raise refused(path, "has no name of a file of eqasim; expected one that ends in trips.csv or trips.gpkg")
    return stem.removesuffix(kind)


def read_trips(path: Path, crs: str | None) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """Return the trips beside a file, and the names of columns that were not read.

    Columns as in ``TRIPS``, coordinates in degrees; ``line``: of the CSV, or the row of the GeoPackage. Raises
    RequestFileError, NetworkError.
    """
    folder, family = path.parent, family_of(path)
    spatial = folder / f"{family}trips.gpkg"
    if spatial.is_file():
        trips, others = _of_layer(spatial, crs)
        _check(spatial, trips)
        return trips, others
    table = next((one for end in ENDINGS[:2] if (one := folder / f"{family}trips{end}").is_file()), None)
    if table is None:
        raise refused(path, f"neither {family}trips.gpkg nor {family}trips.csv stands beside it")
    trips = read_input_table(table, TRIPS, other_columns=True)
    others = tuple(str(name) for name in trips if name not in ("line", *(column.name for column in TRIPS)))
    _check(table, trips)
    return _with_places(table, folder / f"{family}activities.gpkg", trips, crs), others


def _of_layer(path: Path, crs: str | None) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """Return trips of a GeoPackage: lines from where they begin to where they end."""
    layer = read_layer(path, crs=crs)
    known = {column.name: column for column in TRIPS if column.name not in XY}
    missing = [name for name, column in known.items() if column.required and name not in layer]
    if missing:
        raise refused(path, f"column is missing; it has {', '.join(map(str, layer))[:200]}", missing[0])
    table = pd.DataFrame({"line": np.arange(1, len(layer) + 1)})
    for name, column in known.items():
        table[name] = _values(path, column, layer[name].tolist()) if name in layer else column.default
    table[list(XY)] = _ends(layer.geometry.to_numpy())
    return table, tuple(str(name) for name in layer if name not in known and name != "geometry")


def _values(path: Path, column: Column, given: list[Any]) -> list[Any]:
    """Return the values of a column of a layer. Raises RequestFileError."""
    if column.kind == "text":
        return [as_text(value) for value in given]
    texts = pd.Series(given, dtype=object)
    numbers = pd.to_numeric(texts, errors="coerce").astype(np.float64)
    wrong = numbers.isna() & (texts.notna() | column.required)
    if column.kind == "whole":
        wrong |= (numbers % 1 > 0) | (numbers < column.low) | (numbers > column.high)
    expected = "a whole number" if column.kind == "whole" else "a number"
    rows = np.flatnonzero(wrong).tolist()
    message = "{:.40} is not " + expected
    raise_problems(path, [Problem(str(path), row + 1, 0, column.name, message.format(str(given[row]))) for row in rows])
    filled = numbers.fillna(column.default)
    return filled.astype(np.int64 if column.kind == "whole" else np.float64).tolist()


def _ends(lines: NDArray[np.object_]) -> Floats:
    """Return where lines begin and end, float64 (lines, 4); NaN where there are none."""
    are_lines = shapely.get_type_id(lines) == 1
    points = [shapely.get_point(lines, place) for place in (0, -1)]
    xy = np.column_stack([part(point) for point in points for part in (shapely.get_x, shapely.get_y)])
    return np.where(are_lines[:, None], xy, np.nan)


def _with_places(path: Path, activities: Path, trips: pd.DataFrame, crs: str | None) -> pd.DataFrame:
    """Return trips with coordinates in degrees: their own, which mode choice writes, or those of the activities."""
    if activities.is_file():
        return _at_activities(activities, trips, crs)
    if not trips[list(XY)].notna().all(axis=1).any():
        raise refused(path, f"has no places; {activities.name} or {path.stem}.gpkg should stand beside it")
    if crs is None:
        raise refused(path, "which coordinate system has it? say --set crs=EPSG:...", "origin_x")
    xy = trips[list(XY)].to_numpy(np.float64).reshape(-1, 2)
    return trips.assign(**dict(zip(XY, Projection(str(path), crs).points(xy).reshape(-1, 4).T, strict=True)))


def _at_activities(path: Path, trips: pd.DataFrame, crs: str | None) -> pd.DataFrame:
    """Return trips with the places of the activities before and after them."""
    layer = read_layer(path, crs=crs)
    missing = [name for name in ("person_id", "activity_index") if name not in layer]
    if missing:
        raise refused(path, f"column is missing; it has {', '.join(map(str, layer))[:200]}", missing[0])
    points = layer.geometry.to_numpy()
    places = pd.DataFrame({"x": shapely.get_x(points), "y": shapely.get_y(points)})
    places.index = pd.Index(_keys(layer["person_id"], layer["activity_index"]))
    places = places[~places.index.duplicated()]
    for end, index in zip(ENDS, ("preceding_activity_index", "following_activity_index"), strict=True):
        trips[[f"{end}_x", f"{end}_y"]] = places.reindex(_keys(trips["person_id"], trips[index])).to_numpy()
    return trips


def _keys(persons: pd.Series, numbers: pd.Series) -> list[str]:
    """Return what activities of persons are found by."""
    pairs = zip(persons.tolist(), numbers.tolist(), strict=True)
    return [f"{as_text(person)}\0{as_text(number)}" for person, number in pairs]


def _check(path: Path, trips: pd.DataFrame) -> None:
    """Raise RequestFileError for trips that stand twice."""
    twice = trips[trips.duplicated(["person_id", "trip_index"])]
    raise_problems(
        path,
        [
            Problem(str(path), line, 0, "trip_index", f"trip {index} of person {person:.40} stands here a second time")
            for line, person, index in twice[["line", "person_id", "trip_index"]].itertuples(index=False, name=None)
        ],
    )


def read_people(path: Path) -> pd.DataFrame | None:
    """Return the people of the files beside one, by person_id; None where there are no such files.

    age: NaN where it is not told. employed. has_car: a licence, and a car in the household. own_car: one that nobody
    else takes. Raises RequestFileError.
    """
    folder, family = path.parent, family_of(path)
    persons, households = (folder / f"{family}{kind}.csv" for kind in ("persons", "households"))
    if not (persons.is_file() and households.is_file()):
        return None
    homes = read_input_table(households, HOUSEHOLDS, other_columns=True)
    cars = homes.drop_duplicates("household_id").set_index("household_id")["car_availability"]
    people = read_input_table(persons, PERSONS, other_columns=True)
    twice = people[people["person_id"].duplicated()]
    problems = [
        Problem(str(persons), int(line), 0, "person_id", f"{person:.40} stands here a second time")
        for line, person in zip(twice["line"], twice["person_id"], strict=True)
    ]
    raise_problems(persons, problems)
    car = people["household_id"].map(cars).fillna("").astype(str)
    drives = people["has_driving_license"].astype(str).str.lower().isin(YES)
    told = {
        "age": people["age"],
        "employed": people["employed"].astype(str).str.lower().isin(YES),
        "has_car": drives & ~car.isin(("", "none")),
        "own_car": drives & (car == A_CAR_FOR_EACH),
    }
    return pd.DataFrame(told).set_index(pd.Index(people["person_id"]))
