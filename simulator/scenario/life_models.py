"""How life changes: where people work, who comes and goes, what opens and closes; all of it moves people."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from simulator.scenario.demand_parts import Share
from simulator.scenario.quantities import Clock
from simulator.scenario.section import Section

Lon = Annotated[float, Field(ge=-180, le=180)]
Lat = Annotated[float, Field(ge=-90, le=90)]
Text = Annotated[str, Field(min_length=1, max_length=200)]


def _only_once(names: Iterable[object]) -> None:
    """Raise a pydantic error where one of some names is there twice."""
    twice = [name for name, count in Counter(names).items() if count > 1]
    if twice:
        raise PydanticCustomError("twice", "{name} is there twice", {"name": str(twice[0])})


class HomeOfficeBand(Section):
    """Who works at home some days, by the way to work; the last band is open (``to_km: null``)."""

    to_km: float | None = Field(gt=0, description="End of the band [km], beeline times 1.3; null: open")
    share: Share = Field(description="Share of those in employment who work at home some days, 0 to 1")
    today: Share = Field(
        0.0, description="Share who did when people were asked what they do on a day: their days are in the tours"
    )

    @model_validator(mode="after")
    def _more_than_today(self) -> Self:
        if self.share < self.today:
            raise PydanticCustomError("home_office", "share must not be smaller than today; expected as many or more")
        return self


class HomeDays(Section):
    """How often those who work at home some days do."""

    share: Share = Field(description="Share of those who work at home some days, 0 to 1; all add up to 1")
    days_a_week: float = Field(gt=0, le=5, description="Days a week they work at home, of five")


# Statistisches Bundesamt, press release of 25 September 2025, Mikrozensus 2024, by the way to work; from 5 to below
# 10 km half way between its neighbours: assumption.
BANDS_2024 = (
    HomeOfficeBand(to_km=5, share=0.14),
    HomeOfficeBand(to_km=10, share=0.17),
    HomeOfficeBand(to_km=25, share=0.20),
    HomeOfficeBand(to_km=50, share=0.29),
    HomeOfficeBand(to_km=None, share=0.42),
)
# The same release: 24 % at home only, 46 % fewer days at home than at work, or as many; days a week are assumptions.
DAYS_2024 = (
    HomeDays(share=0.46, days_a_week=1.5),
    HomeDays(share=0.30, days_a_week=3.5),
    HomeDays(share=0.24, days_a_week=5),
)


class HomeOffice(Section):
    """Work at home: on days at home, nobody makes a tour to work."""

    bands: tuple[HomeOfficeBand, ...] = Field(
        BANDS_2024, min_length=1, description="Who works at home some days, by the way to work; default: Germany 2024"
    )
    days: tuple[HomeDays, ...] = Field(
        DAYS_2024, min_length=1, description="How often they do; default: Germany 2024, and assumptions"
    )
    rebound: float = Field(
        0.0, ge=0, le=1, description="Errands, shopping or leisure that a day at home adds, 0 to 1; assumption"
    )

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        limits = [band.to_km for band in self.bands]
        if limits[-1] is not None or None in limits[:-1] or sorted(set(limits[:-1])) != limits[:-1]:  # type: ignore[type-var]
            raise PydanticCustomError("bands", "to_km must rise, and the last band must be open (to_km: null)")
        total = sum(one.share for one in self.days)
        if abs(total - 1) > 0.005:
            raise PydanticCustomError("days", "shares of days add up to {total}; expected 1", {"total": f"{total:.3f}"})
        return self


class Hub(Section):
    """A place where people work who could work at home."""

    name: Text = Field(description="What it is called")
    lon: Lon = Field(description="Longitude")
    lat: Lat = Field(description="Latitude")
    desks: int = Field(ge=1, le=10_000, description="So many work there on a day at most")


class Coworking(Section):
    """Hubs where those work on some of their days at home."""

    hubs: tuple[Hub, ...] = Field(min_length=1, description="The hubs")
    share: Share = Field(description="Share of those who work at home who go to a hub instead, if one is near, 0 to 1")
    max_km: float = Field(
        10.0, gt=0, le=100, description="So far from home at most [km], beeline times 1.3; assumption"
    )

    @model_validator(mode="after")
    def _named_once(self) -> Self:
        _only_once(hub.name for hub in self.hubs)
        return self


class NewResidents(Section):
    """Households that move into dwellings nobody lives in today."""

    municipality: Text = Field(description="Official key or name of the municipality")
    locality: Text | None = Field(None, description="Name of the settlement; null: anywhere in the municipality")
    dwellings: int = Field(ge=1, le=1_000_000, description="So many households move in")
    like: Literal["today", "families"] = Field(
        "today", description="Who moves in: households as there are in the municipality, or those with children"
    )
    persons_per_household: float | None = Field(
        None, ge=1, le=20, description="Mean size of the households; null: as it is in the municipality"
    )


PlaceKind = Literal["shop", "doctor", "office", "leisure", "primary school", "secondary school", "school"]


class Opening(Section):
    """A doctor, shop or school that opens."""

    name: Text = Field(description="What it is called; no other place has the name")
    lon: Lon = Field(description="Longitude")
    lat: Lat = Field(description="Latitude")
    kind: PlaceKind = Field(description="What opens")
    weight: float = Field(
        gt=0,
        le=100,
        description="How much it attracts: of a school, as a share of the mean school; of others, of all places in the "
        "area together",
    )
    places: int | None = Field(None, ge=1, description="Pupils who find a place at the school; null: as many as come")
    begins: Clock | None = Field(None, description="First bell of the school; null: one of those usual in the area")


class Closing(Section):
    """A place that closes."""

    name: Text = Field(description="Its name, as of a stop, a locality or a place of demand.sites")
    kind: PlaceKind | None = Field(None, description="What closes there; null: all but work")


class Forecast(Section):
    """How many people of an age there will be for each one of today."""

    municipality: Text | None = Field(None, description="Official key or name of a municipality; null: all of them")
    from_age: int = Field(0, ge=0, le=125, description="Youngest [full years]")
    to_age: int = Field(125, ge=0, le=125, description="Oldest [full years]")
    factor: float = Field(ge=0, le=5, description="People for each one of today")

    @model_validator(mode="after")
    def _some_age(self) -> Self:
        if self.to_age < self.from_age:
            raise PydanticCustomError("forecast", "to_age must not be below from_age")
        return self


class Knobs(Section):
    """What changes in the lives of a population."""

    home_office: HomeOffice | None = Field(None, description="More work at home; null: as it is")
    coworking: Coworking | None = Field(None, description="Hubs for those who work at home; null: none")
    new_residents: tuple[NewResidents, ...] = Field((), description="Who moves into empty dwellings")
    opens: tuple[Opening, ...] = Field((), description="Doctors, shops and schools that open")
    closes: tuple[Closing, ...] = Field((), description="Places that close")
    forecast: tuple[Forecast, ...] = Field(
        (), description="How many people there will be, by age and municipality; of several that fit the first counts"
    )

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if self.coworking is not None and self.home_office is None:
            raise PydanticCustomError("coworking", "coworking is for those who work at home; expected home_office, too")
        _only_once((one.municipality, one.locality, one.like) for one in self.new_residents)
        _only_once(one.name for one in self.opens)
        _only_once((one.name, one.kind) for one in self.closes)
        return self

    @property
    def any(self) -> bool:
        """Return whether anything changes."""
        return self != Knobs()
