"""Vehicles that are out of service as the scenario says: those it names, and who breaks down by the distance driven."""

from __future__ import annotations

from typing import cast

import numpy as np
from numpy.typing import NDArray

from simulator.engine.agenda import AT_ONCE, RankedTimeout, Wait
from simulator.event_kinds import Event
from simulator.kernels import layout as f
from simulator.scenario.disruptions.vehicles import Vehicles
from simulator.services.disrupted import Phase
from simulator.services.protocol import Day
from simulator.services.ridepooling.named_vehicles import KIND, named
from simulator.services.ridepooling.out_of_service import OutOfService
from simulator.services.ridepooling.vehicle import Operation
from simulator.services.ridepooling.world import RidepoolingWorld
from simulator.units import MINUTE_S
from simulator.world.disruptions import Disruption, chance, drawn_s

LOOKS_EVERY_S = MINUTE_S  # so often it is seen whether a vehicle has driven far enough to break down
UNIT_M = 100_000_000  # of rates


class Breakdowns:
    """Takes vehicles of a service out of it."""

    def __init__(self, day: Day, world: RidepoolingWorld, fleet: Operation, out: OutOfService, service: int) -> None:
        self._day, self._world, self._fleet, self._out = day, world, fleet, out
        self._service = service
        day.disrupted.tell(KIND, self._happens)

    def _happens(self, its: Disruption, phase: Phase, now_s: int) -> None:
        config = cast("Vehicles", its.config)
        if phase != Phase.BEGINS or config.service not in (None, self._world.part.name):
            return
        vehicles = named(self._world.vehicles, config.which)
        if config.rate_per_100_000_km is None:
            for vehicle in vehicles:
                self._out.take_out(vehicle, its.until_s, its.number, now_s)
        elif config.rate_per_100_000_km > 0:
            self._fleet.env.process(self._drive(its, config, vehicles))

    def _drive(self, its: Disruption, config: Vehicles, vehicles: list[int]) -> Wait:
        """Let vehicles break down when they have driven as far as is drawn for each, as long as it lasts."""
        env, scenario = self._fleet.env, self._day.world.scenario
        odometer = Odometer(self._fleet, self._service, self._world)
        names = self._world.vehicles["vehicle_id"].tolist()
        luck = {vehicle: chance(scenario, its.config, f"vehicle {names[vehicle]}") for vehicle in vehicles}
        each_m = UNIT_M / cast("float", config.rate_per_100_000_km)
        driven_m = odometer.read(int(env.now))
        fails_m = {vehicle: driven_m[vehicle] + each_m * luck[vehicle].exponential() for vehicle in vehicles}
        while (now_s := int(env.now)) + LOOKS_EVERY_S <= its.until_s:
            yield RankedTimeout(env, LOOKS_EVERY_S, AT_ONCE)
            now_s += LOOKS_EVERY_S
            driven_m = odometer.read(now_s)
            for vehicle in vehicles:
                if driven_m[vehicle] >= fails_m[vehicle]:
                    repair_s = drawn_s(luck[vehicle], config.repair_s, config.repair_varies)
                    fails_m[vehicle] = driven_m[vehicle] + each_m * luck[vehicle].exponential()
                    self._out.take_out(vehicle, now_s + repair_s, its.number, now_s)


class Odometer:
    """Knows how far each vehicle of a fleet has driven."""

    def __init__(self, fleet: Operation, service: int, world: RidepoolingWorld) -> None:
        self._fleet, self._service, self._first = fleet, service, world.first_vehicle
        self._whole_m: NDArray[np.int64] = np.zeros(len(world.vehicles), dtype=np.int64)
        self._read = 0

    def read(self, now_s: int) -> NDArray[np.int64]:
        """Return the metres of each vehicle up to the last junction, int64 (vehicles,)."""
        plans, rows = self._fleet.plans, self._fleet.log.rows[self._read : len(self._fleet.log)]
        self._read = len(self._fleet.log)
        ends = np.isin(rows[:, f.ROW_KIND], (Event.ARRIVED, Event.DIVERTED)) & (rows[:, f.ROW_SERVICE] == self._service)
        np.add.at(self._whole_m, rows[ends, f.ROW_VEHICLE] - self._first, rows[ends, f.ROW_VALUE])
        driven_m = self._whole_m.copy()
        for plan in np.flatnonzero(plans.duty[:, f.DRIVING]).tolist():
            passed = int((plans.legs[plan, f.LEG_TIME, : plans.vehicles[f.LEG_NODES, plan]] <= now_s).sum())
            driven_m[plans.number(plan)] += int(plans.legs[plan, f.LEG_METRES, max(0, passed - 1)])
        return driven_m
