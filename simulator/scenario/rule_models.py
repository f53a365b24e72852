"""Who may book at a service: its area, rules of packages, and rides that run parallel to a timetable."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import BeforeValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from simulator.scenario.named_code import NamesCode, registered
from simulator.scenario.presets import named_preset, with_preset
from simulator.scenario.quantities import DailyHours, Euros, Metres, Seconds, quantity
from simulator.scenario.section import Name, Section

# Of the rule parallel_service; what a scenario says beside the name of a preset counts more.
# wendland: as Wendland OnDemand tells its riders, to a bus where one goes within an hour, directly only where none
# does, walks up to 500 m.
# dominance: the idea is that of MOTIS, whose mixer of offers drops a ride that a journey beats; the numbers are ours.
PRESETS: dict[str, dict[str, Any]] = {
    "wendland": {"within": "60 min", "walk": "500 m", "then": "offer_feeder"},
    "dominance": {"within": "60 min", "walk": "500 m", "max_changes": 0, "then": "drop"},
}


class ServiceArea(Section):
    """Areas outside of which nobody is taken: origin and destination of a request lie inside, outlines included."""

    file: Path = Field(description="GeoJSON with polygons, each with a name in its properties, or an id")
    names: tuple[str, ...] = Field((), description="Of the areas that count; none: all in the file")
    same: bool = Field(False, description="True: origin and destination lie in one and the same area")


class RuleConfig(NamesCode):
    """A rule of booking from a package, with what it wants to know."""

    group: ClassVar[str] = "rule"
    key: ClassVar[str] = "rule"
    rule: Annotated[str, registered("rule", own=False)] = Field(description="Name of a rule that a package brings")


class Exceptions(Section):
    """Whom a rule does not hold for; one of these is enough."""

    classes: tuple[Name, ...] = Field((), description="Of travellers")
    wheelchair: bool = Field(False, description="True: parties with a wheelchair")
    parcels: bool = Field(False, description="True: parties with parcels")
    hours: tuple[DailyHours, ...] = Field((), description="Each day, by when people want to leave, or to arrive")
    zones: ServiceArea | None = Field(None, description="Origin or destination lies there; same: both, in one area")


class ParallelService(Section):
    """What becomes of requests that could go by timetable as well: the rule against running parallel to buses.

    A journey will do if it leaves near the time that is wished for, walks are short, changes few, and it is not much
    slower than the direct drive, and faster than to walk all the way.
    """

    preset: Literal["wendland", "dominance"] | None = Field(
        None, description="Known rule, whose values hold if not given"
    )
    timetable: Name | None = Field(None, description="Service with the timetable; null: the only one there is")
    within_s: Seconds = quantity(
        1800,
        unit="s",
        name="within",
        ge=0,
        le=86_400,
        description="The journey leaves at most so much earlier or later than wished for, not before now; who has to "
        "arrive by a time arrives at most so much earlier; 0: there is no rule [s]",
    )
    walk_m: Metres = quantity(
        500,
        unit="m",
        name="walk",
        ge=0,
        le=20_000,
        description="Longest walk at each end, as that service measures it [m]",
    )
    max_changes: int = Field(1, ge=0, le=7, description="Changes of vehicle")
    max_time_factor: float = Field(2.0, ge=1, le=100, description="Longest time from door to door by the direct drive")
    plus_s: Seconds = quantity(1200, unit="s", name="plus", ge=0, le=86_400, description="Added to that [s]")
    then: Literal["reject", "offer_feeder", "surcharge", "tell", "drop"] = Field(
        "reject",
        description="reject: they get no ride; offer_feeder: the same, and all others are offered a ride to a bus or "
        "train first, and one all the way only where no such journey will do; surcharge: they pay more; tell: they are "
        "told; drop: they get no ride that leaves no later, arrives no sooner and costs no less than the journey",
    )
    feeder: Name | None = Field(
        None, description="Service of the kind feeder for offer_feeder; null: the only one with rides of this service"
    )
    surcharge_eur: Euros | None = quantity(
        None, unit="eur", name="surcharge", ge=0.01, le=1000, description="Of each rider, on top of the fare [EUR]"
    )
    except_: Exceptions = Field(Exceptions(), alias="except", description="Whom the rule does not hold for")

    @model_validator(mode="before")
    @classmethod
    def _as_preset(cls, data: Any) -> Any:
        return with_preset(data, PRESETS)

    @model_validator(mode="after")
    def _priced(self) -> Self:
        if (self.then == "surcharge") != (self.surcharge_eur is not None):
            raise PydanticCustomError(
                "surcharge", "then: surcharge goes with a surcharge, like 1 EUR, and it with that"
            )
        if self.feeder is not None and self.then != "offer_feeder":
            raise PydanticCustomError("feeder", "feeder goes with then: offer_feeder")
        return self


ParallelRule = Annotated[ParallelService, BeforeValidator(named_preset)]
