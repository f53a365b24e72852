"""The auditor of outages, and of other demand than usual, over a run with its world."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from simulator.analysis.audit.demand import audit_demand
from simulator.analysis.audit.outages import People, audit_booking, audit_dispatch
from simulator.demand.luck import luck
from simulator.tables import NO_TOUR, OWN_MEANS, RIDES, TIMETABLE
from simulator.world.build import World
from simulator.world.disruptions import of_kind
from simulator.world.tours import has_tours, names_of_people


def audit_outages(events: pd.DataFrame, world: World) -> Iterator[str]:
    """Yield what breaks a rule of disruptions of the kinds booking, dispatch and demand."""
    yield from audit_demand(events, world.demand, of_kind(world.disruptions, "demand"))
    booking, dispatch = (of_kind(world.disruptions, kind) for kind in ("booking", "dispatch"))
    if booking:
        drawn = luck(world.scenario.seed, "books by phone", names_of_people(world.demand))[:, 0].tolist()
        tours = world.demand["tour"].tolist() if has_tours(world.demand) else [NO_TOUR] * len(drawn)
        asks_s, leaves_s = (world.demand[name].tolist() for name in ("submitted_s", "earliest_departure_s"))
        people = People(asks_s, leaves_s, drawn, [tour != NO_TOUR for tour in tours])
        of_each = {its.number: _services(world, its.config.service) for its in booking}  # type: ignore[attr-defined]
        yield from audit_booking(events, booking, people, of_each)
    rides = {part.number for part in world.scenario.parts if part.kind == RIDES}
    of_each = {its.number: _services(world, its.config.service) & rides for its in dispatch}  # type: ignore[attr-defined]
    yield from audit_dispatch(events, dispatch, of_each)


def _services(world: World, name: Any) -> set[int]:
    """Return the numbers of the services with bookings that an outage of one, or of all, concerns by themselves."""
    return {
        part.number
        for part in world.scenario.parts
        if part.kind not in (TIMETABLE, OWN_MEANS) and name in (None, part.name)
    }
