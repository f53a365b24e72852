"""Tell rail shapes from road shapes by the stop sequences they follow."""

import math

import numpy as np
from scipy.spatial import cKDTree

from plane import BOX, densify, length
from vbb import UNIT, Pattern, Stop

RAIL = ("regional", "suburban", "express")
MIN_VERTICES_PER_KM = 3  # below: the shape is a chain of beelines between stations
RAIL_NEAR, RAIL_SHARE = 30.0, 0.6  # m; share of a shape that lies on known rail
TRACK_WINDING = 1.3  # length of a track over the beelines from station to station
END_RADIUS, MISFIT, SAMPLE = 250.0, 80.0, 20.0  # m
METRES = np.array([111195.0, 111320.0 * math.cos(math.radians(53.06))])  # per degree of lat, lon


def road_shapes(shapes: dict, patterns: list[Pattern], stops: dict[str, Stop]) -> dict:
    """Return the shapes that run on roads (same keys and order)."""
    product = products(shapes, patterns, stops)
    metres = {key: line * UNIT * METRES for key, line in shapes.items()}
    rail = [
        densify(line, 10.0)[0]
        for key, line in metres.items()
        if product[key] in RAIL and len(line) > MIN_VERTICES_PER_KM * length(line) / 1000
    ]
    tree = cKDTree(np.vstack(rail))

    def on_rail(key) -> bool:
        if product[key] in RAIL:
            return True
        points = densify(metres[key], 25.0)[0]
        near = tree.query(points, distance_upper_bound=RAIL_NEAR)[0] < RAIL_NEAR
        return near.mean() > RAIL_SHARE

    return {key: line for key, line in shapes.items() if not on_rail(key)}


def products(shapes: dict, patterns: list[Pattern], stops: dict[str, Stop]) -> dict:
    """Return the product of the best-fitting stop sequence of every shape, or None.

    A sequence fits if both ends lie within 250 m of the shape's ends and nine of ten stops
    within 80 m of the shape; the smaller mean distance wins, then the longer sequence. Tracks
    hardly wind: a shape much longer than the beelines from station to station is that of a bus
    which serves the same stations (line 903 Pritzwalk - Falkenhagen - Meyenburg).
    """
    near = _patterns_near_box(patterns, stops)
    first = cKDTree([points[0] for points, _ in near])
    result = {}
    for key, line in shapes.items():
        points = densify(line * UNIT * METRES, SAMPLE)[0]
        tree, best = cKDTree(points), None
        for i in sorted(first.query_ball_point(points[0], END_RADIUS)):
            sequence, product = near[i]
            if math.dist(sequence[-1], points[-1]) > END_RADIUS:
                continue
            if product in RAIL and length(points) > TRACK_WINDING * length(sequence):
                continue
            distance = tree.query(sequence)[0]
            if np.quantile(distance, 0.9) > MISFIT:
                continue
            score = (round(distance.mean() / 10), -len(sequence), i)
            if best is None or score < best[0]:
                best = score, product
        result[key] = best[1] if best else None
    return result


def _patterns_near_box(patterns, stops, margin=0.3):
    """Return [(float64 (n, 2) metres, product)] of sequences with a stop near the box."""
    near = []
    for pattern in patterns:
        known = [stops[s][:2] for s in pattern.stops if s in stops]
        if len(known) < max(2, 0.8 * len(pattern.stops)):
            continue
        lat, lon = np.array(known).T
        inside = (lon > BOX[0] - margin) & (lon < BOX[2] + margin)
        inside &= (lat > BOX[1] - margin) & (lat < BOX[3] + margin)
        if inside.any():
            near.append((np.array(known) * METRES, pattern.product))
    return near
