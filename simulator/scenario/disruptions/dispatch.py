"""No dispatcher plans anything for some time; vehicles finish the plans they have."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pydantic import Field

from simulator.scenario.disruptions.known_names import unknown
from simulator.scenario.section import Name, Section
from simulator.tables import RIDES


class Dispatch(Section):
    """Nothing is answered, planned anew or sent anywhere before it is over."""

    service: Name | None = Field(None, description="Whose vehicles nobody dispatches; null: all of ridepooling")

    def misfits(self, scenario: Any) -> Iterator[tuple[str, str]]:
        """Tell a service that the scenario does not have, or that has no dispatcher."""
        yield from unknown("service", "service", [self.service], scenario.services)
        config = scenario.services.get(self.service)
        if config is not None and config.kind != RIDES:
            yield "service", f"{self.service} has no dispatcher; expected a ridepooling service, or null"
