"""Run one scenario's days and return the event log: the composition root, which knows no kind of service by name."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from simulator import registry
from simulator.engine.agenda import Clock
from simulator.engine.log import EventLog
from simulator.engine.loop import Progress, run_until
from simulator.garbage import few_collections
from simulator.scenario.models import ServicePart
from simulator.services.day_of_all import day_of_all, latest_s
from simulator.services.probes import Probed, Probes, Probing
from simulator.services.protocol import Day, Service
from simulator.travellers.life import Travellers
from simulator.world.build import World


@few_collections()
def simulate(
    world: World,
    *,
    debug: bool = False,
    progress: Progress = lambda done, total: None,
    seen: list[Any] | None = None,
    known: list[Any] | None = None,
    asking: list[Any] | None = None,
    prospects: list[Any] | None = None,
    probes: Sequence[Probes] = (),
    probed: list[Probed] | None = None,
) -> pd.DataFrame:
    """Simulate until every request has ended and every vehicle is home; return the event log.

    ``debug`` re-checks all invariants of a plan whenever it changes. ``progress`` gets (requests answered, requests)
    now and then. ``seen`` gets what people who choose chose from, see ``travellers.seen``; ``known`` what those do
    who ask nobody, see ``travellers.screening``; ``asking`` why people ask services or do not, see
    ``travellers.expecting``; ``prospects`` whom services could win, see ``travellers.prospects``. ``probes`` are asked
    in the run and change nothing of it; ``probed`` gets the answers to each of them. The columns of the log are those
    of ``tables.EVENT_DTYPES``.
    """
    doubtful: set[int] = set()
    while True:
        days = _begin_days(world, seen, doubtful, debug=debug)
        services = [*days.services.values()]
        probing = Probing(days.env, days.services, probes, world.scenario) if probes else None
        run_until(days.env, latest_s(world), [days.travellers, *services], progress)
        days.travellers.close()
        if probing is not None:
            probing.finish()
        new = days.travellers.in_doubt()
        if not new:
            _tell(days.travellers, known, asking, prospects)
            if probing is not None and probed is not None:
                probed += probing.answers
        for service in reversed(services):
            service.close()
        if not new:
            return days.log.to_frame()
        doubtful.update(new)  # the same once more, with less supposed
        if seen is not None:
            seen.clear()


class _Days(NamedTuple):
    """What simulates."""

    env: Clock
    log: EventLog
    services: dict[str, Service]
    travellers: Travellers


def _begin_days(world: World, seen: list[Any] | None, doubtful: Collection[int], *, debug: bool) -> _Days:
    """Return what simulates, all of it begun."""
    env, log = Clock(world.begins_s), EventLog()
    log.number_rides(np.arange(len(world.demand)))  # the first ride of each request has its number

    def new_ride(request: int) -> int:
        return log.number_rides([request])

    common = day_of_all(env, log, world, new_ride, debug=debug)
    services = common.others
    for part in in_order(world):
        services[part.name] = _begun(part, _day_of(part, common, log))
    travellers = Travellers(env, world, services, new_ride, seen, log.of(-1), doubtful)
    for service in services.values():
        service.start()
    return _Days(env, log, services, travellers)


def _tell(
    travellers: Travellers, known: list[Any] | None, asking: list[Any] | None, prospects: list[Any] | None
) -> None:
    """Append what travellers know of themselves, where somebody wants to know it."""
    if known is not None:
        known.append(travellers.known)
    if asking is not None:
        asking += travellers.asking
    if prospects is not None:
        prospects.append(travellers.prospects())


def in_order(world: World) -> list[ServicePart[Any]]:
    """Return the services in the order in which they begin: that of their vehicles, then those without any."""
    parts = {part.name: part for part in world.scenario.parts}
    return [parts[name] for name in dict.fromkeys((*world.services, *parts))]


def _day_of(part: ServicePart[Any], common: Day, log: EventLog) -> Day:
    """Return what a service begins with. common: what is the same for all."""
    tables = common.world.services.get(part.name)
    first = 0 if tables is None else tables.first_vehicle
    return replace(common, log=log.of(part.number, first), tables=tables)


def _begun(part: ServicePart[Any], day: Day) -> Service:
    module = registry.aspect("service", part.kind, "service")
    if module is None:
        raise registry.RegistryError(f"the kind of service {part.kind} has no module service, so it does nothing")
    begun: Service = module.begin(day, part.number)
    return begun
