"""The auditor of journeys by timetable."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from simulator.analysis.audit.trips import ToldTrip
from simulator.scenario.models import ServicePart
from simulator.services.timetable.schema import Config
from simulator.world.build import World

SHARED = True  # one vehicle carries many


def check(trips: Sequence[ToldTrip], _part: ServicePart[Config], _world: World) -> Iterator[str]:
    """Yield what is wrong with trips."""
    for trip in trips:
        if trip.rides and trip.rides[0][0].vehicle != trip.accepted.vehicle:
            yield f"{trip}: accepted was vehicle {trip.accepted.vehicle}"
