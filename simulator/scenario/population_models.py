"""The demand part of a scenario whose people are those of a county: who lives there, where they go, how they book."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from simulator.scenario.demand_parts import (
    MID_BANDS,
    PREBOOKED_SHARE,
    Bands,
    DayFactors,
    DayVolume,
    LeadTime,
    Prebooked,
    Share,
)
from simulator.scenario.file_keys import FileOrFolder
from simulator.scenario.gateway_models import Gateways
from simulator.scenario.quantities import Metres, Seconds, quantity
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
    localities: Path = Field(description="CSV: locality, lon, lat, population, and ags where flows name municipalities")
    attractors: Path | None = Field(None, description="CSV of stops: stop_id, lon, lat, kind, weight")
    attractor_filter: dict[str, tuple[str, ...]] = Field({}, description="Keep rows whose column has one of the values")
    sites: Path | None = Field(None, description="CSV of what attracts people: name, lon, lat, a weight per purpose")
    flows: Path | None = Field(None, description="CSV of commuters: home, work, commuters; null: by distance alone")
    commuters_out: Share = Field(
        0.0, description="Share of workers who work in places outside, where flows do not say it, 0 to 1"
    )
    trips_out: Share = Field(0.0, description="Share of ways of other purposes that lead to places outside, 0 to 1")
    gateways: Gateways | None = Field(
        None, description="Places outside where people go; their weights share out those of whom no more is known"
    )
    distance_bands: Bands = MID_BANDS
    volume: DayVolume = DayVolume()
    day_factors: DayFactors = Field(
        DayFactors(), description="What season, weather and events multiply errands, shopping and leisure by"
    )
    prebooked_share: Prebooked = PREBOOKED_SHARE
    lead_time: LeadTime = LeadTime()
    booked_together: Share = Field(
        0.5, description="Share of prebooked ways out with which all further ways of the tour are booked; assumption"
    )
    scatter_m: Metres = quantity(
        150, unit="m", name="scatter", ge=0, le=10_000, description="Places are spread this far around sites [m]"
    )
    reachable_within_s: Seconds = quantity(
        3600,
        unit="s",
        name="reachable_within",
        gt=0,
        le=14_400,
        description="What takes longer without a car, one way and waits included, is an unmet need [s]",
    )

    def class_named(self, of_population: str) -> str:
        """Return what a class of the population is called in people.classes."""
        return self.classes.get(of_population, of_population)  # type: ignore[call-overload, no-any-return]
