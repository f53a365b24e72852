"""The part of a scenario about what services cost: drivers, vehicles, kilometres, calls, platform, overhead."""

from __future__ import annotations

from typing import Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from simulator.scenario.quantities import Euros, Seconds, quantity
from simulator.scenario.section import Section, is_none
from simulator.scenario.shares import Share
from simulator.scenario.timetable_models import RouteType


class CallCosts(Section):
    """What bookings by telephone cost whoever answers them."""

    share: Share = Field(description="Of all requests, those booked by telephone, whatever becomes of them")
    length_s: Seconds = quantity(
        60, unit="s", name="length", gt=0, le=3600, description="How long somebody is on the telephone for one [s]"
    )
    per_minute_eur: Euros = quantity(
        unit="eur", name="per_minute", ge=0, le=100, description="Cost of a minute on the telephone [EUR]"
    )


class FleetCosts(Section):
    """What the service costs; key figures that need a missing price stay empty. Energy with a price comes on top."""

    per_vehicle_hour_eur: Euros | None = quantity(
        None,
        unit="eur",
        name="per_vehicle_hour",
        ge=0,
        le=10_000,
        description="Cost of an hour of a vehicle in service, a lump for driver and vehicle [EUR]; null: not known",
    )
    per_driver_hour_eur: Euros | None = quantity(
        None,
        unit="eur",
        name="per_driver_hour",
        ge=0,
        le=10_000,
        description="Cost of a paid hour of a driver, breaks included [EUR]; null: not known",
    )
    per_vehicle_year_eur: Euros | None = quantity(
        None,
        unit="eur",
        name="per_vehicle_year",
        ge=0,
        le=10_000_000,
        description="Cost of a vehicle for a year, whether it drives or not [EUR]; null: not known",
    )
    per_vehicle_km_eur: Euros | None = quantity(
        None,
        unit="eur",
        name="per_vehicle_km",
        ge=0,
        le=1000,
        description="Cost of a kilometre driven, without energy that has a price [EUR]; null: not known",
    )

    calls: CallCosts | None = Field(
        None, exclude_if=is_none, description="Of bookings by telephone; null: they cost nothing more"
    )
    platform_per_month_eur: Euros | None = quantity(
        None,
        unit="eur",
        name="platform_per_month",
        exclude_if=is_none,
        ge=0,
        le=1_000_000,
        description="Cost of software and booking for a month, for all vehicles together [EUR]; null: nothing more",
    )
    platform_per_vehicle_month_eur: Euros | None = quantity(
        None,
        unit="eur",
        name="platform_per_vehicle_month",
        exclude_if=is_none,
        ge=0,
        le=100_000,
        description="The same for each vehicle and month [EUR]; null: nothing more",
    )
    overhead: Share | None = Field(
        None,
        exclude_if=is_none,
        description="Cost of whoever runs the service, as a share of all its other costs; null: nothing more",
    )

    @model_validator(mode="after")
    def _lump_or_parts(self) -> Self:
        parts = {"per_driver_hour": self.per_driver_hour_eur, "per_vehicle_year": self.per_vehicle_year_eur}
        given = [f"{name}: {value:g} EUR" for name, value in parts.items() if value is not None]
        if self.per_vehicle_hour_eur is not None and given:
            raise PydanticCustomError(
                "costs",
                "per_vehicle_hour: {lump} EUR is a lump for drivers and vehicles, so nothing of it may be told apart "
                "({given}); expected either the lump or the parts",
                {"lump": f"{self.per_vehicle_hour_eur:g}", "given": ", ".join(given)},
            )
        return self


class LineCosts(Section):
    """What buses and trains by timetable cost, by the trips that run."""

    per_vehicle_hour_eur: Euros | None = quantity(
        None,
        unit="eur",
        name="per_vehicle_hour",
        ge=0,
        le=10_000,
        description="Cost of an hour from first departure to last arrival, layovers included [EUR]; null: nothing",
    )
    per_vehicle_year_eur: Euros | None = quantity(
        None,
        unit="eur",
        name="per_vehicle_year",
        ge=0,
        le=10_000_000,
        description="Cost of a vehicle for a year, whether it drives or not [EUR]; null: nothing",
    )
    per_km_eur: Euros | None = quantity(
        None, unit="eur", name="per_km", ge=0, le=1000, description="Cost of a kilometre driven [EUR]; null: nothing"
    )
    vehicles: int | None = Field(
        None,
        ge=0,
        le=100_000,
        description="How many there are; null: the most trips under way at a time",
    )
    layover_factor: float = Field(1.0, ge=1, le=5, description="Hours for each hour of trips: turning, waiting, breaks")
    way_factor: float = Field(1.0, ge=1, le=5, description="Kilometres driven for each by beeline from stop to stop")
    route_types: tuple[RouteType, ...] = Field(
        ("bus",),
        min_length=1,
        description="Kinds that cost: bus, rail, tram, or numbers of GTFS; others are left out",
    )
