"""People who go by bus and train in the replay: where they wait, what they ride, where they change."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulator.analysis.missing import Ints
from simulator.network.graph import RoadNetwork
from simulator.report.replay.packing import narrow
from simulator.report.replay.riders import UNKNOWN
from simulator.tables import NO_CALL

MOST_PEOPLE = 15_000
_TIMES = ("ready_s", "taken_s", "left_s")


def describe_people(
    rides: pd.DataFrame, run: Ints, vehicle: Ints, network: RoadNetwork
) -> tuple[dict[str, Any], dict[str, NDArray[Any]]]:
    """Return one entry per person, and one per ride of theirs, in order of time; and what these name.

    rides: PASSENGERS. run: int64, (rides,), which of the shown trips each of them is on; vehicle: the same of vehicles
    on demand; UNKNOWN: of none. Who rides a bus or train that is not shown is not shown either.
    """
    request = rides["request"].to_numpy(np.int64)
    hidden = (run == UNKNOWN) & (rides["from_call"] != NO_CALL).to_numpy(np.bool_)
    people = np.setdiff1d(request, request[hidden])
    chosen = np.isin(request, people[:: max(1, -(-len(people) // MOST_PEOPLE))])
    shown = rides[chosen]
    begins = np.flatnonzero(np.diff(request[chosen], prepend=-1))
    places, ends = _places(shown, network)
    return {"people": shown["request_id"].iloc[begins].tolist(), "spots": places}, {
        "person_rides": narrow(np.diff(np.r_[begins, len(shown)])),
        "person_party": narrow(shown["party_size"].iloc[begins]),
        "person_stranded": shown["stranded"].iloc[begins].to_numpy(np.uint8),
        "ride_run": narrow(run[chosen] + 1),
        "ride_vehicle": narrow(vehicle[chosen] + 1),
        "ride_seated": shown["seated"].to_numpy(np.uint8),
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


def missed_of(legs: pd.DataFrame, trips: pd.DataFrame, people: list[str]) -> dict[str, list[list[Any]]]:
    """Return what people missed, by their place among those shown: when it was to leave, and why.

    legs: JOURNEY_LEGS. trips: in which the people are. people: ids of their requests.
    """
    missed = legs[legs["missed"].notna()].merge(
        trips.drop_duplicates("request")[["request", "request_id"]], on="request"
    )
    rows: dict[str, list[list[Any]]] = {}
    place = {name: row for row, name in enumerate(people)}
    for name, planned_s, cause in missed[["request_id", "planned_s", "missed"]].itertuples(index=False):
        if name in place:
            rows.setdefault(str(place[name]), []).append([int(planned_s), str(cause)])
    return rows
