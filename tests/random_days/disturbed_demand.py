"""Other demand than usual on drawn days: fewer people, more of them, and a list of further ones."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path
from typing import Any

from simulator.clock import format_clock
from simulator.event_kinds import Event
from simulator.experiments.run import RunResult
from tests.random_days.drawing import HOUR, Draw, Region


def draw(draw: Draw, where: Region, settings: dict[str, Any], folder: Path) -> None:
    """Let demand differ on some days."""
    if draw.coin(0.45):
        settings["disruptions"].append(_factor(draw, where, "fewer", draw.one_of(0, 0.2, 0.6)))
    if draw.coin(0.35):
        settings["disruptions"].append(_factor(draw, where, "more", draw.one_of(1.5, 2, 3)))
    if draw.coin(0.35):
        settings["disruptions"].append(_evacuation(draw, where, folder))


def _factor(draw: Draw, where: Region, name: str, factor: float) -> dict[str, Any]:
    begins = draw.whole(5, 12)
    told: dict[str, Any] = {
        "name": name, "kind": "demand", "factor": factor,
        "from": format_clock(begins * HOUR), "until": format_clock((begins + draw.whole(4, 11)) * HOUR),
    }  # fmt: skip
    if draw.coin(0.8):
        told["announced"] = "00:00"
    if draw.coin(0.4):
        told["within"] = where.place(draw) | {"radius": f"{draw.whole(2, 12)} km"}
        told["ends"] = draw.one_of("origin", "destination", "either")
    return told


def _evacuation(draw: Draw, where: Region, folder: Path) -> dict[str, Any]:
    """Return a list of groups with luggage and wheelchairs who want to leave one after the other."""
    hour = draw.whole(7, 15)
    with (folder / "evacuation.csv").open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file)
        ends = [f"{end}_{axis}" for end in ("origin", "destination") for axis in ("lon", "lat")]
        table.writerow(["request_id", "earliest_departure", *ends, "party_size", "wheelchairs", "parcels"])
        for number in range(draw.whole(1, 6)):
            places = where.place(draw), where.place(draw)
            size = draw.whole(1, 6)
            more = size, min(size, draw.whole(0, 1)), draw.whole(0, 2)
            leaves = format_clock(hour * HOUR + 60 * draw.whole(0, 59))
            table.writerow([f"evacuated {number}", leaves, *(place[axis] for place in places for axis in place), *more])
    span = {"from": format_clock(hour * HOUR), "until": format_clock((hour + 2) * HOUR)}
    return {"name": "evacuation", "kind": "demand", "requests_file": "evacuation.csv", **span}


def _left_out(result: RunResult) -> bool:
    events = result.events
    return bool((events.loc[events["kind"] == Event.REQUESTS_LEFT_OUT, "value"] > 0).any())


def _served(result: RunResult) -> bool:
    """Return whether somebody is served who would not be there otherwise."""
    events = result.events
    added = set(events.loc[events["kind"] == Event.REQUEST_ADDED, "request"])
    return bool(added & set(events.loc[events["kind"] == Event.ACCEPTED, "request"]))


FEATURES: dict[str, Callable[[RunResult], bool]] = {
    "demand: requests left out": _left_out,
    "demand: a further request accepted": _served,
}
