"""The study of access: from where which places are to be reached, when, and what is good enough."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Self

from pydantic import BeforeValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from simulator.scenario.access_models import Walk
from simulator.scenario.quantities import Clock, Hours, Metres, Seconds, quantity
from simulator.scenario.section import Name, Section
from simulator.scenario.table_models import COLUMNS, ColumnNames
from simulator.spans import Span
from simulator.units import DAY_S, HOUR_S, MINUTE_S

Kind = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,29}$")]
HIGHER_TOO = {"basic": ("middle", "upper"), "middle": ("upper",)}  # kinds whose centres are of a lower kind as well
FIRST_FEEDER_S, LAST_FEEDER_S = 8 * HOUR_S, 19 * HOUR_S


class Cells(Section):
    """Where people set off: the localities of the demand, unless a file or a grid is given."""

    file: Path | None = Field(
        None,
        description="CSV: name, lon, lat, population; or GeoJSON or GeoPackage with polygons, each with population",
    )
    layer: str | None = Field(None, description="Of a GeoPackage with several layers; null: the only one")
    columns: ColumnNames = Field({}, description=f"Of the file. {COLUMNS}")
    grid_m: Metres | None = quantity(
        None,
        unit="m",
        name="grid",
        ge=250,
        le=50_000,
        description="Localities in one square of this size count as one place, in the mean of their people [m]",
    )

    @model_validator(mode="after")
    def _layer_of_a_file(self) -> Self:
        if self.layer is not None and self.file is None:
            raise PydanticCustomError("cells", "layer goes with file")
        return self


class Centre(Section):
    """A place that people want to reach: on the map, or a stop or locality by its name; or all stations of a service.

    A centre outside of the roads is reached by timetable at its stop, and by car over lon and lat and what lies beyond.
    """

    name: str | None = Field(None, min_length=1, max_length=200, description="For people; null: that of the stop")
    lon: float | None = Field(None, ge=-180, le=180, description="Degrees east, WGS84")
    lat: float | None = Field(None, ge=-90, le=90, description="Degrees north, WGS84")
    stop: str | None = Field(None, min_length=1, description="Name or id of a stop, or name of a locality")
    beyond_s: Seconds = quantity(
        0,
        unit="s",
        name="beyond",
        ge=0,
        le=DAY_S,
        description="By car, from lon and lat on the roads to the centre itself, where that lies outside of them [s]",
    )
    stations_of: str | None = Field(
        None, min_length=1, description="Name of a service by timetable: all of its rail stations; alone"
    )

    @model_validator(mode="after")
    def _one_place(self) -> Self:
        if (self.lon is None) != (self.lat is None):
            raise PydanticCustomError("centre", "expected lon and lat, or none of them")
        if self.stations_of is not None:
            if (self.name, self.lon, self.lat, self.stop, self.beyond_s) != (None, None, None, None, 0):
                raise PydanticCustomError("centre", "stations_of stands alone")
            return self
        if self.lon is None and self.stop is None:
            raise PydanticCustomError("centre", "expected lon and lat, or the name of a stop or locality")
        if self.stop is None and self.name is None:
            raise PydanticCustomError("centre", "expected a name")
        if self.beyond_s and self.lon is None:
            raise PydanticCustomError("centre", "beyond goes with lon and lat, from where it counts")
        return self

    @property
    def called(self) -> str:
        """Return what people call it."""
        return self.name or self.stop or ""


def _named(value: object) -> object:
    return {"stop": value} if isinstance(value, str) else value


NamedCentre = Annotated[Centre, BeforeValidator(_named, json_schema_input_type=str | Centre)]


class Guarantee(Section):
    """What is promised at each place: in each hour an offer that departs in time."""

    hours: Hours | None = Field(None, description="In which each whole hour counts; null: those of the study")
    within_s: Seconds = quantity(
        HOUR_S, unit="s", name="within", gt=0, le=DAY_S, description="So long after the wished departure, at most [s]"
    )
    peak: tuple[Hours, ...] = Field((), max_length=10, description="Hours in which within_peak holds; none: nowhere")
    within_peak_s: Seconds = quantity(
        HOUR_S // 2, unit="s", name="within_peak", gt=0, le=DAY_S, description="The same in the peak [s]"
    )


class Threshold(Section):
    """How long it may take to the nearest centre of a kind."""

    car_s: Seconds = quantity(unit="s", name="car", gt=0, le=DAY_S, description="By car [s]")
    public_s: Seconds = quantity(unit="s", name="public", gt=0, le=DAY_S, description="By public transport [s]")


# Richtlinien für integrierte Netzgestaltung (RIN), FGSV 2008: from homes to the nearest centre.
RIN = {
    "basic": Threshold(car_s=20 * MINUTE_S, public_s=30 * MINUTE_S),
    "middle": Threshold(car_s=30 * MINUTE_S, public_s=45 * MINUTE_S),
    "upper": Threshold(car_s=60 * MINUTE_S, public_s=90 * MINUTE_S),
}


class AccessibilityConfig(Section):
    """From where which places are asked for, and when; no run depends on it."""

    cells: Cells = Cells()
    centres: dict[Kind, Annotated[tuple[NamedCentre, ...], Field(min_length=1)]] = Field(
        min_length=1,
        max_length=20,
        description="By kind: basic, middle and upper centres, of which higher ones are lower ones, too; station, "
        "doctor, or others of your own",
    )
    nearest: int = Field(2, ge=1, le=20, description="So many centres of each kind are asked for, the nearest by car")
    every_s: Seconds = quantity(
        15 * MINUTE_S, unit="s", name="every", ge=60, le=HOUR_S, description="From one wished departure to the next [s]"
    )
    hours: Hours = Field((5 * HOUR_S, DAY_S), description="Wished departures of the first day that counts")
    guarantee: Guarantee = Guarantee()
    traveller_class: Name | None = Field(None, description="Who asks; null: the first class")
    notice_s: Seconds | None = quantity(
        None,
        unit="s",
        name="notice",
        ge=0,
        le=7 * DAY_S,
        description="How long before the wished departure it is asked; null: the shortest the service takes [s]",
    )
    services: tuple[str, ...] | None = Field(
        None,
        max_length=20,
        description="Services on demand and feeders that are asked; null: all that the class asks",
    )
    feeder_times: tuple[Clock, ...] = Field(
        (FIRST_FEEDER_S, 12 * HOUR_S, 16 * HOUR_S, LAST_FEEDER_S),
        max_length=96,
        description="Wished departures at which feeders are asked, which take longer to answer",
    )
    car_access_s: Seconds = quantity(
        5 * MINUTE_S,
        unit="s",
        name="car_access",
        ge=0,
        le=HOUR_S,
        description="By car, to it and from where it parks [s]",
    )
    walk: Walk = Field(
        Walk(limit_m=1000), description="Who is nearer to a centre goes there on foot, whatever the means"
    )
    thresholds: dict[Kind, Threshold] = Field({}, description="By kind; basic, middle, upper: else those of RIN 2008")

    @model_validator(mode="after")
    def _within_the_day(self) -> Self:
        promised = self.guarantee.hours or self.hours
        spans: dict[str, Span] = {"hours": self.hours, "guarantee.hours": promised}
        spans |= {f"guarantee.peak[{number}]": span for number, span in enumerate(self.guarantee.peak)}
        for name, span in spans.items():
            if span[1] > DAY_S:
                raise PydanticCustomError("hours", "{name} end after the day; expected 24:00 at most", {"name": name})
        if HOUR_S % self.every_s:
            raise PydanticCustomError("every", "every has to fit into an hour, like 5, 10, 15, 20, 30 or 60 min")
        if self.guarantee.peak and (HOUR_S // 2) % self.every_s:
            raise PydanticCustomError("every", "with guarantee.peak, every has to fit into half an hour")
        if self.hours[0] % self.every_s:
            raise PydanticCustomError("hours", "hours have to begin at a whole hour, or so many times every after one")
        if promised[0] < self.hours[0] or promised[1] > self.hours[1]:
            raise PydanticCustomError("hours", "guarantee.hours have to lie within hours: in others nobody asks")
        return self

    @model_validator(mode="after")
    def _feeders_asked_when_others_are(self) -> Self:
        if "feeder_times" in self.model_fields_set:
            for number, time_s in enumerate(self.feeder_times):
                begins_s, ends_s = self.hours
                if not begins_s <= time_s < ends_s or (time_s - begins_s) % self.every_s:
                    message = "feeder_times[{number}] is no wished departure; expected one within hours, every so often"
                    raise PydanticCustomError("feeder_times", message, {"number": number})
        return self

    @property
    def kept_within(self) -> dict[str, Threshold]:
        """Return the thresholds by kind, those of the scenario before those of RIN."""
        return {kind: its for kind, its in {**RIN, **self.thresholds}.items() if kind in self.centres}

    def of_kind(self, kind: str) -> tuple[tuple[str, int], ...]:
        """Return which centres are of a kind, those of higher kinds included: kind and place in its list."""
        kinds = (kind, *HIGHER_TOO.get(kind, ()))
        return tuple((its, number) for its in kinds for number in range(len(self.centres.get(its, ()))))
