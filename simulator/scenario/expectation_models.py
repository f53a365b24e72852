"""What people expect of services on demand before they ask them: section ``people.expectations``."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field

from simulator.scenario.quantities import Metres, Seconds, quantity
from simulator.scenario.section import Section


class Expectations(Section):
    """The wait and the chance of being rejected that people expect of every ridepooling service.

    Who expects too little does not ask. It concerns those who choose by utilities, and whom they ask first.
    """

    wait_s: Seconds = quantity(
        0, unit="s", name="wait", ge=0, le=86_400, description="Expected wait [s] where no cell tells another"
    )
    rejected: float = Field(
        0.0, ge=0, le=1, description="Expected chance of being rejected, where no cell tells another"
    )
    cells_file: Path | None = Field(
        None,
        description="Table with service, zone, hour, wait_min, rejected by squares of the origin and hours of the "
        "wanted departure, such as expectations.csv of day-to-day; null: the same everywhere at all hours",
    )
    square_m: Metres = quantity(
        5000, unit="m", name="square", ge=200, le=100_000, description="Side of the squares of the table [m]"
    )
    rejection_as_wait_s: Seconds = quantity(
        1800,
        unit="s",
        name="rejection_as_wait",
        ge=0,
        le=86_400,
        description="Wait that is minded as much as being rejected, and turning to what else there is [s]",
    )
