"""Draw vehicles that break down: one that is named, or any of them by the distance it drives."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from simulator.event_kinds import Event
from simulator.experiments.run import RunResult
from simulator.tables import CARS
from tests.random_days.drawing import Draw


def draw(draw: Draw, where: Any, settings: dict[str, Any], folder: Path) -> None:
    """Let vehicles of a day's services break down on most days."""
    services = [name for name, its in settings["services"].items() if _may_fail(its)]
    for number in range(draw.whole(1, 3) if services else 0):
        name = draw.one_of(*services)
        config = settings["services"][name]
        hour, minute = draw.whole(6, 18), draw.whole(0, 59)
        its = {"name": f"breakdown {number}", "kind": "vehicles", "service": name, "from": f"{hour}:{minute:02d}"}
        its["lasts"] = f"{draw.one_of(0, 7, 45, 150, 700)} min"
        if draw.coin(0.3):
            its["which"] = [draw.one_of(*config["fleet"])]
        else:
            its |= {"from": "5:00", "lasts": "18 h", "rate_per_100_000_km": draw.one_of(0, 5000, 20_000)}
            its["repair"] = f"{draw.one_of(5, 40, 200)} min"
            its["repair_varies"] = draw.one_of(0, 1)
        settings["disruptions"].append(its)
    _cars(draw, settings)
    _with_drivers(draw, settings)


def _with_drivers(draw: Draw, settings: dict[str, Any]) -> None:
    """Let a vehicle whose drivers have breaks be out for most of the day, where there is one."""
    for service, config in settings["services"].items():
        for kind, its in config.get("fleet", {}).items():
            if "drivers" in its and _may_fail(config):
                told = {"name": f"{service} {kind} out", "kind": "vehicles", "service": service}
                when = {"from": f"{draw.whole(6, 9)}:30", "lasts": f"{draw.one_of(300, 500, 700)} min"}
                settings["disruptions"].append({**told, **when, "which": [f"{kind}-01"]})


def _cars(draw: Draw, settings: dict[str, Any]) -> None:
    """Let shared cars break down, by their type or by the distance they are driven; rates are far beyond any real."""
    shared = [name for name, its in settings["services"].items() if its.get("kind") == "carsharing"]
    for name in shared:
        hour = draw.whole(7, 15)
        its = {"name": f"{name} out", "kind": "vehicles", "service": name, "from": f"{hour}:{draw.whole(0, 59):02d}"}
        its["lasts"] = f"{draw.one_of(5, 40, 300)} min"
        if draw.coin(0.6):
            its["which"] = [draw.one_of(*settings["services"][name]["car_types"])]
        else:
            its |= {"from": "5:00", "lasts": "18 h", "rate_per_100_000_km": draw.one_of(0, 20_000, 100_000)}
            its["repair"] = f"{draw.one_of(5, 40, 300)} min"
        settings["disruptions"].append(its)


def _may_fail(service: dict[str, Any]) -> bool:
    return bool(service.get("kind", "ridepooling") == "ridepooling")


def happened(day: RunResult, *kinds: Event) -> bool:
    """Return whether any row of some kinds was written."""
    return bool(day.events["kind"].isin(kinds).any())


def _of_cars(day: RunResult, *kinds: Event) -> bool:
    """Return whether any such row is about a shared car."""
    of_cars = day.events["service"].isin([service.number for service in day.services if service.kind == CARS])
    return bool((of_cars & day.events["kind"].isin(kinds)).any())


def _paused_out(day: RunResult) -> bool:
    """Return whether a driver had a break, or another one came, while the vehicle was out of service."""
    kinds = (Event.OUT_OF_SERVICE, Event.BACK_IN_SERVICE, Event.BREAK_STARTED, Event.CHANGEOVER_STARTED)
    rows, out = day.events[day.events["kind"].isin(kinds)], set[int]()
    for kind, vehicle in zip(rows["kind"].tolist(), rows["vehicle"].tolist(), strict=True):
        if kind == Event.OUT_OF_SERVICE:
            out.add(vehicle)
        elif kind == Event.BACK_IN_SERVICE:
            out.discard(vehicle)
        elif vehicle in out:
            return True
    return False


FEATURES = {
    "a break or changeover where a vehicle is out of service": _paused_out,
    "a shared car is out of service": lambda day: _of_cars(day, Event.OUT_OF_SERVICE),
    "a booking of a shared car falls, or is late, because of it": lambda day: _of_cars(day, Event.BROKEN_BY),
    "a vehicle is out of service": lambda day: happened(day, Event.OUT_OF_SERVICE),
    "riders are set down": lambda day: happened(day, Event.SET_DOWN),
    "riders are rescued": lambda day: happened(day, Event.RESCUE_PLANNED),
    "a ride is cancelled by the operator": lambda day: happened(day, Event.CANCELLED_BY_OPERATOR),
    "a ride has another vehicle, or a promise falls": lambda day: happened(day, Event.BROKEN_BY, Event.REASSIGNED),
}
