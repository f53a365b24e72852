"""Whom travellers of each class ask: services in turn, or several that are compared."""

from __future__ import annotations

from simulator.scenario.models import Scenario

Turns = tuple[tuple[str, ...], ...]  # one after the other; those of one turn are compared

RIDES, CARS = "ridepooling", "carsharing"


def asks_by_class(scenario: Scenario) -> dict[str, Turns]:
    """Return the names of the services that travellers of every class ask."""
    asks: dict[str, Turns] = {}
    for name, kind in scenario.traveller_classes.items():
        first, other = (CARS, RIDES) if kind.service == CARS else (RIDES, CARS)
        asks[name] = ((first,), (other,)) if kind.on_rejection.action == "other_service" else ((first,),)
    return asks
