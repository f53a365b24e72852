"""The committed data of the Prignitz scenario: whole, plausible, and as good as DATA.md says."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any, NamedTuple

import networkx
import numpy as np
import pyarrow.parquet as pq
import pytest
import shapely
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components, dijkstra
from scipy.spatial import cKDTree

from simulator.network.crossings import ferry_s
from tests.reference_data import reference_data

SCENARIO = Path(__file__).resolve().parents[2] / "scenarios" / "prignitz"
FILES = ("network/nodes.parquet", "network/edges.parquet", "network/network.json", "stops.csv", "localities.csv")
EARTH = 6371008.8  # m
FLATTEN = np.cos(np.radians(53.06))


class Network(NamedTuple):
    lon: np.ndarray
    lat: np.ndarray
    edges: dict[str, Any]
    lines: np.ndarray

    def matrix(self, column: str):
        u, v, w = self.edges["u"], self.edges["v"], self.edges[column]
        n = len(self.lon)
        return coo_matrix((np.r_[w, w], (np.r_[u, v], np.r_[v, u])), shape=(n, n)).tocsr()


def metres(lon, lat) -> np.ndarray:
    """Plane coordinates around the middle of the region; true to 0.6 % in length."""
    scale = np.pi / 180 * EARTH
    return np.stack([np.asarray(lon) * scale * FLATTEN, np.asarray(lat) * scale], axis=-1)


def great_circle(lon1, lat1, lon2, lat2):
    lon1, lat1, lon2, lat2 = (np.radians(x) for x in (lon1, lat1, lon2, lat2))
    a = np.sin((lat2 - lat1) / 2) ** 2 + np.cos(lat1) * np.cos(lat2) * np.sin((lon2 - lon1) / 2) ** 2
    return 2 * EARTH * np.arcsin(np.sqrt(a))


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def network() -> Network:
    nodes = pq.read_table(SCENARIO / "network" / "nodes.parquet")
    table = pq.read_table(SCENARIO / "network" / "edges.parquet")
    edges = {name: table[name].to_numpy(zero_copy_only=False) for name in table.column_names}
    return Network(nodes["lon"].to_numpy(), nodes["lat"].to_numpy(), edges, shapely.from_wkb(edges["geometry"]))


def crossings() -> list[int]:
    """Return the rows of the edges that are crossings of the Elbe."""
    header = json.loads((SCENARIO / "network" / "network.json").read_text(encoding="utf-8"))
    return [row for its in header["crossings"] for row in its["edges"]]


@pytest.fixture(scope="module")
def stops() -> list[dict[str, str]]:
    return rows(SCENARIO / "stops.csv")


@pytest.fixture(scope="module")
def localities() -> list[dict[str, str]]:
    return rows(SCENARIO / "localities.csv")


# ---- the network


def test_the_data_are_small():
    assert sum((SCENARIO / name).stat().st_size for name in FILES) < 1_500_000


def test_the_header_agrees_with_the_tables(network):
    header = json.loads((SCENARIO / "network" / "network.json").read_text(encoding="utf-8"))
    assert header["format"] == "elbe-drt-network/1"
    assert (header["nodes"], header["edges"]) == (len(network.lon), len(network.lines))
    for source in header["sources"]:
        assert set(source) == {"name", "version", "url_or_package", "date", "licence", "attribution"}
        assert all("CC BY" in source["licence"][language] for language in ("en", "de"))
        assert source["attribution"].startswith("VBB")


def test_the_network_has_the_expected_size(network):
    assert len(network.lon) > 5_865
    assert 1_950 < network.edges["length"].sum() / 1000 < 2_100


def test_node_numbers_are_dense(network):
    used = np.unique(np.r_[network.edges["u"], network.edges["v"]])
    assert np.array_equal(used, np.arange(len(network.lon)))


def test_the_network_is_one_component(network):
    assert connected_components(network.matrix("length"))[0] == 1


def test_the_graph_is_simple(network):
    u, v = network.edges["u"], network.edges["v"]
    assert (u < v).all()
    assert len(set(zip(u.tolist(), v.tolist(), strict=True))) == len(u)


def test_geometry_runs_from_u_to_v(network):
    for end, column in ((0, "u"), (-1, "v")):
        tips = shapely.get_coordinates(shapely.get_point(network.lines, end))
        node = network.edges[column]
        assert np.abs(tips - np.c_[network.lon[node], network.lat[node]]).max() < 2e-6


def test_length_agrees_with_the_geometry(network):
    """Geometry is thinned to 1.5 m, so a line may be a little shorter than its street."""
    coordinates, owner = shapely.get_coordinates(network.lines, return_index=True)
    same = owner[1:] == owner[:-1]
    step = great_circle(*coordinates[:-1].T, *coordinates[1:].T)[same]
    drawn = np.bincount(owner[1:][same], step, minlength=len(network.lines))
    length = network.edges["length"]
    road = network.edges["kind"] == "road"
    ratio = length / drawn
    assert 0.995 < length[road].sum() / drawn[road].sum() < 1.01
    assert ratio[road & (length > 50)].min() > 0.99
    assert ratio[road & (length > 50)].max() < 1.10


def test_no_edge_is_shorter_than_its_beeline(network):
    u, v = network.edges["u"], network.edges["v"]
    beeline = great_circle(network.lon[u], network.lat[u], network.lon[v], network.lat[v])
    assert (network.edges["length"] >= 0.99 * beeline - 0.5).all()
    synthetic = network.edges["kind"] == "synthetic"
    synthetic[crossings()] = False
    assert network.edges["length"][synthetic] == pytest.approx(1.08 * beeline[synthetic], rel=0.01, abs=0.5)
    assert network.edges["length"][crossings()] == pytest.approx(beeline[crossings()], rel=0.01, abs=0.5)


def test_synthetic_connectors_are_marked_and_few(network):
    synthetic = network.edges["kind"] == "synthetic"
    assert set(network.edges["kind"]) == {"road", "synthetic", "ferry"}
    assert ((network.edges["highway"] == "synthetic") == synthetic).all()
    share = network.edges["length"][synthetic].sum() / network.edges["length"].sum()
    assert 0 < share < 0.08  # no bus crosses the Elbe


def test_only_crossings_lead_over_the_elbe(network):
    header = json.loads((SCENARIO / "network" / "network.json").read_text(encoding="utf-8"))
    told = {its["name"]: its for its in header["crossings"]}
    sums = {name: network.edges["length"][its["edges"]].sum() for name, its in told.items()}
    assert [round(length) for length in sums.values()] == [1110, 970, 501, 507]
    assert sums == pytest.approx({name: its["length_m"] for name, its in told.items()})
    graph = networkx.Graph()
    graph.add_nodes_from(range(len(network.lon)))
    left = np.setdiff1d(np.arange(len(network.lines)), crossings())
    graph.add_edges_from(zip(network.edges["u"][left].tolist(), network.edges["v"][left].tolist(), strict=True))
    gartow, perleberg = (
        int(np.hypot(*(metres(network.lon, network.lat) - metres(*place)).T).argmin())
        for place in ((11.46, 53.026), (11.8507, 53.0711))
    )
    assert not networkx.has_path(graph, gartow, perleberg)
    for its in told.values():  # any one of them joins both banks, and is a bridge of the graph then
        ends = [(int(network.edges["u"][row]), int(network.edges["v"][row])) for row in its["edges"]]
        graph.add_edges_from(ends)
        assert networkx.has_path(graph, gartow, perleberg)
        assert set(map(frozenset, ends)) <= set(map(frozenset, networkx.bridges(graph)))
        graph.remove_edges_from(ends)


def test_ferries_take_their_crossing_and_half_of_their_headway(network):
    ferries = network.edges["kind"] == "ferry"
    assert network.edges["travel_time"][ferries].tolist() == [ferry_s(300, 600)] * 2


def test_speeds_are_those_of_a_minibus(network):
    speed, builtup = (network.edges[name][network.edges["kind"] != "ferry"] for name in ("speed_kph", "builtup"))
    assert speed.min() >= 37.9
    assert speed.max() <= 70.1
    assert speed == pytest.approx(1 / (builtup / 38 + (1 - builtup) / 70), abs=0.06)
    length, travel_time = (network.edges[name][network.edges["kind"] != "ferry"] for name in ("length", "travel_time"))
    assert travel_time == pytest.approx(length / speed * 3.6, abs=0.006)


def test_no_edge_exceeds_four_hundred_metres(network):
    synthetic = network.edges["kind"] == "synthetic"
    assert network.edges["length"][~synthetic & (network.edges["kind"] != "ferry")].max() <= 400.1


# ---- towns. Road distances [km] as driven on the federal and state roads, from map knowledge.

ROADS = (
    ("Perleberg, Bahnhof/ZOB", "Wittenberge, Bahnhof", 11.0, 14.0),
    ("Perleberg, Bahnhof/ZOB", "Pritzwalk, Bahnhof", 25.0, 29.5),
    ("Pritzwalk, Bahnhof", "Meyenburg, Bahnhof", 19.5, 22.5),
    ("Wittenberge, Bahnhof", "Lenzen, Markt", 23.5, 28.0),
    ("Perleberg, Bahnhof/ZOB", "Karstädt (PR), Bahnhof", 12.0, 15.0),
    ("Kyritz, Bahnhof", "Pritzwalk, Bahnhof", 27.0, 32.0),
    ("Pritzwalk, Bahnhof", "Wittstock (Dosse), Bahnhof", 20.0, 25.0),
    ("Pritzwalk, Bahnhof", "Putlitz, Alte Post", 14.5, 18.0),
    ("Glöwen, Bahnhof", "Bad Wilsnack, Bahnhof", 12.0, 16.0),
)


@pytest.mark.parametrize(("start", "goal", "low", "high"), ROADS)
def test_towns_are_as_far_apart_as_on_the_road(network, stops, start, goal, low, high):
    node = {row["name"]: int(row["node"]) for row in stops}
    distance = dijkstra(network.matrix("length"), indices=node[start])[node[goal]] / 1000
    assert low < distance < high


def test_a_minibus_averages_a_plausible_speed_between_towns(network, stops):
    node = {row["name"]: int(row["node"]) for row in stops}
    for start, goal, low, high in ROADS:
        hours = dijkstra(network.matrix("travel_time"), indices=node[start])[node[goal]] / 3600
        assert low / hours > 40
        assert high / hours < 70


# ---- stops


def test_stops_are_sorted_and_complete(stops):
    ids = [row["stop_id"] for row in stops]
    assert ids == sorted(set(ids))
    assert len(ids) > 1_000
    assert {row["kind"] for row in stops} <= {"bus", "rail", "virtual"}
    assert sum(row["county"] == "12070" for row in stops) > 580
    assert all(row["municipality"][:5] == row["county"] for row in stops)


def test_stops_lie_on_the_streets(network, stops):
    place = metres([float(r["lon"]) for r in stops], [float(r["lat"]) for r in stops])
    coordinates, owner = shapely.get_coordinates(network.lines, return_index=True)
    curves = shapely.linestrings(metres(*coordinates.T), indices=owner)
    tree = shapely.STRtree(curves)
    points = shapely.points(place)
    gap = shapely.distance(points, curves[tree.nearest(points)])
    assert (gap <= 50).mean() > 0.98
    assert (gap <= 302).all()


def test_the_node_of_a_stop_is_the_nearest_node(network, stops):
    place = metres([float(r["lon"]) for r in stops], [float(r["lat"]) for r in stops])
    nodes = metres(network.lon, network.lat)
    stated = np.array([int(r["node"]) for r in stops])
    distance = np.hypot(*(place - nodes[stated]).T)
    assert distance == pytest.approx([float(r["distance_m"]) for r in stops], rel=0.01, abs=1.0)
    assert (distance <= cKDTree(nodes).query(place)[0] * 1.01 + 1.0).all()
    assert (distance <= 60).mean() > 0.95


# ---- population


def test_localities_add_up_to_the_register(localities):
    register = {row["ags"]: int(row["population"]) for row in rows(SCENARIO / "build" / "register_2022.csv")}
    total = dict.fromkeys(register, 0)
    for row in localities:
        total[row["ags"]] += int(row["population"])
    assert total == register
    assert len(register) == 26
    assert sum(total.values()) == 76_045


def test_the_register_is_the_official_one():
    official = {
        row["ags"]: int(row["population"])
        for row in rows(reference_data("region", "admin", "municipalities_region.csv"))
        if row["kreis_ags"] == "12070"
    }
    ours = {row["ags"]: int(row["population"]) for row in rows(SCENARIO / "build" / "register_2022.csv")}
    assert ours == official


def test_the_population_of_a_town_is_spread(localities):
    for town in ("Wittenberge", "Perleberg", "Pritzwalk"):
        points = [int(r["population"]) for r in localities if r["locality"] == town and r["town"] == "1"]
        assert len(points) >= 20
        assert max(points) < 700


class Census(NamedTuple):
    lonlat: np.ndarray
    grid: np.ndarray  # float64 (cells, 2): centres in the census projection [m]
    people: np.ndarray


@pytest.fixture(scope="module")
def census() -> Census:
    path = reference_data("region", "population", "zensus2011_grid_1km_region.csv")
    cells = [row for row in rows(path) if row["ags"].startswith("12070")]

    def numbers(*names):
        return np.array([[float(row[name]) for name in names] for row in cells])

    return Census(
        numbers("lon", "lat"),
        numbers("x_3035_center", "y_3035_center"),
        numbers("population_scaled_2022")[:, 0],
    )


def quadratic(lonlat: np.ndarray) -> np.ndarray:
    x, y = (lonlat - [12.0, 53.06]).T
    return np.stack([np.ones_like(x), x, y, x * x, x * y, y * y], axis=-1)


@pytest.mark.parametrize(
    ("side", "overlap", "correlation"), [(1000, 0.66, 0.87), (2000, 0.79, 0.97), (5000, 0.89, 0.985)]
)
def test_the_population_meets_the_census_grid(census, localities, side, overlap, correlation):
    """Both counted in squares of whole census cells; the projection is fitted to the cells (< 1 m)."""
    fit, *_ = np.linalg.lstsq(quadratic(census.lonlat), census.grid, rcond=None)
    assert np.abs(quadratic(census.lonlat) @ fit - census.grid).max() < 20
    model = np.array([[float(r["lon"]), float(r["lat"])] for r in localities])
    count = np.array([float(r["population"]) for r in localities])
    keys = np.floor(np.vstack([census.grid, quadratic(model) @ fit]) / side).astype(int)
    _, square = np.unique(keys, axis=0, return_inverse=True)
    split = len(census.people)
    first = np.bincount(square[:split], census.people, minlength=square.max() + 1)
    second = np.bincount(square[split:], count, minlength=square.max() + 1)
    assert np.minimum(first, second).sum() / census.people.sum() > overlap
    assert np.corrcoef(first, second)[0, 1] > correlation


def test_people_live_near_the_streets(census, network):
    nodes = cKDTree(metres(network.lon, network.lat))
    gap = nodes.query(metres(*census.lonlat.T))[0]
    assert census.people[gap <= 700].sum() / census.people.sum() > 0.95
    assert census.people[gap <= 1200].sum() / census.people.sum() > 0.99
