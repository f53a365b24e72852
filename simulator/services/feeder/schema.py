"""The part of a scenario about journeys that combine rides on demand with buses and trains."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, NamedTuple, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from simulator.scenario.quantities import Euros, Seconds, quantity
from simulator.scenario.section import Name, Section
from simulator.scenario.shares import ShareByClass
from simulator.scenario.timetable_models import RouteType, Texts
from simulator.tables import CARS, OWN_MEANS, RIDES, TIMETABLE


class Hubs(Section):
    """At which stations people change between rides on demand and buses or trains; one of these is enough."""

    route_types: tuple[RouteType, ...] = Field(
        ("rail",), description="Where these kinds call: bus, rail, tram, or numbers of GTFS"
    )
    lines: Texts = Field((), description="Where these lines call, by what people call them")
    stops: Texts = Field((), description="These stations, by the names or ids of their stops")
    most: int = Field(30, ge=1, le=1000, description="Those with most calls, as many as this; named stops come first")


class WayCosts(Section):
    """How ways are compared; waits, rides and walks weigh as for the dispatcher of the rides on demand."""

    change_s: Seconds = quantity(
        300, unit="s", name="change", ge=0, le=7200, description="A change of vehicle is as bad as so much wait [s]"
    )
    value_of_time_eur: Euros = quantity(
        10,
        unit="eur",
        name="value_of_time",
        ge=0.01,
        le=1000,
        description="Fare that is as bad as an hour of wait [EUR]",
    )


class JourneyFares(Section):
    """What a journey costs, whatever its parts do."""

    per_trip_eur: Euros = quantity(
        unit="eur", name="per_trip", ge=0, le=1000, description="Each person, from door to door with all changes [EUR]"
    )
    surcharge_eur: Euros = quantity(
        0,
        unit="eur",
        name="surcharge",
        ge=0,
        le=1000,
        description="Each person on top for every ride on demand, with a season ticket too [EUR]",
    )
    season_ticket: bool = Field(True, description="Whether season tickets are valid: holders pay surcharges only")


class Access(Section):
    """How people come to a station other than on foot and on demand; what they come by stays there."""

    bike: Name | None = Field(
        None, description="Service of the kind own_means, by bike: who has one, how fast they are; null: nobody"
    )
    car: Name | None = Field(
        None,
        description="Service of the kind carsharing whose cars need not be brought back to their station; null: nobody",
    )
    drivers: ShareByClass = Field(
        1.0,
        description="Share of parties in which somebody may drive; or by class, 0 for classes not named",
    )
    longest_s: Seconds = quantity(
        1200, unit="s", name="longest", gt=0, le=14_400, description="Longest way to a station, door to door [s]"
    )

    @model_validator(mode="after")
    def _something(self) -> Self:
        if self.bike is None and self.car is None:
            raise PydanticCustomError("access", "expected the name of a service as bike or car, or of both")
        return self


class Config(Section):
    """Journeys of which rides on demand and by timetable are parts, offered as one."""

    answers_requests: ClassVar[bool] = False
    on_demand: Name | None = Field(
        None, description="Service with the rides to and from stations; null: the only ridepooling there is"
    )
    timetable: Name | None = Field(None, description="Service with the timetable; null: the only one there is")
    hubs: Hubs = Hubs()
    access: Access | None = Field(None, description="By one's own bike, or in a shared car, to a station; null: nobody")
    buffer_s: Seconds = quantity(
        300,
        unit="s",
        name="buffer",
        ge=0,
        le=7200,
        description="From when they are to have got off at a station to the departure there, on top of the least time "
        "of a change [s]",
    )
    window_s: Seconds = quantity(
        600,
        unit="s",
        name="window",
        ge=0,
        le=7200,
        description="So much sooner than it is due a ride to a station may end, so that it can be shared [s]",
    )
    max_transfer_wait_s: Seconds = quantity(
        1200,
        unit="s",
        name="max_transfer_wait",
        ge=0,
        le=7200,
        description="Longest wait at a station for the ride from there [s]",
    )
    longest_wait_s: Seconds = quantity(
        3600,
        unit="s",
        name="longest_wait",
        ge=0,
        le=172_800,
        description="Nobody leaves later than so long after they wanted to; who has to arrive by a time may leave any "
        "time before [s]",
    )
    longest_s: Seconds = quantity(
        10_800, unit="s", name="longest", gt=0, le=172_800, description="Longest journey from door to door [s]"
    )
    most_changes: int = Field(2, ge=0, le=7, description="Changes between buses and trains on one journey")
    drive_share: float | None = Field(
        1.0,
        gt=0,
        le=100,
        description="Direct drives of the rides on demand of a way, together less than this share of the direct drive "
        "of the whole way; null: no limit",
    )
    direct: bool = Field(True, description="Whether the ride on demand all the way is one of the ways")
    chains: bool = Field(
        True, description="Whether journeys by timetable with rides on demand are ways; false: to compare with"
    )
    hold_s: Seconds = quantity(
        300,
        unit="s",
        name="hold",
        ge=0,
        le=7200,
        description="The vehicle waits at a station at most so much longer than planned for who comes by a late bus or "
        "train, and never beyond what others are promised [s]",
    )
    cost: WayCosts = WayCosts()
    fares: JourneyFares | None = Field(None, description="null: the sum of what the parts cost")

    def partners_among(self, services: Mapping[str, Any]) -> tuple[str, ...]:
        """Return the names of its services, as far as it is clear which."""
        return tuple(name for name in partners_of(self, services) if name is not None)

    @model_validator(mode="after")
    def _some_hubs(self) -> Self:
        hubs = self.hubs
        if not (self.direct or self.chains):
            raise PydanticCustomError("ways", "direct and chains are both false: there is no way; expected one of them")
        if not (hubs.route_types or hubs.lines or hubs.stops):
            raise PydanticCustomError("hubs", "expected route_types, lines or stops of hubs")
        if len(hubs.stops) > hubs.most:
            raise PydanticCustomError(
                "hubs",
                "{named} stops are named; expected at most {most}, or a greater most",
                {"named": len(hubs.stops), "most": hubs.most},
            )
        return self


class Partners(NamedTuple):
    """Names of the services, None where it is not clear which is meant. bike, car: None also where nobody comes so."""

    on_demand: str | None
    timetable: str | None
    bike: str | None = None
    car: str | None = None


def partners_of(config: Config, services: Mapping[str, Any]) -> Partners:
    """Return the services whose rides are parts of journeys. services: what the scenario says of each, by name."""
    access = config.access
    bike = None if access is None or access.bike is None else _named(access.bike, OWN_MEANS, services)
    car = None if access is None or access.car is None else _named(access.car, CARS, services)
    partners = _named(config.on_demand, RIDES, services), _named(config.timetable, TIMETABLE, services)
    return Partners(*partners, bike, car)


def _named(name: str | None, kind: str, services: Mapping[str, Any]) -> str | None:
    there = [its for its, told in services.items() if told.kind == kind]
    if name is None:
        return there[0] if len(there) == 1 else None
    return name if name in there else None
