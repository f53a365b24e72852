"""The demand part of a scenario: a request file, a synthetic day, all people of a county, or nobody."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, ClassVar, Literal, NamedTuple, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from simulator.days import DayType
from simulator.scenario.day_models import ByDay, one_or_by_day, value_on
from simulator.scenario.demand_parts import MID_BANDS, PREBOOKED_SHARE, Bands, DayVolume, LeadTime, Prebooked, Share
from simulator.scenario.gateway_models import Gateway, GatewayDemand, Gateways
from simulator.scenario.named_code import NamesCode, registered
from simulator.scenario.population_models import PopulationDemand
from simulator.scenario.quantities import Metres, quantity
from simulator.scenario.section import Section
from simulator.scenario.table_models import COLUMNS, ColumnNames

Departures = Annotated[tuple[Annotated[float, Field(ge=0)], ...], Field(min_length=24, max_length=24)]
NEVER = (0.0,) * 24
Count = Annotated[int, Field(ge=0, le=10_000_000)]


class DeparturesOfDays(ByDay[Departures]):
    """Weights of the hours for each type of day; days of a type that has none have no such trips."""


class CountsOfDays(ByDay[Count]):
    """A number for each type of day; days of a type that has none have none."""


DeparturesByDay = Annotated[Departures | DeparturesOfDays, one_or_by_day(DeparturesOfDays, Departures)]
CountsByDay = Annotated[Count | CountsOfDays, one_or_by_day(CountsOfDays, Count)]


class Purpose(Section):
    """Why people travel and when they set off."""

    share: Share = Field(description="Share of all trips, 0 to 1")
    departures: DeparturesByDay = Field(description="Weight of each hour of the day; may differ by type of day")


class DemandLevels(Section):
    """By what less and more demand than the base level multiply it."""

    low: float | None = Field(None, gt=0, le=1, description="Factor of the level low, at most 1")
    high: float | None = Field(None, ge=1, le=100, description="Factor of the level high, at least 1")


class SyntheticDemand(Section):
    """A synthetic day: who travels when from where to where."""

    requests_per_day: CountsByDay = Field(600, description="Base level: mean of all days, or of the days of each type")
    level: Literal["low", "base", "high"] = Field(
        "base", description="How much demand there is: requests_per_day times the factor in levels; base: times 1"
    )
    levels: DemandLevels = DemandLevels()
    volume: DayVolume = DayVolume()
    localities: Path = Field(description="CSV: locality, lon, lat, population")
    columns: ColumnNames = Field({}, description=f"Of the localities. {COLUMNS}")
    locality_filter: dict[str, tuple[str, ...]] = Field({}, description="Keep rows whose column has one of the values")
    attractors: Path | None = Field(None, description="CSV of stops: stop_id, lon, lat, kind, weight")
    attractor_columns: ColumnNames = Field({}, description=f"Of the attractors. {COLUMNS}")
    attractor_filter: dict[str, tuple[str, ...]] = Field({}, description="Keep rows whose column has one of the values")
    distance_bands: Bands = MID_BANDS
    distance_decay_per_km: float = Field(
        0.0,
        ge=-1,
        le=1,
        description="Who asks: of trips 1 km longer a share of exp(-this); 0: of all lengths as drt_share says",
    )
    purposes: dict[str, Purpose] | None = Field(None, min_length=1, description="None: the built-in table")
    prebooked_share: Prebooked = PREBOOKED_SHARE
    lead_time: LeadTime = LeadTime()
    party_sizes: dict[Annotated[int, Field(ge=1, le=1000)], Annotated[float, Field(ge=0)]] = Field(
        {1: 0.92, 2: 0.065, 3: 0.01, 4: 0.005}, min_length=1, description="Weight of each party size"
    )
    wheelchair_share: Share = Field(0.01, description="Share of parties with a wheelchair, 0 to 1")
    scatter_m: Metres = quantity(
        150,
        unit="m",
        name="scatter",
        ge=0,
        le=10_000,
        description="Places are spread this far around localities and attractors [m]",
    )
    arrive_by_share: Share = Field(0.0, description="Share of requests with a latest arrival, 0 to 1")
    gateways: GatewayDemand | None = Field(
        None, description="Requests to and from places outside, through stations; null: all stay in the area"
    )

    @model_validator(mode="after")
    def _level_has_a_factor(self) -> Self:
        if self.factor is None:
            reason = "level is {level}, but there is no factor for it; expected levels.{level}"
            raise PydanticCustomError("level", reason, {"level": self.level})
        return self

    @property
    def factor(self) -> float | None:
        """Return by what the level multiplies requests_per_day; None where levels does not say."""
        return 1.0 if self.level == "base" else self.levels.low if self.level == "low" else self.levels.high

    def on(self, kind: DayType) -> DemandOfDay:
        """Return the demand of days of a type."""
        purposes: dict[str, PurposeOfDay] | None = None
        if self.purposes is not None:
            weights = {name: value_on(purpose.departures, kind) for name, purpose in self.purposes.items()}
            purposes = {
                name: PurposeOfDay(purpose.share, weights[name] or NEVER) for name, purpose in self.purposes.items()
            }
        count = (value_on(self.requests_per_day, kind) or 0) * (self.factor or 1.0)
        return DemandOfDay(self, int(count + 0.5), purposes)


class PurposeOfDay(NamedTuple):
    """A purpose on one day."""

    share: float
    departures: tuple[float, ...]


@dataclass(frozen=True)
class DemandOfDay:
    """The demand of one day. requests_per_day: mean of days like it, at its level. All else is as ``of`` says."""

    of: SyntheticDemand
    requests_per_day: int
    purposes: Mapping[str, PurposeOfDay] | None

    def __getattr__(self, name: str) -> Any:
        """Return what is the same on all days."""
        return getattr(self.of, name)


class FileDemand(Section):
    """The requests of a file."""

    requests_file: Path = Field(description="CSV or Parquet, one row per request; see docs/requests.md")
    columns: ColumnNames = Field({}, description=f"Of the requests_file. {COLUMNS}")
    impossible: Literal["refuse", "reject"] = Field(
        "refuse",
        description="Requests of a file that no vehicle can ever serve: refuse the file, or reject them alone",
    )
    gateways: Gateways | None = Field(
        None, description="Places outside that requests may name in origin_gateway or destination_gateway"
    )


class PoissonDemand(Section):
    """Requests of models: at random moments, from any node of the network to any other one, to leave at once."""

    per_hour: float = Field(gt=0, le=1_000_000, description="Requests of an hour of service, on average")
    requests: int | None = Field(None, ge=1, le=10_000_000, description="The first so many; null: all, until the end")


class DemandConfig(NamesCode):
    """Where the requests come from."""

    group: ClassVar[str] = "demand"
    key: ClassVar[str] = "kind"
    kind: Annotated[str, registered("demand")] = Field(
        "none",
        description="file, synthetic, population, poisson: as in models, none: nobody asks; or a source of your own",
    )

    @property
    def as_file(self) -> FileDemand | None:
        """Return what the scenario says about its file of requests; None when the demand is none."""
        demand: Section = self
        return demand if isinstance(demand, FileDemand) else None

    @property
    def as_synthetic(self) -> SyntheticDemand | None:
        """Return what the scenario says about its synthetic day; None when the demand is none."""
        demand: Section = self
        return demand if isinstance(demand, SyntheticDemand) else None

    @property
    def as_population(self) -> PopulationDemand | None:
        """Return what the scenario says about the people of a county; None when the demand is none."""
        demand: Section = self
        return demand if isinstance(demand, PopulationDemand) else None

    @property
    def gateways_named(self) -> tuple[Gateway, ...]:
        """Return the places outside of the area to which requests may go, or from which they may come."""
        told = self.as_file or self.as_synthetic or self.as_population
        return () if told is None or told.gateways is None else told.gateways.places
