"""What the kinds of drawn demand say alike: how long trips are, and how long ahead people book."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from simulator.scenario.quantities import Seconds, quantity
from simulator.scenario.section import Section

Share = Annotated[float, Field(ge=0, le=1)]


class DistanceBand(Section):
    """Share of all trips up to a distance; the last band is open (``to_km: null``)."""

    to_km: float | None = Field(gt=0, description="End of the band [km], beeline times 1.3; null: open")
    share: Share = Field(description="Share of all trips, 0 to 1")
    drt_share: Share = Field(description="Share of these trips that a ridepooling service could serve")


class LeadTime(Section):
    """How long ahead prebooked rides are booked: lognormal, cut off at both ends."""

    median_s: Seconds = quantity(
        7200, unit="s", name="median", gt=0, le=864_000, description="Half book longer ahead [s]"
    )
    sigma: float = Field(1.0, ge=0, le=5, description="Standard deviation of the logarithm")
    min_s: Seconds = quantity(
        900, unit="s", name="min", ge=0, le=864_000, description="Nobody books a shorter time ahead [s]"
    )
    max_s: Seconds = quantity(
        86_400, unit="s", name="max", gt=0, le=864_000, description="Nobody books a longer time ahead [s]"
    )

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if self.max_s < self.min_s:
            raise PydanticCustomError("lead_time", "max must not be smaller than min")
        return self


# MiD 2017, rural Lausitz, weekdays: share of trips by distance, and what of them is neither walked nor cycled
# (aggregated by VSP TU Berlin for matsim-lausitz, CC BY 4.0).
MID_BANDS = (
    DistanceBand(to_km=1, share=0.252, drt_share=0.206),
    DistanceBand(to_km=2, share=0.111, drt_share=0.569),
    DistanceBand(to_km=5, share=0.229, drt_share=0.807),
    DistanceBand(to_km=10, share=0.171, drt_share=0.895),
    DistanceBand(to_km=20, share=0.113, drt_share=0.973),
    DistanceBand(to_km=None, share=0.124, drt_share=0.975),
)

Bands = Annotated[
    tuple[DistanceBand, ...],
    Field(min_length=1, description="How long trips are; by default those of a rural region in Germany"),
]
Prebooked = Annotated[
    Share, Field(description="Share of requests that are booked ahead, 0 to 1; the others are made at once")
]
PREBOOKED_SHARE = 0.6  # assumption, see docs/demand.md


class DayVolume(Section):
    """How much more or less days bring than the mean, by chance and by more than chance."""

    fixed: bool = Field(False, description="Each day brings as much as the mean day")
    varies: float = Field(
        0.15,
        ge=0,
        le=2,
        description="Standard deviation of what a day is expected to bring, as a share of the mean; assumption",
    )


Factor = Annotated[float, Field(ge=0, le=10)]


class DayFactors(Section):
    """By what single days, months and kinds of weather multiply what people could put off."""

    days: tuple[Factor, ...] = Field((), description="Of each day from day 0 on, as of a fair; 1 after the last one")
    months: dict[Annotated[int, Field(ge=1, le=12)], Factor] = Field(
        {}, description="Of months, 1 to 12, by the dates of the calendar; 1 for others"
    )
    weather: tuple[str, ...] = Field((), description="What the weather of each day from day 0 on is called")
    by_weather: dict[str, Factor] = Field({}, description="Of each kind of weather")

    @model_validator(mode="after")
    def _known_weather(self) -> Self:
        unknown = sorted(set(self.weather) - set(self.by_weather))
        if unknown:
            known = ", ".join(self.by_weather) or "none"
            message = "no factor for the weather {unknown}; by_weather has {known}"
            raise PydanticCustomError("weather", message, {"unknown": ", ".join(unknown), "known": known})
        return self

    def of_day(self, day: int, month: int | None) -> float:
        """Return the factor of a day: its own, that of its month, and that of its weather, multiplied."""
        inside = day >= 0
        own = self.days[day] if inside and day < len(self.days) else 1.0
        weather = self.weather[day] if inside and day < len(self.weather) else None
        of_month = 1.0 if month is None else self.months.get(month, 1.0)
        return own * of_month * (1.0 if weather is None else self.by_weather[weather])
