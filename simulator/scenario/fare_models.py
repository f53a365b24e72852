"""The part of a scenario about what riders of a ridepooling service pay."""

from __future__ import annotations

from typing import Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from simulator.scenario.price_models import KmPriceByDay, PriceByDay
from simulator.scenario.quantities import quantity
from simulator.scenario.section import Section


class RideFares(Section):
    """What riders pay; key figures that need a missing price stay empty."""

    per_rider_eur: PriceByDay | None = quantity(
        None,
        unit="eur",
        name="per_rider",
        description="Fare of each rider [EUR]; may differ by type of day; null: not known",
    )
    per_km_eur: KmPriceByDay | None = quantity(
        None,
        unit="eur",
        name="per_km",
        description="Fare of each rider per km of the direct drive [EUR]; may differ by type of day; null: not known",
    )
    surcharge_eur: PriceByDay | None = quantity(
        None,
        unit="eur",
        name="surcharge",
        description="What each rider pays on top of the fare, with a season ticket too [EUR]; may differ by type of "
        "day; null: nothing",
    )
    season_ticket: bool = Field(True, description="Whether season tickets are valid: holders pay the surcharge only")

    @model_validator(mode="after")
    def _surcharge_on_a_fare(self) -> Self:
        if self.surcharge_eur is not None and self.per_rider_eur is None and self.per_km_eur is None:
            raise PydanticCustomError(
                "surcharge", "a surcharge comes on top of a fare: expected per_rider or per_km, 0 EUR where it is none"
            )
        return self
