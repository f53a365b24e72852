"""Run one scenario's days and return the event log: the composition root, which knows no kind of service by name."""

from __future__ import annotations

import numpy as np
import pandas as pd
import simpy

from simulator import registry
from simulator.engine.log import EventLog
from simulator.engine.loop import Progress, run_until
from simulator.services.charging import ChargingSites
from simulator.services.protocol import Day, Service
from simulator.services.roads_in_time import RoadsInTime
from simulator.travellers.life import Travellers
from simulator.units import DAY_S
from simulator.world.build import World
from simulator.world.service_names import service_names

LONGEST_CHARGING_S = 100 * DAY_S  # after the day: at a plug without power vehicles would charge for ever


def simulate(world: World, *, debug: bool = False, progress: Progress = lambda done, total: None) -> pd.DataFrame:
    """Simulate until every request has ended and every vehicle is home; return the event log.

    ``debug`` re-checks all invariants of a plan whenever it changes. ``progress`` gets (requests answered, requests)
    now and then. The columns of the log are those of ``tables.EVENT_DTYPES``.
    """
    env, log = simpy.Environment(initial_time=world.begins_s), EventLog()
    log.number_rides(np.arange(len(world.requests)))  # the first ride of each request has its number
    sites = ChargingSites(env, world.sites)
    roads = RoadsInTime(env, log.of(-1), world)
    begun = {
        service.name: _begun(kind, Day(env, log.of(service.number), world, sites, roads, debug), service.number)
        for kind in registry.names("service")
        for service in service_names(world.scenario)
        if service.kind == kind
    }
    services: dict[str, Service] = {name: service for name, service in begun.items() if service is not None}
    travellers = Travellers(env, world, services, lambda request: log.number_rides([request]))
    for service in services.values():
        service.start()
    run_until(env, world.ends_s + LONGEST_CHARGING_S, [travellers, *services.values()], progress)
    for service in reversed(services.values()):
        service.close()
    return log.to_frame()


def _begun(kind: str, day: Day, number: int) -> Service | None:
    """Return a service of a kind, if there is one."""
    service = registry.aspect("service", kind, "service")
    begun: Service | None = None if service is None else service.begin(day, number)
    return begun
