"""The part of a scenario about buses and trains that run by a timetable."""

from __future__ import annotations

from datetime import date
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from simulator.days import DayType
from simulator.scenario.access_models import Walk
from simulator.scenario.calendar_models import Date
from simulator.scenario.cost_models import LineCosts
from simulator.scenario.day_models import OWN
from simulator.scenario.delay_models import Delays
from simulator.scenario.file_keys import FileOrFolder
from simulator.scenario.quantities import Euros, Metres, Seconds, quantity
from simulator.scenario.section import Section, is_none
from simulator.scenario.timetable_models import ChangeRule, Comparison, RouteType, Texts

Places = Annotated[int, Field(ge=1, le=100_000)]


class Dates(Section):
    """Which date's timetable runs on days of a type; the run's own date on days of a type that has none here."""

    school_day: Date | None = Field(None, description="Monday to Friday while there is school")
    holiday_weekday: Date | None = Field(None, description="Monday to Friday in the school holidays")
    saturday: Date | None = Field(None, description="Saturdays that are no public holidays")
    sunday: Date | None = Field(None, description="Sundays and public holidays")

    def on(self, kind: DayType) -> date | None:
        """Return the date for days of a type, None where none is told."""
        told: date | None = getattr(self, OWN[kind])
        return told


class Without(Section):
    """What of the feed is no part of the service; a trip for which one of these holds is left out."""

    lines: Texts = Field((), description="These lines, by what people call them: short names, else long ones")
    agencies: Texts = Field((), description="All lines of these agencies, by their ids in the feed")
    route_types: tuple[RouteType, ...] = Field((), description="These kinds: bus, rail, tram, or numbers of GTFS")


class Transfers(Section):
    """How people change between vehicles, where the feed says nothing else."""

    walk_m: Metres = quantity(
        600, unit="m", name="walk", ge=0, le=20_000, description="Longest way from a stop to another [m]"
    )
    time_s: Seconds = quantity(
        60, unit="s", name="time", ge=0, le=7200, description="Least time of any change, also at one stop [s]"
    )


class Capacity(Section):
    """How many riders have room in a vehicle."""

    tram: Places = Field(150, description="In a tram")
    subway: Places = Field(500, description="In a train of an underground railway")
    rail: Places = Field(200, description="In a train")
    bus: Places = Field(50, description="In a bus, or in anything that is nothing else")
    ferry: Places = Field(200, description="In a ferry")
    lines: dict[str, Places] = Field({}, description="On these lines, by what people call them")


class Fares(Section):
    """What a trip costs."""

    per_trip_eur: Euros = quantity(
        unit="eur", name="per_trip", ge=0, le=1000, description="Each person, from stop to stop with all changes [EUR]"
    )
    season_ticket: bool = Field(True, description="Whether season tickets are valid: holders pay nothing")


class Config(Section):
    """Buses and trains that run by a timetable, read from a GTFS feed."""

    answers_requests: ClassVar[bool] = False
    feed: FileOrFolder = Field(description="GTFS feed, a zip or a folder")
    dates: Dates = Dates()
    on_demand: Literal["leave_out", "keep"] = Field(
        "leave_out", description="Trips that run only where somebody has booked them: not at all, or always"
    )
    without: Without = Without()
    walk: Walk = Walk(limit_m=1000)
    transfers: Transfers = Transfers()
    capacity: Capacity = Capacity()
    most_changes: int = Field(3, ge=0, le=7, description="Changes of vehicle on one journey")
    longest_wait_s: Seconds = quantity(
        7200,
        unit="s",
        name="longest_wait",
        ge=0,
        le=172_800,
        description="Nobody leaves later than so long after they wanted to; who has to arrive by a time may leave any "
        "time before [s]",
    )
    earlier_s: Seconds = quantity(
        0,
        unit="s",
        name="earlier",
        ge=0,
        le=43_200,
        description="People leave up to so much before they wanted to, where that brings them less of leaving earlier "
        "or later and of travelling together; not who has to arrive by a time [s]",
    )
    longest_s: Seconds = quantity(
        10_800,
        unit="s",
        name="longest",
        gt=0,
        le=172_800,
        description="Nobody takes a journey that is longer from door to door [s]",
    )
    fares: Fares | None = Field(None, description="null: no price is known")
    costs: LineCosts | None = Field(
        None, exclude_if=is_none, description="null: what buses and trains cost is in no figure"
    )
    delays: Delays | None = Field(None, description="How late buses and trains are; null: all are on time")
    changes: tuple[ChangeRule, ...] = Field((), max_length=200, description="What is changed, one after the other")
    comparison: Comparison = Comparison()
