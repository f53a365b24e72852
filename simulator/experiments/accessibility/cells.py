"""From where it is asked: localities of the demand, squares of them, or the places of a file."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import shapely

from simulator.errors import Problem, RequestFileError, ScenarioError
from simulator.experiments.accessibility.on_roads import OnRoads
from simulator.input_table import Column, Reading, raise_problems, read_input_table
from simulator.json_file import read_json
from simulator.network.areas import MOST_BYTES, PACKAGES, read_areas
from simulator.network.layers import read_layer
from simulator.network.nearest_place import region_metres
from simulator.scenario.accessibility_models import Cells
from simulator.tables import typed
from simulator.units import METRES_PER_KM
from simulator.world.build import World

KEY = "accessibility.cells"
CELL_DTYPES = {"cell": "int64", "name": "string", "lon": "float64", "lat": "float64", "inhabitants": "float64",
               "territory": "string"}  # fmt: skip
COLUMNS = (
    Column("name", "text", required=True),
    Column("lon", "number", required=True, low=-180, high=180),
    Column("lat", "number", required=True, low=-90, high=90),
    Column("population", "number", required=True, low=0),
)
AREAS = (".geojson", ".json", *PACKAGES)
LEAST_WEIGHT = 1e-9  # of a point where nobody lives


def cells_of(world: World, config: Cells) -> pd.DataFrame:
    """Return the places from which it is asked, ``CELL_DTYPES``. Raises ElbeDrtError.

    A place of several points is at that of them which is nearest to the middle of its people.
    """
    points = _points(world, config)
    if not points["inhabitants"].sum() > 0 and config.file is not None:
        raise RequestFileError([Problem(str(config.file), 0, 0, "population", "nobody lives in any of the places")])
    if config.file is not None:
        _refuse_far(config.file, points, OnRoads(world))
    whole = _together(points, config.grid_m)
    territories = world.territories
    where = [""] * len(whole) if territories is None else territories.names_at(whole["lon"], whole["lat"])
    return typed(whole.assign(territory=where, cell=np.arange(len(whole))), CELL_DTYPES)


def localities(world: World) -> pd.DataFrame:
    """Return the localities of a world with places: name, lon, lat, inhabitants, each once."""
    return _together(_points(world, Cells()), None)


def _refuse_far(path: Path, points: pd.DataFrame, roads: OnRoads) -> None:
    """Raise RequestFileError for places of a file that are too far from the roads."""
    lon, lat = (points[axis].to_numpy(np.float64) for axis in ("lon", "lat"))
    far = np.flatnonzero(roads.are_far(lon, lat)).tolist()
    raise_problems(path, [
        Problem(str(path), 0, 0, "lon", f'"{points["name"].iloc[row]}" lies at {lat[row]:.4f}, {lon[row]:.4f}, '
                f"{roads.far_m(lon[row], lat[row]) / METRES_PER_KM:.1f} km from the roads")
        for row in far
    ])  # fmt: skip


def _points(world: World, config: Cells) -> pd.DataFrame:
    """Return points where people live: name, lon, lat, inhabitants, and what tells places of one name apart."""
    if config.file is not None:
        found = _of_file(config.file, config)
        return found.assign(apart=np.arange(len(found)))
    places = world.places
    if places is None or places.empty:
        message = "the demand names no localities; expected cells.file"
        raise ScenarioError([world.scenario.problem(KEY, message)])
    points = pd.DataFrame({
        "name": places["name"].fillna("").astype(object), "lon": places["lon"], "lat": places["lat"],
        "inhabitants": places.get("inhabitants", np.nan),
        "apart": places["municipality"].astype(object) if "municipality" in places else "",
    })  # fmt: skip
    return points.reset_index(drop=True)


def _of_file(path: Path, config: Cells) -> pd.DataFrame:
    if path.suffix.lower() in AREAS:
        return _of_areas(path, config.layer)
    table = read_input_table(path, COLUMNS, Reading(config.columns), other_columns=True)
    return table.rename(columns={"population": "inhabitants"})[["name", "lon", "lat", "inhabitants"]]


def _of_areas(path: Path, layer: str | None) -> pd.DataFrame:
    """Return the areas of a file, each in its middle or, where that is outside, at a point in it."""
    areas = read_areas(path, layer)
    if path.suffix.lower() in PACKAGES:
        features = json.loads(read_layer(path, layer).to_json(drop_id=True))["features"]
    else:
        data = read_json(path, MOST_BYTES)
        features = data["features"] if data["type"] == "FeatureCollection" else [data]
    people = [(feature.get("properties") or {}).get("population") for feature in features]
    message = 'has no people; expected a number "population", 0 or more'
    raise_problems(path, [
        Problem(str(path), 0, 0, f"features[{row}]", f'"{name}" {message}')
        for row, (name, count) in enumerate(zip(areas, people, strict=True))
        if isinstance(count, bool) or not isinstance(count, int | float) or not count >= 0
    ])  # fmt: skip
    middle = [area.centroid if area.contains(area.centroid) else area.point_on_surface() for area in areas.values()]
    lon, lat = shapely.get_coordinates(middle).T
    return pd.DataFrame(
        {"name": list(areas), "lon": lon, "lat": lat, "inhabitants": np.array(people, dtype=np.float64)}
    )


def _together(points: pd.DataFrame, grid_m: float | None) -> pd.DataFrame:
    """Return a row for each place, or square, in the order of names: name, lon, lat, inhabitants."""
    xy = region_metres(points[["lon", "lat"]].to_numpy(np.float64), float(points["lat"].mean()))
    by = points["apart"].astype(str) + "\0" + points["name"].astype(str)
    if grid_m is not None:
        by = pd.Series([f"{x:.0f} {y:.0f}" for x, y in np.floor(xy / grid_m)], index=points.index)
    people = points["inhabitants"].to_numpy(np.float64)
    weight = np.where(people > 0, people, 0) + LEAST_WEIGHT
    of, count = np.unique(by.to_numpy(str), return_inverse=True)
    named, at, sums = (np.zeros(len(of), dtype=np.int64), np.zeros(len(of), dtype=np.int64), np.zeros(len(of)))
    for place in range(len(of)):
        its = np.flatnonzero(count == place)
        middle = np.average(xy[its], axis=0, weights=weight[its])
        at[place] = its[np.hypot(*(xy[its] - middle).T).argmin()]
        named[place] = its[weight[its].argmax()] if grid_m is not None else at[place]
        sums[place] = people[its].sum()
    axes = {axis: points[axis].to_numpy(np.float64)[at] for axis in ("lon", "lat")}
    table = pd.DataFrame({"name": points["name"].to_numpy(object)[named], **axes, "inhabitants": sums})
    return table.sort_values(["name", "lon", "lat"], ignore_index=True)
