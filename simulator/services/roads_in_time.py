"""The moments when the roads change, or more is known of them: before all else in that second, all services hear it."""

from __future__ import annotations

from collections.abc import Callable

import simpy

from simulator.engine.agenda import AT_ONCE, RankedTimeout, Wait
from simulator.engine.log import ServiceLog
from simulator.event_kinds import Event
from simulator.scenario.road_models import LONGEST_SURPRISE_S
from simulator.world.build import World
from simulator.world.disruptions import of_kind
from simulator.world.disturbed_roads import ROAD_KINDS


class RoadsInTime:
    """Writes what happens to the roads, and tells it. log: the part of no service."""

    def __init__(self, env: simpy.Environment, log: ServiceLog, world: World) -> None:
        self._env, self._log, self._roads = env, log, world.roads
        self._listeners: list[Callable[[int], None]] = []
        news = self._roads.surprises()
        ends_s = [its.until_s for its in of_kind(world.disruptions, *ROAD_KINDS)]
        until_s = max([world.ends_s + (LONGEST_SURPRISE_S if news else 0), *ends_s])
        self._moments = [moment for moment in self._roads.moments() if world.begins_s < moment <= until_s]
        if self._moments:
            env.process(self._work())

    def tell(self, listener: Callable[[int], None]) -> None:
        """Let somebody know of each moment from now on."""
        self._listeners.append(listener)

    def _work(self) -> Wait:
        news = set(self._roads.surprises())
        for moment_s in self._moments:
            yield RankedTimeout(self._env, moment_s - int(self._env.now), AT_ONCE)
            state = self._roads.state(moment_s)
            if state.from_s == moment_s:
                self._log.add(moment_s, Event.ROADS_CHANGED, value=state.number)
            if moment_s in news:
                self._log.add(moment_s, Event.ROADS_KNOWN, value=state.number)
            for listener in self._listeners:
                listener(moment_s)
