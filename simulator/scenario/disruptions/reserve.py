"""Reserve vehicles that are called when something goes wrong."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pydantic import Field

from simulator.scenario.disruptions.fleets import OfFleets
from simulator.scenario.quantities import Seconds, quantity
from simulator.suggest import suggest
from simulator.units import DAY_S


class Reserve(OfFleets):
    """Vehicles that come to the depots of a fleet for some time; nobody knows of them before they are called."""

    service: str = Field(description="Whose fleet they join")
    type: str = Field(description="What vehicle type of that fleet they are")
    vehicles: int = Field(ge=1, le=1000, description="How many come")
    call_out_s: Seconds = quantity(
        0,
        unit="s",
        name="call_out",
        ge=0,
        le=7 * DAY_S,
        description="From announced, when they are called, until they are ready; no sooner than from",
    )

    def misfits(self, scenario: Any) -> Iterator[tuple[str, str]]:
        """Tell a service without a fleet, and a vehicle type that it does not have."""
        found = list(OfFleets.misfits(self, scenario))
        yield from found
        types = getattr(scenario.services.get(self.service), "fleet", {})
        if not found and self.type not in types:
            hint = suggest(self.type, types) or f"there are {', '.join(types)}"
            yield "type", f'{self.service} has no vehicle type "{self.type}"; {hint}'
