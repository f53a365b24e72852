"""The scenario: everything a simulation depends on, validated and frozen.

A key with a unit in its name takes a plain number (``max_wait_s: 1200``); the same key without it takes text with a
unit (``max_wait: 20 min``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import Field, PrivateAttr, SerializeAsAny, model_validator
from pydantic_core import PydanticCustomError

from simulator.errors import Problem
from simulator.scenario.calendar_models import Calendar
from simulator.scenario.carsharing_models import CarsharingConfig
from simulator.scenario.demand_models import DemandConfig
from simulator.scenario.dispatch_models import DispatchConfig
from simulator.scenario.driver_models import Drivers
from simulator.scenario.energy_models import ChargingConfig, Climate, Powered, Weather
from simulator.scenario.named_code import chosen
from simulator.scenario.place import Depot
from simulator.scenario.quantities import (
    Euros,
    Hours,
    Metres,
    Seconds,
    SpeedKph,
    quantity,
)
from simulator.scenario.road_models import RoadChange
from simulator.scenario.section import Section
from simulator.scenario.table_models import COLUMNS, ColumnNames
from simulator.scenario.traveller_models import ConstraintSet, TravellerClass
from simulator.scenario.yaml_file import Path_, Position, nearest_position, undotted

Name = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_.-]{0,79}$")]


class NetworkConfig(Section):
    """Where the roads come from: a network folder, an extract, a place name or a box."""

    file: Path | None = Field(
        None,
        description="Network folder, .osm, .osm.gz, .osm.pbf, .graphml, MATSim .xml or .xml.gz, or a folder with "
        "nodes.csv and edges.csv",
    )
    crs: str | None = Field(
        None, min_length=1, description="Coordinate system of the file, if it is not in degrees and does not say it"
    )
    place: str | None = Field(None, min_length=1, description="A place OpenStreetMap knows; fetched over the internet")
    bbox: tuple[float, float, float, float] | None = Field(None, description="west, south, east, north in degrees")
    speed_factor: float = Field(1.0, gt=0.05, le=10, description="Multiplies all road speeds")
    max_snap_m: Metres = quantity(
        1000,
        unit="m",
        name="max_snap",
        gt=0,
        le=100_000,
        description="How far a stop, depot or traveller may be from the roads [m]",
    )
    changes: tuple[RoadChange, ...] = Field((), description="Roads closed or slowed, all the time or at times")

    @model_validator(mode="after")
    def _one_source(self) -> Self:
        if sum(source is not None for source in (self.file, self.place, self.bbox)) != 1:
            raise PydanticCustomError("one_of", "expected exactly one of file, place, bbox")
        if self.crs is not None and self.file is None:
            raise PydanticCustomError("crs", "crs goes with file; places and boxes are in degrees")
        if self.bbox is not None and not (self.bbox[0] < self.bbox[2] and self.bbox[1] < self.bbox[3]):
            raise PydanticCustomError("bbox", "expected [west, south, east, north], west < east and south < north")
        return self


class Walk(Section):
    """Walking between a place and its stop."""

    limit_m: Metres = quantity(
        800, unit="m", name="limit", ge=0, le=20_000, description="Longest way to or from a stop [m]"
    )
    speed_kph: SpeedKph = quantity(
        4.5, unit="kph", name="speed", gt=0, le=20, description="Speed of people on foot [km/h]"
    )
    detour_factor: float = Field(1.3, ge=1, le=5, description="Length of the path by the beeline")


class VirtualStops(Section):
    """Stops without a pole, added between ``min_distance`` and ``max_distance`` from the stops there are."""

    min_distance_m: Metres = quantity(
        600, unit="m", name="min_distance", gt=0, le=100_000, description="No nearer to a stop than this [m]"
    )
    max_distance_m: Metres = quantity(
        2000,
        unit="m",
        name="max_distance",
        gt=0,
        le=100_000,
        description="At most so far from the nearest stop in the file [m]",
    )
    built_up_only: bool = Field(True, description="Only where there are houses")

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if self.max_distance_m < self.min_distance_m:
            raise PydanticCustomError("virtual_stops", "max_distance must not be smaller than min_distance")
        return self


class OfferRule(Section):
    """What travellers may choose from when they ask."""

    most: int = Field(1, ge=1, le=20, description="Offers at most; 1: the cheapest one, take it or leave it")
    step_s: Seconds = quantity(
        1800, unit="s", name="step", gt=0, le=86_400, description="Leaving that much earlier or later is offered too"
    )
    steps: int = Field(2, ge=0, le=10, description="So many steps, either way")
    other_stops: bool = Field(False, description="Another pickup stop in walking range too; needs stop_choice: best")


class ServiceConfig(Section):
    """What is offered, where and when."""

    name: Name = Field(description="Of the service; lower case, no spaces")
    mode: Literal["stop_based", "door_to_door"] = Field(
        description="stop_based: between stops; door_to_door: from place to place"
    )
    hours: Hours = Field((5 * 3600, 22 * 3600), description="Of the service day; [22:00, 06:00] ends on the next one")
    stops_file: Path | None = Field(
        None, description="CSV or Parquet: stop_id, lon, lat, ...; needed for stop_based; null: no stops"
    )
    columns: ColumnNames = Field({}, description=f"Of the stops_file. {COLUMNS}")
    stop_filter: dict[str, tuple[str, ...]] = Field({}, description="Keep rows whose column has one of the values")
    virtual_stops: VirtualStops | None = Field(
        None, description="Stops without a pole where the file has none; null: none"
    )
    stop_choice: Literal["nearest", "best"] = Field(
        "nearest", description="best: the dispatcher picks pickup and dropoff among all stops within the walking limit"
    )
    walk: Walk = Walk()
    dwell_s: Seconds = quantity(
        60, unit="s", name="dwell", ge=0, le=3600, description="Time of a stop, whoever boards or alights [s]"
    )
    dwell_per_rider_s: Seconds = quantity(
        0, unit="s", name="dwell_per_rider", ge=0, le=3600, description="More for every rider who boards or alights [s]"
    )
    dwell_per_wheelchair_s: Seconds = quantity(
        120,
        unit="s",
        name="dwell_per_wheelchair",
        ge=0,
        le=3600,
        description="More for every wheelchair that boards or alights [s]",
    )
    offers: OfferRule = OfferRule()
    pooling: bool = Field(True, description="False: one request on board at a time, as a taxi")

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if self.mode == "stop_based" and self.stops_file is None:
            raise PydanticCustomError("stops", "mode stop_based needs a stops_file")
        if self.mode == "door_to_door" and self.stop_choice == "best":
            raise PydanticCustomError("stop_choice", "stop_choice: best needs mode stop_based")
        return self


class VehicleType(Powered):
    """Vehicles of one kind, dealt round-robin to the depots; they are back in the depot when the shift ends."""

    count: int | None = Field(None, ge=0, le=100_000, description="Needed unless there is a vehicles_file")
    seats: int = Field(ge=0, le=500, description="Places for riders")
    wheelchairs: int = Field(0, ge=0, le=100, description="Places for wheelchairs")
    parcels: int = Field(0, ge=0, le=10_000, description="Places for parcels")
    depots: tuple[Depot, ...] = Field((), description="Needed unless there is a vehicles_file with start places")
    shift: Hours | None = Field(None, description="Working hours; the service hours when not given")
    drivers: Drivers | None = Field(None, description="Shifts of drivers, with their breaks; instead of shift")

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if self.shift is not None and self.drivers is not None:
            raise PydanticCustomError("shift", "expected either a shift of the vehicles, or drivers with theirs")
        return self


class EconomicsConfig(Section):
    """Prices; key figures that need a missing one stay empty."""

    cost_per_vehicle_hour_eur: Euros | None = quantity(
        None,
        unit="eur",
        name="cost_per_vehicle_hour",
        ge=0,
        le=10_000,
        description="Cost of an hour of a vehicle in service [EUR]; null: not known",
    )
    cost_per_vehicle_km_eur: Euros | None = quantity(
        None,
        unit="eur",
        name="cost_per_vehicle_km",
        ge=0,
        le=1000,
        description="Cost of a kilometre driven [EUR]; null: not known",
    )
    fare_per_rider_eur: Euros | None = quantity(
        None, unit="eur", name="fare_per_rider", ge=0, le=1000, description="Fare of each rider [EUR]; null: not known"
    )
    fare_per_km_eur: Euros | None = quantity(
        None,
        unit="eur",
        name="fare_per_km",
        ge=0,
        le=100,
        description="Fare of each rider per km of the direct drive [EUR]; null: not known",
    )


@dataclass(frozen=True)
class Origin:
    """Where a scenario was read from; two scenarios that say the same are equal wherever they stand."""

    file: Path = field(compare=False)
    positions: Mapping[Path_, Position] = field(compare=False, repr=False)


_NO_RIDES = {"name": "none", "mode": "door_to_door"}


class Scenario(Section):
    """One scenario file with everything filled in."""

    name: Name = Field(description="Of the scenario and its results folder; lower case, no spaces")
    title: str = Field("", max_length=300, description="For people; shown on pages and in lists")
    description: str = Field("", max_length=5000, description="What it is about; shown on pages")
    seed: int = Field(1, ge=0, le=2**63 - 1, description="Of all random numbers: same scenario and seed, same results")
    calendar: Calendar = Calendar()
    network: NetworkConfig
    demand: Annotated[SerializeAsAny[DemandConfig], chosen(DemandConfig)]
    service: ServiceConfig
    fleet: dict[Name, VehicleType] = Field(description="Vehicle types by name")
    vehicles_file: Path | None = Field(
        None, description="CSV: vehicle_id, type, depot or start_lon and start_lat, shift_start, shift_end"
    )
    vehicle_columns: ColumnNames = Field({}, description=f"Of the vehicles_file. {COLUMNS}")
    dispatch: Annotated[SerializeAsAny[DispatchConfig], chosen(DispatchConfig)] = DispatchConfig()
    constraint_sets: dict[Name, ConstraintSet] = Field(
        {"default": ConstraintSet()}, description="What travellers may expect, by name"
    )
    traveller_classes: dict[Name, TravellerClass] = Field(
        {"adult": TravellerClass()}, min_length=1, description="Kinds of travellers, by name"
    )
    charging: ChargingConfig = ChargingConfig()
    weather: Weather = Weather()
    climate: Climate = Climate()
    economics: EconomicsConfig = EconomicsConfig()
    carsharing: CarsharingConfig | None = Field(None, description="A car-sharing service; null: none")
    _origin: Origin | None = PrivateAttr(None)

    @model_validator(mode="before")
    @classmethod
    def _without_rides(cls, data: Any) -> Any:
        """Fill in what a scenario without a ridepooling service does not need to say."""
        if not isinstance(data, dict) or data.get("carsharing") is None or "fleet" in data:
            return data
        return {"demand": {"nobody": True}, "service": _NO_RIDES, **data, "fleet": {}}

    def __repr__(self) -> str:
        """Return the name; ``elbe-drt validate`` and ``scenario.yaml`` in the results show the whole."""
        return f"<Scenario {self.name}: {self.title or 'no title'}>"

    @property
    def source_file(self) -> Path | None:
        """Return the file the scenario was read from."""
        return None if self._origin is None else self._origin.file

    def read_from(self, file: Path, positions: Mapping[Path_, Position]) -> Self:
        """Remember where the scenario stands, so that later problems can name file, line and column."""
        self._origin = Origin(file, positions)
        return self

    def problem(self, key: str, message: str) -> Problem:
        """Return a problem with a value, like ``dispatch.policy`` or ``a.b[0].c``, at the place where it stands."""
        if self._origin is None:
            return Problem(self.name, 0, 0, key, message)
        return nearest_position(self._origin.positions, undotted(key)).problem(key, message)
