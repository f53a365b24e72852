"""Random days on which drivers do not come, go on strike, or reserve vehicles are called."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from simulator.clock import format_clock
from simulator.event_kinds import Event
from simulator.experiments.run import RunResult

HOUR_S = 3600


def draw(draw: Any, _where: Any, settings: dict[str, Any], _folder: Path) -> None:
    """Let drivers be absent on three of four days, and reserve vehicles be called on most."""
    pooled = [name for name, its in settings["services"].items() if its["kind"] == "ridepooling"]
    if draw.coin(0.75):
        strikes = draw.coin(0.5)
        begins_s = draw.whole(7 * HOUR_S, 14 * HOUR_S) if strikes else draw.whole(3 * HOUR_S, 6 * HOUR_S)
        ill = {"name": "drivers", "kind": "drivers", "from": format_clock(begins_s), "lasts": f"{draw.whole(1, 10)} h"}
        ill |= {"strike": True} if strikes else {"absent": draw.one_of(0.3, 0.7, 1.0)}
        if draw.coin(0.5):
            ill["announced"] = format_clock(max(0, begins_s + draw.whole(-4, 1) * HOUR_S))
        if draw.coin(0.5):
            ill["service"] = draw.one_of(*pooled)
        settings["disruptions"].append(ill)
    if draw.coin(0.8):
        begins_s = draw.whole(5 * HOUR_S, 14 * HOUR_S)
        service = draw.one_of(*pooled)
        more = {"name": "reserve", "kind": "reserve", "service": service, "from": format_clock(begins_s)}
        kinds = list(settings["services"][service]["fleet"])
        more |= {"type": draw.one_of(*kinds), "vehicles": draw.whole(2, 6), "lasts": f"{draw.whole(4, 12)} h"}
        settings["disruptions"].append({**more, "call_out": draw.one_of("0 min", "45 min")})


def _told(kind: Event, day: RunResult) -> bool:
    return bool((day.events["kind"] == kind).any())


def _reserve_drove(day: RunResult) -> bool:
    ids = set(day.world.vehicles.loc[day.world.vehicles["vehicle_id"].str.contains("-reserve-"), "vehicle"])
    boarded = day.events[day.events["kind"] == Event.BOARDED]
    return bool(boarded["vehicle"].isin(ids).any())


FEATURES = {
    "a shift without a driver": lambda day: _told(Event.DRIVER_ABSENT, day),
    "a shift ended by a strike": lambda day: _told(Event.SHIFT_CUT, day),
    "a rider in a reserve vehicle": _reserve_drove,
}
