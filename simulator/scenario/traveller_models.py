"""The people of a scenario: whom they ask, what they expect, which offers they take, what they do when rejected."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import BeforeValidator, Field, SerializeAsAny, WithJsonSchema

from simulator.scenario.named_code import NamesCode, chosen, registered
from simulator.scenario.quantities import Euros, Seconds, quantity
from simulator.scenario.section import Name, Section

Compared = Annotated[
    tuple[str, ...],
    BeforeValidator(lambda asked: [asked] if isinstance(asked, str) else asked),
    WithJsonSchema({"type": ["string", "array"], "items": {"type": "string"}}),
]


class OnRejection(Section):
    """What a traveller does who is rejected."""

    action: Literal["stay", "other_mode", "retry"] = Field(
        "other_mode", description="stay at home, take another mode, or ask again later"
    )
    retry_after_s: Seconds = quantity(
        600, unit="s", name="retry_after", gt=0, le=86_400, description="Time until who asks again does so [s]"
    )
    max_retries: int = Field(1, ge=0, le=100, description="Who asks again does so this often at most")


class Choice(NamesCode):
    """Which offer a traveller takes.

    accept_all: the first. threshold: of those within all limits given, the one that arrives first. logit: utilities,
    with declining worth 0, and Gumbel errors (McFadden 1974); the values of a minute are the user's own assumptions.
    """

    group: ClassVar[str] = "choice"
    key: ClassVar[str] = "model"
    model: Annotated[str, registered("choice")] = Field(
        "accept_all", description="How an offer is chosen: accept_all, threshold, logit, or one of your own by its name"
    )
    max_wait_s: Seconds | None = quantity(
        None, unit="s", name="max_wait", ge=0, le=86_400, description="For threshold: longest wait [s]; null: any"
    )
    max_detour_factor: float | None = Field(
        None, ge=1, le=100, description="For threshold: longest ride by the direct one; null: any"
    )
    max_shift_s: Seconds | None = quantity(
        None,
        unit="s",
        name="max_shift",
        ge=0,
        le=86_400,
        description="For threshold: leaving this much earlier or later at most [s]; null: any",
    )
    max_fare_eur: Euros | None = quantity(
        None, unit="eur", name="max_fare", ge=0, le=10_000, description="For threshold: highest fare [EUR]; null: any"
    )
    constant: float = Field(0.0, ge=-1000, le=1000, description="Utility of a ride that takes and costs nothing")
    per_wait_min: float = Field(0.0, ge=-100, le=100, description="For logit: utility per minute of wait")
    per_ride_min: float = Field(0.0, ge=-100, le=100, description="For logit: utility per minute of ride")
    per_walk_min: float = Field(0.0, ge=-100, le=100, description="For logit: utility per minute of walk")
    per_shift_min: float = Field(0.0, ge=-100, le=100, description="Per minute that the ride leaves earlier or later")
    per_eur: float = Field(0.0, ge=-100, le=100, description="For logit: utility per EUR of fare")


class TravellerClass(Section):
    """Travellers with the same expectations; shares are used for synthetic demand and add up to anything."""

    limits: str = Field("default", description="What they may expect: a name in the limits of each service they ask")
    asks: tuple[Compared, ...] | None = Field(
        None,
        description="Names of services, asked in turn; those of an inner list are compared. null: every ridepooling "
        "service, in turn of the file",
    )
    share: float = Field(1.0, ge=0, le=1e6, description="Weight of the class in synthetic demand")
    on_rejection: OnRejection = OnRejection()
    choice: Annotated[SerializeAsAny[Choice], chosen(Choice)] = Choice()
    cancellation: float = Field(
        0.0, ge=0, le=1, description="Probability that an accepted ride is cancelled, at any moment until it begins"
    )
    no_show: float = Field(0.0, ge=0, le=1, description="Probability that nobody comes to the pickup")


class People(Section):
    """Who travels."""

    classes: dict[Name, TravellerClass] = Field(
        {"adult": TravellerClass()}, min_length=1, description="Kinds of travellers, by name"
    )
