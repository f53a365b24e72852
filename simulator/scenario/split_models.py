"""What a common service has to reach where it is asked who pays it."""

from __future__ import annotations

from pydantic import Field

from simulator.scenario.quantities import Seconds, quantity
from simulator.scenario.section import Section


class SplitConfig(Section):
    """The same goals for every coalition of territories; see docs/payers.md."""

    served_share: float = Field(
        0.9, gt=0, le=1, description="Share of its residents' requests that a coalition has to serve, all days together"
    )
    wait_p95_s: Seconds | None = quantity(
        None,
        unit="s",
        name="wait_p95",
        gt=0,
        le=86_400,
        description="95 % of its riders may wait no longer, on average over the days [s]; null: no such goal",
    )
    most_vehicles: int = Field(60, ge=1, le=2000, description="Fleets up to so many vehicles are tried")
