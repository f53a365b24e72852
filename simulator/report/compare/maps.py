"""Small maps, one per variant: where requests were served and where not, over the same roads."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simulator.analysis.run import read_run_data
from simulator.analysis.series.places import requests_by_place
from simulator.errors import ElbeDrtError
from simulator.network.graph import RoadNetwork
from simulator.report.compare.tables import Experiment
from simulator.report.replay.riders import place_m
from simulator.report.replay.roads import draw_roads

UNIT_M = 50  # a step of the drawing
MOST_VARIANTS = 12


@dataclass(frozen=True)
class SmallMaps:
    """roads: one path of SVG; box: its view; maps: per variant circles (x, y, radius) and crosses (x, y)."""

    roads: str
    box: tuple[int, int, int, int]
    maps: dict[str, tuple[list[tuple[int, int, float]], list[tuple[int, int]]]]


def small_maps(experiment: Experiment) -> SmallMaps | None:
    """Return maps of the variants whose first run was kept with its roads; None when there are none."""
    network: RoadNetwork | None = None
    counted = {}
    for variant in experiment.variants[:MOST_VARIANTS]:
        folder = experiment.run_folder(variant)
        if folder is None:
            continue
        try:
            run = read_run_data(folder)
        except ElbeDrtError:
            continue  # a map less; the figures do not depend on it
        network = network or run.network
        if network is None or run.guarded:
            continue
        place = place_m(run.tables.requests, network, "origin") // UNIT_M
        counted[variant] = requests_by_place(run.tables.requests, {"x": place[:, 0], "y": place[:, 1]})
    if network is None or not counted:
        return None
    places = np.concatenate([table[["x", "y"]].to_numpy() for table in counted.values()])
    if not len(places):
        return None
    most = max([1, *(count for table in counted.values() for count in table["served"].tolist())])
    (west, south), (east, north) = places.min(axis=0).tolist(), places.max(axis=0).tolist()
    margin = 20
    box = (west - margin, -north - margin, east - west + 2 * margin, north - south + 2 * margin)
    size = max(box[2], box[3]) / 45
    maps = {}
    for variant, table in counted.items():
        places_of = table[["x", "y", "served", "left"]].to_numpy().tolist()
        circles = [
            (x, -y, round(max(size * (count / most) ** 0.5, size / 6), 1)) for x, y, count, _left in places_of if count
        ]
        maps[variant] = (circles, [(x, -y) for x, y, _count, left in places_of if left])
    return SmallMaps(_road_path(network, box), box, maps)


def _road_path(network: RoadNetwork, box: tuple[int, int, int, int]) -> str:
    """Return the roads in view as the text of an SVG path."""
    roads = draw_roads(network, np.zeros(0, np.int64)).arrays
    xy = np.round(network.xy_m()).astype(np.int64)[roads["line_from"]]
    begin = np.r_[0, np.cumsum(roads["line_points"])]
    parts = []
    for line in range(len(xy)):
        steps = slice(begin[line], begin[line + 1])
        x = (xy[line, 0] + np.r_[0, np.cumsum(roads["line_dx"][steps], dtype=np.int64)]) // UNIT_M
        y = -((xy[line, 1] + np.r_[0, np.cumsum(roads["line_dy"][steps], dtype=np.int64)]) // UNIT_M)
        inside = (x >= box[0]) & (x <= box[0] + box[2]) & (y >= box[1]) & (y <= box[1] + box[3])
        if not inside.any():
            continue
        kept = np.r_[True, (np.diff(x) != 0) | (np.diff(y) != 0)]
        if kept.sum() > 1:
            parts.append("M" + "L".join(f"{a} {b}" for a, b in zip(x[kept].tolist(), y[kept].tolist(), strict=True)))
    return "".join(parts)
