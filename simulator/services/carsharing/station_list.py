"""The car-sharing stations and cars a scenario names: from the file itself or a list in CSV, all mistakes at once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from simulator.errors import Problem, ScenarioError
from simulator.input_table import Column, Reading, read_input_table
from simulator.scenario.calendar_models import WEEKDAYS
from simulator.scenario.models import ServicePart
from simulator.services.carsharing.schema import Config, FixedBooking, Station
from simulator.suggest import suggest
from simulator.units import DAY_S

COLUMNS = (
    Column("id", "text", required=True),
    Column("name", "text", default=""),
    Column("lon", "number", required=True, low=-180, high=180),
    Column("lat", "number", required=True, low=-90, high=90),
    Column("capacity", "whole", required=True, low=0, high=10_000),
    Column("cars", "whole", default=0, low=0, high=10_000),
    Column("car_type", "text"),
    Column("chargers", "whole", default=0, low=0, high=10_000),
    Column("charger_kw", "number", default=11.0, low=0, high=1000),
    Column("grid_kw", "number", low=0, high=1_000_000),
    Column("site", "text"),
    Column("population", "number", low=0),  # of its place; for the reader only
)


@dataclass(frozen=True)
class ListedStation:
    """A station and where it stands in the scenario's files."""

    station: Station
    part: ServicePart[Config]
    file: Path | None
    place: int  # line of the file, or position in the scenario's list

    def problem(self, column: str, message: str) -> Problem:
        """Return a problem with this station."""
        if self.file is not None:
            return Problem(str(self.file), self.place, 0, column, message)
        return self.part.problem(f"stations[{self.place}].{column}", message)

    @property
    def car_ids(self) -> list[str]:
        """Return the names of the cars that stand here at first."""
        return [f"{self.station.id}-{number + 1}" for number in range(self.station.cars)]


def listed_stations(part: ServicePart[Config]) -> list[ListedStation]:
    """Return the stations in their order. Raises InputError with all that is wrong with stations and community cars."""
    config = part.config
    if config.mode == "free_floating":
        return []
    if config.stations_file is not None:
        stations = _from_file(part, config.stations_file)
    else:
        stations = [ListedStation(station, part, None, n) for n, station in enumerate(config.stations)]
    problems = [problem for station in stations for problem in _unknown_names(station, config)]
    seen: set[str] = set()
    for listed in stations:
        if listed.station.id in seen:
            problems.append(listed.problem("id", f'"{listed.station.id}" stands here a second time'))
        seen.add(listed.station.id)
    problems += _community_problems(part, stations)
    if problems:
        raise ScenarioError(problems)
    return stations


def _from_file(part: ServicePart[Config], file: Path) -> list[ListedStation]:
    table = read_input_table(file, COLUMNS, Reading(part.config.columns))
    stations, problems = [], []
    names = [column.name for column in COLUMNS if column.name != "population"]
    for line, *values in table[["line", *names]].itertuples(index=False):
        data: dict[str, Any] = {
            name: value for name, value in zip(names, values, strict=True) if value is not None and value == value
        }
        try:
            stations.append(ListedStation(Station.model_validate(data), part, file, int(line)))
        except ValidationError as error:
            for mistake in error.errors():
                key = ".".join(str(part) for part in mistake["loc"])
                problems.append(Problem(str(file), int(line), 0, key, str(mistake["msg"])))
    if problems:
        raise ScenarioError(problems)
    return stations


def _unknown_names(listed: ListedStation, config: Config) -> Iterator[Problem]:
    station, sites = listed.station, [site.name for site in listed.part.scenario.energy.sites]
    if station.car_type is not None and station.car_type not in config.car_types:
        hint = suggest(station.car_type, config.car_types) or f"known are {', '.join(config.car_types)}"
        yield listed.problem("car_type", f'unknown car type "{station.car_type}"; {hint}')
    if station.site is not None and station.site not in sites:
        hint = suggest(station.site, sites) or f"energy.sites has {', '.join(sites) or 'none'}"
        yield listed.problem("site", f'unknown charging site "{station.site}"; {hint}')
    energy = {site.name: site.energy for site in listed.part.scenario.energy.sites}
    if energy.get(station.site or "", "electricity") != "electricity":
        message = (
            f'"{station.site}" gives {energy[str(station.site)]}; shared cars need a site with energy: electricity'
        )
        yield listed.problem("site", message)


def _community_problems(part: ServicePart[Config], stations: list[ListedStation]) -> Iterator[Problem]:
    """Tell fixed bookings of cars that do not exist, and those that overlap."""
    config = part.config
    cars = [car for listed in stations for car in listed.car_ids]
    for number, fixed in enumerate(config.community):
        key = f"community[{number}]"
        if fixed.car not in cars:
            hint = suggest(fixed.car, cars) or f"cars are named like {cars[0]}" if cars else "there are no cars"
            yield part.problem(f"{key}.car", f'unknown car "{fixed.car}"; {hint}')
        for earlier, other in enumerate(config.community[:number]):
            days = _common_days(fixed, other, config.booking.buffer_s)
            if fixed.car == other.car and days:
                message = (
                    f'overlaps with that of "{other.institution}" ({part.key(f"community[{earlier}]")}), or leaves '
                    f"less than the buffer of {config.booking.buffer_s // 60} min: {fixed.car} is needed twice on "
                    f"{', '.join(days)}"
                )
                yield part.problem(f"{key}.hours", message)


def _common_days(one: FixedBooking, other: FixedBooking, buffer_s: int) -> list[str]:
    """Return the weekdays of one fixed booking on which the other is too near, in the round of the week."""
    week_s = len(WEEKDAYS) * DAY_S
    kept_s, others_s = (hours[1] - hours[0] + buffer_s for hours in (one.hours, other.hours))
    found = []
    for day in one.days:
        after_s = [
            (WEEKDAYS.index(name) - WEEKDAYS.index(day)) * DAY_S + other.hours[0] - one.hours[0] for name in other.days
        ]
        if any(second % week_s < kept_s or -second % week_s < others_s for second in after_s):
            found.append(str(day))
    return found
