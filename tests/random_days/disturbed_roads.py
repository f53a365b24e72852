"""Roads that are closed, slow or under water, and a bridge that is closed, on drawn days."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from simulator.clock import format_clock
from simulator.event_kinds import Event
from simulator.experiments.run import RunResult
from simulator.network.changes import Circle, select_edges
from simulator.units import DAY_S, HOUR_S
from tests.random_days.drawing import Draw, Region, Settings

ROADS = ("roads", "crossing")


def draw(draw: Draw, where: Region, settings: Settings, folder: Path) -> None:
    """Let up to two things happen to roads; where vehicles have little energy, or drivers breaks, it is announced."""
    limited = any("drivers" in bus or "store" in bus for fleet in _fleets(settings) for bus in fleet.values())
    _name_a_bridge(folder / "network" / "network.json", draw.whole(0, len(where.network.edges) - 1))
    if (settings["network"].get("variation") or {}).get("by_class"):
        return  # not where roads change in time
    if not limited:  # nobody knows of it, and it is bad enough for promises to fall
        storm = {"road_kind": ["road", "synthetic"], "speed_factor": 0.1, "lasts": f"{60 * draw.whole(180, 540)} s"}
        begins_s = 60 * draw.whole(400, 720) + DAY_S * (settings["calendar"]["days"] - 1)
        settings["disruptions"].append({"name": "storm", "kind": "roads", "from": format_clock(begins_s), **storm})
    while draw.coin(0.85) and sum(its["kind"] in ROADS for its in settings["disruptions"]) < 2:
        from_s, lasts_s = 60 * draw.whole(420, 960), 60 * draw.whole(60, 400)
        what = draw.one_of(
            {"kind": "crossing", "crossing": "bridge", "closed": True},
            {"kind": "crossing", "crossing": "bridge", "gauge": {"levels": {"00:00": 8, "12:00": 6}}},
            {"kind": "roads", "within": {**where.place(draw), "radius": "2 km"}, "closed": True},
            {"kind": "roads", "within": {**where.place(draw), "radius": "2 km"}, "depth_mm": draw.whole(50, 400)},
            {"kind": "roads", "preset": "snow"},
            {"kind": "roads", "road_kind": ["road", "synthetic"], "speed_factor": 0.25},
            {"kind": "roads", "within": {**where.place(draw), "radius": "4 km"}, "depth_mm": 280},
        )
        name = f"roads {len(settings['disruptions'])}"
        when = {"from": format_clock(from_s), "lasts": f"{lasts_s} s", "length_varies": draw.one_of(0, 0.5)}
        if limited:
            when["announced"] = "00:00"
        elif draw.coin(0.2):
            when["announced"] = format_clock(from_s - draw.whole(0, 2) * HOUR_S)
        elif draw.coin(0.3):
            when["announced"] = format_clock(from_s + draw.whole(60, 1200))
        settings["disruptions"].append({"name": name, **what, **when})
    if not limited:
        _catch(draw, where, settings, _under_way(settings, folder / "requests.csv", begins_s))


def _under_way(settings: Settings, file: Path, storm_s: int) -> list[tuple[int, float, float]]:
    """Return when and between where people want to be under way in a storm, in which vehicles are slow: lon, lat."""
    table = pd.read_csv(file).dropna(subset=["origin_lon", "destination_lon"])
    told, first_day = table["earliest_departure"].str, str(settings["calendar"]["first_day"])  # a clock, or with a date
    later = pd.to_datetime(told.slice(0, -9).replace("", first_day)) - pd.Timestamp(first_day)
    table["at_s"] = (later + pd.to_timedelta(told.slice(-8))).dt.total_seconds().astype(int)
    asked = table[table["at_s"].between(storm_s, storm_s + 6 * HOUR_S)].sort_values("at_s", kind="stable").head(12)
    middle = [(asked[f"origin_{axis}"] + asked[f"destination_{axis}"]) / 2 for axis in ("lon", "lat")]
    return list(zip(asked["at_s"].tolist(), *(axis.tolist() for axis in middle), strict=True))


def _catch(draw: Draw, where: Region, settings: Settings, rides: list[tuple[int, float, float]]) -> None:
    """Let roads be closed all at once where people are under way, as long as all depots have a way to most places."""
    network, depots = (
        where.network,
        [at for fleet in _fleets(settings) for bus in fleet.values() for at in bus["depots"]],
    )
    for number, (at_s, lon, lat) in enumerate(rides):
        node = _nearest(where, lon, lat)
        place = {"lon": round(float(network.lon[node]), 6), "lat": round(float(network.lat[node]), 6)}
        left = network.edges.drop(index=select_edges(network, within=Circle(place["lon"], place["lat"], 600)))
        ways = csr_array((np.ones(len(left)), (left["u"], left["v"])), shape=(network.node_count,) * 2)
        part = connected_components(ways, directed=False)[1]
        homes = part[[_nearest(where, at["lon"], at["lat"]) for at in depots]]
        if not (homes == np.bincount(part).argmax()).all():
            continue
        rule = {"under_way": draw.one_of("turn_back", "blocked"), "strand_after": draw.one_of("0 s", "900 s", "2 h")}
        when = {"from": format_clock(at_s + draw.whole(60, 1200)), "lasts": f"{draw.whole(300, 900)} s"}
        what = {
            "name": f"all at once {number}",
            "kind": "roads",
            "within": {**place, "radius": "600 m"},
            "closed": True,
        }
        settings["disruptions"].append({**what, **rule, **when})


def _nearest(where: Region, lon: float, lat: float) -> int:
    return int(np.hypot(0.6 * (where.network.lon - lon), where.network.lat - lat).argmin())


def _fleets(settings: Settings) -> list[Settings]:
    return [rides.get("fleet", {}) for rides in settings["services"].values()]


def _name_a_bridge(file: Path, edge: int) -> None:
    """Let a street of a network be a bridge."""
    description = json.loads(file.read_text(encoding="utf-8"))
    description["crossings"] = [
        {"name": "bridge", "kind": "bridge", "banks": ["left", "right"], "edges": [edge], "length_m": 1, "highest_m": 7}
    ]
    file.write_text(json.dumps(description), encoding="utf-8")


def _disturbed(day: RunResult) -> list[int]:
    return [its.number for its in day.world.disruptions if its.kind in ROADS]


def _broke_promises(day: RunResult) -> bool:
    rows = day.events[day.events["kind"].isin([Event.BROKEN_BY, Event.CANCELLED_BY_OPERATOR])]
    return bool(rows["value"].isin(_disturbed(day)).any())


def _in_other_states(day: RunResult) -> bool:
    return bool(_disturbed(day)) and bool((day.events["kind"] == Event.ROADS_CHANGED).any())


def _caught(kind: Event) -> Callable[[RunResult], bool]:
    return lambda day: bool((day.events["kind"] == kind).any())


def _stranded(day: RunResult) -> bool:
    rows = day.events[day.events["kind"] == Event.LEFT_STRANDED]
    return bool(rows["value"].isin(_disturbed(day)).any())


FEATURES = {
    "turned back on a road that was closed": _caught(Event.TURNED_BACK),
    "stood on a road until it was open": _caught(Event.BLOCKED),
    "stranded as no way was left": _stranded,
    "roads changed by a disruption": _in_other_states,
    "promise broken, or ride cancelled, because of roads": _broke_promises,
}
