"""Booking and dispatch out on drawn days: by app, by phone, or both; told at once, later, or only as it is over."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from simulator.clock import format_clock
from simulator.event_kinds import Event
from simulator.experiments.run import RunResult
from tests.random_days.drawing import Draw, Region


def draw(draw: Draw, where: Region, settings: dict[str, Any], folder: Path) -> None:
    """Let something be out on some days."""
    for name in ("app", "phone", "both"):
        if draw.coin(0.35):
            channels = ["app", "phone"] if name == "both" else [name]
            settings["disruptions"].append(_outage(draw, "booking", name) | {"channels": channels})
    for name in ("no dispatcher", "nor another"):
        if draw.coin(0.35):
            settings["disruptions"].append(_outage(draw, "dispatch", name))


def _outage(draw: Draw, kind: str, name: str) -> dict[str, Any]:
    begins_s, length_s = draw.whole(5 * 60, 15 * 60) * 60, draw.whole(1, 360) * 60
    ends = format_clock(begins_s + length_s)
    told: dict[str, Any] = {"name": name, "kind": kind, "from": format_clock(begins_s)}
    told |= draw.one_of({"until": ends}, {"until": ends}, {"lasts": f"{length_s // 60} min", "length_varies": 0.5})
    if "until" in told:
        told |= draw.one_of({}, {"told": ends}, {"told": ends}, {"announced": "00:00"})
    if kind == "booking":
        told |= {"phone_share": draw.one_of(0.3, 0.6), "retry": f"{draw.whole(2, 12)} min"}
    if draw.coin(0.3):
        told["service"] = "random"
    return told


def _has(kind: Event) -> Callable[[RunResult], bool]:
    return lambda result: bool((result.events["kind"] == kind).any())


def _turned_away(result: RunResult) -> bool:
    """Return whether somebody gave up who had reached nobody."""
    events = result.events
    out = events.loc[events["kind"] == Event.NOT_REACHED, "request"]
    return bool(set(out) & set(events.loc[events["kind"] == Event.GAVE_UP, "request"]))


def _through_at_last(result: RunResult) -> bool:
    """Return whether somebody was accepted who had tried in vain."""
    events = result.events
    out = events.loc[events["kind"] == Event.NOT_REACHED, "request"]
    return bool(set(out) & set(events.loc[events["kind"] == Event.ACCEPTED, "request"]))


FEATURES: dict[str, Callable[[RunResult], bool]] = {
    "booking: somebody tries in vain": _has(Event.NOT_REACHED),
    "booking: somebody gives up": _turned_away,
    "booking: somebody gets through at last": _through_at_last,
    "dispatch: somebody is answered late": _has(Event.ANSWERED_LATE),
}
