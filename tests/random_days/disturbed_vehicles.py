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
    is_pooled = service.get("kind", "ridepooling") == "ridepooling"
    return is_pooled and not any("drivers" in its for its in service["fleet"].values())


def happened(day: RunResult, *kinds: Event) -> bool:
    """Return whether any row of some kinds was written."""
    return bool(day.events["kind"].isin(kinds).any())


def _of_cars(day: RunResult, *kinds: Event) -> bool:
    """Return whether any such row is about a shared car."""
    of_cars = day.events["service"].isin([service.number for service in day.services if service.kind == CARS])
    return bool((of_cars & day.events["kind"].isin(kinds)).any())


FEATURES = {
    "a shared car is out of service": lambda day: _of_cars(day, Event.OUT_OF_SERVICE),
    "a booking of a shared car falls, or is late, because of it": lambda day: _of_cars(day, Event.BROKEN_BY),
    "a vehicle is out of service": lambda day: happened(day, Event.OUT_OF_SERVICE),
    "riders are set down": lambda day: happened(day, Event.SET_DOWN),
    "riders are rescued": lambda day: happened(day, Event.RESCUE_PLANNED),
    "a ride is cancelled by the operator": lambda day: happened(day, Event.CANCELLED_BY_OPERATOR),
    "a ride has another vehicle, or a promise falls": lambda day: happened(day, Event.BROKEN_BY, Event.REASSIGNED),
}
