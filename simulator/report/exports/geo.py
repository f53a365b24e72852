"""Network, stops and trips as layers that geographic information systems read: GeoJSON and GeoPackage."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from simulator.analysis.kpis.riders import status_is
from simulator.analysis.request_table import SERVED
from simulator.analysis.run import RunData, run_to_export
from simulator.errors import ResultError
from simulator.network.graph import RoadNetwork
from simulator.report.exports.ways import leg_lines
from simulator.report.replay.riders import ENDS

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

CRS = "EPSG:4326"
DIGITS = 6  # of a degree: about a decimetre
_TRIP_COLUMNS = (
    "request_id", "status", "reason", "party_size", "submitted_s", "ready_s", "boarded_s", "alighted_s", "wait_s",
    "ride_s", "direct_s", "detour_factor", "pooled", "pickup_stop", "dropoff_stop",
)  # fmt: skip


def export_geojson(results: Path, folder: Path) -> list[Path]:
    """Write network.geojson, stops.geojson, trips.geojson and legs.geojson (RFC 7946)."""
    return write_geojson(run_to_export(results, folder), folder)


def write_geojson(run: RunData, folder: Path) -> list[Path]:
    """Write the same files of a run that has been read, into a folder that is there."""
    paths = []
    for name, layer in layers(run).items():
        path = folder / f"{name}.geojson"
        path.unlink(missing_ok=True)
        layer.to_file(path, driver="GeoJSON", engine="pyogrio", COORDINATE_PRECISION=DIGITS, RFC7946=True)
        paths.append(path)
    return paths


def export_geopackage(results: Path, folder: Path) -> list[Path]:
    """Write one GeoPackage with the layers network, stops, trips and legs."""
    run = run_to_export(results, folder)
    import pyogrio

    path = folder / f"{run.name}.gpkg"
    path.unlink(missing_ok=True)
    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": "2000-01-01T00:00:00Z"})  # the same run gives the same file
    for name, layer in layers(run).items():
        layer.to_file(path, layer=name, driver="GPKG", engine="pyogrio")
    return [path]


def layers(run: RunData) -> dict[str, GeoDataFrame]:
    """Return the layers by name; trips are straight lines from pickup to dropoff, legs the ways really driven.

    Raises ResultError when the results folder holds no roads.
    """
    network = roads_of(run)
    made = {"network": _network_layer(network), "trips": _trip_layer(run, network), "legs": _leg_layer(run, network)}
    if run.stops is not None:
        made["stops"] = _points(run.stops, run.stops["lon"], run.stops["lat"])
    return {name: made[name] for name in ("network", "stops", "trips", "legs") if name in made}


def roads_of(run: RunData) -> RoadNetwork:
    """Return the roads of a run, or say that its folder has none."""
    if run.network is None:
        raise ResultError(f"{run.name}: the results folder holds no roads (network/); run the scenario again")
    return run.network


def _network_layer(network: RoadNetwork) -> GeoDataFrame:
    import geopandas
    import shapely

    edges = network.edges.drop(columns="geometry")
    return geopandas.GeoDataFrame(edges, geometry=shapely.from_wkb(network.edges["geometry"].to_numpy(object)), crs=CRS)


def _trip_layer(run: RunData, network: RoadNetwork) -> GeoDataFrame:
    import geopandas
    import shapely

    requests = run.tables.requests
    ends = np.stack([_places(requests, network, end) for end in ENDS], axis=1)
    known = np.isfinite(ends).all(axis=(1, 2))
    table = requests[known][list(_TRIP_COLUMNS)].assign(served=status_is(requests, SERVED)[known])
    return geopandas.GeoDataFrame(_plain(table), geometry=shapely.linestrings(ends[known]), crs=CRS)


def _leg_layer(run: RunData, network: RoadNetwork) -> GeoDataFrame:
    import geopandas
    import shapely

    found = [(row, points[:, :2]) for row, points in leg_lines(run, network) if len(points) > 1]
    table = _plain(run.tables.legs.iloc[[row for row, _points in found]])
    return geopandas.GeoDataFrame(table, geometry=[shapely.LineString(points) for _row, points in found], crs=CRS)


def _points(table: pd.DataFrame, lon: pd.Series[Any], lat: pd.Series[Any]) -> GeoDataFrame:
    import geopandas

    return geopandas.GeoDataFrame(_plain(table), geometry=geopandas.points_from_xy(lon, lat), crs=CRS)


def _places(
    requests: pd.DataFrame, network: RoadNetwork, end: str
) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    """Return where pickup or dropoff is, or would be, (requests, 2) in degrees: the node, else the door."""
    node = requests[f"{ENDS[end]}_node"].to_numpy(np.int64)
    at_node = np.column_stack([network.lon, network.lat])[np.maximum(node, 0)]
    at_door = requests[[f"{end}_lon", f"{end}_lat"]].to_numpy(np.float64)
    return np.where((node >= 0)[:, None], at_node, at_door)


def _plain(table: pd.DataFrame) -> pd.DataFrame:
    """Return the table with column types that files of these formats know, from row 0 on."""
    return (
        table.reset_index(drop=True)
        .convert_dtypes()
        .astype({name: object for name, kind in table.dtypes.items() if str(kind) in ("string", "str")})
    )
