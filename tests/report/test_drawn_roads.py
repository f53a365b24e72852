"""Which streets the replay draws, how, and by which steps: worked out by hand on a few of them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest
import shapely

from simulator.network.graph import RoadNetwork
from simulator.report.replay import roads
from simulator.report.replay.roads import FERRY, MAIN, PLAIN, SYNTHETIC, draw_roads, edge_looks, lines_m
from tests.worlds import line_network

NOTHING = np.zeros(0, dtype=np.int64)


def with_streets(network: RoadNetwork, **columns: list[Any]) -> RoadNetwork:
    return replace(network, edges=network.edges.assign(**columns))


@pytest.mark.parametrize(
    ("highway", "kind", "look"),
    [
        ("motorway", "road", MAIN), ("secondary_link", "road", MAIN), ("tertiary", "road", PLAIN),
        (None, "road", PLAIN), ("primary", "ferry", FERRY), ("trunk", "synthetic", SYNTHETIC),
    ],
)  # fmt: skip
def test_how_a_street_is_drawn(highway: str | None, kind: str, look: int) -> None:
    assert edge_looks(pd.DataFrame({"highway": [highway], "kind": [kind]})).tolist() == [look]


# Streets 2 and 7 of ten are main roads.
HIGHWAYS = ["primary" if number in (2, 7) else "residential" for number in range(10)]


@pytest.mark.parametrize(
    ("most", "driven", "drawn"),
    [
        (10, [], list(range(10))),
        (9, [], [0, 2, 3, 5, 7, 8]),  # of the eight others every other one: all but one would be too many
        (5, [5], [0, 2, 5, 6, 7]),  # room for two of 0, 1, 3, 4, 6, 8, 9: every fourth
        (3, [5], [2, 5, 7]),
        (2, [5], [2, 5, 7]),  # what was driven is drawn anyway
        (1, [5], [5]),  # even main roads are too many
    ],
)
def test_of_many_streets_main_roads_and_driven_ones_are_drawn_and_others_while_there_is_room(
    most: int, driven: list[int], drawn: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(roads, "MOST_EDGES", most)
    found = draw_roads(with_streets(line_network(11), highway=HIGHWAYS), np.array(driven, dtype=np.int64))
    assert found.edges.tolist() == drawn
    assert found.arrays["line_from"].tolist() == drawn
    assert found.arrays["line_look"].tolist() == [MAIN if street in (2, 7) else PLAIN for street in drawn]


def test_a_street_runs_over_its_bends_to_its_last_node() -> None:
    network = line_network(3)
    lat, lon = network.lat, network.lon
    bent = shapely.LineString([(lon[0], lat[0]), (lon[0] + 0.01, (lat[0] + lat[1]) / 2), (lon[1], lat[1])])
    straight = shapely.LineString([(lon[1], lat[1]), (lon[1] + 0.00001, (lat[1] + lat[2]) / 2), (lon[2], lat[2])])
    network = with_streets(network, geometry=[shapely.to_wkb(bent), shapely.to_wkb(straight)])
    arrays = draw_roads(network, NOTHING).arrays
    assert arrays["line_points"].tolist() == [2, 1]
    east_m = round(float(network.project(np.array([lon[0] + 0.01]), lat[:1])[0, 0] - network.xy_m()[0, 0]))
    assert arrays["line_dx"].tolist() == pytest.approx([east_m, -east_m, 0], abs=1)
    assert arrays["line_dy"].tolist() == pytest.approx([500, 500, 1000], abs=2)
    assert arrays["line_dx"].dtype == np.int16


def test_streets_without_a_shape_are_straight_and_long_steps_have_room() -> None:
    network = line_network(3, spacing_m=40_000.0)
    network = replace(network, edges=network.edges.drop(columns="geometry"))
    arrays = draw_roads(network, NOTHING).arrays
    assert arrays["line_points"].tolist() == [1, 1]
    assert arrays["line_dy"].tolist() == pytest.approx([40_000, 40_000], abs=50)
    assert arrays["line_dy"].dtype == np.int32


def test_lines_tell_which_street_they_belong_to_though_some_have_no_shape() -> None:
    network = line_network(4)
    shapes = [None, *network.edges["geometry"].tolist()[1:]]
    points, owner = lines_m(network, pd.Series(shapes, dtype=object))
    assert owner.tolist() == [1, 1, 2, 2]
    np.testing.assert_allclose(points, network.xy_m()[[1, 2, 2, 3]], atol=1.0)
