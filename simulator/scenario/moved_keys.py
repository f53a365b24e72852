"""Where the keys of scenarios have moved to, as a table; `migration` has the rules for what is something else today.

Before, one ridepooling service had its keys at the top of a scenario, and one car-sharing service stood beside it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from simulator.scenario.parts import Names

RIDES, CARS, ANY = "{rides}", "{cars}", "*"  # in the table: the names of the two services, and any name

_FROM_THE_TOP = {
    "service": f"services.{RIDES}",
    "fleet": f"services.{RIDES}.fleet",
    "vehicles_file": f"services.{RIDES}.vehicles_file",
    "vehicle_columns": f"services.{RIDES}.vehicle_columns",
    "dispatch": f"services.{RIDES}.dispatch",
    "constraint_sets": f"services.{RIDES}.limits",
    "traveller_classes": "people.classes",
    "carsharing": f"services.{CARS}",
    "weather": "energy.weather",
    "climate": "energy.climate",
    "charging.sites": "energy.sites",
    "charging.rule": f"services.{RIDES}.charging",
    "charging.start_level": f"services.{RIDES}.charging.start_level",
    "economics.fare_per_rider": f"services.{RIDES}.fares.per_rider",
    "economics.fare_per_km": f"services.{RIDES}.fares.per_km",
    "economics.cost_per_vehicle_hour": f"services.{RIDES}.costs.per_vehicle_hour",
    "economics.cost_per_vehicle_km": f"services.{RIDES}.costs.per_vehicle_km",
}
# What has moved within, or out of, what has moved as a whole.
_THEN = {
    f"services.{CARS}.days": "calendar.days",
    f"services.{CARS}.warm_up": "calendar.warm_up",
    f"services.{CARS}.first_weekday": "calendar.first_weekday",
    f"services.{CARS}.tariff": f"services.{CARS}.fares",
    f"services.{CARS}.fares.cost_per_car_day": f"services.{CARS}.costs.per_car_day",
    f"services.{CARS}.fares.cost_per_km": f"services.{CARS}.costs.per_km",
    f"services.{CARS}.fares.cost_per_staff_hour": f"services.{CARS}.costs.per_staff_hour",
    "people.classes.*.constraint_set": "people.classes.*.limits",
}


def _paths(table: dict[str, str]) -> dict[Names, Names]:
    """Return a table as paths; prices stand under keys with their unit, too."""
    paths = {tuple(old.split(".")): tuple(new.split(".")) for old, new in table.items()}
    priced = [(old, new) for old, new in paths.items() if "_per_" in old[-1]]
    return paths | {(*old[:-1], f"{old[-1]}_eur"): (*new[:-1], f"{new[-1]}_eur") for old, new in priced}


FROM_THE_TOP, THEN = _paths(_FROM_THE_TOP), _paths(_THEN)
TOP = {old[0]: len(old) > 1 for old in FROM_THE_TOP}  # keys of before, and whether their parts went apart


@dataclass(frozen=True)
class ServiceNames:
    """The names of the two services; rides is None where there is no ridepooling."""

    rides: str | None
    cars: str

    def fill(self, path: Names) -> Names | None:
        """Return a path of the table with the names; None when it belongs to a service that there is not."""
        if RIDES in path and self.rides is None:
            return None
        return tuple({RIDES: str(self.rides), CARS: self.cars}.get(name, name) for name in path)


def service_names(data: dict[str, Any], above: dict[str, Any]) -> ServiceNames:
    """Return how the two services are called in data of before, or of today, that build on data of today."""
    known = {**_services(data), **_services(above)}
    kinds = {service.get("kind"): name for name, service in reversed(known.items()) if isinstance(service, dict)}
    service, rides, cars = data.get("service"), kinds.get("ridepooling"), kinds.get("carsharing")
    asked = any(data.get(key) is not None for key in ("service", "fleet"))
    if rides is None and (asked or (data.get("carsharing") is None and cars is None)):
        named = service.get("name") if isinstance(service, dict) else None
        rides = _free(named.replace(".", "-") if isinstance(named, str) and named else "rides", known)
    return ServiceNames(rides, _free("cars", (*known, rides)) if cars is None else cars)


def _free(name: str, known: Iterable[str | None]) -> str:
    """Return a name that no service has: this one, or with a number."""
    taken = set(known)
    return next(new for new in (name, *(f"{name}-{n}" for n in range(2, len(taken) + 3))) if new not in taken)


def _services(data: dict[str, Any]) -> dict[str, Any]:
    services = data.get("services")
    return services if isinstance(services, dict) else {}


def looks_old(data: Any) -> bool:
    """Return whether data have a key where no file of today has one."""
    if not isinstance(data, dict):
        return False
    demand = data.get("demand")
    return any(key in data for key in TOP) or (
        isinstance(demand, dict) and any(key in demand for key in ("synthetic", "nobody"))
    )


def looks_new(data: Any) -> bool:
    """Return whether data have a key where no file of before has one."""
    return isinstance(data, dict) and any(key in data for key in ("services", "people", "energy"))
