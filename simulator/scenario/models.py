"""The scenario: everything a simulation depends on, validated and frozen.

A key with a unit in its name takes a plain number (``max_wait_s: 1200``); the same key without it takes text with a
unit (``max_wait: 20 min``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Annotated, Any, ClassVar, Generic, Literal, Self, TypeVar

from pydantic import Field, PrivateAttr, SerializeAsAny, model_validator
from pydantic_core import PydanticCustomError

from simulator.days import DayType
from simulator.errors import Problem
from simulator.scenario.accessibility_models import AccessibilityConfig
from simulator.scenario.assumption_models import Assumption, KeyPattern
from simulator.scenario.calendar_models import Calendar
from simulator.scenario.day_models import hours_on
from simulator.scenario.demand_models import DemandConfig
from simulator.scenario.disruptions.common import DisruptionConfig
from simulator.scenario.ecology_models import EcologyConfig
from simulator.scenario.energy_models import EnergyConfig
from simulator.scenario.file_keys import FileOrFolder
from simulator.scenario.money_models import MoneyConfig
from simulator.scenario.named_code import NamesCode, chosen, registered
from simulator.scenario.place import Depot
from simulator.scenario.place_models import Places
from simulator.scenario.quantities import Metres, quantity
from simulator.scenario.road_models import DriveVariation, Junctions, RoadChange
from simulator.scenario.section import DURING_DAY, Name, Section
from simulator.scenario.text_models import Description, Title, words_in
from simulator.scenario.traveller_models import People
from simulator.scenario.turns import Turns, with_feeders
from simulator.scenario.yaml_file import Path_, Position, nearest_position, undotted
from simulator.spans import Span
from simulator.tables import RIDES
from simulator.units import HOUR_S


class NetworkConfig(Section):
    """Where the roads come from: a network folder, an extract, a place name or a box."""

    file: FileOrFolder | None = Field(
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
    junctions: Junctions = Junctions()
    max_snap_m: Metres = quantity(
        1000,
        unit="m",
        name="max_snap",
        gt=0,
        le=100_000,
        description="How far a stop, depot or traveller may be from the roads [m]",
    )
    travel_times: Literal["auto", "table", "search"] = Field(
        "auto",
        description="table: computed once; search: when they are asked for; auto: by the number of places and of "
        "requests. The results are the same",
    )
    changes: tuple[RoadChange, ...] = Field((), description="Roads closed or slowed, all the time or at times")
    variation: DriveVariation | None = Field(
        None, description="Of the drives of ridepooling vehicles; null: they take as long as planned"
    )

    @model_validator(mode="after")
    def _one_source(self) -> Self:
        if sum(source is not None for source in (self.file, self.place, self.bbox)) != 1:
            raise PydanticCustomError("one_of", "expected exactly one of file, place, bbox")
        if self.crs is not None and self.file is None:
            raise PydanticCustomError("crs", "crs goes with file; places and boxes are in degrees")
        if self.bbox is not None and not (self.bbox[0] < self.bbox[2] and self.bbox[1] < self.bbox[3]):
            raise PydanticCustomError("bbox", "expected [west, south, east, north], west < east and south < north")
        if self.travel_times == "search" and any(change.dated for change in self.changes):
            raise PydanticCustomError("search", "travel_times: search goes with roads that do not change at times")
        return self


@dataclass(frozen=True)
class Origin:
    """Where a scenario was read from; two scenarios that say the same are equal wherever they stand."""

    file: Path = field(compare=False)
    positions: Mapping[Path_, Position] = field(compare=False, repr=False)


USUAL_HOURS = 5 * HOUR_S, 22 * HOUR_S
ServiceName = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,79}$")]


class ServiceConfig(NamesCode):
    """A service, with what its kind wants to know of it beside the kind."""

    group: ClassVar[str] = "service"
    key: ClassVar[str] = "kind"
    answers_requests: ClassVar[bool] = False  # whether those ask it whose class says nothing else
    kind: Annotated[str, registered("service")] = Field(
        description="What kind of service it is: ridepooling, carsharing, or one of your own by its name"
    )

    @property
    def means(self) -> str:
        """Return what people go by: the kind, where that is not more special."""
        return self.kind

    def partners_among(self, services: Mapping[str, ServiceConfig]) -> tuple[str, ...]:
        """Return the names of services whose rides are parts of its journeys, as far as it is clear which."""
        return ()


class Scenario(Section):
    """One scenario file with everything filled in."""

    name: Name = Field(description="Of the scenario and its results folder; lower case, no spaces")
    title: Title = Field("", description="For people; shown on pages and in lists; or {en: ..., de: ...}")
    description: Description = Field("", description="What it is about; shown on pages; or {en: ..., de: ...}")
    seed: int = Field(1, ge=0, le=2**63 - 1, description="Of all random numbers: same scenario and seed, same results")
    calendar: Calendar = Calendar()
    network: NetworkConfig
    places: Places | None = Field(
        None, exclude_if=lambda value: value is None, description="Territories, zones and hubs; null: none are told"
    )
    people: People = People()
    demand: Annotated[SerializeAsAny[DemandConfig], chosen(DemandConfig)] = DemandConfig()
    services: dict[ServiceName, Annotated[SerializeAsAny[ServiceConfig], chosen(ServiceConfig)]] = Field(
        min_length=1, max_length=100, description="Services by name; vehicles are numbered in this order"
    )
    energy: EnergyConfig = EnergyConfig()
    disruptions: tuple[Annotated[SerializeAsAny[DisruptionConfig], chosen(DisruptionConfig)], ...] = Field(
        (),
        max_length=10_000,
        description="What goes wrong, and when; each of a name of its own",
        json_schema_extra=DURING_DAY,
    )
    money: MoneyConfig | None = Field(
        None, exclude_if=lambda value: value is None, description="What a year costs; no run depends on it"
    )
    accessibility: AccessibilityConfig | None = Field(
        None, exclude_if=lambda value: value is None, description="Which places people want to reach; null: none"
    )
    ecology: EcologyConfig | None = Field(
        None, exclude_if=lambda value: value is None, description="What people did before; null: nothing is told of it"
    )
    assumptions: dict[KeyPattern, Assumption] = Field(
        {}, max_length=1000, description="By keys: where their values come from, or that they are assumed"
    )
    _origin: Origin | None = PrivateAttr(None)

    def __repr__(self) -> str:
        """Return the name; ``elbe-drt validate`` and ``scenario.yaml`` in the results show the whole."""
        return f"<Scenario {self.name}: {words_in(self.title) or 'no title'}>"

    @property
    def undisturbed(self) -> Scenario:
        """Return the same scenario with nothing going wrong: its undisturbed twin."""
        return self._with(disruptions=(), ecology=None)

    @property
    def on_demand(self) -> tuple[str, ...]:
        """Return the names of ridepooling services that were not there before, and of those that join their rides."""
        told = None if self.ecology is None else self.ecology.without
        rides = [part.name for part in self.parts if part.kind == RIDES and (told is None or part.name in told)]
        joined = [name for name, its in self.services.items() if {*its.partners_among(self.services)} & {*rides}]
        return (*rides, *joined)

    @property
    def before(self) -> Scenario:
        """Return the same scenario in which nobody asks services on demand that were not there before."""
        gone = {*self.on_demand}
        left = {
            name: tuple(
                its for its in (tuple(one for one in turn if one not in gone) for turn in self.asks(name)) if its
            )
            for name in self.people.classes
        }
        classes = {name: its.model_copy(update={"asks": left[name]}) for name, its in self.people.classes.items()}
        return self._with(people=self.people.model_copy(update={"classes": classes}), ecology=None)

    def _with(self, **changed: Any) -> Scenario:
        other = self.model_copy(update=changed)
        other._origin = self._origin
        return other

    @property
    def parts(self) -> tuple[ServicePart[Any], ...]:
        """Return the services in their order."""
        return tuple(
            ServicePart(self, name, number, config) for number, (name, config) in enumerate(self.services.items())
        )

    def asks(self, traveller_class: str) -> Turns:
        """Return the services that travellers of a class ask in turn; those of one turn are compared."""
        asked = self.people.classes[traveller_class].asks
        if asked is None:
            asked = tuple((name,) for name, config in self.services.items() if config.answers_requests)
        return with_feeders(asked, self.services)

    def hours_on(self, kind: DayType) -> Span | None:
        """Return from when until when people can ask any service on days of a type [s]; None: not at all."""
        told = [hours_on(config.hours, kind) for config in self.services.values() if hasattr(config, "hours")]
        known = [span for span in told if span is not None]
        if not known:
            return None if told else USUAL_HOURS
        return min(span[0] for span in known), max(span[1] for span in known)

    @property
    def depots(self) -> list[Depot]:
        """Return the depots of all fleets, in order; several vehicle types may share one."""
        return [depot for config in self.services.values() for depot in getattr(config, "depots", ())]

    @property
    def source_file(self) -> Path | None:
        """Return the file the scenario was read from."""
        return None if self._origin is None else self._origin.file

    def read_from(self, file: Path, positions: Mapping[Path_, Position]) -> Self:
        """Remember where the scenario stands, so that later problems can name file, line and column."""
        self._origin = Origin(file, positions)
        return self

    def problem(self, key: str, message: str) -> Problem:
        """Return a problem with a value, like ``demand.kind`` or ``a.b[0].c``, at the place where it stands."""
        if self._origin is None:
            return Problem(self.name, 0, 0, key, message)
        return nearest_position(self._origin.positions, undotted(key)).problem(key, message)


C = TypeVar("C", bound=Section)


@dataclass(frozen=True)
class ServicePart(Generic[C]):
    """One service of a scenario. number: its place among them. config: what the scenario says about it."""

    scenario: Scenario
    name: str
    number: int
    config: C

    def key(self, path: str) -> str:
        """Return the path in the scenario of one in the service's own part, like ``fleet.minibus``."""
        return f"services.{self.name}.{path}"

    def problem(self, path: str, message: str) -> Problem:
        """Return a problem with a value of the service's own part, at the place where it stands."""
        return self.scenario.problem(self.key(path), message)

    @property
    def seed(self) -> int:
        """Return the seed of its random numbers: the scenario's for the first of its kind, else one of its own name."""
        first = next(name for name, config in self.scenario.services.items() if config.kind == self.kind)
        if first == self.name:
            return self.scenario.seed
        return int.from_bytes(sha256(f"{self.scenario.seed} {self.name}".encode()).digest()[:8], "big") >> 1

    @property
    def kind(self) -> str:
        """Return what kind of service it is."""
        return self.scenario.services[self.name].kind

    @property
    def asked_by(self) -> list[str]:
        """Return the classes of travellers that may ask here, themselves or by a service whose parts are from here."""
        scenario, services = self.scenario, self.scenario.services
        doors = {self.name, *(name for name, its in services.items() if self.name in its.partners_among(services))}
        return [name for name in scenario.people.classes if any(doors & {*turn} for turn in scenario.asks(name))]
