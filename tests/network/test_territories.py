"""Areas side by side: where places lie, how legs are cut at borders, and what is wrong with a file, by hand."""

from __future__ import annotations

import json
from pathlib import Path

import geopandas
import numpy as np
import pandas as pd
import pytest
import shapely

from simulator.errors import RequestFileError
from simulator.network.cut_legs import cut_legs, shared_out, shares_of
from simulator.network.graph import RoadNetwork
from simulator.network.territories import Territories, gaps, read_territories
from tests.network.worlds import network_of

WEST, EAST = shapely.box(12.0, 53.0, 12.1, 53.1), shapely.box(12.1, 53.0, 12.3, 53.1)


def territories(*areas: shapely.Geometry) -> Territories:
    outlines = np.empty(len(areas), dtype=object)
    outlines[:] = areas
    return Territories(tuple("abc"[: len(areas)]), ("",) * len(areas), outlines)


def written(path: Path, *areas: shapely.Geometry, **more: list[str]) -> Path:
    table = geopandas.GeoDataFrame({"name": list("abc"[: len(areas)]), **more}, geometry=list(areas), crs="EPSG:4326")
    table.to_file(path, driver="GPKG" if path.suffix == ".gpkg" else "GeoJSON")
    return path


def test_a_place_on_a_border_lies_in_the_first_territory() -> None:
    both = territories(WEST, EAST)
    assert both.at([12.05, 12.1, 12.2, 11.9], [53.05] * 4).tolist() == [0, 0, 1, -1]
    assert both.names_at([12.2, 11.9], [53.05] * 2) == ["b", ""]


def test_a_package_tells_the_same_as_geojson_also_in_metres(tmp_path: Path) -> None:
    path = written(tmp_path / "two.geojson", WEST, EAST, ags=["12070", "12071"])
    table = geopandas.read_file(path)
    table.to_crs("EPSG:25833").to_file(tmp_path / "two.gpkg", driver="GPKG", layer="counties")
    one, other = read_territories(path), read_territories(tmp_path / "two.gpkg", approximate=True)
    assert (one.names, one.keys) == (other.names, other.keys) == (("a", "b"), ("12070", "12071"))
    assert shapely.area(shapely.symmetric_difference(one.areas, other.areas)).max() < 1e-9
    assert other.approximate and not one.approximate
    with pytest.raises(RequestFileError, match='has no layer "towns"; there are counties'):
        read_territories(tmp_path / "two.gpkg", "towns")


def test_features_are_told_with_their_lines(tmp_path: Path) -> None:
    path = written(tmp_path / "two.geojson", WEST, shapely.box(12.09, 53.0, 12.3, 53.1))
    path.write_text(json.dumps(json.loads(path.read_text()), indent=1))
    lines = path.read_text().splitlines()
    line = [number for number, text in enumerate(lines, 1) if text.strip() == '"type": "Feature",'][1]
    with pytest.raises(RequestFileError, match=rf'two.geojson:{line}: features\[1\]: "b" overlaps "a"'):
        read_territories(path)


def test_overlaps_are_told_with_feature_size_and_place(tmp_path: Path) -> None:
    path = written(tmp_path / "two.geojson", WEST, shapely.box(12.09, 53.0, 12.3, 53.1))
    # 0.01 degrees of 66.9 km by 0.1 degrees of 111.2 km
    with pytest.raises(RequestFileError, match=r'features\[1\]: "b" overlaps "a" by 7\.4\d km2 near 53\.05\d*, 12\.09'):
        read_territories(path)
    sliver = shapely.box(12.1 - 1e-6, 53.0, 12.3, 53.1)
    assert read_territories(written(tmp_path / "sliver.geojson", WEST, sliver)).names == ("a", "b")


def test_gaps_are_told_with_size_and_place() -> None:
    ring = shapely.difference(EAST, shapely.box(12.15, 53.04, 12.16, 53.05))
    assert gaps(territories(WEST, EAST)) == []
    ((size_m2, place),) = gaps(territories(WEST, ring))
    assert size_m2 == pytest.approx(668.7 * 1112, rel=0.01)
    assert place == "53.0450, 12.1550"


def test_a_strip_between_areas_that_is_open_at_the_edge_is_told() -> None:
    # 0.001 degrees of 66.9 km wide, 0.1 degrees of 111.2 km long; one of 0.01 degrees is no strip any more
    ((size_m2, place),) = gaps(territories(WEST, shapely.box(12.101, 53.0, 12.2, 53.1)))
    assert size_m2 == pytest.approx(66.9 * 11_120, rel=0.02)
    assert place.endswith("12.1005")
    assert gaps(territories(WEST, shapely.box(12.11, 53.0, 12.2, 53.1))) == []
    corner = shapely.box(12.1, 53.0, 12.2, 53.05)  # a bend in the outer edge is none either
    assert gaps(territories(WEST, corner)) == []


@pytest.fixture(scope="module")
def line() -> RoadNetwork:
    """Nodes 0 - 1 - 2 on a line from west to east; the border at 12.1 cuts the second street at a quarter."""
    streets = [(0, 1, 1000.0, 60.0, False), (1, 2, 4000.0, 100.0, False)]
    return network_of([12.05, 12.09, 12.13], [53.05] * 3, streets)


def cut(network: RoadNetwork, areas: Territories, *rows: tuple[int, int, int, int]) -> tuple[object, object]:
    """Metres and seconds by territory of legs: from, to, metres, seconds."""
    legs = pd.DataFrame(list(rows), columns=["from_node", "to_node", "length_m", "arrived_s"]).assign(departed_s=0)
    found = cut_legs(areas, network, legs, None)
    metres, seconds = (legs[name].to_numpy() for name in ("length_m", "arrived_s"))
    return shared_out(metres, found.of_metres).tolist(), shared_out(seconds, found.of_time).tolist()


def test_legs_are_cut_where_the_border_is(line: RoadNetwork) -> None:
    metres, seconds = cut(line, territories(WEST, EAST), (0, 2, 5000, 160), (2, 1, 4001, 101), (1, 1, 0, 7))
    assert metres == [[2000, 3000, 0], [1000, 3001, 0], [0, 0, 0]]
    assert seconds == [[85, 75, 0], [25, 76, 0], [7, 0, 0]]


def test_what_lies_in_no_territory_is_told_last(line: RoadNetwork) -> None:
    told = cut(line, territories(WEST), (0, 2, 5000, 160), (2, 2, 0, 5))
    assert told == ([[2000, 3000], [0, 0]], [[85, 75], [0, 5]])


def test_what_runs_along_a_border_counts_once() -> None:
    along = shapely.linestrings([[12.1, 53.01], [12.1, 53.02], [12.11, 53.02]])
    east_m, north_m = np.cos(np.radians(53.015)) * 0.01, 0.01
    whole = east_m + north_m
    expected = [[north_m / whole, east_m / whole, 0]]
    assert shares_of(territories(WEST, EAST), np.array([along], dtype=object)) == pytest.approx(np.array(expected))


def test_parts_sum_to_the_whole_however_weights_fall() -> None:
    rng = np.random.default_rng(5)
    totals, weights = rng.integers(0, 1000, 200), rng.random((200, 4)) + 1e-9
    parts = shared_out(totals, weights)
    assert (parts.sum(axis=1) == totals).all() and (parts >= 0).all()
    assert (np.abs(parts - totals[:, None] * weights / weights.sum(axis=1, keepdims=True)) < 1).all()
    assert shared_out(np.array([2]), np.array([[1.0, 1.0, 1.0]])).tolist() == [[1, 1, 0]]


def test_keys_stand_in_json_as_text_or_number(tmp_path: Path) -> None:
    path = tmp_path / "one.geojson"
    feature = {"type": "Feature", "properties": {"name": "a", "ags": 13076}, "geometry": WEST.__geo_interface__}
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}), encoding="utf-8")
    assert read_territories(path).keys == ("13076",)
