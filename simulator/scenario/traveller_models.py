"""The travellers of a scenario: what they may expect, which offers they take, and what they do when rejected."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field, SerializeAsAny

from simulator.scenario.named_code import NamesCode, chosen, registered
from simulator.scenario.quantities import Euros, Seconds, quantity
from simulator.scenario.section import Section


class ConstraintSet(Section):
    """What a traveller may expect. Longest ride = alpha * direct + beta, and direct + max_absolute_detour."""

    max_wait_s: Seconds = quantity(
        1200, unit="s", name="max_wait", ge=0, le=86_400, description="Longest wait, from being ready at the pickup [s]"
    )
    max_ride_alpha: float = Field(1.5, ge=1, le=100, description="Longest ride by the direct one, before beta is added")
    max_ride_beta_s: Seconds = quantity(
        1200, unit="s", name="max_ride_beta", ge=0, le=86_400, description="Added to alpha times the direct ride [s]"
    )
    max_absolute_detour_s: Seconds | None = quantity(
        None,
        unit="s",
        name="max_absolute_detour",
        ge=0,
        le=86_400,
        description="Longest ride beyond the direct one [s]; null: no such limit",
    )
    notice_s: Seconds = quantity(
        0,
        unit="s",
        name="notice",
        ge=0,
        le=864_000,
        description="Who wants to leave sooner than this after asking is refused [s]",
    )
    booking_horizon_s: Seconds | None = quantity(
        None, unit="s", name="booking_horizon", gt=0, le=31_536_000, description="Nobody books further ahead"
    )
    hard: bool = Field(True, description="False: limits give way when nothing keeps them; the offer is the limit then")
    promise_before_s: Seconds | None = quantity(
        None,
        unit="s",
        name="promise_before",
        ge=0,
        le=86_400,
        description="The window told begins so long before the planned boarding [s]; null: with the earliest one",
    )
    promise_after_s: Seconds | None = quantity(
        None,
        unit="s",
        name="promise_after",
        ge=0,
        le=86_400,
        description="The window told ends so long after the planned boarding [s]; null: with the longest wait",
    )
    promise_dropoff_after_s: Seconds | None = quantity(
        None,
        unit="s",
        name="promise_dropoff_after",
        ge=0,
        le=86_400,
        description="Dropoff at most so much later than planned on acceptance",
    )


class OnRejection(Section):
    """What a traveller does who is rejected."""

    action: Literal["stay", "other_mode", "retry", "other_service"] = Field(
        "other_mode", description="stay at home, take another mode, ask again later, or ask the other service"
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

    constraint_set: str = Field("default", description="What they may expect: a name of constraint_sets")
    service: Literal["ridepooling", "carsharing"] = Field("ridepooling", description="Which one they ask first")
    share: float = Field(1.0, ge=0, le=1e6, description="Weight of the class in synthetic demand")
    on_rejection: OnRejection = OnRejection()
    choice: Annotated[SerializeAsAny[Choice], chosen(Choice)] = Choice()
    cancellation: float = Field(
        0.0, ge=0, le=1, description="Probability that an accepted ride is cancelled, at any moment until it begins"
    )
    no_show: float = Field(0.0, ge=0, le=1, description="Probability that nobody comes to the pickup")
