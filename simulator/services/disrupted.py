"""The moments when something goes wrong, becomes known, or is over: all services and travellers may hear of it."""

from __future__ import annotations

import enum
from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import simpy

from simulator.engine.agenda import AT_ONCE, RankedTimeout, Wait
from simulator.engine.log import ServiceLog
from simulator.event_kinds import Event
from simulator.world.build import World
from simulator.world.disruptions import Disruption


class Phase(enum.IntEnum):
    """What happens to a disruption at a moment, in the order in which it does in one second."""

    ENDS = 0
    BEGINS = 1
    KNOWN = 2  # to the dispatcher
    TOLD = 3  # to travellers


_KIND = {
    Phase.ENDS: Event.DISRUPTION_ENDED,
    Phase.BEGINS: Event.DISRUPTION_BEGAN,
    Phase.KNOWN: Event.DISRUPTION_KNOWN,
    Phase.TOLD: Event.DISRUPTION_TOLD,
}
Listener = Callable[[Disruption, Phase, int], None]


class Moment(NamedTuple):
    """A phase of a disruption, and when it comes [s]; they sort as they happen."""

    time_s: int
    phase: Phase
    number: int
    disruption: Disruption


class Disrupted:
    """Writes what goes wrong, and tells it to who listens, before all else in that second. log: that of no service."""

    def __init__(self, env: simpy.Environment, log: ServiceLog, world: World) -> None:
        self._env, self._log = env, log
        self._listeners: list[tuple[str, Listener]] = []
        self.disruptions = world.disruptions
        self._changes, self._names = world.demand_changes, world.demand["request_id"]
        moments = [moment for its in world.disruptions for moment in moments_of(its)]
        self._moments = sorted(moment for moment in moments if moment.time_s <= world.ends_s)
        if self._moments:
            env.process(self._work())

    def tell(self, kind: str, listener: Listener) -> None:
        """Let somebody know of each moment of the disruptions of a kind, from now on."""
        self._listeners.append((kind, listener))

    def _work(self) -> Wait:
        for moment in self._moments:
            yield RankedTimeout(self._env, max(0, moment.time_s - int(self._env.now)), AT_ONCE)
            now_s = int(self._env.now)
            self._log.add(now_s, _KIND[moment.phase], value=moment.number)
            if moment.phase == Phase.BEGINS:
                self._tell_demand(moment.number, now_s)
            for kind, listener in self._listeners:
                if kind == moment.disruption.kind:
                    listener(moment.disruption, moment.phase, now_s)

    def _tell_demand(self, number: int, now_s: int) -> None:
        """Write what a disruption that begins changes in the demand, if it does."""
        for change in self._changes:
            if change.number == number:
                self._log.add(now_s, Event.REQUESTS_LEFT_OUT, value=len(change.left_out))
                for request in np.flatnonzero(self._names.isin(change.added)).tolist():
                    self._log.add(now_s, Event.REQUEST_ADDED, request=request, value=number)


def moments_of(its: Disruption) -> list[Moment]:
    """Return all moments of a disruption; those before the run are written as it begins."""
    times_s = {Phase.ENDS: its.until_s, Phase.BEGINS: its.from_s, Phase.KNOWN: its.known_s, Phase.TOLD: its.told_s}
    return [Moment(time_s, phase, its.number, its) for phase, time_s in times_s.items()]
