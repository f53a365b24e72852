"""Accepted riders who do not ride: they cancel, or nobody is at the pickup."""

from __future__ import annotations

import simpy

from simulator.demand.luck import luck
from simulator.engine.agenda import TimeoutAfterVehicles, Wait
from simulator.services.protocol import AnswersRequests, Ride
from simulator.world.build import World


class Absences:
    """Draws who cancels when, and who does not come.

    Those are the same requests whatever the dispatcher does and whoever else asks for rides. The moment of a
    cancellation is uniform between acceptance and planned boarding.
    """

    def __init__(self, env: simpy.Environment, world: World, service: AnswersRequests) -> None:
        self._env, self._service = env, service
        scenario, names = world.scenario, world.requests["request_id"].tolist()
        classes = [scenario.people.classes[name] for name in world.requests["traveller_class"]]
        cancels = luck(scenario.seed, "cancellation", names, 2)
        missing = luck(scenario.seed, "no_show", names)[:, 0]
        self._cancels = [draw < kind.cancellation for draw, kind in zip(cancels[:, 0], classes, strict=True)]
        self._when = cancels[:, 1].tolist()
        self._stays_away = [draw < kind.no_show for draw, kind in zip(missing, classes, strict=True)]

    def booked(self, request: int, ride: Ride) -> None:
        """Take note of a ride that is booked."""
        now = int(self._env.now)
        if self._cancels[request] and ride.boarding_s > now:
            self._env.process(self._cancel(request, int(self._when[request] * (ride.boarding_s - now))))
        elif self._stays_away[request]:
            self._service.nobody_comes(request, ride.vehicle)

    def _cancel(self, request: int, after_s: int) -> Wait:
        yield TimeoutAfterVehicles(self._env, after_s)
        self._service.cancel(request, int(self._env.now))


def anybody_absent(world: World) -> bool:
    """Return whether travellers of any class may cancel or stay away."""
    return any(kind.cancellation or kind.no_show for kind in world.scenario.people.classes.values())
