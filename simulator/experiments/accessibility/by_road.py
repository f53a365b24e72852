"""By car: the direct drive, with what it takes to get to the car and away from it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from simulator.experiments.accessibility.asked import FAR_S, NEVER, OFFERED, Answers, Asked, Drive, Ints
from simulator.network.roads import Roads
from simulator.tables import NO_NODE


def drives(roads: Roads, at_s: int) -> Drive:
    """Return what tells the drives from some nodes to some others at a time [s], int64 (origins, destinations)."""

    def drive_s(origins: NDArray[np.int32], destinations: NDArray[np.int32]) -> Ints:
        one, other = np.repeat(origins, len(destinations)), np.tile(destinations, len(origins))
        return drives_between(roads, (one, other), at_s).reshape(len(origins), len(destinations))

    return drive_s


def by_car(asked: Asked, roads: Roads, access_s: int) -> Answers:
    """Return how long it takes by car, at each time as the roads are then."""
    answers = Answers.none(len(asked.cell), len(asked.asked_s))
    ends = asked.cell_node[asked.cell], asked.centres["node"].to_numpy(np.int32)[asked.centre]
    beyond_s = asked.centres["beyond_s"].to_numpy(np.int64)[asked.centre]
    drive_s = np.empty(answers.reason.shape, dtype=np.int64)
    for column, asked_s in enumerate(asked.asked_s.tolist()):
        if column == 0 or roads.changes:
            found = drives_between(roads, ends, asked_s)
        drive_s[:, column] = found
    there = drive_s < FAR_S
    departure_s = np.broadcast_to(asked.asked_s[None], drive_s.shape)
    ride_s = drive_s + beyond_s[:, None]
    return answers._replace(
        reason=np.where(there, OFFERED, answers.reason),
        departure_s=np.where(there, departure_s, NEVER),
        arrival_s=np.where(there, departure_s + access_s + ride_s, NEVER),
        walk_s=np.where(there, access_s, NEVER),
        wait_s=np.where(there, 0, NEVER),
        ride_s=np.where(there, ride_s, NEVER),
    )


def drives_between(roads: Roads, ends: tuple[NDArray[np.int32], NDArray[np.int32]], at_s: int) -> Ints:
    """Return the drives of some pairs of nodes at a time [s], int64 (pairs,); FAR_S where there is none."""
    origins, destinations = ends
    known = (origins != NO_NODE) & (destinations != NO_NODE)
    when_s = np.full(len(origins), at_s, dtype=np.int64)
    found = roads.direct_s(np.maximum(origins, 0), np.maximum(destinations, 0), when_s)
    return np.where(known & (found >= 0), found, FAR_S).astype(np.int64)
