"""Accepted riders who do not ride: they cancel, or nobody is at the pickup."""

from __future__ import annotations

import simpy

from simulator.demand.luck import luck
from simulator.engine.agenda import TimeoutAfterVehicles, Wait
from simulator.engine.log import EventLog
from simulator.event_kinds import Event
from simulator.fleet.plans import Plans
from simulator.services.ridepooling.vehicle import Vehicle
from simulator.world.build import World


class Absences:
    """Draws who cancels when, and who does not come.

    Those are the same requests whatever the dispatcher does and whoever else asks for rides. The moment of a
    cancellation is uniform between acceptance and planned boarding. Who cancels when the vehicle is on its way and
    cannot turn off counts as somebody who did not come.
    """

    def __init__(
        self, env: simpy.Environment, log: EventLog, world: World, plans: Plans, vehicles: list[Vehicle]
    ) -> None:
        self._env, self._log, self._plans, self._vehicles = env, log, plans, vehicles
        self._drive_s = world.times.drive_s
        scenario, names = world.scenario, world.requests["request_id"].tolist()
        classes = [scenario.traveller_classes[name] for name in world.requests["traveller_class"]]
        cancels = luck(scenario.seed, "cancellation", names, 2)
        missing = luck(scenario.seed, "no_show", names)[:, 0]
        self._cancels = [draw < kind.cancellation for draw, kind in zip(cancels[:, 0], classes, strict=True)]
        self._when = cancels[:, 1].tolist()
        self._stays_away = [draw < kind.no_show for draw, kind in zip(missing, classes, strict=True)]

    def accepted(self, request: int, vehicle: int, boarding_s: int) -> None:
        """Take note of an acceptance."""
        now = int(self._env.now)
        if self._cancels[request] and boarding_s > now:
            self._env.process(self._cancel(request, int(self._when[request] * (boarding_s - now))))
        elif self._stays_away[request]:
            self._plans.nobody_comes(vehicle, request)

    def _cancel(self, request: int, after_s: int) -> Wait:
        yield TimeoutAfterVehicles(self._env, after_s)
        now, plans = int(self._env.now), self._plans
        vehicle = plans.vehicle_awaited(request)
        if vehicle is None:
            return
        if plans.must_serve_next(vehicle, request):
            plans.nobody_comes(vehicle, request)
            return
        notice_s = plans.planned_boarding(vehicle, request) - now
        self._log.add(now, Event.CANCELLED, vehicle, request, value=notice_s)
        if plans.withdraw(vehicle, request, now, self._drive_s):
            self._vehicles[vehicle].plan_changed()


def anybody_absent(world: World) -> bool:
    """Return whether travellers of any class may cancel or stay away."""
    return any(kind.cancellation or kind.no_show for kind in world.scenario.traveller_classes.values())
