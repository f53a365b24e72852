"""The scenario: everything a simulation depends on, validated and frozen.

A key with a unit in its name takes a plain number (``max_wait_s: 1200``); the same key without it takes text with a
unit (``max_wait: 20 min``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import Field, PrivateAttr, model_validator
from pydantic_core import PydanticCustomError

from simulator.errors import Problem
from simulator.scenario.demand_models import DemandConfig
from simulator.scenario.quantities import (
    Clock,
    Euros,
    GramsPerKwh,
    KwhPerKm,
    Metres,
    Seconds,
    SpeedKph,
    quantity,
)
from simulator.scenario.section import Section
from simulator.scenario.yaml_file import Path_, Position, nearest_position, undotted

Name = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_.-]{0,79}$")]
ClockRange = tuple[Clock, Clock]


def check_range(hours: ClockRange | None) -> None:
    """Raise when a span of clock times ends before it starts."""
    if hours is not None and hours[1] <= hours[0]:
        raise PydanticCustomError("clock_range", "the end must be later than the start")


class Around(Section):
    """A circle on the map."""

    lon: float = Field(ge=-180, le=180)
    lat: float = Field(ge=-90, le=90)
    radius_m: Metres = quantity(500, unit="m", name="radius", gt=0, le=1_000_000)


class RoadChange(Section):
    """Roads that are closed or driven at another speed all day: those that meet every condition given."""

    name: str = Field(min_length=1, max_length=200)
    roads: tuple[str, ...] = Field((), description="Names as the network has them; see: elbe-drt network info")
    highway: tuple[str, ...] = Field((), description="Classes of roads, such as primary")
    kind: tuple[Literal["road", "ferry", "synthetic"], ...] = ()
    within: Around | None = Field(None, description="Some part of the road lies in the circle")
    closed: bool = False
    speed_factor: float | None = Field(None, ge=0.01, le=100, description="Multiplies the speeds of these roads")

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if self.closed == (self.speed_factor is not None):
            raise PydanticCustomError("road_change", "expected either closed: true or a speed_factor")
        if not (self.roads or self.highway or self.kind or self.within):
            raise PydanticCustomError("road_change", "expected at least one of roads, highway, kind, within")
        return self


class NetworkConfig(Section):
    """Where the roads come from: a network folder, an extract, a place name or a box."""

    file: Path | None = Field(None, description="Network folder, .osm, .osm.gz, .osm.pbf or .graphml")
    place: str | None = Field(None, min_length=1, description="A place OpenStreetMap knows; fetched over the internet")
    bbox: tuple[float, float, float, float] | None = Field(None, description="west, south, east, north in degrees")
    speed_factor: float = Field(1.0, gt=0.05, le=10, description="Multiplies all road speeds")
    max_snap_m: Metres = quantity(1000, unit="m", name="max_snap", gt=0, le=100_000)
    changes: tuple[RoadChange, ...] = Field((), description="Roads closed or slowed for the whole simulation")

    @model_validator(mode="after")
    def _one_source(self) -> Self:
        if sum(source is not None for source in (self.file, self.place, self.bbox)) != 1:
            raise PydanticCustomError("one_of", "expected exactly one of file, place, bbox")
        if self.bbox is not None and not (self.bbox[0] < self.bbox[2] and self.bbox[1] < self.bbox[3]):
            raise PydanticCustomError("bbox", "expected [west, south, east, north], west < east and south < north")
        return self


class Walk(Section):
    """Walking between a place and its stop."""

    limit_m: Metres = quantity(800, unit="m", name="limit", ge=0, le=20_000)
    speed_kph: SpeedKph = quantity(4.5, unit="kph", name="speed", gt=0, le=20)
    detour_factor: float = Field(1.3, ge=1, le=5, description="Length of the path by the beeline")


class VirtualStops(Section):
    """Stops without a pole, added between ``min_distance`` and ``max_distance`` from the stops there are."""

    min_distance_m: Metres = quantity(600, unit="m", name="min_distance", gt=0, le=100_000)
    max_distance_m: Metres = quantity(2000, unit="m", name="max_distance", gt=0, le=100_000)
    built_up_only: bool = True

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if self.max_distance_m < self.min_distance_m:
            raise PydanticCustomError("virtual_stops", "max_distance must not be smaller than min_distance")
        return self


class ServiceConfig(Section):
    """What is offered, where and when."""

    name: Name
    mode: Literal["stop_based", "door_to_door"]
    hours: ClockRange = (5 * 3600, 22 * 3600)
    stops_file: Path | None = None
    stop_filter: dict[str, tuple[str, ...]] = Field({}, description="Keep rows whose column has one of the values")
    virtual_stops: VirtualStops | None = None
    stop_choice: Literal["nearest", "best"] = Field(
        "nearest", description="best: the dispatcher picks pickup and dropoff among all stops within the walking limit"
    )
    walk: Walk = Walk()
    dwell_s: Seconds = quantity(60, unit="s", name="dwell", ge=0, le=3600)
    dwell_per_rider_s: Seconds = quantity(0, unit="s", name="dwell_per_rider", ge=0, le=3600)
    dwell_per_wheelchair_s: Seconds = quantity(120, unit="s", name="dwell_per_wheelchair", ge=0, le=3600)
    pooling: bool = Field(True, description="False: one request on board at a time, as a taxi")

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        check_range(self.hours)
        if self.mode == "stop_based" and self.stops_file is None:
            raise PydanticCustomError("stops", "mode stop_based needs a stops_file")
        if self.mode == "door_to_door" and self.stop_choice == "best":
            raise PydanticCustomError("stop_choice", "stop_choice: best needs mode stop_based")
        return self


class ConstraintSet(Section):
    """What a traveller may expect. Longest ride = alpha * direct + beta, and direct + max_absolute_detour."""

    max_wait_s: Seconds = quantity(1200, unit="s", name="max_wait", ge=0, le=86_400)
    max_ride_alpha: float = Field(1.5, ge=1, le=100)
    max_ride_beta_s: Seconds = quantity(1200, unit="s", name="max_ride_beta", ge=0, le=86_400)
    max_absolute_detour_s: Seconds | None = quantity(None, unit="s", name="max_absolute_detour", ge=0, le=86_400)
    notice_s: Seconds = quantity(0, unit="s", name="notice", ge=0, le=864_000)
    hard: bool = Field(True, description="False: limits give way when nothing keeps them; the offer is the limit then")
    promise_before_s: Seconds | None = quantity(None, unit="s", name="promise_before", ge=0, le=86_400)
    promise_after_s: Seconds | None = quantity(None, unit="s", name="promise_after", ge=0, le=86_400)


class OnRejection(Section):
    """What a traveller does who is rejected."""

    action: Literal["stay", "other_mode", "retry"] = "other_mode"
    retry_after_s: Seconds = quantity(600, unit="s", name="retry_after", gt=0, le=86_400)
    max_retries: int = Field(1, ge=0, le=100)


class TravellerClass(Section):
    """Travellers with the same expectations; shares are used for synthetic demand and add up to anything."""

    constraint_set: str = "default"
    share: float = Field(1.0, ge=0, le=1e6)
    on_rejection: OnRejection = OnRejection()


class Depot(Section):
    """Where vehicles start and end their shifts."""

    name: str = Field(max_length=200)
    lon: float = Field(ge=-180, le=180)
    lat: float = Field(ge=-90, le=90)


class VehicleType(Section):
    """Vehicles of one kind, dealt round-robin to the depots; they are back in the depot when the shift ends."""

    count: int = Field(ge=0, le=100_000)
    seats: int = Field(ge=0, le=500)
    wheelchairs: int = Field(0, ge=0, le=100)
    parcels: int = Field(0, ge=0, le=10_000)
    depots: tuple[Depot, ...] = Field(min_length=1)
    shift: ClockRange | None = Field(None, description="Working hours; the service hours when not given")
    drivetrain: Literal["diesel", "battery", "hydrogen"] = "diesel"
    energy_kwh_per_km: KwhPerKm | None = quantity(None, unit="kwh_per_km", name="energy", ge=0, le=100)
    co2_g_per_kwh: GramsPerKwh | None = quantity(None, unit="g_per_kwh", name="co2", ge=0, le=5000)

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        check_range(self.shift)
        return self


class CostWeights(Section):
    """Cost per second of an insertion; three decimals count."""

    vehicle_time: float = Field(1.0, ge=0, le=1000, multiple_of=0.001, description="of driving")
    wait: float = Field(1.0, ge=0, le=1000, multiple_of=0.001, description="per rider")
    ride: float = Field(0.5, ge=0, le=1000, multiple_of=0.001, description="per rider")
    walk: float = Field(1.0, ge=0, le=1000, multiple_of=0.001, description="per rider; counts with stop_choice: best")


class IdleRule(Section):
    """Where vehicles go that have nothing to do."""

    policy: Literal["stay", "depot", "waiting_place"] = "stay"
    after_s: Seconds = quantity(0, unit="s", name="after", ge=0, le=86_400)
    places: tuple[Depot, ...] = Field((), description="For waiting_place: vehicles go to the nearest one")

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if (self.policy == "waiting_place") != bool(self.places):
            raise PydanticCustomError("places", "policy waiting_place and a list of places go together")
        return self


class ReplanRule(Section):
    """Whether plans are improved as a whole: everything not yet served may change vehicle and order."""

    when: Literal["never", "on_rejection", "every_request"] = Field(
        "never", description="on_rejection: when no insertion is possible; every_request: after each acceptance too"
    )
    iterations: int = Field(500, ge=1, le=1_000_000, description="Effort each time")


class DispatchConfig(Section):
    """Who drives whom."""

    policy: str = "insertion"
    weights: CostWeights = CostWeights()
    diversion: bool = Field(True, description="Vehicles under way may turn off at the next junction")
    wait_at: Literal["previous_stop", "next_stop"] = Field(
        "previous_stop", description="Where a vehicle waits that is early: before driving, or after"
    )
    idle: IdleRule = IdleRule()
    replan: ReplanRule = ReplanRule()


class EconomicsConfig(Section):
    """Prices; key figures that need a missing one stay empty."""

    cost_per_vehicle_hour_eur: Euros | None = quantity(None, unit="eur", name="cost_per_vehicle_hour", ge=0, le=10_000)
    cost_per_vehicle_km_eur: Euros | None = quantity(None, unit="eur", name="cost_per_vehicle_km", ge=0, le=1000)
    fare_per_rider_eur: Euros | None = quantity(None, unit="eur", name="fare_per_rider", ge=0, le=1000)


@dataclass(frozen=True)
class Origin:
    """Where a scenario was read from; two scenarios that say the same are equal wherever they stand."""

    file: Path = field(compare=False)
    positions: Mapping[Path_, Position] = field(compare=False, repr=False)


class Scenario(Section):
    """One scenario file with everything filled in."""

    name: Name
    title: str = Field("", max_length=300)
    description: str = Field("", max_length=5000)
    seed: int = Field(1, ge=0, le=2**63 - 1)
    network: NetworkConfig
    demand: DemandConfig
    service: ServiceConfig
    fleet: dict[Name, VehicleType] = Field(min_length=1)
    dispatch: DispatchConfig = DispatchConfig()
    constraint_sets: dict[Name, ConstraintSet] = Field({"default": ConstraintSet()})
    traveller_classes: dict[Name, TravellerClass] = Field({"adult": TravellerClass()}, min_length=1)
    economics: EconomicsConfig = EconomicsConfig()
    _origin: Origin | None = PrivateAttr(None)

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
