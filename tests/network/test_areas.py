"""Areas are read from GeoJSON by name, and whatever is wrong with a file is told at its place."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from simulator.errors import RequestFileError
from simulator.network.areas import areas_named, read_areas

SQUARE = [[[12.0, 53.0], [12.1, 53.0], [12.1, 53.1], [12.0, 53.1], [12.0, 53.0]]]
HOLE = [[12.04, 53.04], [12.06, 53.04], [12.06, 53.06], [12.04, 53.06], [12.04, 53.04]]
BOW = [[[12.0, 53.0], [12.1, 53.1], [12.1, 53.0], [12.0, 53.1], [12.0, 53.0]]]


def feature(name: Any = "town", coordinates: Any = SQUARE, kind: str = "Polygon", **more: Any) -> dict[str, Any]:
    geometry = {"type": kind, "coordinates": coordinates}
    return {"type": "Feature", "properties": {"name": name}, "geometry": geometry, **more}


def written(folder: Path, *features: Any, **changes: Any) -> Path:
    path = folder / "zones.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": list(features)} | changes), encoding="utf-8")
    return path


def test_areas_have_names_in_the_order_of_the_file(tmp_path: Path) -> None:
    two = feature("West", [SQUARE, [[[13, 53], [13.1, 53], [13.1, 53.1], [13, 53]]]], "MultiPolygon")
    by_id = feature(None, id=7)
    path = written(tmp_path, two, by_id, feature("ring", [*SQUARE, HOLE]))
    areas = read_areas(path)
    assert list(areas) == ["West", "7", "ring"]
    assert areas["7"].area == pytest.approx(0.01)
    assert areas["ring"].area == pytest.approx(0.01 - 0.0004)
    assert [area.bounds[2] for area in areas_named(path, ("ring", "West"))] == [12.1, 13.1]
    assert len(areas_named(path)) == 3


def test_a_single_feature_is_an_area(tmp_path: Path) -> None:
    path = tmp_path / "one.geojson"
    path.write_text("\ufeff" + json.dumps(feature("Dömitz")), encoding="utf-8")
    assert list(read_areas(path)) == ["Dömitz"]


@pytest.mark.parametrize(
    ("features", "told"),
    [
        ([feature(None)], r'features\[0\]: has no name; expected properties with a "name", or an "id"'),
        ([feature(), feature()], r'features\[1\]: "town" is the name of another area already'),
        ([feature(kind="Point", coordinates=[12, 53])], r'features\[0\]: "town" is "Point"; expected Polygon or Multi'),
        ([feature() | {"geometry": None}], r'"town" is null; expected Polygon'),
        ([feature(coordinates=BOW)], r'"town" is no outline of an area: Self-intersection'),
        ([feature(coordinates=[[[12, 53], [12.1, 53]]])], r'"town" has no coordinates of an area'),
        ([feature(coordinates=[[["a", 53]] * 4])], r'"town" has no coordinates of an area'),
        ([feature(coordinates=[])], r'"town" is empty'),
        (
            [feature(coordinates=[[[4_000_000, 5], [4_000_100, 5], [4_000_100, 9], [4_000_000, 5]]])],
            "outside of the globe",
        ),
        (["town"], r"features\[0\]: expected a Feature"),
        ([], r"features: there is no area; expected at least one"),
    ],
)
def test_what_is_no_area_is_told_at_its_place(tmp_path: Path, features: list[Any], told: str) -> None:
    with pytest.raises(RequestFileError, match=told) as found:
        read_areas(written(tmp_path, *features))
    assert "zones.geojson" in str(found.value)


def test_all_mistakes_of_a_file_are_told(tmp_path: Path) -> None:
    with pytest.raises(RequestFileError) as found:
        read_areas(written(tmp_path, feature(None), feature(), feature("x", BOW)))
    assert [problem.key for problem in found.value.problems] == ["features[0]", "features[2]"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('{"type": "FeatureCollection",\n "features": [}', r"zones.geojson:2:15: .*this is no JSON"),
        ('{"type": "Topology"}', r'"Topology"; expected a FeatureCollection'),
        ("[]", "null; expected a FeatureCollection"),
        ('{"type": "FeatureCollection", "features": 3}', "expected a FeatureCollection with a list"),
    ],
)
def test_a_file_of_another_kind_is_refused(tmp_path: Path, text: str, told: str) -> None:
    path = tmp_path / "zones.geojson"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(RequestFileError, match=told):
        read_areas(path)


def test_a_missing_file_and_one_of_other_bytes_are_told(tmp_path: Path) -> None:
    with pytest.raises(RequestFileError, match="cannot be read: No such file"):
        read_areas(tmp_path / "none.geojson")
    (tmp_path / "bytes.geojson").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(RequestFileError, match="no JSON in UTF-8"):
        read_areas(tmp_path / "bytes.geojson")


def test_an_unknown_name_gets_a_hint(tmp_path: Path) -> None:
    path = written(tmp_path, feature("Perleberg"), feature("Pritzwalk"))
    with pytest.raises(RequestFileError, match=r'no area is called "Perlberg"; did you mean "Perleberg"'):
        areas_named(path, ("Perlberg",))
    with pytest.raises(RequestFileError, match=r'no area is called "x"; there are Perleberg, Pritzwalk'):
        areas_named(path, ("x",))
