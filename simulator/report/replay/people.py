"""People who go by bus and train in the replay: where they wait, what they ride, where they change."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulator.analysis.missing import Ints
from simulator.network.graph import RoadNetwork
from simulator.report.replay.packing import narrow

MOST_PEOPLE = 15_000
_TIMES = ("ready_s", "taken_s", "left_s")


def describe_people(
    rides: pd.DataFrame, run: Ints, network: RoadNetwork
) -> tuple[dict[str, Any], dict[str, NDArray[Any]]]:
    """Return one entry per person, and one per ride of theirs, in order of time; and what these name.

    rides: PASSENGERS. run: int64, (rides,), which of the shown trips each of them is on, -1: of none.
    """
    request = rides["request"].to_numpy(np.int64)
    people = np.setdiff1d(request, request[run < 0])  # who rides something that is not shown is not shown either
    chosen = np.isin(request, people[:: max(1, -(-len(people) // MOST_PEOPLE))])
    shown, run = rides[chosen], run[chosen]
    begins = np.flatnonzero(np.diff(request[chosen], prepend=-1))
    places, ends = _places(shown, network)
    return {"people": shown["request_id"].iloc[begins].tolist(), "spots": places}, {
        "person_rides": narrow(np.diff(np.r_[begins, len(shown)])),
        "person_party": narrow(shown["party_size"].iloc[begins]),
        "ride_run": narrow(run),
        **{f"ride_{name.removesuffix('_s')}": narrow(shown[name]) for name in _TIMES},
        **ends,
    }


def _places(rides: pd.DataFrame, network: RoadNetwork) -> tuple[list[str], dict[str, NDArray[Any]]]:
    """Return names of places, where they are, and which of them are the two ends of each ride."""
    sides = [rides[[f"{end}_{what}" for what in ("name", "lon", "lat")]].to_numpy(object) for end in ("from", "to")]
    table = pd.DataFrame(np.concatenate(sides), columns=["name", "lon", "lat"])
    spot, spots = pd.factorize(pd.MultiIndex.from_frame(table))
    known = pd.DataFrame([*spots], columns=["name", "lon", "lat"])
    xy = np.round(network.project(known["lon"].astype("float64"), known["lat"].astype("float64"))).astype(np.int32)
    return known["name"].astype(str).tolist(), {
        "spot_x": xy[:, 0],
        "spot_y": xy[:, 1],
        "ride_from": narrow(spot[: len(rides)]),
        "ride_to": narrow(spot[len(rides) :]),
    }
