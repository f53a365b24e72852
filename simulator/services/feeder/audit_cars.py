"""What the auditor looks at in drives of shared cars to a station: who drives, where the car is left, and when."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np

from simulator.analysis.audit.row import Row
from simulator.scenario.models import ServicePart
from simulator.services.feeder.schema import Config
from simulator.units import HOUR_S
from simulator.world.build import World


class Driven(NamedTuple):
    """A drive as it is told. place: among the parts of its journey. The rest: its rows, None without.

    left: where the journey begins.
    """

    ride: int
    place: int
    due: Row | None
    granted: Row | None
    until: Row | None
    returned: Row | None
    left: Row | None


class CarAudit:
    """Knows stations, cars, and who they are for. part: of a feeder with access by car."""

    def __init__(self, part: ServicePart[Config], world: World) -> None:
        tables: Any = world.services[part.name]
        cars: Any = world.services[str(tables.partners.car)]
        assert part.config.access is not None
        self._longest_s, self._hubs = part.config.access.longest_s, set(tables.hubs.node.tolist())
        self._rules, self._xy = cars.config.booking, world.network.xy_m()
        table = cars.places.cars
        self._seats = dict(zip(table["vehicle"].tolist(), table["seats"].tolist(), strict=True))
        columns = ("party_size", "wheelchairs")
        self._who = list(zip(*(world.demand[name].tolist() for name in columns), strict=True))
        self._fares = cars.config.fares
        self._is_steady = world.roads.dated is None

    def wrong_with(self, drive: Driven) -> Iterator[str]:
        """Look whether a drive comes first, with room for all of them, and is in time and no longer than it may be."""
        ride, due, granted, until = drive.ride, drive.due, drive.granted, drive.until
        if drive.place:
            yield f"ride {ride} is by car, and part {drive.place}"
        if due is None or granted is None or until is None:
            yield f"ride {ride} is by car, and when it is due, or begins and ends, is not told"
            return
        size, wheelchairs = self._who[due.request]
        if size > self._seats[granted.vehicle] or wheelchairs:
            yield f"ride {ride} is by car {granted.vehicle}, which has no place for them"
        if until.value > due.value:
            yield f"ride {ride} is planned until {until.value} s by car, due at {due.value} s"
        if drive.left is not None and due.value - drive.left.time_s > self._longest_s:
            yield f"ride {ride} takes {due.value - drive.left.time_s} s by car, at most {self._longest_s} s"

    def costs(self, drive: Driven) -> int | None:
        """Return what a drive costs as it is planned [cent]; None where that depends on the day, or is not known."""
        fares, granted, until, returned = self._fares, drive.granted, drive.until, drive.returned
        if fares is None or not self._is_steady or granted is None or until is None or returned is None:
            return None
        hour_eur, km_eur = fares.per_hour_eur, fares.per_km_eur
        if fares.per_night_hour_eur is not None or not all(isinstance(its, int | float) for its in (hour_eur, km_eur)):
            return None
        eur: float = (until.value - granted.value) / HOUR_S * hour_eur + returned.value / 1000 * km_eur
        return round(100 * round(eur, 2))

    def walk(self, one: int, other: int) -> tuple[float, int]:
        """Return how far it is between two nodes on foot [m], and how long that takes [s]."""
        metres = float(np.hypot(*(self._xy[one] - self._xy[other])))
        return metres, round(metres * 3.6 / self._rules.walk_kph)

    def walked(self, returned: Row, begins: Row) -> Iterator[str]:
        """Look whether who left a car is at a station, and had the time to walk there."""
        metres, takes_s = self.walk(returned.node, begins.node)
        if begins.node not in self._hubs:
            yield f"leaves a car for node {begins.node}, which is no station"
        if metres > self._rules.walk_m or returned.time_s + takes_s > begins.time_s:
            yield f"walks {metres:.0f} m from a car in {begins.time_s - returned.time_s} s, which takes {takes_s} s"
