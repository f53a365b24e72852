"""The part of a scenario about a ridepooling service: stops, limits, fleet, dispatch, charging, prices."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field, SerializeAsAny, model_validator
from pydantic_core import PydanticCustomError

from simulator.scenario.access_models import VirtualStops, Walk
from simulator.scenario.cost_models import FleetCosts
from simulator.scenario.day_models import HoursByDay
from simulator.scenario.dispatch_models import DispatchConfig
from simulator.scenario.energy_models import ChargingRule
from simulator.scenario.fare_models import Fares, RideFares
from simulator.scenario.fleet_models import VehicleType
from simulator.scenario.named_code import chosen
from simulator.scenario.place import Depot
from simulator.scenario.quantities import Seconds, quantity
from simulator.scenario.relation_models import RelationRule
from simulator.scenario.road_models import Variation
from simulator.scenario.rule_models import ParallelRule, RuleConfig, ServiceArea
from simulator.scenario.section import DURING_DAY, Name, Section
from simulator.scenario.table_models import COLUMNS, ColumnNames


class OfferRule(Section):
    """What travellers may choose from when they ask."""

    most: int = Field(1, ge=1, le=20, description="Offers at most; 1: the cheapest one, take it or leave it")
    step_s: Seconds = quantity(
        1800, unit="s", name="step", gt=0, le=86_400, description="Leaving that much earlier or later is offered too"
    )
    steps: int = Field(2, ge=0, le=10, description="So many steps, either way")
    other_stops: bool = Field(False, description="Another pickup stop in walking range too; needs stop_choice: best")


class ConstraintSet(Section):
    """What a traveller may expect. Longest ride = alpha * direct + beta, and direct + max_absolute_detour.

    Longest travel, wait and ride together, from being ready at the pickup: max_travel_alpha * direct + max_travel_beta.
    """

    max_wait_s: Seconds = quantity(
        1200, unit="s", name="max_wait", ge=0, le=86_400, description="Longest wait, from being ready at the pickup [s]"
    )
    max_ride_alpha: float = Field(1.5, ge=1, le=100, description="Longest ride by the direct one, before beta is added")
    max_ride_beta_s: Seconds = quantity(
        1200, unit="s", name="max_ride_beta", ge=0, le=86_400, description="Added to alpha times the direct ride [s]"
    )
    max_absolute_detour_s: Seconds | None = quantity(
        None,
        unit="s",
        name="max_absolute_detour",
        ge=0,
        le=86_400,
        description="Longest ride beyond the direct one [s]; null: no such limit",
    )
    max_travel_alpha: float | None = Field(
        None,
        ge=1,
        le=100,
        description="Longest travel (wait, boarding, ride) by the direct ride, before max_travel_beta is added",
    )
    max_travel_beta_s: Seconds | None = quantity(
        None,
        unit="s",
        name="max_travel_beta",
        ge=0,
        le=86_400,
        description="Added to max_travel_alpha times the direct ride [s]; both or none",
    )
    notice_s: Seconds = quantity(
        0,
        unit="s",
        name="notice",
        ge=0,
        le=864_000,
        description="Who wants to leave sooner than this after asking is refused [s]",
    )
    booking_horizon_s: Seconds | None = quantity(
        None, unit="s", name="booking_horizon", gt=0, le=31_536_000, description="Nobody books further ahead"
    )
    hard: bool = Field(True, description="False: limits give way when nothing keeps them; the offer is the limit then")
    promise_before_s: Seconds | None = quantity(
        None,
        unit="s",
        name="promise_before",
        ge=0,
        le=86_400,
        description="The window told begins so long before the planned boarding [s]; null: with the earliest one",
    )
    promise_after_s: Seconds | None = quantity(
        None,
        unit="s",
        name="promise_after",
        ge=0,
        le=86_400,
        description="The window told ends so long after the planned boarding [s]; null: with the longest wait",
    )
    promise_dropoff_after_s: Seconds | None = quantity(
        None,
        unit="s",
        name="promise_dropoff_after",
        ge=0,
        le=86_400,
        description="Dropoff at most so much later than planned on acceptance",
    )

    @model_validator(mode="after")
    def _travel_is_limited_by_both(self) -> Self:
        if (self.max_travel_alpha is None) != (self.max_travel_beta_s is None):
            raise PydanticCustomError("travel", "expected both max_travel_alpha and max_travel_beta, or none of them")
        return self


class Config(Section):
    """A ridepooling service: what is offered, where and when, with which vehicles, at which prices."""

    answers_requests: ClassVar[bool] = True
    mode: Literal["stop_based", "door_to_door"] = Field(
        description="stop_based: between stops; door_to_door: from place to place"
    )
    hours: HoursByDay = Field(
        (5 * 3600, 22 * 3600),
        description="Of each day, or by type of day; [22:00, 06:00] ends on the next one",
        json_schema_extra=DURING_DAY,
    )
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
    dwell_variation: Variation | None = Field(
        None, description="Of the time each rider takes to board or alight; null: as planned"
    )
    variation_reserve: float | None = Field(
        None,
        ge=0,
        le=1,
        description="Plans count for energy and drivers' limits with drives and stops that take by this share longer; "
        "needed where they vary and energy is limited, or drivers have duties; null: none",
    )
    offers: OfferRule = Field(OfferRule(), json_schema_extra=DURING_DAY)
    pooling: bool = Field(True, description="False: one request on board at a time, as a taxi")
    limits: dict[Name, ConstraintSet] = Field(
        {"default": ConstraintSet()},
        description="What travellers may expect, by name",
        json_schema_extra=DURING_DAY,
    )
    zones: ServiceArea | None = Field(None, description="Area of the service; null: wherever its stops or roads are")
    relations: RelationRule | None = Field(
        None,
        exclude_if=lambda value: value is None,
        description="From where to where people are taken, or the name of a known rule; null: anywhere",
    )
    parallel_service: ParallelRule | None = Field(
        None,
        description="What becomes of who could go by timetable as well, or the name of a known rule; null: no rule",
    )
    rules: tuple[Annotated[SerializeAsAny[RuleConfig], chosen(RuleConfig)], ...] = Field(
        (), max_length=20, description="Further rules of who may book, from packages; asked after the others"
    )
    fleet: dict[Name, VehicleType] = Field(min_length=1, description="Vehicle types by name")
    vehicles_file: Path | None = Field(
        None, description="CSV: vehicle_id, type, depot or start_lon and start_lat, shift_start, shift_end"
    )
    vehicle_columns: ColumnNames = Field({}, description=f"Of the vehicles_file. {COLUMNS}")
    dispatch: Annotated[SerializeAsAny[DispatchConfig], chosen(DispatchConfig)] = DispatchConfig()
    charging: Annotated[SerializeAsAny[ChargingRule], chosen(ChargingRule)] = ChargingRule()
    fares: Fares = Field(RideFares(), json_schema_extra=DURING_DAY)
    costs: FleetCosts = FleetCosts()

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if self.mode == "stop_based" and self.stops_file is None:
            raise PydanticCustomError("stops", "mode stop_based needs a stops_file")
        if self.mode == "door_to_door" and self.stop_choice == "best":
            raise PydanticCustomError("stop_choice", "stop_choice: best needs mode stop_based")
        return self

    @property
    def depots(self) -> list[Depot]:
        """Return the named depots of the fleet, by vehicle type."""
        return [depot for kind in self.fleet.values() for depot in kind.named_depots]
