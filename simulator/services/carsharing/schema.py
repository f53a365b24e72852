"""The car-sharing part of a scenario: stations or zones, cars, booking rules, community cars, relocation, demand."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field, SerializeAsAny, model_validator
from pydantic_core import PydanticCustomError

from simulator.scenario.calendar_models import Weekday
from simulator.scenario.energy_models import Powered, Share, StartLevel
from simulator.scenario.named_code import NamesCode, chosen, registered
from simulator.scenario.price_models import KmPriceByDay, PriceByDay
from simulator.scenario.quantities import (
    DailyHours,
    Euros,
    Kilowatts,
    Metres,
    Seconds,
    SpeedKph,
    quantity,
)
from simulator.scenario.section import DURING_DAY, Section
from simulator.scenario.table_models import COLUMNS, ColumnNames

YEAR_S = 366 * 86_400
StationId = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,79}$")]


class Station(Section):
    """A car-sharing station: places for cars, some of them with a charger."""

    id: StationId = Field(description="Of the station; once in a scenario")
    name: str = Field("", max_length=200, description="For people")
    lon: float = Field(ge=-180, le=180, description="Degrees east, WGS84")
    lat: float = Field(ge=-90, le=90, description="Degrees north, WGS84")
    capacity: int = Field(ge=0, le=10_000, description="Places for cars")
    cars: int = Field(0, ge=0, le=10_000, description="Cars that stand here when the first day begins")
    car_type: str | None = Field(None, description="Of these cars; the first type when not given")
    chargers: int = Field(0, ge=0, le=10_000, description="Plugs of its own")
    charger_kw: Kilowatts = quantity(11, unit="kw", name="charger", gt=0, le=1000, description="Power of each")
    grid_kw: Kilowatts | None = quantity(
        None, unit="kw", name="grid", gt=0, le=1_000_000, description="All chargers together draw no more"
    )
    site: str | None = Field(None, description="A site of energy.sites whose plugs the cars share, instead of chargers")

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if self.cars > self.capacity:
            message = "{cars} cars do not fit into {capacity} places"
            raise PydanticCustomError("station", message, {"cars": self.cars, "capacity": self.capacity})
        if self.site is not None and self.chargers:
            raise PydanticCustomError("station", "expected chargers of its own, or a site to share, not both")
        return self


class Zone(Section):
    """An area in which cars may be left anywhere on a road."""

    name: str = Field(max_length=200, description="For people")
    polygon: tuple[tuple[float, float], ...] = Field(min_length=3, max_length=10_000, description="[lon, lat] corners")


class CarType(Powered):
    """Cars of one kind."""

    seats: int = Field(4, ge=1, le=50, description="Places for people")
    count: int = Field(0, ge=0, le=100_000, description="For free-floating: cars, put where people live")


class BookingRules(Section):
    """What is granted, and how customers behave."""

    horizon_s: Seconds = quantity(
        28 * 86_400,
        unit="s",
        name="horizon",
        marks=DURING_DAY,
        ge=0,
        le=YEAR_S,
        description="Nobody books further ahead",
    )
    buffer_s: Seconds = quantity(900, unit="s", name="buffer", ge=0, le=86_400, description="Kept between two bookings")
    min_duration_s: Seconds = quantity(
        0,
        unit="s",
        name="min_duration",
        marks=DURING_DAY,
        ge=0,
        le=YEAR_S,
        description="Shorter bookings are refused [s]",
    )
    max_duration_s: Seconds = quantity(
        7 * 86_400,
        unit="s",
        name="max_duration",
        marks=DURING_DAY,
        gt=0,
        le=YEAR_S,
        description="Longer bookings are refused [s]",
    )
    walk_m: Metres = quantity(1000, unit="m", name="walk", ge=0, le=50_000, description="Beeline to a car, at most")
    walk_kph: SpeedKph = quantity(
        4.5, unit="kph", name="walk_speed", gt=0, le=20, description="Speed of people on foot [km/h]"
    )
    patience_s: Seconds = quantity(
        1800, unit="s", name="patience", ge=0, le=86_400, description="Customers wait so long for a car that is late"
    )
    late_share: Share = Field(0.0, description="Probability that a car comes back late")
    late_mean_s: Seconds = quantity(
        1800, unit="s", name="late_mean", gt=0, le=86_400, description="Mean delay of those; exponential"
    )
    cancellation: Share = Field(0.0, description="Probability of a cancellation, at any moment until the start")
    no_show: Share = Field(0.0, description="Probability that nobody comes")
    no_show_after_s: Seconds = quantity(
        1800, unit="s", name="no_show_after", ge=0, le=86_400, description="Then the car is free again"
    )

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if self.max_duration_s < self.min_duration_s:
            raise PydanticCustomError("booking", "max_duration must not be smaller than min_duration")
        return self


class FixedBooking(Section):
    """A community car: on some weekdays it serves an institution, at other times the public."""

    institution: str = Field(min_length=1, max_length=200, description="Whom the car serves")
    car: str = Field(description="A car by its name: station, hyphen, number, such as perleberg-1")
    days: tuple[Weekday, ...] = Field(
        ("mo", "tu", "we", "th", "fr"), min_length=1, description="Weekdays on which it does"
    )
    hours: DailyHours = Field(description="Hours of these days; over midnight too")
    length_m: Metres = quantity(40_000, unit="m", name="length", ge=0, le=2_000_000, description="Driven on each day")


class Relocation(NamesCode):
    """What staff does with cars nobody uses.

    balance: cars go from stations with too many to stations with too few; free-floating cars with little energy go to a
    charger.
    """

    group: ClassVar[str] = "relocation"
    policy: Annotated[str, registered("relocation")] = Field("none", description="none, or balance")
    staff: int = Field(1, ge=1, le=1000, description="People at work at the same time")
    hours: DailyHours = Field((6 * 3600, 22 * 3600), description="Working hours of the staff, each day")
    every_s: Seconds = quantity(
        1800, unit="s", name="every", gt=0, le=86_400, description="Period in which staff looks for cars to move [s]"
    )
    handling_s: Seconds = quantity(600, unit="s", name="handling", ge=0, le=86_400, description="For each car")
    charge_below: Share = Field(0.3, description="Free-floating cars with less are brought to a charger")


class SpreadOfTime(Section):
    """A lognormal distribution of times, cut off at both ends."""

    median_s: Seconds = quantity(3 * 3600, unit="s", name="median", gt=0, le=YEAR_S, description="Half are longer [s]")
    sigma: float = Field(0.8, ge=0, le=5, description="Standard deviation of the logarithm")
    min_s: Seconds = quantity(1800, unit="s", name="min", ge=0, le=YEAR_S, description="None is shorter [s]")
    max_s: Seconds = quantity(86_400, unit="s", name="max", gt=0, le=YEAR_S, description="None is longer [s]")

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if self.max_s < self.min_s:
            raise PydanticCustomError("spread", "max must not be smaller than min")
        return self


class SpreadOfLength(Section):
    """A lognormal distribution of lengths, cut off at both ends."""

    median_m: Metres = quantity(30_000, unit="m", name="median", gt=0, le=2_000_000, description="Half are longer [m]")
    sigma: float = Field(0.8, ge=0, le=5, description="Standard deviation of the logarithm")
    min_m: Metres = quantity(2000, unit="m", name="min", ge=0, le=2_000_000, description="None is shorter [m]")
    max_m: Metres = quantity(200_000, unit="m", name="max", gt=0, le=2_000_000, description="None is longer [m]")

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if self.max_m < self.min_m:
            raise PydanticCustomError("spread", "max must not be smaller than min")
        return self


_STARTS = (1, 1, 1, 1, 2, 6, 14, 28, 42, 56, 60, 54, 48, 50, 54, 56, 54, 48, 38, 26, 16, 10, 6, 3)


_LEAD_TIME = SpreadOfTime.model_validate({"median": "24 h", "sigma": 1.2, "min": "15 min", "max": "336 h"})


class SyntheticBookings(Section):
    """Bookings that are drawn: where, when, how long, how far. The defaults are assumptions."""

    bookings_per_day: float = Field(ge=0, le=1_000_000, description="Mean of a day; weekdays multiplies it")
    localities: Path = Field(description="CSV: locality, lon, lat, population")
    columns: ColumnNames = Field({}, description=f"Of the localities. {COLUMNS}")
    starts: tuple[Annotated[float, Field(ge=0)], ...] = Field(
        _STARTS, min_length=24, max_length=24, description="Weight of each hour of the day"
    )
    weekdays: tuple[Annotated[float, Field(ge=0)], ...] = Field(
        (1.0,) * 7, min_length=7, max_length=7, description="Bookings on Monday to Sunday, times bookings_per_day"
    )
    walk_up_share: Share = Field(0.2, description="Wanted at once; the others are made ahead")
    lead_time: SpreadOfTime = Field(_LEAD_TIME, description="How long ahead bookings are made")
    duration: SpreadOfTime = Field(SpreadOfTime(), description="From the start to the end that is booked")
    distance: SpreadOfLength = Field(SpreadOfLength(), description="Driven in a round trip")
    speed_kph: SpeedKph = quantity(50, unit="kph", name="speed", gt=0, le=200, description="While driving, round trips")
    scatter_m: Metres = quantity(
        150, unit="m", name="scatter", ge=0, le=10_000, description="Places are spread this far around localities [m]"
    )

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if not sum(self.starts) > 0 or not sum(self.weekdays) > 0:
            raise PydanticCustomError("starts", "at least one hour and one weekday needs a weight above 0")
        return self


class BookingDemand(Section):
    """Where the bookings come from; nothing given: only from travellers of the common demand."""

    bookings_file: Path | None = Field(
        None, description="CSV or Parquet, one row per booking; see docs/carsharing.md; null: none"
    )
    columns: ColumnNames = Field({}, description=f"Of the bookings_file. {COLUMNS}")
    synthetic: SyntheticBookings | None = Field(None, description="Drawn bookings; null: none")

    @model_validator(mode="after")
    def _one_source(self) -> Self:
        if self.bookings_file is not None and self.synthetic is not None:
            raise PydanticCustomError("one_of", "expected one of bookings_file, synthetic, not both")
        return self


class FromRequests(Section):
    """The booking that a traveller of the common demand makes: there and back, or one way where cars may stay there."""

    stay_s: Seconds = quantity(
        7200, unit="s", name="stay", ge=0, le=YEAR_S, description="Time at the destination of a round trip"
    )
    rounded_to_s: Seconds = quantity(
        900, unit="s", name="rounded_to", gt=0, le=86_400, description="Bookings end on a multiple of it"
    )


class CarFares(Section):
    """What customers pay; what is not given is 0."""

    per_hour_eur: PriceByDay = quantity(
        0, unit="eur", name="per_hour", description="Price of an hour [EUR]; may differ by type of day"
    )
    per_night_hour_eur: PriceByDay | None = quantity(
        None,
        unit="eur",
        name="per_night_hour",
        description="Price of an hour at night [EUR]; may differ by type of day; null: as by day",
    )
    hours: DailyHours = Field((8 * 3600, 20 * 3600), description="The hours that are not night")
    per_km_eur: KmPriceByDay = quantity(
        0, unit="eur", name="per_km", description="Price of a kilometre [EUR]; may differ by type of day"
    )


class CarCosts(Section):
    """What the service costs."""

    per_car_day_eur: Euros | None = quantity(
        None,
        unit="eur",
        name="per_car_day",
        ge=0,
        le=1000,
        description="Cost of a car for a day [EUR]; null: not known",
    )
    per_km_eur: Euros | None = quantity(
        None,
        unit="eur",
        name="per_km",
        ge=0,
        le=100,
        description="Cost of a kilometre driven, without energy that has a price [EUR]; null: not known",
    )
    per_staff_hour_eur: Euros | None = quantity(
        None,
        unit="eur",
        name="per_staff_hour",
        ge=0,
        le=1000,
        description="Cost of an hour of staff [EUR]; null: not known",
    )


class Config(Section):
    """A car-sharing service on the scenario's roads."""

    answers_requests: ClassVar[bool] = False
    mode: Literal["round_trip", "one_way", "free_floating"] = Field(
        "round_trip", description="Where cars are left: at their station, at any station, or anywhere in the zones"
    )
    stations_file: Path | None = Field(None, description="CSV: id, name, lon, lat, capacity, cars, chargers, ...")
    columns: ColumnNames = Field({}, description=f"Of the stations_file. {COLUMNS}")
    stations: tuple[Station, ...] = Field((), description="Instead of a stations_file")
    eur_per_kwh: Euros | None = Field(
        None, ge=0, le=100, description="Of the stations' own chargers; null: as energy.prices has it"
    )
    zones: tuple[Zone, ...] = Field((), description="For free_floating: where cars may be left")
    car_types: dict[str, CarType] = Field(
        min_length=1, description="Kinds of cars, by name; the first is the usual one"
    )
    booking: BookingRules = BookingRules()
    community: tuple[FixedBooking, ...] = Field((), description="Cars that serve an institution on some weekdays")
    relocation: Annotated[SerializeAsAny[Relocation], chosen(Relocation)] = Relocation()
    demand: BookingDemand = BookingDemand()
    from_requests: FromRequests = FromRequests()
    start_level: StartLevel = 1.0
    fares: CarFares | None = Field(
        None, description="Prices; null: money is not counted, unless costs are given", json_schema_extra=DURING_DAY
    )
    costs: CarCosts = CarCosts()

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if self.mode == "free_floating":
            if not self.zones:
                raise PydanticCustomError("zones", "mode free_floating needs zones")
            if self.stations or self.stations_file is not None or self.community:
                raise PydanticCustomError("zones", "mode free_floating has no stations and no community cars")
        elif bool(self.stations) == (self.stations_file is not None):
            raise PydanticCustomError(
                "stations", "mode {mode} needs either stations or a stations_file", {"mode": self.mode}
            )
        elif self.zones:
            raise PydanticCustomError("zones", "zones need mode free_floating")
        if self.mode == "round_trip" and self.relocation.policy != "none":
            raise PydanticCustomError("relocation", "round trips bring every car back: relocation needs another mode")
        if self.mode != "round_trip" and self.community:
            raise PydanticCustomError("community", "community cars need mode round_trip")
        return self
