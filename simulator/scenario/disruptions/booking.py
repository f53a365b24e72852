"""Nobody can book for some time: not by app, not by phone, or neither way."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal

from pydantic import Field

from simulator.scenario.disruptions.known_names import unknown
from simulator.scenario.quantities import Seconds, quantity
from simulator.scenario.section import Name, Section
from simulator.tables import OWN_MEANS, TIMETABLE
from simulator.units import DAY_S


class Booking(Section):
    """A way to book is out. Everybody has one of their own: the phone, or the app."""

    channels: tuple[Literal["app", "phone"], ...] = Field(("app", "phone"), min_length=1, description="What is out")
    service: Name | None = Field(None, description="Where nobody can book that way; null: at all with bookings")
    phone_share: float = Field(
        0.3, ge=0, le=1, description="Share of people who book by phone, 0 to 1; all others do by app"
    )
    retry_s: Seconds = quantity(
        600,
        unit="s",
        name="retry",
        gt=0,
        le=DAY_S,
        description="Who has not been told tries again after so long, until it works or they wanted to leave [s]",
    )

    def misfits(self, scenario: Any) -> Iterator[tuple[str, str]]:
        """Tell a service that the scenario does not have, or that takes no bookings."""
        yield from unknown("service", "service", [self.service], scenario.services)
        config = scenario.services.get(self.service)
        if config is not None and config.kind in (TIMETABLE, OWN_MEANS):
            yield "service", f"{self.service} takes no bookings; expected a service with bookings, or null"
