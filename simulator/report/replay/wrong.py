"""What went wrong as the map and the replay show it: streets, vehicles, people set down, places without power."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulator.analysis.guarded import LEAST
from simulator.analysis.missing import Ints
from simulator.analysis.run import RunData
from simulator.analysis.series.wrong import dark_places, set_downs, vehicles_out
from simulator.network.graph import RoadNetwork
from simulator.report.replay.packing import narrow
from simulator.report.replay.roads import lines_m

SLOW, WATER, CLOSED = 0, 1, 2  # how changed streets look
MOST_SET_DOWN = 5_000


@dataclass(frozen=True)
class Shown:
    """Who is shown. vehicles: int64, numbers of vehicles; requests: of requests. end_s: of the replay."""

    vehicles: Ints
    requests: Ints
    end_s: int


def wrong_content(run: RunData, network: RoadNetwork) -> dict[str, Any]:
    """Return what went wrong by name: [name, from, until], and crossings concerned: [name, x, y, [from, until], ...].

    looks: of changed streets that are drawn; everywhere: names of what changes nearly all streets, which are not.
    """
    its = run.disruptions
    if its is None:
        return {"wrong": [], "crossings": [], "hit_names": [], "looks": [], "everywhere": []}
    spans = [[str(name), int(from_s), int(until_s)]
             for name, from_s, until_s in zip(its["name"], its["from_s"], its["until_s"], strict=True)]  # fmt: skip
    return {
        "wrong": spans,
        "crossings": _crossings(run, network),
        "hit_names": _hit(run)["group_name"].tolist(),
        "looks": sorted(set(_looks(_drawn(run.disturbed_roads)).tolist())),
        "everywhere": _everywhere(run),
    }


def wrong_arrays(run: RunData, network: RoadNetwork, shown: Shown) -> dict[str, NDArray[Any]]:
    """Return the same in numbers; nothing of what did not happen."""
    if run.disruptions is None:
        return {}
    return _streets(run.disturbed_roads, network) | _vehicles(run, network, shown) | _places(run, network)


def _hit(run: RunData) -> pd.DataFrame:
    """Return the places with people affected, most of them first; of bookings of real people no few."""
    if run.resilience is None:
        return pd.DataFrame(columns=["group_name", "riders_affected", "stranded", "lon", "lat"])
    places = run.resilience.of("place").dropna(subset=["lon", "lat"])
    hit = places[places["riders_affected"] >= (LEAST if run.guarded else 1)]
    return hit.sort_values(["riders_affected", "group_name"], ascending=[False, True], ignore_index=True)


def _places(run: RunData, network: RoadNetwork) -> dict[str, NDArray[Any]]:
    """Return where people were affected, and how many requests were stranded there."""
    hit = _hit(run)
    xy = np.round(network.project(hit["lon"], hit["lat"])).astype(np.int32).reshape(-1, 2)
    stranded = hit["stranded"].to_numpy(np.int64)
    return {
        "hit_x": xy[:, 0], "hit_y": xy[:, 1], "hit_served": narrow(hit["riders_affected"]),
        "hit_left": narrow(np.where(stranded >= (LEAST if run.guarded else 1), stranded, 0)),
    }  # fmt: skip


def _streets(changed: pd.DataFrame | None, network: RoadNetwork) -> dict[str, NDArray[Any]]:
    """Return lines of changed streets: points per line, their places [m], how they look, and when."""
    drawn = _drawn(changed)
    if drawn.empty:
        return {}
    points, owner = lines_m(network, drawn["geometry"])
    whole = np.round(points).astype(np.int32)
    return {
        "changed_points": narrow(np.bincount(owner, minlength=len(drawn))), "changed_x": whole[:, 0],
        "changed_y": whole[:, 1], "changed_look": narrow(_looks(drawn)), "changed_from": narrow(drawn["from_s"]),
        "changed_until": narrow(drawn["until_s"]),
    }  # fmt: skip


def _drawn(changed: pd.DataFrame | None) -> pd.DataFrame:
    """Return the streets that are drawn."""
    if changed is None:
        return pd.DataFrame(columns=["disruption", "from_s", "until_s", "closed", "under_water", "geometry"])
    return changed[changed["geometry"].notna()].reset_index(drop=True)


def _looks(drawn: pd.DataFrame) -> Ints:
    dry = np.where(drawn["closed"].to_numpy(bool), CLOSED, SLOW)
    return np.where(drawn["under_water"].to_numpy(bool), WATER, dry).astype(np.int64)


def _everywhere(run: RunData) -> list[str]:
    """Return the names of disruptions that change nearly all streets."""
    if run.disruptions is None or run.disturbed_roads is None:
        return []
    numbers = run.disturbed_roads.loc[run.disturbed_roads["geometry"].isna(), "disruption"]
    return run.disruptions.loc[run.disruptions["disruption"].isin(numbers), "name"].astype(str).tolist()


def _vehicles(run: RunData, network: RoadNetwork, shown: Shown) -> dict[str, NDArray[Any]]:
    """Return vehicles out of service, people set down (of bookings of real people none), and places without power."""
    events, xy = run.tables.events, np.round(network.xy_m()).astype(np.int32)
    out = vehicles_out(events, shown.end_s)
    out = out[out["vehicle"].isin(shown.vehicles)]
    down = set_downs(events, shown.end_s)
    down = down.iloc[:0] if run.guarded else down.head(MOST_SET_DOWN)
    riders = run.tables.requests.set_index("request")["party_size"]
    row = pd.Series(np.arange(len(shown.requests)), shown.requests)
    dark = dark_places(events, shown.end_s)
    return {
        "out_vehicle": narrow(np.searchsorted(shown.vehicles, out["vehicle"])), "out_from": narrow(out["from_s"]),
        "out_until": narrow(out["until_s"]), "down_x": xy[down["node"], 0], "down_y": xy[down["node"], 1],
        "down_from": narrow(down["from_s"]), "down_until": narrow(down["until_s"]),
        "down_party": narrow(down["request"].map(riders).fillna(1).astype("int64")),
        "down_request": narrow(down["request"].map(row).fillna(-1).astype("int64") + 1),
        "dark_x": xy[dark["node"], 0], "dark_y": xy[dark["node"], 1], "dark_from": narrow(dark["from_s"]),
        "dark_until": narrow(dark["until_s"]),
    }  # fmt: skip


def _crossings(run: RunData, network: RoadNetwork) -> list[list[Any]]:
    """Return bridges and ferries that something was wrong with, by the name of the disruption, and where they are."""
    assert run.disruptions is not None
    named, drawn = run.disruptions[run.disruptions["kind"] == "crossing"], _drawn(run.disturbed_roads)
    found = []
    for number, name in zip(named["disruption"].tolist(), named["name"].astype(str).tolist(), strict=True):
        its = drawn[drawn["disruption"] == number]
        if len(its):
            points, _owner = lines_m(network, its["geometry"].reset_index(drop=True))
            spans = its[["from_s", "until_s"]].drop_duplicates().to_numpy().tolist()
            found.append([name, *np.round(points[len(points) // 2]).astype(int).tolist(), *spans])
    return found
