"""The demand part of a scenario whose people are those of a county: who lives there, where they go, how they book."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from simulator.scenario.demand_parts import MID_BANDS, PREBOOKED_SHARE, Bands, LeadTime, Prebooked, Share
from simulator.scenario.file_keys import FileOrFolder
from simulator.scenario.gateway_models import Gateways
from simulator.scenario.quantities import Metres, quantity
from simulator.scenario.section import Name, Section

PopulationClass = Literal["child", "pupil", "carless", "senior", "worker", "adult"]


class PopulationDemand(Section):
    """All trips of all people of a county, as tours from home and back."""

    population: FileOrFolder = Field(
        description="County file, or a folder that elbe-drt demand build has made of one; see docs/demand.md"
    )
    population_draw: Annotated[int, Field(ge=0, le=2**63 - 1)] | Literal["seed"] = Field(
        1,
        description="Which population is drawn from a county file: the same on all days and for all seeds; seed: "
        "another one for each seed of the scenario. A folder holds the one it was made with",
    )
    classes: dict[PopulationClass, Name] = Field(
        {}, description="Names in people.classes of those that are called otherwise there than in the population"
    )
    gateways: Gateways | None = Field(
        None, description="Places outside where people work; their weights share out those who commute beyond the area"
    )
    distance_bands: Bands = MID_BANDS
    prebooked_share: Prebooked = PREBOOKED_SHARE
    lead_time: LeadTime = LeadTime()
    booked_together: Share = Field(
        0.5, description="Share of prebooked ways out with which all further ways of the tour are booked; assumption"
    )
    scatter_m: Metres = quantity(
        150, unit="m", name="scatter", ge=0, le=10_000, description="Places are spread this far around sites [m]"
    )

    def class_named(self, of_population: str) -> str:
        """Return what a class of the population is called in people.classes."""
        return self.classes.get(of_population, of_population)  # type: ignore[call-overload, no-any-return]
