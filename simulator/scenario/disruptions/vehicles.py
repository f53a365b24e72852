"""Vehicles that are out of service: some for some time, or any of them by the distance that they drive."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from simulator.scenario.quantities import Seconds, quantity
from simulator.scenario.section import Section
from simulator.suggest import suggest
from simulator.tables import CARS, RIDES
from simulator.units import DAY_S


class Vehicles(Section):
    """Vehicles are out of service: those named, from its beginning to its end, or who breaks down in that time."""

    service: str | None = Field(
        None, description="Of which service; null: of each with a fleet that pools rides, of no shared cars"
    )
    which: tuple[str, ...] = Field(
        (), max_length=10_000, description="Names of vehicles, or types; none: all, where a rate tells who breaks down"
    )
    rate_per_100_000_km: float | None = Field(
        None, ge=0, le=100_000, description="Breakdowns per 100,000 km driven, of each; null: out from its beginning on"
    )
    repair_s: Seconds = quantity(
        7200, unit="s", name="repair", ge=0, le=30 * DAY_S, description="With a rate: how long one is out of service"
    )
    repair_varies: float = Field(
        0, ge=0, le=3, description="Standard deviation of a factor of it, drawn: log-normal, with mean 1; 0: as told"
    )

    def misfits(self, scenario: Any) -> Iterator[tuple[str, str]]:
        """Tell a service that is none with a fleet, or that vehicles are named, but not of which service."""
        fleets = [name for name, its in scenario.services.items() if its.kind == RIDES]
        shared = [name for name, its in scenario.services.items() if its.kind == CARS]
        if self.service is None:
            if self.which and len(fleets) != 1:
                yield "which", f"expected service, too, as there are {len(fleets)} with a fleet that pools rides"
        elif self.service not in scenario.services:
            hint = suggest(self.service, [*fleets, *shared]) or f"known are {', '.join([*fleets, *shared])}"
            yield "service", f'unknown "{self.service}"; {hint}'
        elif self.service not in (*fleets, *shared):
            kind = scenario.services[self.service].kind
            yield "service", f"is of the kind {kind}; only vehicles that pool rides and shared cars are out of service"
        if not fleets and self.service is None:
            yield "kind", "no service has a fleet that pools rides; expected service, where shared cars are meant"

    @property
    def does_nothing(self) -> bool:
        """Return whether nobody ever breaks down."""
        return self.rate_per_100_000_km == 0

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        announced, from_ = getattr(self, "announced", None), getattr(self, "from_", None)  # with what all of them say
        if announced not in (None, from_):
            raise PydanticCustomError("disruption", "announced: who breaks down tells nobody before; expected none")
        if self.rate_per_100_000_km is None and not self.which:
            raise PydanticCustomError("disruption", "expected either which or rate_per_100_000_km")
        usual = {name: type(self).model_fields[name].default for name in ("repair_s", "repair_varies")}
        told = any(getattr(self, name) != value for name, value in usual.items())  # a resolved scenario says all
        if self.rate_per_100_000_km is None and told:
            raise PydanticCustomError("disruption", "repair goes with rate_per_100_000_km: until says when it is over")
        return self
