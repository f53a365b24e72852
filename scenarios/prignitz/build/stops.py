"""Write stops.csv: the stops of public transport beside the graph."""

import csv
from pathlib import Path

import numpy as np
import shapely
from scipy.spatial import cKDTree
from shapely.geometry import LineString, Point

from match import RAIL
from plane import in_box, to_degrees, to_plane

NEAR = 300.0  # m from the street
COLUMNS = (
    *("stop_id", "name", "lon", "lat", "kind", "weight"),
    *("node", "distance_m", "municipality", "county"),
)
MUNICIPALITIES = Path(__file__).with_name("municipality_of_stop.csv")


def gather(stations: list[dict]) -> list[dict]:
    """Return one row per stop in the box: its platforms (id + '::n') become one stop."""
    groups = {}
    for station in stations:
        position = station["location"]
        if in_box(position["longitude"], position["latitude"]):
            groups.setdefault(station["id"].split("::")[0], []).append(station)
    rows = []
    for stop_id, members in sorted(groups.items()):
        points = [(m["location"]["longitude"], m["location"]["latitude"]) for m in members]
        lon, lat = to_degrees(to_plane(*np.array(points).T).mean(axis=0)).tolist()
        weight = sum(m["weight"] for m in members)
        rows.append({"stop_id": stop_id, "name": members[0]["name"], "lon": lon, "lat": lat, "weight": weight})
    return rows


def municipality_of_stop() -> dict[str, str]:
    """Return stop id -> municipality key (8 digits), as kept beside this file."""
    with MUNICIPALITIES.open(encoding="utf-8") as file:
        return {row["stop_id"]: row["municipality"] for row in csv.DictReader(file)}


def write_stops(path: Path, stations, graph, nodes, patterns, positions) -> list[dict]:
    """Write the stops within 300 m of a street; return their rows."""
    streets = shapely.STRtree([LineString(line) for *_, line in graph.edges(data="line")])
    tree, municipality = cKDTree(nodes), municipality_of_stop()
    rail = _rail_names(patterns, positions)
    rows = []
    for row in gather(stations):
        here = to_plane(row["lon"], row["lat"])
        if not len(streets.query(Point(here), predicate="dwithin", distance=NEAR)):
            continue
        distance, node = tree.query(here)
        row["kind"] = "rail" if row["name"] in rail else "bus"
        row["node"], row["distance_m"] = int(node), round(float(distance), 1)
        row["municipality"] = municipality.get(row["stop_id"], "")
        row["county"] = row["municipality"][:5]
        rows.append(row)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    return rows


def _rail_names(patterns, positions) -> set[str]:
    """Names of all stops a train calls at, in either timetable."""
    return {
        positions[stop].name
        for pattern in patterns
        if pattern.product in RAIL
        for stop in pattern.stops
        if stop in positions
    }
