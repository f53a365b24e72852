"""The part of a scenario about people's own means."""

from __future__ import annotations

from math import ceil
from typing import ClassVar, Literal

from pydantic import Field

from simulator.scenario.quantities import Euros, Seconds, SpeedKph, quantity
from simulator.scenario.section import Section
from simulator.scenario.shares import ShareByClass, share_of

USUAL_KPH = {"walk": 4.5, "bike": 15.0}
USUAL_ACCESS_S = {"bike": 60, "car": 300}


class Costs(Section):
    """What a trip costs whoever makes it, all who travel together; what is not given is 0."""

    per_trip_eur: Euros = quantity(0, unit="eur", name="per_trip", ge=0, le=1000, description="Of every trip [EUR]")
    per_km_eur: Euros = quantity(0, unit="eur", name="per_km", ge=0, le=100, description="Of a kilometre [EUR]")


class Outside(Section):
    """Drives to and from places outside of the area, of which the roads are not known."""

    detour_factor: float = Field(1.3, ge=1, le=5, description="Length of the drive by the beeline; assumption")
    speed_kph: SpeedKph = quantity(
        75, unit="kph", name="speed", gt=0, le=200, description="Mean speed of the drive [km/h]; assumption"
    )

    @property
    def metres_per_s(self) -> float:
        """Return the speed [m/s]."""
        return self.speed_kph / 3.6

    def moves_s(self, length_m: int) -> int:
        """Return how long a drive takes [s]."""
        return ceil(round(length_m / self.metres_per_s, 6))


class Config(Section):
    """What people have themselves.

    walk, bike: along the shortest way on roads, in both directions of every street. car: the fastest drive.
    """

    answers_requests: ClassVar[bool] = False
    by: Literal["walk", "bike", "car"] = Field(description="On foot, by bike, or in a car of one's own")
    speed_kph: SpeedKph | None = quantity(
        None,
        unit="kph",
        name="speed",
        gt=0,
        le=50,
        description="On foot or by bike [km/h]; null: 4.5 or 15. Cars drive as fast as the roads allow",
    )
    detour_factor: float = Field(1.0, ge=1, le=5, description="Length of the way by the one along roads; walk, bike")
    access_s: Seconds | None = quantity(
        None,
        unit="s",
        name="access",
        ge=0,
        le=86_400,
        description="To the bike or car, and from where it is parked, together, half of it each [s]; null: 60 s for a "
        "bike, 300 s for a car. Nobody walks to their own feet",
    )
    available: ShareByClass = Field(
        1.0, description="Share of people who have it; or by class, 0 for classes not named"
    )
    costs: Costs = Costs()
    outside: Outside | None = Field(
        Outside(), description="How cars drive to places outside (demand.gateways); null: nobody drives there"
    )

    @property
    def means(self) -> str:
        """Return what people go by."""
        return self.by

    @property
    def metres_per_s(self) -> float:
        """Return the speed on foot or by bike [m/s]."""
        return (self.speed_kph or USUAL_KPH[self.by]) / 3.6

    def moves_s(self, length_m: int) -> int:
        """Return how long a way on foot or by bike takes [s]."""
        return ceil(round(length_m / self.metres_per_s, 6))

    @property
    def goes_outside(self) -> Outside | None:
        """Return how people get to places outside with it; None: not at all."""
        return self.outside if self.by == "car" else None

    @property
    def reach_s(self) -> int:
        """Return how long it takes to the bike or car, and from it [s]."""
        return 0 if self.by == "walk" else USUAL_ACCESS_S[self.by] if self.access_s is None else self.access_s

    def share_of(self, traveller_class: str) -> float:
        """Return which share of a class has it."""
        return share_of(self.available, traveller_class)
