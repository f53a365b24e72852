"""What must fit together across the parts of a scenario; each kind of service checks its own part."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from simulator import registry
from simulator.days import DayType
from simulator.errors import Problem
from simulator.scenario.accessibility_checks import check_accessibility
from simulator.scenario.choice_checks import check_choices
from simulator.scenario.demand_models import SyntheticDemand
from simulator.scenario.demand_parts import DistanceBand
from simulator.scenario.ecology_checks import check_ecology
from simulator.scenario.emission_factors import DIRECT
from simulator.scenario.energy_models import Climate, Powered
from simulator.scenario.models import Scenario
from simulator.scenario.population_models import PopulationDemand
from simulator.scenario.problems import where
from simulator.scenario.yaml_file import Document, Path_, dotted
from simulator.suggest import suggest
from simulator.units import HOUR_S

Found = Iterator[tuple[Path_, str]]  # what does not fit, at the key that names the other
_BANDS: Path_ = ("demand", "distance_bands")


def check_scenario(scenario: Scenario, document: Document) -> list[Problem]:
    """Return what does not fit together, each at the line of the part that names the other.

    The checks of a kind of service are ``check`` in its module ``checks``, if it has one.
    """
    found = [
        *_check_people(scenario),
        *check_choices(scenario),
        *_check_sites(scenario),
        *check_accessibility(scenario),
        *check_ecology(scenario),
    ]
    synthetic = scenario.demand.as_synthetic
    if synthetic is not None:
        found += [*_check_shares(synthetic), *_check_departures(synthetic, scenario)]
    people = scenario.demand.as_population
    if people is not None:
        found += [*_check_bands(people.distance_bands), *_check_class_names(people, scenario)]
        found += _check_months(people, scenario)
    elif scenario.people.knobs.any:
        kind = scenario.demand.kind
        found.append(
            (("people", "knobs"), f"move people of a population, but demand.kind is {kind}; expected population")
        )
    found += _check_disruptions(scenario)
    for part in scenario.parts:
        checks = registry.aspect("service", part.config.kind, "checks")
        found += [] if checks is None else checks.check(part)
    return [where(document, path).problem(dotted(path), message) for path, message in found]


def _check_disruptions(scenario: Scenario) -> Found:
    """Tell disruptions that have the name of one before them, and what does not fit the rest of the scenario."""
    names = [its.name for its in scenario.disruptions]
    for number, name in enumerate(names):
        if name in names[:number]:
            yield ("disruptions", number, "name"), f'a disruption before it is called "{name}", too'
        for key, message in scenario.disruptions[number].misfits(scenario):
            yield ("disruptions", number, key), message


def check_reserve(path: Path_, kind: Powered) -> Found:
    """Tell a battery or tank that is smaller than its reserve."""
    if kind.store_kwh is not None and kind.kept_kwh >= kind.usable_kwh:
        what = "battery" if kind.drivetrain == "battery" else "tank"
        message = f"a {what} of {kind.usable_kwh:g} kWh is smaller than its reserve of {kind.kept_kwh:g} kWh"
        yield (*path, "reserve"), message


def check_boundary(path: Path_, kind: Powered, climate: Climate) -> Found:
    """Tell vehicles that emit something upstream where only direct emissions count."""
    if climate.boundary == DIRECT and kind.drivetrain != "diesel" and kind.co2_g_per_kwh:
        message = (
            f"{kind.co2_g_per_kwh:g} g/kWh, but energy.climate.boundary is direct: nothing leaves a vehicle with "
            f"drivetrain {kind.drivetrain}; leave it out, or say boundary: well_to_wheel"
        )
        yield (*path, "co2"), message


def check_start_level(path: Path_, name: str, kind: Powered, level: float) -> Found:
    """Tell vehicles or cars that would begin the first day below their reserve. path: of the level."""
    least = kind.kept_kwh / kind.usable_kwh if kind.store_kwh is not None else 0.0
    if level < least - 1e-9 and least < 1:
        yield path, f"{level:g}: {name} never uses its reserve of {kind.kept_kwh:g} kWh; expected at least {least:.3g}"


def _check_people(scenario: Scenario) -> Found:
    classes = scenario.people.classes
    for name, traveller in classes.items():
        asked = [service for turn in traveller.asks or () for service in turn]
        for service in asked:
            if service not in scenario.services:
                hint = suggest(service, scenario.services) or f"there are {', '.join(scenario.services)}"
                yield ("people", "classes", name, "asks"), f'unknown service "{service}"; {hint}'
        if twice := sorted({service for service in asked if asked.count(service) > 1}):
            yield ("people", "classes", name, "asks"), f"{', '.join(twice)} is asked twice"
        if not scenario.asks(name) and scenario.demand.kind != "none":
            hint = f"expected names of services: {', '.join(scenario.services)}"
            yield ("people", "classes", name, "asks"), f"nobody is asked, as no service takes requests of all; {hint}"
    if not any(traveller.share > 0 for traveller in classes.values()):
        yield ("people", "classes"), "at least one class needs a share above 0"


def _check_sites(scenario: Scenario) -> Found:
    """Tell sites in depots that nobody has."""
    for number, site in enumerate(() if scenario.depots else scenario.energy.sites):
        if site.place == "depots":
            yield ("energy", "sites", number, "place"), "no vehicle type has depots; give the site lon and lat"


def _check_shares(synthetic: SyntheticDemand) -> Found:
    bands = synthetic.distance_bands
    yield from _check_bands(bands)
    if not any(band.share * band.drt_share > 0 for band in bands):
        yield _BANDS, "no band has any trips for the service: share times drt_share is 0 everywhere"
    if sum(synthetic.party_sizes.values()) <= 0:
        yield ("demand", "party_sizes"), "at least one party size needs a weight above 0"


def _check_bands(bands: Sequence[DistanceBand]) -> Found:
    total = sum(band.share for band in bands)
    if abs(total - 1) > 0.005:
        yield _BANDS, f"shares add up to {total:.3f}; expected 1"
    limits = [band.to_km for band in bands]
    if limits[-1] is not None or None in limits[:-1] or sorted(set(limits[:-1])) != limits[:-1]:  # type: ignore[type-var]
        yield _BANDS, "to_km must rise, and the last band must be open (to_km: null)"


def _check_months(people: PopulationDemand, scenario: Scenario) -> Found:
    if people.day_factors.months and scenario.calendar.first_day is None:
        yield ("demand", "day_factors", "months"), "the days have no dates; expected calendar.first_day"


def _check_class_names(people: PopulationDemand, scenario: Scenario) -> Found:
    """Tell names of classes that the scenario does not have."""
    for of_population, name in people.classes.items():
        if name not in scenario.people.classes:
            hint = suggest(name, scenario.people.classes) or f"known are {', '.join(scenario.people.classes)}"
            yield ("demand", "classes", of_population), f'no class "{name}"; {hint}'


def _check_departures(synthetic: SyntheticDemand, scenario: Scenario) -> Found:
    """Tell why no request can be drawn from the purposes: nobody sets off while a service runs, on any type of day."""
    if synthetic.purposes is None:
        return
    for kind in DayType:
        hours, purposes = scenario.hours_on(kind) or (0, 0), synthetic.on(kind).purposes or {}
        served = {hour % 24 for hour in range(hours[0] // HOUR_S, -(-hours[1] // HOUR_S))}
        if any(p.share * p.departures[hour] > 0 for p in purposes.values() for hour in served):
            return
    message = "nobody sets off within the service hours: share times departures is 0 in all of them"
    yield ("demand", "purposes"), message
