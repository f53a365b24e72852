"""Reserve vehicles join the fleet when they are called."""

from __future__ import annotations

from simulator.event_kinds import Event
from simulator.services.disrupted import Phase
from simulator.services.protocol import Day
from simulator.services.ridepooling.crew import Crew
from simulator.world.disruptions import Disruption


class CallOuts:
    """Tells the dispatcher of reserve vehicles as soon as they are called; they have their shifts from when ready."""

    def __init__(self, day: Day, crew: Crew) -> None:
        self._log, self._crew = day.log, crew
        self._on_call: dict[int, list[int]] = {}
        for vehicle, its in day.tables.on_call.items():
            self._on_call.setdefault(its.number, []).append(vehicle)
        if self._on_call:
            day.disrupted.tell("reserve", self._hear)

    def _hear(self, its: Disruption, phase: Phase, now_s: int) -> None:
        if phase == Phase.KNOWN:
            for vehicle in self._on_call.get(its.number, ()):
                self._log.add(now_s, Event.RESERVE_CALLED, vehicle, value=its.number)
                self._crew.call(vehicle)
