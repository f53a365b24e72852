"""Accepted riders who do not ride: they cancel, or nobody is at the pickup."""

from __future__ import annotations

import simpy

from simulator.demand.luck import luck
from simulator.engine.agenda import RankedTimeout, Wait
from simulator.services.protocol import Booked, Service
from simulator.world.build import World


class Absences:
    """Draws who cancels when, and who does not come.

    Those are the same requests whatever the dispatcher does and whoever else asks for rides. The moment of a
    cancellation is uniform between acceptance and planned boarding.
    """

    def __init__(self, env: simpy.Environment, world: World) -> None:
        self._env = env
        scenario, names = world.scenario, world.requests["request_id"].tolist()
        classes = [scenario.people.classes[name] for name in world.requests["traveller_class"]]
        cancels = luck(scenario.seed, "cancellation", names, 2)
        missing = luck(scenario.seed, "no_show", names)[:, 0]
        self._cancels = [draw < kind.cancellation for draw, kind in zip(cancels[:, 0], classes, strict=True)]
        self._when = cancels[:, 1].tolist()
        self._stays_away = [draw < kind.no_show for draw, kind in zip(missing, classes, strict=True)]

    def booked(self, request: int, ride: int, booked: Booked, service: Service) -> None:
        """Take note of a ride that is booked."""
        if service.draws_absences:
            return
        now = int(self._env.now)
        if self._cancels[request] and booked.boarding_s > now:
            after_s = int(self._when[request] * (booked.boarding_s - now))
            self._env.process(self._cancel(ride, after_s, service))
        elif self._stays_away[request]:
            service.nobody_comes(ride, booked.vehicle)

    def _cancel(self, ride: int, after_s: int, service: Service) -> Wait:
        yield RankedTimeout(self._env, after_s)
        service.cancel(ride, int(self._env.now))


def anybody_absent(world: World) -> bool:
    """Return whether travellers of any class may cancel or stay away."""
    return any(kind.cancellation or kind.no_show for kind in world.scenario.people.classes.values())
