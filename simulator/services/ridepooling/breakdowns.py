"""How far the vehicles of a fleet have driven, by which they may break down."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from simulator.event_kinds import Event
from simulator.kernels import layout as f
from simulator.services.breakdowns import Breakdowns, Named, Read
from simulator.services.protocol import Day
from simulator.services.ridepooling.out_of_service import OutOfService
from simulator.services.ridepooling.vehicle import Operation
from simulator.services.ridepooling.world import RidepoolingWorld


def break_down(day: Day, world: RidepoolingWorld, fleet: Operation, out: OutOfService, service: int) -> None:
    """Let vehicles of a fleet be out of service whenever the scenario says so."""

    def odometer() -> Read:
        return Odometer(fleet, service, world).read

    named = Named.in_table(world.vehicles, "vehicle_id", "vehicle_type")
    Breakdowns(day, (None, world.part.name), named, odometer, out.take_out)


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
            leg = plans.legs[plan, :, : plans.vehicles[f.LEG_NODES, plan]]
            passed = (leg[f.LEG_TIME] <= now_s) & (leg[f.LEG_PASSES] == 0)  # by junctions that everybody knows of
            driven_m[plans.number(plan)] += int(leg[f.LEG_METRES, passed].max(initial=0))
        return driven_m
