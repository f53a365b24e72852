"""Roads that are closed, slow or under water, and a bridge that is closed, on drawn days."""

from __future__ import annotations

import json
from pathlib import Path

from simulator.clock import format_clock
from simulator.event_kinds import Event
from simulator.experiments.run import RunResult
from simulator.units import DAY_S, HOUR_S
from tests.random_days.drawing import Draw, Region, Settings

ROADS = ("roads", "crossing")


def draw(draw: Draw, where: Region, settings: Settings, folder: Path) -> None:
    """Let up to two things happen to roads; where vehicles have little energy, or drivers breaks, it is announced."""
    fleets = [rides.get("fleet", {}) for rides in settings["services"].values()]
    limited = any("drivers" in bus or "store" in bus for fleet in fleets for bus in fleet.values())
    _name_a_bridge(folder / "network" / "network.json", draw.whole(0, len(where.network.edges) - 1))
    if (settings["network"].get("variation") or {}).get("by_class"):
        return  # not where roads change in time
    if not limited:  # nobody knows of it, and it is bad enough for promises to fall
        storm = {"road_kind": ["road", "synthetic"], "speed_factor": 0.1, "lasts": f"{60 * draw.whole(180, 540)} s"}
        later = settings["calendar"]["days"] - 1
        begins_s = 60 * draw.whole(400, 720) + DAY_S * later
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


FEATURES = {
    "roads changed by a disruption": _in_other_states,
    "promise broken, or ride cancelled, because of roads": _broke_promises,
}
