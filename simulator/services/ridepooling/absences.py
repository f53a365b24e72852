"""Drivers who do not come, and strikes: shifts that fall out, and those that end before their time."""

from __future__ import annotations

from functools import partial
from typing import Any

from simulator.engine.agenda import AT_ONCE, RankedTimeout, Wait
from simulator.event_kinds import Event
from simulator.services.disrupted import Phase
from simulator.services.protocol import Day
from simulator.services.ridepooling.crew import Crew
from simulator.services.ridepooling.out_of_service import OutOfService
from simulator.services.ridepooling.roster import Shift
from simulator.services.ridepooling.vehicle import Vehicle
from simulator.world.absent_drivers import missing_shifts
from simulator.world.disruptions import Disruption, of_kind


class Absences:
    """Takes shifts from the dispatcher as soon as it knows that nobody drives them: when they begin at the latest."""

    def __init__(self, day: Day, crew: Crew, out: OutOfService) -> None:
        world = day.tables
        self._env, self._log, self._crew, self._out = day.env, day.log, crew, out
        fleet = world.vehicles.iloc[: len(world.vehicles) - len(world.on_call)]
        self._own = len(fleet)
        self._missing: dict[int, list[Shift]] = {}
        wanted = of_kind(day.world.disruptions, "drivers")
        for its in wanted:
            config: Any = its.config
            if not config.concerns(world.part.name):
                continue
            missing = [crew.roster.shift(*one[:2]) for one in missing_shifts(world.part, its, fleet, world.shifts)]
            self._missing[its.number] = [shift for shift in missing if shift is not None]
            if its.known_s <= int(day.env.now):  # vehicles act first in the first second of a run
                self._hear(its, Phase.KNOWN, int(day.env.now))
            elif self._missing[its.number]:
                day.env.process(self._miss(its))
        if self._missing:
            day.disrupted.tell("drivers", self._hear)

    def _hear(self, its: Disruption, phase: Phase, now_s: int) -> None:
        if phase == Phase.KNOWN:
            for shift in self._missing.get(its.number, ()):
                if shift.start_s >= now_s:
                    self._fall_out(shift, its, now_s)
            if now_s < its.from_s and its.number in self._missing and its.config.strike:  # type: ignore[attr-defined]
                self._prepare(its, now_s)
        elif phase == Phase.BEGINS and its.number in self._missing and its.config.strike:  # type: ignore[attr-defined]
            for vehicle in self._crew.at_work():
                if vehicle.shift.vehicle < self._own and not vehicle.is_cut:
                    self._cut(vehicle, its, now_s)

    def _prepare(self, its: Disruption, now_s: int) -> None:
        """Let vehicles that will be on shift when a strike begins be home by then.

        Whose break would last into it is home when that had to begin.
        """
        for vehicle in self._crew.working_at(its.from_s):
            if vehicle.shift.vehicle < self._own:
                home_by_s = min(its.from_s, vehicle.has_no_pauses_after(its.from_s, now_s))
                close = partial(vehicle.is_to_end_by, home_by_s)
                self._out.empty(vehicle.index, its.number, now_s, close, home_by_s=home_by_s)
                if home_by_s < its.from_s:
                    self._env.process(self._cut_sooner(vehicle, its, home_by_s))

    def _cut_sooner(self, vehicle: Vehicle, its: Disruption, at_s: int) -> Wait:
        yield RankedTimeout(self._env, max(0, at_s - int(self._env.now)), AT_ONCE)
        if vehicle.is_at_work and not vehicle.is_cut:
            self._cut(vehicle, its, int(self._env.now))

    def _cut(self, vehicle: Vehicle, its: Disruption, now_s: int) -> None:
        self._log.add(now_s, Event.SHIFT_CUT, vehicle.shift.vehicle, value=its.number)
        self._out.empty(vehicle.index, its.number, now_s, partial(self._crew.end_early, vehicle, now_s))

    def _miss(self, its: Disruption) -> Wait:
        """Notice drivers who do not come, of whom nobody has heard, when their shifts begin."""
        for shift in sorted(self._missing[its.number], key=lambda one: one.start_s):
            if shift.start_s >= its.known_s:
                return
            yield RankedTimeout(self._env, shift.start_s - int(self._env.now), AT_ONCE)
            self._fall_out(shift, its, int(self._env.now))

    def _fall_out(self, shift: Shift, its: Disruption, now_s: int) -> None:
        if self._crew.fall_out(shift):
            self._log.add(now_s, Event.DRIVER_ABSENT, shift.vehicle, value=shift.start_s)
            self._log.add(now_s, Event.ABSENT_FOR, shift.vehicle, value=its.number)
            vehicle = self._crew.planned(shift)
            if vehicle is not None:
                self._out.empty(shift.plan, its.number, now_s, partial(self._crew.drop, vehicle, now_s))
