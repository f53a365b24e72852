"""What a year of a scenario costs, and who pays it; no run depends on any of it."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from simulator.scenario.quantities import Euros, quantity
from simulator.scenario.section import Section
from simulator.scenario.split_models import SplitConfig

Share = Annotated[float, Field(ge=0, le=1)]
Payment = Annotated[Euros, Field(ge=0, le=1e10)]
MOST_YEARS = 30
ALL_DAYS = (365, 366)  # of a year, and of a leap year


class DaysOfYear(Section):
    """How many days of each type a year has; they sum to 365, or 366."""

    school_day: int = Field(ge=0, le=366, description="Monday to Friday while there is school")
    holiday_weekday: int = Field(ge=0, le=366, description="Monday to Friday in the school holidays")
    saturday: int = Field(ge=0, le=366, description="Saturdays that are no public holidays")
    sunday: int = Field(ge=0, le=366, description="Sundays and public holidays")

    @model_validator(mode="after")
    def _whole_year(self) -> Self:
        days = sum(self.by_type.values())
        if days not in ALL_DAYS:
            raise PydanticCustomError(
                "days_of_year", "the days of all types sum to {days}; expected 365 or 366", {"days": days}
            )
        return self

    @property
    def by_type(self) -> dict[str, int]:
        """Return the days of each type, by its name."""
        return {name: getattr(self, name) for name in type(self).model_fields}


class Elasticity(Section):
    """By what share demand falls where fares rise by a share: -0.3 means by 3 % where fares rise by 10 %."""

    low: float = Field(ge=-3, le=0, description="The strongest answer thought possible, farthest from 0")
    base: float = Field(ge=-3, le=0, description="The likeliest")
    high: float = Field(ge=-3, le=0, description="The weakest answer thought possible, nearest to 0")

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if not self.low <= self.base <= self.high:
            raise PydanticCustomError("elasticity", "expected low <= base <= high, like -0.6, -0.4, -0.2")
        return self


class FundConfig(Section):
    """Money put by for the service, and what is paid from it; see docs/budget.md."""

    paid_in_eur: tuple[Payment, ...] = quantity(
        unit="eur",
        name="paid_in",
        min_length=1,
        max_length=MOST_YEARS,
        description="Paid into it at the beginning of each year [EUR]",
    )
    public_share: Share = Field(1.0, description="Share of what is paid in that is public money")
    pays_share: Share = Field(1.0, description="Share of the subsidy of each year that it pays, as long as it lasts")


class YearConfig(Section):
    """A year of the service, and the years of its start."""

    days: DaysOfYear | None = Field(
        None, description="Days of each type; null: counted from the calendar of the year of the first day"
    )
    start_up: tuple[Annotated[float, Field(gt=0, le=1)], ...] = Field(
        (), max_length=MOST_YEARS, description="Share of demand that is reached in the first year, the second, ..."
    )
    years: int = Field(1, ge=1, le=MOST_YEARS, description="Years of the plan, those of the start included")
    discount_rate: Annotated[float, Field(ge=0, le=0.2)] = Field(
        0.0, description="Interest of a year: what later years cost counts less by it; 0: all years count alike"
    )
    price_rise: Annotated[float, Field(ge=0, le=0.2)] = Field(0.0, description="By what share costs rise each year")
    elasticity: Elasticity | None = Field(
        None, description="Of demand with the fare, where no utilities decide; null: demand does not depend on it"
    )
    inhabitants: int | None = Field(
        None, ge=1, le=100_000_000, description="Of the area that pays; null: those of the localities of the demand"
    )
    car_share: Share | None = Field(
        None, description="Share of rides in place of which somebody drove a car before; null: not known"
    )
    fund: FundConfig | None = Field(None, description="Money put by for the service; null: none")

    @model_validator(mode="after")
    def _years_of_the_plan(self) -> Self:
        paid_in = () if self.fund is None else self.fund.paid_in_eur
        for name, told in (("start_up", self.start_up), ("fund.paid_in", paid_in)):
            if len(told) > self.years:
                raise PydanticCustomError(
                    "years", "{name} tells of {told} years, but the plan has {years}",
                    {"name": name, "told": len(told), "years": self.years},
                )  # fmt: skip
        return self


class MoneyConfig(Section):
    """What a year costs, and who pays it."""

    year: YearConfig = YearConfig()
    split: SplitConfig = SplitConfig()
