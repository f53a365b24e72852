"""When nobody can book at a service, or nobody plans there."""

from __future__ import annotations

from collections.abc import Sequence

from simulator.scenario.models import Scenario
from simulator.tables import OWN_MEANS, RIDES, TIMETABLE
from simulator.world.build import World
from simulator.world.disruptions import Disruption, of_kind

Outages = Sequence[Disruption]


def booking_outages(world: World) -> dict[int, Outages]:
    """Return by the number of a service when a way to book there is out; without services where none ever is."""
    booked = [part.name for part in world.scenario.parts if part.kind not in (TIMETABLE, OWN_MEANS)]
    return _by_service(world.scenario, of_kind(world.disruptions, "booking"), booked)


def dispatch_outages(world: World) -> dict[int, Outages]:
    """Return by the number of a service when nobody plans there; without services where somebody always does."""
    planned = [part.name for part in world.scenario.parts if part.kind == RIDES]
    return _by_service(world.scenario, of_kind(world.disruptions, "dispatch"), planned)


def _by_service(scenario: Scenario, wrong: Outages, names: Sequence[str]) -> dict[int, Outages]:
    """Return the outages by service: of those they concern, and of those whose journeys have rides with these."""
    found: dict[int, Outages] = {}
    for part in scenario.parts:
        own = {part.name, *part.config.partners_among(scenario.services)}.intersection(names)
        its = [one for one in wrong if own and one.config.service in (None, *own)]  # type: ignore[attr-defined]
        if its:
            found[part.number] = its
    return found


def out_at(outages: Outages, time_s: int) -> Disruption | None:
    """Return the first of outages that is so at a time."""
    return next((its for its in outages if its.from_s <= time_s < its.until_s), None)


def over_s(outages: Outages, time_s: int) -> int:
    """Return the first moment from a time on at which there is none of the outages [s]."""
    out = out_at(outages, time_s)
    while out is not None:
        time_s = out.until_s
        out = out_at(outages, time_s)
    return time_s
