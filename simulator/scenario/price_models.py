"""Prices that may differ by the type of the day."""

from __future__ import annotations

from typing import Annotated, Any, Self, TypeVar

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from simulator.days import DayType
from simulator.scenario.day_models import OWN, ByDay, one_or_by_day
from simulator.scenario.quantities import Euros

Price = Annotated[Euros, Field(ge=0, le=1000)]
KmPrice = Annotated[Euros, Field(ge=0, le=100)]
Prices = TypeVar("Prices", bound=ByDay[Any])


class PricesOfDays(ByDay[Price]):
    """A price for each type of day [EUR]; every type needs one."""

    @model_validator(mode="after")
    def _complete(self) -> Self:
        return complete(self)


class KmPricesOfDays(ByDay[KmPrice]):
    """A price of a kilometre for each type of day [EUR]; every type needs one."""

    @model_validator(mode="after")
    def _complete(self) -> Self:
        return complete(self)


PriceByDay = Annotated[Price | PricesOfDays, one_or_by_day(PricesOfDays, Price)]
KmPriceByDay = Annotated[KmPrice | KmPricesOfDays, one_or_by_day(KmPricesOfDays, KmPrice)]


def complete(prices: Prices) -> Prices:
    """Return prices that hold on days of all types. Raises a pydantic error where one has none."""
    missing = [OWN[kind] for kind in DayType if prices.on(kind) is None]
    if missing:
        raise PydanticCustomError(
            "prices", "expected a price for every type of day; missing: {missing}", {"missing": ", ".join(missing)}
        )
    return prices


def of_types(price: float | ByDay[float] | None) -> float | tuple[float, ...] | None:
    """Return a price as tariffs take it: one for all days, or one for each ``DayType``."""
    if not isinstance(price, ByDay):
        return price
    return tuple(price.on(kind) or 0.0 for kind in DayType)
