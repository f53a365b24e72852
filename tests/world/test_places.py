"""Territories, zones and hubs of a scenario: where they are, and what is told of them that does not fit."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from simulator.errors import ScenarioError
from simulator.scenario.dump import resolved
from simulator.world.places import HubPlace, hubs_of, notes_on_places, territories_of
from tests.worlds import DEGREE_M, line_network, scenario_of

NETWORK = line_network(10)
STOPS = "stop_id,name,lon,lat\n" + "".join(f"s{n},Stop {n},12.0,{53 + n * 1000 / DEGREE_M}\n" for n in range(10))


def bands(path: Path, **spans: tuple[float, float]) -> Path:
    """Write rectangles around the nodes of the line from one number to another."""
    features = []
    for name, nodes in spans.items():
        south, north = (53 + node * 1000 / DEGREE_M for node in nodes)
        ring = [[11.9, south], [12.1, south], [12.1, north], [11.9, north], [11.9, south]]
        area = {"type": "Polygon", "coordinates": [ring]}
        features.append({"type": "Feature", "properties": {"name": name, "ags": f"0{len(name)}"}, "geometry": area})
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    return path


def placed(folder: Path, places: dict[str, Any]) -> Any:
    (folder / "stops.csv").write_text(STOPS, encoding="utf-8")
    service = {"mode": "stop_based", "stops_file": folder / "stops.csv"}
    return scenario_of(NETWORK, service=service, places=places)


def test_a_hub_is_a_place_or_a_stop_by_name_or_id(tmp_path: Path) -> None:
    hubs = {"Market": {"lon": 12.0, "lat": 53.01, "within": "1 km"}, "Five": "Stop 5", "Six": {"stop": "s6"}}
    found = hubs_of(placed(tmp_path, {"hubs": hubs}))
    assert found["Market"] == HubPlace(12.0, 53.01, 1000)
    assert [round((found[name].lat - 53) * DEGREE_M) for name in ("Five", "Six")] == [5000, 6000]
    assert found["Market"].holds(12.0, 53.0189) and not found["Market"].holds(12.0, 53.0191)
    assert found["Market"].holds(12.0149, 53.01) and not found["Market"].holds(12.015, 53.01)  # 66.9 km a degree


@pytest.mark.parametrize(
    ("hub", "told"),
    [
        ("Stop 55", 'places.hubs.X: no stop is called "Stop 55"; did you mean "Stop 5"'),
        ({"lon": 13.0, "lat": 53.01}, r"places.hubs.X: lies at 53.0100, 13.0000, in none of South, North"),
    ],
)
def test_a_hub_that_is_nowhere_is_told(tmp_path: Path, hub: Any, told: str) -> None:
    zones = {"file": bands(tmp_path / "zones.geojson", South=(-1, 4), North=(4, 11))}
    with pytest.raises(ScenarioError, match=told):
        hubs_of(placed(tmp_path, {"zones": zones, "hubs": {"X": hub}}))


def test_a_hub_has_one_place(tmp_path: Path) -> None:
    for hub in ({"lon": 12}, {"within": "1 km"}, {"lon": 12, "lat": 53, "stop": "s1"}):
        with pytest.raises(ValueError, match="expected lon and lat, or the name of a stop"):
            placed(tmp_path, {"hubs": {"X": hub}})


def test_stops_in_no_area_and_gaps_are_told(tmp_path: Path) -> None:
    south = bands(tmp_path / "south.geojson", South=(-1, 7.5))
    scenario = placed(tmp_path, {"territories": {"file": south, "approximate": True}})
    (note,) = notes_on_places(scenario)
    assert note.key == "places.territories.file"
    assert note.english == "2 stops lie in none of the areas: Stop 8 (53.0719, 12.0000); Stop 9 (53.0809, 12.0000)."
    territories = territories_of(scenario)
    assert territories is not None and territories.keys == ("05",) and territories.approximate
    ring = json.loads(south.read_text(encoding="utf-8"))
    ring["features"][0]["geometry"]["coordinates"] = [
        [[11.9, 52.9], [12.1, 52.9], [12.1, 53.2], [11.9, 53.2], [11.9, 52.9]],
        [[12.05, 53.0], [12.06, 53.0], [12.06, 53.01], [12.05, 53.01], [12.05, 53.0]],
    ]
    (tmp_path / "ring.geojson").write_text(json.dumps(ring), encoding="utf-8")
    (gap,) = notes_on_places(placed(tmp_path, {"zones": {"file": tmp_path / "ring.geojson"}}))
    assert (gap.rule, gap.key) == ("gap-between-areas", "places.zones.file")
    assert gap.english == "There is a gap of 0.74 km² between the areas near 53.0050, 12.0550."


def test_who_has_no_places_tells_none(tmp_path: Path) -> None:
    scenario = scenario_of(NETWORK)
    assert "places" not in resolved(scenario)
    assert territories_of(scenario) is None and hubs_of(scenario) == {} and not list(notes_on_places(scenario))
    hubs = resolved(placed(tmp_path, {"hubs": {"Five": "Stop 5"}}))["places"]["hubs"]
    assert hubs == {"Five": {"lon": None, "lat": None, "stop": "Stop 5", "within_m": 300}}
