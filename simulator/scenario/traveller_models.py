"""The people of a scenario: whom they ask, what they expect, which offers they take, what they do when rejected."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, SerializeAsAny, WithJsonSchema

from simulator.scenario.choice_models import Choice
from simulator.scenario.expectation_models import Expectations
from simulator.scenario.life_models import Knobs
from simulator.scenario.named_code import chosen
from simulator.scenario.quantities import Seconds, quantity
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


class TravellerClass(Section):
    """Travellers with the same expectations; shares are used for synthetic demand and add up to anything."""

    limits: str = Field("default", description="What they may expect: a name in the limits of each service they ask")
    asks: tuple[Compared, ...] | None = Field(
        None,
        description="Names of services, asked in turn; those of an inner list are compared. null: every ridepooling "
        "service, in turn of the file",
    )
    share: float = Field(1.0, ge=0, le=1e6, description="Weight of the class in synthetic demand")
    season_ticket: float = Field(
        0.0,
        ge=0,
        le=1,
        description="Share of requests whose party holds a season ticket: no fare on board of services where it is "
        "valid, surcharges only",
    )
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
    screening: Literal["none", "exact"] = Field(
        "none",
        description="exact: who prefers what they have themselves to the best that any service could offer asks "
        "nobody, which changes nobody's journey; none: everybody asks",
    )
    live_in: tuple[str, ...] = Field(
        (),
        max_length=1000,
        exclude_if=lambda names: not names,
        description="Names of territories: only who lives there asks, and rides across their outer border end or begin "
        "at its hubs; empty: everybody asks. See docs/payers.md",
    )
    knobs: Knobs = Field(
        Knobs(), description="How life changes, of a demand of kind population; see docs/life-changes.md"
    )
    expectations: Expectations | None = Field(
        None,
        exclude_if=lambda told: told is None,
        description="What people expect of ridepooling services before they ask them; null: everybody asks and sees; "
        "see docs/day-to-day.md",
    )
