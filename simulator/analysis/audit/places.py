"""The auditor's view of the places of car-sharing stations: who stands there, and for whom one is kept."""

from __future__ import annotations

from collections import Counter

import pandas as pd

from simulator.event_kinds import Event

NOWHERE = -1


class KeptPlaces:
    """Counts the cars that need a place of each station, now or when they come back."""

    def __init__(self, stations: pd.DataFrame) -> None:
        self._capacity: list[int] = stations["capacity"].tolist()
        nodes: list[int] = stations["node"].tolist()
        shared = {node for node, count in Counter(nodes).items() if count > 1}
        self._station_at = {node: number for number, node in enumerate(nodes) if node not in shared}
        self._kept: Counter[int] = Counter()
        self._of_car: dict[int, set[int]] = {}

    def station_at(self, node: int) -> int:
        """Return the only station at a node; NOWHERE when there is none, or more than one."""
        return self._station_at.get(node, NOWHERE)

    def update(self, car: int, needs: set[int]) -> list[str]:
        """Take note of the stations at which a car needs a place from now on; return where there is none left."""
        needs = needs - {NOWHERE}
        before = self._of_car.get(car, set())
        self._of_car[car] = needs
        self._kept.subtract(before - needs)
        self._kept.update(needs - before)
        return [
            f"{self._kept[station]} cars need the {self._capacity[station]} places of station {station}"
            for station in sorted(needs - before)
            if self._kept[station] > self._capacity[station]
        ]


def stations_of_relocations(events: pd.DataFrame) -> dict[int, int]:
    """Return the position of each row in which staff is assigned to a car -> the station it brings the car to."""
    rows = events.reset_index(drop=True)
    rows = rows[rows["kind"].isin([Event.RELOCATION_ASSIGNED, Event.CAR_PARKED])]
    assigned: dict[int, int] = {}
    found: dict[int, int] = {}
    for position, kind, vehicle, value in zip(
        rows.index.tolist(), *(rows[name].tolist() for name in ("kind", "vehicle", "value")), strict=True
    ):
        if kind == Event.RELOCATION_ASSIGNED:
            assigned[vehicle] = position
        elif kind == Event.CAR_PARKED and vehicle in assigned:
            found[assigned.pop(vehicle)] = value
    return found
