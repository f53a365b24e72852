"""Vehicles that are out of service as the scenario says: those it names, and who breaks down by the distance driven."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, cast

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulator.engine.agenda import AT_ONCE, RankedTimeout, Wait
from simulator.errors import Problem
from simulator.scenario.disruptions.vehicles import Vehicles
from simulator.scenario.models import ServicePart
from simulator.services.disrupted import Phase
from simulator.services.protocol import Day
from simulator.suggest import suggest
from simulator.units import MINUTE_S
from simulator.world.disruptions import Disruption, chance, drawn_s

KIND = "vehicles"
LOOKS_EVERY_S = MINUTE_S  # so often it is seen whether a vehicle has driven far enough to break down
UNIT_M = 100_000_000  # of rates
Read = Callable[[int], NDArray[np.int64]]  # the metres of each vehicle by a time [s]
TakeOut = Callable[[int, int, int, int], None]  # vehicle, until when [s], number of the disruption, now [s]


@dataclass(frozen=True)
class Named:
    """The vehicles of a service: the name of each, and of its type."""

    names: Sequence[str]
    types: Sequence[str]

    @classmethod
    def in_table(cls, table: pd.DataFrame, name: str, kind: str) -> Named:
        """Return those of a table. name, kind: its columns."""
        return cls(table[name].tolist(), table[kind].tolist())

    def of(self, which: tuple[str, ...]) -> list[int]:
        """Return those of some names, or of a type of such a name, by number; without any, all."""
        both = enumerate(zip(self.names, self.types, strict=True))
        return [number for number, its in both if not which or not set(which).isdisjoint(its)]

    def unknown(self, part: ServicePart[Any], *, always: bool) -> list[Problem]:
        """Return the names that a scenario says, but that no vehicle has. always: where no service is told, too."""
        scenario, known = part.scenario, sorted({*self.names, *self.types})
        mine = (None, part.name) if always else (part.name,)
        return [
            scenario.problem(f"disruptions[{number}].which", message)
            for number, its in enumerate(scenario.disruptions)
            if its.kind == KIND and cast("Vehicles", its).service in mine
            for message in _unknown(cast("Vehicles", its).which, known)
        ]


class Breakdowns:
    """Takes vehicles of a service out of it. odometer: begins to read how far each has driven."""

    def __init__(
        self,
        day: Day,
        concerned: Sequence[str | None],
        vehicles: Named,
        odometer: Callable[[], Read],
        take_out: TakeOut,
    ) -> None:
        self._day, self._concerned, self._vehicles = day, concerned, vehicles
        self._odometer, self._take_out = odometer, take_out
        day.disrupted.tell(KIND, self._happens)

    def _happens(self, its: Disruption, phase: Phase, now_s: int) -> None:
        config = cast("Vehicles", its.config)
        if phase != Phase.BEGINS or config.service not in self._concerned:
            return
        vehicles = self._vehicles.of(config.which)
        if config.rate_per_100_000_km is None:
            for vehicle in vehicles:
                self._take_out(vehicle, its.until_s, its.number, now_s)
        elif config.rate_per_100_000_km > 0:
            self._day.env.process(self._drive(its, config, vehicles))

    def _drive(self, its: Disruption, config: Vehicles, vehicles: list[int]) -> Wait:
        """Let vehicles break down when they have driven as far as is drawn for each, as long as it lasts."""
        env, scenario = self._day.env, self._day.world.scenario
        read, names = self._odometer(), self._vehicles.names
        luck = {vehicle: chance(scenario, its.config, f"vehicle {names[vehicle]}") for vehicle in vehicles}
        each_m = UNIT_M / cast("float", config.rate_per_100_000_km)
        driven_m = read(int(env.now))
        fails_m = {vehicle: driven_m[vehicle] + each_m * luck[vehicle].exponential() for vehicle in vehicles}
        while (now_s := int(env.now)) + LOOKS_EVERY_S <= its.until_s:
            yield RankedTimeout(env, LOOKS_EVERY_S, AT_ONCE)
            now_s += LOOKS_EVERY_S
            driven_m = read(now_s)
            for vehicle in vehicles:
                if driven_m[vehicle] >= fails_m[vehicle]:
                    repair_s = drawn_s(luck[vehicle], config.repair_s, config.repair_varies)
                    fails_m[vehicle] = driven_m[vehicle] + each_m * luck[vehicle].exponential()
                    self._take_out(vehicle, now_s + repair_s, its.number, now_s)


def _unknown(which: Sequence[str], known: list[str]) -> Iterator[str]:
    for name in which:
        if name not in known:
            yield f'no vehicle is called "{name}", nor a type; {suggest(name, known) or _some(known)}'


def _some(known: list[str]) -> str:
    return f"known are {', '.join(known[:10])}{' and others' if len(known) > 10 else ''}"
