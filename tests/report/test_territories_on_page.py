"""What the page says of territories: kilometres, hours and rides in each, rides over borders, and outlines on maps."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pandas as pd
import shapely

from simulator.network.areas import rings_of_geojson
from simulator.report.page.language import Language
from simulator.report.page.territories import territory_tables
from simulator.report.replay.payload import _borders
from tests.worlds import line_network

REQUESTS = pd.DataFrame(
    [("A", "A", "served"), ("A", "B", "served"), ("A", "B", "rejected"), ("B", "", "served")],
    columns=["origin_territory", "destination_territory", "status"],
)
DRIVEN = pd.DataFrame(
    [("B", 2000, 1000, 3600, 7200, 0), ("A", 12_340, 0, 1800, 0, 0), ("A", 660, 0, 0, 3600, 0)],
    columns=["territory", "driven_m", "loaded_m", "driving_s", "standing_s", "rider_m"],
)


def run_with(**changes: Any) -> Any:
    square = shapely.to_geojson(shapely.box(12.0, 53.0, 12.1, 53.1))
    given = pd.DataFrame({"territory": ["A", "B", "C"], "approximate": True, "geometry": [square] * 3})
    told = {"territories": given, "by_territory": DRIVEN, "guarded": False, **changes}
    return SimpleNamespace(tables=SimpleNamespace(requests=REQUESTS), **told)


def test_kilometres_hours_and_rides_by_hand() -> None:
    (title, rows), (_, pairs) = territory_tables(run_with(), Language("en"))
    assert title == "Territories (borders are drawn roughly)"
    assert rows == [
        ("A", "13.0 km", "driving 0.5 h, standing 1.0 h; rides that begin here: 2, end here: 1, both: 1"),
        ("B", "2.0 km", "driving 1.0 h, standing 2.0 h; rides that begin here: 1, end here: 1, both: 0"),
        ("outside of all", "0.0 km", "driving 0.0 h, standing 0.0 h; rides that begin here: 0, end here: 1, both: 0"),
    ]
    assert pairs == [
        ("A → B", "1", "requests: 2"), ("A → A", "1", "requests: 1"), ("B → outside of all", "1", "requests: 1"),
    ]  # fmt: skip


def test_in_german_and_with_people_to_protect() -> None:
    ((title, rows),) = territory_tables(run_with(guarded=True), Language("de"))
    assert title == "Gebiete (Grenzen sind grob gezeichnet)" and rows[0][1] == "13,0 km"
    assert territory_tables(run_with(territories=None), Language("en")) == []


def test_outlines_go_to_the_maps_with_their_holes(tmp_path: Path) -> None:
    ring = shapely.difference(shapely.box(12.0, 53.0, 12.1, 53.1), shapely.box(12.02, 53.02, 12.04, 53.04))
    text = shapely.to_geojson(shapely.MultiPolygon([ring, shapely.box(12.2, 53.0, 12.3, 53.1)]))
    assert [len(its) for its in rings_of_geojson(text)] == [5, 5, 5]
    arrays = _borders(pd.DataFrame({"geometry": [text]}), line_network(3))
    assert arrays["border_points"].tolist() == [5, 5, 5] and len(arrays["border_x"]) == len(arrays["border_y"]) == 15
    assert arrays["border_x"].max() - arrays["border_x"].min() > 15_000
    assert _borders(None, line_network(3)) == {}
