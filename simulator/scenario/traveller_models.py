"""The travellers of a scenario: what they may expect, which offers they take, and what they do when rejected."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from simulator.scenario.quantities import Euros, Seconds, quantity
from simulator.scenario.section import Section


class ConstraintSet(Section):
    """What a traveller may expect. Longest ride = alpha * direct + beta, and direct + max_absolute_detour."""

    max_wait_s: Seconds = quantity(1200, unit="s", name="max_wait", ge=0, le=86_400)
    max_ride_alpha: float = Field(1.5, ge=1, le=100)
    max_ride_beta_s: Seconds = quantity(1200, unit="s", name="max_ride_beta", ge=0, le=86_400)
    max_absolute_detour_s: Seconds | None = quantity(None, unit="s", name="max_absolute_detour", ge=0, le=86_400)
    notice_s: Seconds = quantity(0, unit="s", name="notice", ge=0, le=864_000)
    booking_horizon_s: Seconds | None = quantity(
        None, unit="s", name="booking_horizon", gt=0, le=31_536_000, description="Nobody books further ahead"
    )
    hard: bool = Field(True, description="False: limits give way when nothing keeps them; the offer is the limit then")
    promise_before_s: Seconds | None = quantity(None, unit="s", name="promise_before", ge=0, le=86_400)
    promise_after_s: Seconds | None = quantity(None, unit="s", name="promise_after", ge=0, le=86_400)
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

    action: Literal["stay", "other_mode", "retry", "other_service"] = "other_mode"
    retry_after_s: Seconds = quantity(600, unit="s", name="retry_after", gt=0, le=86_400)
    max_retries: int = Field(1, ge=0, le=100)


class Choice(Section):
    """Which offer a traveller takes.

    accept_all: the first. threshold: of those within all limits given, the one that arrives first. logit: utilities,
    with declining worth 0, and Gumbel errors (McFadden 1974); the values of a minute are the user's own assumptions.
    """

    model: Literal["accept_all", "threshold", "logit"] = "accept_all"
    max_wait_s: Seconds | None = quantity(None, unit="s", name="max_wait", ge=0, le=86_400)
    max_detour_factor: float | None = Field(None, ge=1, le=100)
    max_shift_s: Seconds | None = quantity(None, unit="s", name="max_shift", ge=0, le=86_400)
    max_fare_eur: Euros | None = quantity(None, unit="eur", name="max_fare", ge=0, le=10_000)
    constant: float = Field(0.0, ge=-1000, le=1000, description="Utility of a ride that takes and costs nothing")
    per_wait_min: float = Field(0.0, ge=-100, le=100)
    per_ride_min: float = Field(0.0, ge=-100, le=100)
    per_walk_min: float = Field(0.0, ge=-100, le=100)
    per_shift_min: float = Field(0.0, ge=-100, le=100, description="Per minute that the ride leaves earlier or later")
    per_eur: float = Field(0.0, ge=-100, le=100)


class TravellerClass(Section):
    """Travellers with the same expectations; shares are used for synthetic demand and add up to anything."""

    constraint_set: str = "default"
    service: Literal["ridepooling", "carsharing"] = Field("ridepooling", description="Which one they ask first")
    share: float = Field(1.0, ge=0, le=1e6)
    on_rejection: OnRejection = OnRejection()
    choice: Choice = Choice()
    cancellation: float = Field(
        0.0, ge=0, le=1, description="Probability that an accepted ride is cancelled, at any moment until it begins"
    )
    no_show: float = Field(0.0, ge=0, le=1, description="Probability that nobody comes to the pickup")
