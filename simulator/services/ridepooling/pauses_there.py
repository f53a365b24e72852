"""Breaks and changes of drivers that are due while the vehicle is out of service: they come where it stands."""

from __future__ import annotations

from simulator.engine.agenda import AT_ONCE, RankedTimeout, Wait
from simulator.fleet.standing import Stood
from simulator.services.ridepooling.vehicle import Operation, Vehicle


def has_pauses(fleet: Operation, vehicle: Vehicle, stood: Stood) -> Wait:
    """Let drivers have the pauses that were left out of a plan, in order; the vehicle goes on after the last one."""
    for pause in stood.pauses:
        yield RankedTimeout(fleet.env, max(0, pause.begins_s - int(fleet.env.now)))
        if vehicle.begins(pause, stood.location, int(fleet.env.now)):
            yield RankedTimeout(fleet.env, pause.lasts_s, AT_ONCE)
            vehicle.ends_pause(stood.location, int(fleet.env.now))
