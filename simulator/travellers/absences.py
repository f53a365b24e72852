"""Accepted riders who do not ride: they cancel, or nobody is at the pickup."""

from __future__ import annotations

from typing import Protocol

import simpy

from simulator.demand.luck import luck
from simulator.engine.agenda import RankedTimeout, Wait
from simulator.people_tables import ABSENCE_DTYPES
from simulator.services.protocol import Booked, Service
from simulator.tables import NO_TIME
from simulator.world.build import World
from simulator.world.outages import dispatch_outages, over_s


class Absences:
    """Lets those cancel, or stay away, who do: as the demand tells it of each request, else as it is drawn.

    Those are the same requests whatever the dispatcher does and whoever else asks for rides.
    """

    def __init__(self, env: simpy.Environment, world: World) -> None:
        self._env = env
        self._outages = dispatch_outages(world)
        self._who: _Who = _Told(world) if are_told(world) else _Drawn(world)

    def booked(self, request: int, ride: int, booked: Booked, service: Service) -> None:
        """Take note of a ride that is booked."""
        if service.draws_absences:
            return
        now = int(self._env.now)
        cancelled_s = self._who.cancels_s(request, now, booked.boarding_s)
        if cancelled_s is not None:
            self._env.process(self._cancel(ride, booked.vehicle, cancelled_s - now, service))
        elif self._who.stays_away(request):
            service.nobody_comes(ride, booked.vehicle)

    def _cancel(self, ride: int, vehicle: int, after_s: int, service: Service) -> Wait:
        yield RankedTimeout(self._env, after_s)
        now = int(self._env.now)
        noted_s = over_s(self._outages.get(service.number, ()), now)
        if noted_s > now:  # nobody takes note of it before, so that no driver knows
            service.nobody_comes(ride, vehicle)
            yield RankedTimeout(self._env, noted_s - now)
        service.cancel(ride, noted_s)


class _Who(Protocol):
    """Who of those who have booked does not ride."""

    def cancels_s(self, request: int, now_s: int, boarding_s: int) -> int | None:
        """Return when somebody cancels who books now and is to board then [s]; None: not at all."""

    def stays_away(self, request: int) -> bool:
        """Return whether nobody comes."""


class _Drawn:
    """By the shares of the class. The moment of a cancellation is uniform between acceptance and planned boarding."""

    def __init__(self, world: World) -> None:
        scenario, names = world.scenario, world.demand["request_id"].tolist()
        classes = [scenario.people.classes[name] for name in world.demand["traveller_class"]]
        cancels = luck(scenario.seed, "cancellation", names, 2)
        missing = luck(scenario.seed, "no_show", names)[:, 0]
        self._cancels = [draw < kind.cancellation for draw, kind in zip(cancels[:, 0], classes, strict=True)]
        self._when = cancels[:, 1].tolist()
        self._stays_away = [draw < kind.no_show for draw, kind in zip(missing, classes, strict=True)]

    def cancels_s(self, request: int, now_s: int, boarding_s: int) -> int | None:
        """Return when somebody cancels [s]; not who is to board at once."""
        if not self._cancels[request] or boarding_s <= now_s:
            return None
        return now_s + int(self._when[request] * (boarding_s - now_s))

    def stays_away(self, request: int) -> bool:
        """Return whether nobody comes."""
        return bool(self._stays_away[request])


class _Told:
    """As the demand tells it; who is booked only after the moment of the cancellation cancels at once."""

    def __init__(self, world: World) -> None:
        self._cancelled_s = world.demand["cancelled_s"].tolist()
        self._stays_away = world.demand["no_show"].tolist()

    def cancels_s(self, request: int, now_s: int, _boarding_s: int) -> int | None:
        """Return when somebody cancels [s], whether the vehicle should have been there by then or not."""
        told_s: int = self._cancelled_s[request]
        return None if told_s == NO_TIME else max(told_s, now_s)

    def stays_away(self, request: int) -> bool:
        """Return whether nobody comes."""
        return bool(self._stays_away[request])


def are_told(world: World) -> bool:
    """Return whether the demand tells who cancels and who does not come."""
    return set(ABSENCE_DTYPES) <= set(world.demand.columns)


def anybody_absent(world: World) -> bool:
    """Return whether anybody may cancel or stay away."""
    return are_told(world) or any(kind.cancellation or kind.no_show for kind in world.scenario.people.classes.values())
