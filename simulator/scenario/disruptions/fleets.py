"""The services whose vehicles a disruption concerns."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pydantic import Field

from simulator.scenario.section import Section
from simulator.suggest import suggest


class OfFleets(Section):
    """A disruption of the fleet of a service, or of all of them."""

    service: str | None = Field(None, description="Whose fleet is concerned; null: all services with vehicles")

    def concerns(self, service: str) -> bool:
        """Return whether a service with a fleet is concerned."""
        return self.service in (None, service)

    def misfits(self, scenario: Any) -> Iterator[tuple[str, str]]:
        """Tell a service that is none, or has no fleet."""
        with_fleets = [name for name, config in scenario.services.items() if hasattr(config, "fleet")]
        if self.service is None and not with_fleets:
            yield "kind", "no service has a fleet"
        elif self.service is not None and self.service not in scenario.services:
            hint = suggest(self.service, scenario.services) or f"there are {', '.join(scenario.services)}"
            yield "service", f'unknown service "{self.service}"; {hint}'
        elif self.service is not None and self.service not in with_fleets:
            yield "service", f'"{self.service}" has no fleet; expected {" or ".join(with_fleets) or "one that has"}'
