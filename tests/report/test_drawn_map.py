"""What the map of a run has where, worked out by hand."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest
import shapely
from matplotlib.figure import Figure

from simulator.analysis.trips import no_trips
from simulator.network.graph import RoadNetwork, make_network
from simulator.report import map as maps

NAN = float("nan")


def streets(shapes: list[bytes | None] | None = None, kinds: str = "rrfsr") -> RoadNetwork:
    """Six junctions from west to east on 53° N; a road, a main one, a ferry, a guessed street, a slip road."""
    words = {"r": "road", "f": "ferry", "s": "synthetic"}
    edges = pd.DataFrame(
        {
            "u": np.arange(5), "v": np.arange(1, 6), "length": 1000.0, "speed_kph": 60.0, "travel_time": 60.0,
            "oneway": False, "highway": ["track", "primary", "primary", "track", "trunk_link"],
            "kind": [words[kind] for kind in kinds],
        }
    )  # fmt: skip
    if shapes is not None:
        edges["geometry"] = shapes
    sources = ({"attribution": "us"}, {"name": "nobody"}, {"attribution": "them"}, {"attribution": "us"})
    return make_network("line", 11 + np.arange(6) / 10, np.full(6, 53.0), edges, sources=sources)


def requests(*rows: tuple[str, int, float]) -> pd.DataFrame:
    """Requests by how they ended, their node, and the longitude of their door."""
    table = pd.DataFrame(rows, columns=["status", "pickup_node", "origin_lon"])
    return table.assign(
        request=np.arange(len(table)),
        origin_node=table["pickup_node"],
        origin_lat=53.0,
        destination_lon=table["origin_lon"],
        destination_lat=53.0,
    )


def drawn(table: pd.DataFrame, network: RoadNetwork, stops: pd.DataFrame | None = None) -> Any:
    figure = Figure()
    maps.draw_map_on(figure, SimpleNamespace(requests=table, trips=no_trips()), network, stops)  # type: ignore[arg-type]
    return figure.axes[0]


def by_label(axes: Any) -> dict[str, Any]:
    return {found.get_label(): found for found in axes.collections}


def test_streets_are_drawn_by_what_they_are() -> None:
    found = by_label(drawn(requests(), streets()))
    assert list(found) == ["road", "main road", "guessed connection,\nnot a mapped road", "ferry"]
    ends = {
        label: collection.get_segments()[0][:, 0][~np.isnan(collection.get_segments()[0][:, 0])].round(6).tolist()
        for label, collection in found.items()
    }
    assert list(ends.values()) == [[11.0, 11.1], [11.1, 11.2, 11.4, 11.5], [11.3, 11.4], [11.2, 11.3]]
    assert "ferry" not in by_label(drawn(requests(), streets(kinds="rrrrr")))


def test_streets_run_along_their_shapes() -> None:
    """What cannot be read, is missing or is a point is a straight line."""
    bent = shapely.to_wkb(shapely.LineString([(11.1, 53), (11.15, 53.1), (11.2, 53)]))
    short = shapely.to_wkb(shapely.LineString([(11.4, 53), (11.5, 53)]))
    lines = maps._edge_lines(streets([b"no shape", bent, None, shapely.to_wkb(shapely.Point(1, 2)), short]))
    assert [line.round(6).tolist() for line in lines] == [
        [[11.0, 53], [11.1, 53]], [[11.1, 53], [11.15, 53.1], [11.2, 53]], [[11.2, 53], [11.3, 53]],
        [[11.3, 53], [11.4, 53]], [[11.4, 53], [11.5, 53]],
    ]  # fmt: skip
    joined = maps._one_line(lines[:2])
    assert np.isnan(joined).all(axis=1).tolist() == [False, False, True, False, False, False, True]


@pytest.mark.parametrize(
    ("served", "sizes", "legend"),
    [
        ([1, 0, 3], [25, 75], {"1 pickup": 25, "2 pickups": 50}),  # the area of ten is the largest there is
        ([20, 0, 1], [250, 12.5], {"1 pickup": 12.5, "20 pickups": 250}),
        ([0, 1, 0], [25], {"1 pickup": 25}),
        ([1, 0, 100], [6, 250], {"1 pickup": 6, "100 pickups": 250}),
    ],
)
def test_circles_grow_with_pickups(served: list[int], sizes: list[float], legend: dict[str, float]) -> None:
    rows = [("served", node + 1, 11.0) for node, count in enumerate(served) for _ in range(count)]
    axes = drawn(requests(("rejected", 5, 11.0), *rows), streets())
    found = [circles for circles in axes.collections if circles.get_zorder() == 4]
    assert found[0].get_sizes().tolist() == sizes
    nodes = [node + 1 for node, count in enumerate(served) if count]
    assert found[0].get_offsets()[:, 0].round(6).tolist() == [11 + node / 10 for node in nodes]
    assert {circles.get_label(): float(circles.get_sizes()[0]) for circles in found[1:]} == legend


@pytest.mark.parametrize(("count", "size"), [(1, 22), (400, 10), (1000, 8)])
def test_crosses_are_at_doors_where_they_are_known(count: int, size: float) -> None:
    rows = [("rejected", 2, 11.03), ("cancelled", 3, NAN), ("rejected", 0, NAN), ("rejected", -1, NAN)]
    rows = rows[:1] * max(0, count - 4) + rows if count > 4 else rows[:count]
    crosses = by_label(drawn(requests(("served", 1, 11.1), *rows), streets()))["request not served"]
    assert crosses.get_sizes().tolist() == [size]
    offsets = np.ma.filled(crosses.get_offsets()[:, 0], NAN).round(6)
    assert offsets[0] == 11.03
    if count > 4:
        np.testing.assert_array_equal(offsets[-3:], [11.3, 11.0, NAN])
    assert "request not served" not in by_label(drawn(requests(("served", 1, 11.1)), streets()))


def test_titles_say_how_many() -> None:
    assert drawn(requests(), streets()).get_title() == "The service area; nobody asked for a ride in this run"
    some = requests(("served", 1, 11.1), ("rejected", 2, 11.2), ("rejected", 2, 11.2))
    assert drawn(some, streets()).get_title() == "Pickups of 1 request served, and 2 requests not served"
    halts = pd.DataFrame(
        {"lon": [11.2, 11.3], "lat": [53.0, 53.1], "name": ["Halt, Ort", "Dorf"], "weight": [1.0, 2.0]}
    )
    axes = drawn(some, streets(), halts)
    assert by_label(axes)["stop"].get_offsets().tolist() == [[11.2, 53.0], [11.3, 53.1]]
    assert {"Halt", "Dorf"} <= {text.get_text() for text in axes.texts}
    assert "stop" not in by_label(drawn(some, streets(), halts.iloc[:0]))
    nowhere = make_network("nothing", [], [], streets().edges.iloc[:0])
    assert [text.get_text() for text in drawn(some, nowhere).texts] == ["The road network is empty."]


def test_the_area_is_that_of_stops_and_requests() -> None:
    """Three places are enough of an area; with fewer it is that of all roads."""

    def area(table: pd.DataFrame, stops: pd.DataFrame | None, network: RoadNetwork) -> list[float]:
        return np.round(
            maps._service_area(SimpleNamespace(requests=table, trips=no_trips()), network, stops), 6
        ).tolist()  # type: ignore[arg-type]

    one, halt = requests(("served", 1, 11.15)), pd.DataFrame({"lon": [11.2], "lat": [53.1]})
    assert area(one, halt, streets()) == [11.15, 11.2, 53.0, 53.1]
    assert area(one, None, streets()) == [11.0, 11.5, 53.0, 53.0]
    assert area(requests(("served", 1, NAN)), pd.concat([halt] * 2), streets()) == [11.0, 11.5, 53.0, 53.0]
    assert area(requests(), None, make_network("nothing", [], [], streets().edges.iloc[:0])) == [0, 1, 0, 1]


def test_the_frame_is_true_to_scale() -> None:
    """On 60° N a degree to the east is half as long as one to the north: 0.2° are as wide as 0.1° are high."""
    axes = Figure().add_subplot()
    maps._frame(axes, streets(), (11.0, 11.2, 59.95, 60.05))
    assert axes.get_xlim() == pytest.approx((10.996, 11.204))
    assert axes.get_ylim() == pytest.approx((59.948, 60.052))
    assert axes.get_aspect() == pytest.approx(2)
    width_m = 0.208 * 111_195 / 2  # 11 564 m, of which the bar is no more than a quarter
    (bar,) = axes.lines
    assert bar.get_xdata() == pytest.approx([0, 2000 / width_m], rel=1e-4)
    length, credit = axes.texts
    assert (length.get_text(), length.get_position()) == (
        "2 km",
        pytest.approx((2000 / width_m + 0.01, -0.02), rel=1e-4),
    )
    assert (credit.get_text(), credit.get_position()) == ("us; them", (1, -0.02))
    small = Figure().add_subplot()
    maps._frame(small, make_network("here", [11.0], [60.0], streets().edges.iloc[:0]), (11.0, 11.0, 60.0, 60.0))
    assert small.get_xlim() == pytest.approx((10.9999, 11.0001))
    assert [text.get_text() for text in small.texts] == ["2 m"]


@pytest.mark.parametrize(
    ("extent", "height"),
    [((0, 1, 59.75, 60.25), 7.6), ((0, 0.5, 59.95, 60.05), 3.52), ((0, 1, 60, 60.01), 3.5), ((0, 0.1, 59, 61), 9)],
)
def test_the_figure_is_as_high_as_the_region(extent: maps.Extent, height: float) -> None:
    assert maps._height(extent) == pytest.approx(height)


def test_round_numbers_below() -> None:
    asked = (1, 2, 4, 5, 9, 10, 19, 20, 49, 50, 99, 100, 1999, 5000)
    assert [maps._round_down(number) for number in asked] == [1, 2, 2, 5, 5, 10, 10, 20, 20, 50, 50, 100, 1000, 5000]
