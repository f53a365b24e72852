"""The dispatch part of a scenario: who drives whom, and what vehicles do that have nothing to do."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field, SerializeAsAny, model_validator
from pydantic_core import PydanticCustomError

from simulator.scenario.named_code import NamesCode, chosen, registered
from simulator.scenario.place import Depot
from simulator.scenario.quantities import Clock, Metres, Seconds, quantity
from simulator.scenario.section import DURING_DAY, Section
from simulator.scenario.table_models import COLUMNS, ColumnNames


class CostWeights(Section):
    """Cost per second of an insertion; three decimals count."""

    vehicle_time: float = Field(1.0, ge=0, le=1000, multiple_of=0.001, description="of driving")
    wait: float = Field(1.0, ge=0, le=1000, multiple_of=0.001, description="per rider")
    ride: float = Field(0.5, ge=0, le=1000, multiple_of=0.001, description="per rider")
    walk: float = Field(1.0, ge=0, le=1000, multiple_of=0.001, description="per rider; counts with stop_choice: best")


class IdleRule(NamesCode):
    """Where vehicles go that have nothing to do."""

    group: ClassVar[str] = "idle"
    policy: Annotated[str, registered("idle")] = Field(
        "stay",
        description="stay where they are, or go to the depot, to the nearest place, or where requests are expected",
    )
    after_s: Seconds = quantity(
        0, unit="s", name="after", ge=0, le=86_400, description="Idle so long before they go [s]"
    )
    places: tuple[Depot, ...] = Field((), description="For waiting_place: vehicles go to the nearest one")
    every_s: Seconds = quantity(
        1800, unit="s", name="every", ge=60, le=86_400, description="For expected_demand: period of the forecast"
    )
    zone_m: Metres = quantity(
        10_000, unit="m", name="zone", ge=100, le=100_000, description="For expected_demand: side of its square zones"
    )
    worth_s: Seconds = quantity(
        3600,
        unit="s",
        name="worth",
        ge=1,
        le=86_400,
        description="For expected_demand: drive that one more expected request with a vehicle in its zone is worth",
    )
    history_file: Path | None = Field(
        None, description="For expected_demand: requests of days past; a synthetic demand has its own usual day"
    )
    columns: ColumnNames = Field({}, description=f"Of the history_file. {COLUMNS}")

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if (self.policy == "waiting_place") != bool(self.places):
            raise PydanticCustomError("places", "policy waiting_place and a list of places go together")
        if self.history_file is not None and self.policy != "expected_demand":
            raise PydanticCustomError("history", "a history_file needs policy expected_demand")
        return self


class BatchRule(Section):
    """What goes with the dispatcher ``batch``."""

    every_s: Seconds = quantity(
        30,
        unit="s",
        name="every",
        ge=1,
        le=86_400,
        description="Length of periods whose requests are assigned together [s]",
    )


class ReplanRule(Section):
    """Whether plans are improved as a whole: what is not yet served may change vehicle and order."""

    when: Literal["never", "on_rejection", "every_request"] = Field(
        "never", description="on_rejection: when no insertion is possible; every_request: after each acceptance too"
    )
    iterations: int = Field(
        300,
        ge=1,
        le=1_000_000,
        description="Effort for a request that does not fit in; a third of it after an acceptance",
    )
    vehicles: int = Field(
        12,
        ge=2,
        le=1000,
        description="Plans that are looked at together: those nearest to the request; twice as many if it fits nowhere",
    )


class AnswerRule(Section):
    """When travellers are told whether they get a ride."""

    when: Literal["at_once", "before_departure", "evening_before"] = Field(
        "at_once", description="at_once, or before_departure by lead, or evening_before at a time"
    )
    lead_s: Seconds = quantity(
        3600, unit="s", name="lead", gt=0, le=864_000, description="For before_departure: so long before they leave"
    )
    at: Clock = Field(20 * 3600, description="For evening_before: time of the day before they leave")


class DispatchConfig(NamesCode):
    """Who drives whom."""

    group: ClassVar[str] = "dispatch"
    policy: Annotated[str, registered("dispatch")] = Field(
        "insertion",
        description="insertion: cheapest place in any plan; nearest_idle; batch: those of a period together; "
        "earliest_arrival: of the new rider, without delay for others; or a dispatcher of your own by its name",
        json_schema_extra=DURING_DAY,
    )
    weights: CostWeights = Field(CostWeights(), json_schema_extra=DURING_DAY)
    diversion: bool = Field(
        True, description="Vehicles under way may turn off at the next junction", json_schema_extra=DURING_DAY
    )
    wait_at: Literal["previous_stop", "next_stop"] = Field(
        "previous_stop", description="Where a vehicle waits that is early: before driving, or after"
    )
    idle: Annotated[SerializeAsAny[IdleRule], chosen(IdleRule)] = Field(IdleRule(), json_schema_extra=DURING_DAY)
    replan: ReplanRule = Field(ReplanRule(), json_schema_extra=DURING_DAY)
    answer: AnswerRule = Field(AnswerRule(), json_schema_extra=DURING_DAY)
    retry_every_s: Seconds | None = quantity(
        None,
        unit="s",
        name="retry_every",
        ge=60,
        le=86_400,
        description="Whom no vehicle can take is tried again that often, while the notice allows it",
        marks=DURING_DAY,
    )
