"""Where riders got on, and where requests began that were not served: counts per place, of all requests."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulator.analysis.request_table import SERVED
from simulator.analysis.series.places import requests_by_place
from simulator.network.graph import RoadNetwork
from simulator.report.replay.packing import narrow
from simulator.report.replay.riders import place_m
from simulator.tables import NO_CALL

MOST_PLACES = 5_000


def count_boardings(
    requests: pd.DataFrame, rides: pd.DataFrame, stops: pd.DataFrame | None, network: RoadNetwork, least: int = 1
) -> tuple[list[str], dict[str, NDArray[Any]]]:
    """Return names of places and arrays: where each is [m], requests served and not served from there.

    The busiest come first; beyond MOST_PLACES places the rest is left out. A place is a road node, or a door without
    one. A name is empty where the place is no stop. rides: PASSENGERS, of which those on demand were had, too. least:
    requests of a place that is told.
    """
    place = place_m(requests, network, "origin")
    name_of = {} if stops is None or "stop_id" not in stops else dict(zip(stops["stop_id"], stops["name"], strict=True))
    name = [str(name_of.get(stop, "")) for stop in requests["pickup_stop"].astype(object)]
    parts = rides[rides["from_call"] == NO_CALL]
    began = np.round(network.project(parts["from_lon"], parts["from_lat"])).astype(np.int32)
    status = pd.concat([requests[["status"]], parts[[]].assign(status=SERVED)], ignore_index=True)
    return _busiest(status, np.concatenate([place, began]), [*name, *parts["from_name"].tolist()], "place", least)


def count_rental_places(rentals: pd.DataFrame, network: RoadNetwork) -> tuple[list[str], dict[str, NDArray[Any]]]:
    """Return the same of bookings of shared cars, granted and refused; see ``cars.count_rentals``."""
    known = rentals.dropna(subset=["lon", "lat"])
    place = np.round(network.project(known["lon"], known["lat"])).astype(np.int32)
    return _busiest(known, place, known["name"].tolist(), "rental")


def _busiest(
    asked: pd.DataFrame, place: NDArray[np.int32], name: list[str], prefix: str, least: int = 1
) -> tuple[list[str], dict[str, NDArray[Any]]]:
    """Count by place. asked: with a status; place: int32 (asked, 2); prefix: of the names of arrays."""
    by_place = requests_by_place(asked, {"x": place[:, 0], "y": place[:, 1]}, name)
    by_place = by_place[by_place["served"] + by_place["left"] >= least]
    busy = by_place.sort_values(["served", "left", "x", "y"], ascending=[False, False, True, True]).head(MOST_PLACES)
    return busy["name"].tolist(), {
        f"{prefix}_x": busy["x"].to_numpy(np.int32),
        f"{prefix}_y": busy["y"].to_numpy(np.int32),
        f"{prefix}_served": narrow(busy["served"]),
        f"{prefix}_left": narrow(busy["left"]),
    }
