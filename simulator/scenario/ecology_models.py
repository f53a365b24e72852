"""What the same people did before there were services on demand: what is saved is counted against it."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from simulator.scenario.section import Section
from simulator.scenario.shares import Share

Former = Literal["car", "lift", "car_sharing", "timetable", "bike", "walk", "other", "not_going"]
_ALL = 1e-6  # as near to 1 shares have to add up


def _one_or_many(value: object) -> object:
    return [value] if isinstance(value, str) else value


class Embodied(Section):
    """What making vehicles emits for each kilometre of their lives; left out of all other figures."""

    service_g_per_km: float = Field(ge=0, le=10_000, description="Of vehicles on demand, their batteries too [g/km]")
    car_g_per_km: float = Field(ge=0, le=10_000, description="Of private cars [g/km]")


class EcologyConfig(Section):
    """Services that were not there before, and what people did then; see docs/ecology.md.

    Where people choose, they choose once more without these services, with the same luck. Where they do not, shares of
    the riders are told.
    """

    without: Annotated[tuple[str, ...] | None, BeforeValidator(_one_or_many)] = Field(
        None,
        min_length=1,
        description="Names of the ridepooling services that were not there; null: all of them. Services that join "
        "rides with theirs were not there either",
    )
    former_means: dict[Former, Share] | None = Field(
        None,
        min_length=1,
        description="How riders went before, as shares that add up to 1; lift: somebody drove them and came back "
        "without them. null: as they choose without these services",
    )
    lift_share: Share = Field(
        0.0,
        description="Of the way in people's own cars where people choose, now and before, that on which somebody "
        "drives them and comes back without them",
    )
    embodied: Embodied | None = Field(
        None, exclude_if=lambda value: value is None, description="Making the vehicles; null: it is not counted"
    )

    @model_validator(mode="after")
    def _add_up(self) -> Self:
        if self.former_means is None:
            return self
        total = sum(self.former_means.values())
        if abs(total - 1) > _ALL:
            raise PydanticCustomError("shares", "former_means add up to {total}; expected 1", {"total": f"{total:g}"})
        if self.lift_share:
            raise PydanticCustomError("shares", "lift_share and former_means exclude each other; say former_means.lift")
        return self
