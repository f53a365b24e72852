"""Buses and trains that do not run, or run late, on drawn days."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulator.event_kinds import Event
from simulator.experiments.run import RunResult
from simulator.reasons import Missed
from tests.random_days.drawing import Draw

Settings = dict[str, Any]
PREFIX = "Bus"  # of the names


def draw(draw: Draw, where: Any, settings: Settings, folder: Path) -> None:
    """Let lines be cut on days with lines by timetable, mostly as many count on them, and on some be late."""
    if "lines" not in settings["services"]:
        return
    for number in range(draw.one_of(1, 2, 2)):
        begins, lasts = draw.whole(5 * 60, 10 * 60), draw.one_of(240, 720, 840)
        its: Settings = {
            "name": f"{PREFIX} {number}", "kind": "timetable", "from": _clock(begins), "lasts": f"{lasts} min",
            "lines": draw.one_of([], [], [], ["0"], ["0", "1", "2"]),
        }  # fmt: skip
        if number and draw.coin(0.9):
            its["delayed"] = draw.one_of("5 min", "20 min")
        elif draw.coin(0.7):
            its["replacement"] = {
                "speed_factor": draw.one_of(0.5, 0.6, 1), "wait": draw.one_of("0 min", "5 min"),
                "ready": draw.one_of("0 min", "0 min", "60 min"), "seats": draw.one_of(8, 30),
            }  # fmt: skip
            its["replacement"] |= draw.one_of({}, {}, {"headway": "30 min"})
        if draw.coin(0.9):
            usual = draw.one_of(0, -30, -240) if draw.coin(0.2) else lasts - 10
            its["announced"] = _clock(begins + (draw.one_of(-30, 60, 120) if "replacement" in its else usual))
        settings["disruptions"].append(its)
    called = _called_at(folder, settings["services"]["lines"])
    for its in settings["disruptions"]:
        is_all = its["kind"] == "timetable" and not its["lines"] and "delayed" not in its
        if is_all and called and draw.coin(0.3 if "replacement" in its else 0.9):
            its["stations"] = [draw.one_of(*called) for _ in range(2)]


def _called_at(folder: Path, lines: Settings) -> list[str]:
    """Return stops at which trips call that run every day, whatever else is drawn."""
    trips, times = (pd.read_csv(folder / lines["feed"] / f"{name}.txt") for name in ("trips", "stop_times"))
    daily = trips.loc[(trips["service_id"] == "daily") & (trips["on_demand"] == 0), "trip_id"]
    return [] if lines.get("changes") else sorted(set(times.loc[times["trip_id"].isin(daily), "stop_id"]))


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def _did_not_run(day: RunResult) -> bool:
    events = day.events
    return bool(((events["kind"] == Event.CONNECTION_MISSED) & (events["value"] == Missed.DOES_NOT_RUN)).any())


def _cut(day: RunResult) -> bool:
    wrongs = [getattr(its, "wrong", None) for its in day.world.services.values()]
    return any(its is not None and bool(np.any(its.cut_by >= 0)) for its in wrongs)


def _buses(day: RunResult) -> list[tuple[Any, NDArray[np.int64]]]:
    """Return the services with buses that run instead of what is cut, and their numbers."""
    found = []
    for its in day.world.services.values():
        wrong: Any = getattr(its, "wrong", None)
        if wrong is not None:
            calls: Any = getattr(its, "calls", None)
            trips = np.unique(calls["gtfs_trip"].to_numpy()[wrong.runs_for >= 0])
            found.append((its, trips + its.first_vehicle))
    return found


def _replaced(day: RunResult) -> bool:
    return any(len(buses) for _, buses in _buses(day))


def _rode_instead(day: RunResult) -> bool:
    taken = day.events.loc[day.events["kind"] == Event.VEHICLE_TAKEN, ["service", "vehicle"]]
    return any(bool(taken["vehicle"].isin(buses).any()) for _, buses in _buses(day))


def _not_through(day: RunResult) -> bool:
    wrongs = [getattr(its, "wrong", None) for its in day.world.services.values()]
    its = {number for wrong in wrongs if wrong is not None for number in np.unique(wrong.cut_by).tolist()}
    return any(number >= 0 and getattr(day.world.disruptions[number].config, "stations", ()) for number in its)


def _late(day: RunResult) -> bool:
    wrongs = [getattr(its, "wrong", None) for its in day.world.services.values()]
    return any(its is not None and bool(np.any(its.late_s > 0)) for its in wrongs)


FEATURES: dict[str, Callable[[RunResult], bool]] = {
    "a bus or train that somebody counted on did not run": _did_not_run,
    "buses or trains did not run": _cut,
    "buses ran instead of what was cut": _replaced,
    "somebody rode in a bus that ran instead of what was cut": _rode_instead,
    "buses or trains did not run through a station": _not_through,
    "buses or trains ran late as something went wrong": _late,
}
