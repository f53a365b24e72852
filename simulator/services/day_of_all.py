"""What all services of a run have in common: charging sites, roads that change, what goes wrong, what changes."""

from __future__ import annotations

from collections.abc import Callable

from simulator.engine.agenda import Clock
from simulator.engine.log import EventLog
from simulator.services.changes import go_over
from simulator.services.charging import LONGEST_CHARGING_S, ChargingSites
from simulator.services.disrupted import Disrupted
from simulator.services.power_cuts import PowerCuts
from simulator.services.protocol import Day
from simulator.services.roads_in_time import RoadsInTime
from simulator.world.build import World


def day_of_all(env: Clock, log: EventLog, world: World, new_ride: Callable[[int], int], *, debug: bool) -> Day:
    """Return what services begin with, as far as it is the same for all; ``others`` is to be filled with them."""
    of_none = log.of(-1)
    sites, disrupted = ChargingSites(env, world.sites), Disrupted(env, of_none, world)
    PowerCuts(of_none, sites, disrupted)
    roads = RoadsInTime(env, of_none, world)
    day = Day(env, of_none, world, None, sites, roads, disrupted, debug, {}, new_ride)
    go_over(env, world.branch, day.others)
    return day


def latest_s(world: World) -> int:
    """Return until when anything can happen in a run [s]."""
    return world.ends_s + LONGEST_CHARGING_S
