"""The independent auditor over a finished run: its log, its key figures, its files."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd

from simulator import registry
from simulator.analysis.audit.all import audit
from simulator.analysis.audit.carsharing import audit_carsharing
from simulator.analysis.audit.drawn import Drawn
from simulator.analysis.audit.drives import Drives, KindsOfRoads
from simulator.analysis.audit.energy import EnergyAudit
from simulator.analysis.audit.equity import audit_equity
from simulator.analysis.audit.first_answers import follow_first_answers
from simulator.analysis.audit.marks import audit_marks
from simulator.analysis.audit.outages import first_tries
from simulator.analysis.audit.parts import mended_rides
from simulator.analysis.audit.readable import unreadable_rows
from simulator.analysis.audit.resilience import Told, audit_resilience
from simulator.analysis.audit.services import ServicesAudit, audit_services
from simulator.analysis.audit.tours import Services as OnTours
from simulator.analysis.audit.tours import audit_tours
from simulator.analysis.audit.trips import asked_of, follow_trips
from simulator.analysis.car_services import car_inputs_of_each
from simulator.analysis.carsharing_tables import CarsharingInputs
from simulator.analysis.run_inputs import has_carsharing, read_carsharing, read_whole
from simulator.analysis.services import RideInputs, of_kind, rides_of
from simulator.analysis.trips import with_trips
from simulator.errors import ResultError
from simulator.event_kinds import Event
from simulator.experiments.audit_asking import audit_asking
from simulator.experiments.audit_ecology import audit_saved, audit_saved_in
from simulator.experiments.audit_other_means import audit_quiet, rows_of_quiet
from simulator.experiments.audit_outages import audit_outages
from simulator.experiments.audit_territories import audit_by_territory
from simulator.experiments.booking_rules import rules_of_run
from simulator.experiments.closures import closures_of
from simulator.experiments.run import RunResult
from simulator.experiments.territories import by_territory
from simulator.experiments.world_of_run import numbered_as, read_manifest, with_ids, world_of_run
from simulator.results.catalogue import CATALOGUE
from simulator.results.reader import read_if_any, read_kpis, read_services, read_table
from simulator.scenario.models import ServicePart
from simulator.scenario.turns import first_asked
from simulator.tables import CARS, OWN_MEANS, RIDES, ServiceName, as_met
from simulator.world.build import World
from simulator.world.disruptions import of_kind as disruptions_of_kind
from simulator.world.gateways import outside_ends
from simulator.world.parts import ServiceWorld
from simulator.world.tours import has_tours

DATA = (".parquet", ".json", ".yaml")


def audit_run(
    folder: Path,
    *,
    scenarios: Path | None = None,
    outside: bool = False,
    report: Callable[[str], None] = lambda text: None,
) -> list[str]:
    """List everything in a results folder that breaks a rule of the day, and files that are not as they were written.

    The auditor follows the event log and uses nothing of the engine; drives are compared with the travel times of the
    roads. scenarios: the folder that the scenario's file names are relative to. outside: let it
    name files elsewhere, too. Raises ResultError when the folder is
    no run, or the roads are not those of the run.
    """
    found = changed_files(folder)
    whole, services = read_whole(folder), read_services(folder)
    world = world_of_run(folder, scenarios=scenarios, outside=outside, report=report)
    tours = read_if_any(folder, "tour_requests")
    if len(whole.trips):
        told = [whole.requests, whole.trips, whole.other_means]
        world = numbered_as(world, told if tours is None else [*told, with_ids(tours, world.demand)])
    report("following the event log")
    # that the files of car-sharing are gone is told already
    cars = car_inputs_of_each(read_carsharing(folder)[1], services) if has_carsharing(folder) else {}
    found += audit_log(whole, services, world, _kpis(folder), cars, tours)
    found += _audit_twin(folder, whole.events) + _audit_marks(folder, whole.events, services)
    found += audit_saved_in(folder, whole.events, world.scenario, _kpis(folder))
    territories = read_if_any(folder, "by_territory")
    found += [] if territories is None else audit_by_territory(territories, whole.events, world)
    equity, inequality = (read_if_any(folder, name) for name in ("equity", "inequality"))
    if equity is not None and inequality is not None:
        by_home = read_if_any(folder, "persons") is not None
        found += audit_equity(equity, inequality, read_table(folder, "journeys"), by_home=by_home)
    asking = read_if_any(folder, "asking")
    return found if asking is None else found + audit_asking(asking, whole.events, world.scenario, services)


def _audit_twin(folder: Path, events: pd.DataFrame) -> list[str]:
    """List what a run tells otherwise of itself and its undisturbed twin than their journeys do; none without one."""
    if not (folder / CATALOGUE["twin_journeys"].file).is_file():
        return []
    names = ("journeys", "twin_journeys", "resilience_curve", "resilience_by_group")
    journeys, twin, curve, groups = (read_table(folder, name) for name in names)
    return audit_resilience(Told(journeys, twin, curve, groups, _kpis(folder)), events)


def _audit_marks(folder: Path, events: pd.DataFrame, services: Sequence[ServiceName]) -> list[str]:
    """List who is marked otherwise than the log tells because of what promises fell; none where nothing went wrong."""
    if not (folder / CATALOGUE["disruptions"].file).is_file():
        return []
    journeys, promises, wrong = (read_table(folder, name) for name in ("journeys", "broken_promises", "disruptions"))
    names = dict(zip(wrong["disruption"].tolist(), wrong["name"].tolist(), strict=True))
    if len(wrong) and "promise_broken_by" not in journeys:
        return ["journeys: who was promised what did not keep is not marked"]
    return list(audit_marks(journeys, promises, (events, services), names))


def audit_result(result: RunResult) -> list[str]:
    """List everything in the event log of a run in memory that breaks a rule of the day."""
    inputs = result.inputs_with_cars, result.tour_requests
    found = audit_log(result.whole, result.services, result.world, result.kpis, *inputs)
    if result.disturbed is not None:
        names = {its.number: its.name for its in result.disturbed.happened}
        log = result.events, result.services
        found += audit_marks(result.journeys, result.disturbed.facts.promises, log, names)
    if result.world.territories is not None:
        found += audit_by_territory(by_territory(result), result.events, result.world)
    if told := result.equity.tables():
        found += audit_equity(told["equity"], told["inequality"], result.journeys, by_home=bool(result.people))
    found += audit_saved(result)
    return found + audit_asking(result.asking, result.events, result.world.scenario, result.services)


def audit_log(
    whole: RideInputs,
    services: Sequence[ServiceName],
    world: World,
    kpis: Mapping[str, float | None],
    cars: Mapping[str, CarsharingInputs],
    tours: pd.DataFrame | None = None,
) -> list[str]:
    """List what breaks a rule in an event log: of each service by itself, and between services.

    A log with rows that nobody can follow is not followed: only these are told.

    kpis: the kilometres of each service are compared. cars: by the name of the car-sharing service. tours: requests
    that are trips of tours.
    """
    unreadable = unreadable_rows(whole.events, world.network.node_count, outside_ends(world.demand))
    if unreadable:
        return unreadable
    rides = of_kind(services, RIDES)
    several = len(rides) > 1
    found = _between_services(whole, services, world, cars, energy_of_all=several or len(cars) > 1)
    mended = mended_rides(whole.events)
    for service in rides:
        km = kpis.get(f"{service.name}.vehicle_km" if several else "vehicle_km")
        is_first = len(services) == 1 and not disruptions_of_kind(world.disruptions, "booking")
        own = rides_of(whole, services, service)
        lines = audit_rides(own, world, km, service.name, is_first=is_first, mended=mended)
        lines += audit_who_may_book(own, service, world)
        revenue = kpis.get(f"{service.name}.fare_revenue_eur" if several else "fare_revenue_eur")
        lines += audit_fares(own, service, world, None if kpis.get("part_rides") else revenue)
        lines += audit_first_answers(whole, service, world)
        found += [f"{service.name}: {line}" for line in lines] if several else lines
    found += audit_outages(whole.events, world)
    quiet = rows_of_quiet(whole, services, world, tours)
    found += audit_quiet(whole, services, world, quiet)
    for service in with_trips(services):
        found += [f"{service.name}: {line}" for line in audit_trips(whole, service, world)]
        found += [f"{service.name}: {line}" for line in audit_costs(whole, service, world, kpis)]
    if tours is not None and len(tours):
        log = pd.concat([whole.events, quiet]).sort_values(["time_s", "seq"], kind="stable")
        found += audit_tours(log, tours, _on_tours(whole, services, world, cars))
    return found + audit_cars(whole, services, cars, world)


def _on_tours(
    whole: RideInputs, services: Sequence[ServiceName], world: World, cars: Mapping[str, CarsharingInputs]
) -> OnTours:
    """Return what services are to people on tours."""
    parts: Sequence[ServicePart[Any]] = world.scenario.parts
    number = {service.name: service.number for service in services}
    table = as_met(whole.requests).assign(request=whole.requests["request"], service=whole.requests["service"])
    walks = zip(*(table[name].tolist() for name in ("service", "request", "dropoff_walk_s")), strict=True)
    return OnTours(
        own={part.number: part.config.by for part in parts if part.kind == OWN_MEANS},
        kept=frozenset(part.number for part in parts if part.kind == CARS and part.config.mode == "round_trip"),
        bookings={number[name]: its.bookings["request"].tolist() for name, its in cars.items()},
        walks_s={(number[name], request): walk_s for name, request, walk_s in walks},
    )


def audit_trips(whole: RideInputs, service: ServiceName, world: World) -> list[str]:
    """List what breaks a rule of a service whose trips are told as a whole; its kind may have more to check."""
    module = registry.aspect("service", service.kind, "audit")
    part = world.scenario.parts[service.number]
    check_whole = getattr(module, "check_whole", None)  # of journeys whose parts are rides of other services
    if check_whole is not None:
        return list(check_whole(whole.events, part, world))
    shared = getattr(module, "SHARED", False)  # whether one vehicle carries many
    trips, found = follow_trips(whole.events, service.number, whole.trips, shared=shared)
    if module is None:
        return found
    refused = whole.events[(whole.events["service"] == service.number) & (whole.events["kind"] == Event.REJECTED)]
    more = module.refused(part, world, trips, (refused, asked_of(whole.trips))) if hasattr(module, "refused") else ()
    files = module.given(part, whole.timetable, world) if hasattr(module, "given") else ()
    return [*found, *files, *module.check(trips, part, world), *more]


def audit_rides(
    part: RideInputs,
    world: World,
    vehicle_km: float | None,
    service: str | None = None,
    *,
    is_first: bool = True,
    mended: frozenset[int] = frozenset(),
) -> list[str]:
    """List what breaks a rule of a ridepooling service. world: of its drives. is_first, mended: ``BookingRules``."""
    return audit(
        part.events,
        part.requests,
        part.vehicles,
        with_drawn(replace(Drives.on(world.roads), closures=closures_of(world)), part, world, service),
        vehicle_km=vehicle_km,
        facilities=part.facilities,
        rules=replace(rules_of_run(world, service), is_first=is_first, mended=mended),
    )


def audit_who_may_book(part: RideInputs, service: ServiceName, world: World) -> list[str]:
    """List what breaks a rule of a ridepooling service about who may book."""
    module = registry.aspect("service", service.kind, "audit")
    scenario_part = world.scenario.parts[service.number]
    return [] if module is None else list(module.check(part.events, part.requests, scenario_part, world))


def audit_fares(part: RideInputs, service: ServiceName, world: World, revenue_eur: float | None) -> list[str]:
    """List which rides are told to cost what they do not."""
    module = registry.aspect("service", service.kind, "audit_fares")
    scenario_part = world.scenario.parts[service.number]
    if module is None:
        return []
    return list(module.check(part.events, part.requests, scenario_part, world, revenue_eur))


def audit_costs(whole: RideInputs, service: ServiceName, world: World, kpis: Mapping[str, float | None]) -> list[str]:
    """List which costs of a service that keeps a timetable are others than its trips come to."""
    module, part = registry.aspect("service", service.kind, "audit_costs"), world.scenario.parts[service.number]
    return [] if module is None else list(module.check(part, whole.timetable, kpis, world.scenario.calendar.days))


def audit_first_answers(whole: RideInputs, service: ServiceName, world: World) -> list[str]:
    """List whom a ridepooling service took, or refused, against what another one had that answers before it."""
    services = world.scenario.services
    first = first_asked(service.name, services)
    return (
        [] if first is None else list(follow_first_answers(whole.events, list(services).index(first), service.number))
    )


def with_drawn(drives: Drives, part: RideInputs, world: World, service: str | None) -> Drives:
    """Return the drives with the factors by which drives and stops of a ridepooling service differ, if they do."""
    its = next((its for name, its in world.with_requests.items() if service in (None, name)), None)
    if its is None or not its.varies:
        return drives
    config, requests = its.config, part.requests.sort_values("request")
    planned_s = (
        config.dwell_s
        + config.dwell_per_rider_s * requests["party_size"].astype("int64")
        + config.dwell_per_wheelchair_s * requests["wheelchairs"].astype("int64")
    )
    drawn = Drawn(its.drive_factors, its.dwell_factor, planned_s.tolist(), round(1000 * its.reserve))
    varied, path = world.scenario.network.variation, world.roads.states[0].times.path
    kinds = None
    if varied is not None and varied.by_class:
        kinds = KindsOfRoads(lambda o, d: path(o, d).tolist(), world.network, tuple(varied.by_class))
    return replace(drives, drawn=drawn, kinds=kinds)


def _between_services(
    whole: RideInputs,
    services: Sequence[ServiceName],
    world: World,
    cars: Mapping[str, CarsharingInputs],
    *,
    energy_of_all: bool,
) -> list[str]:
    """List what no service can see: rows that are another's, people in two places, sites that give too much."""
    number = {service.name: service.number for service in services}
    names = dict(zip(whole.vehicles["vehicle"].tolist(), whole.vehicles["service"].tolist(), strict=True))
    for name, given in cars.items():
        names |= dict.fromkeys(given.cars["vehicle"].tolist(), name)
    for service in with_trips(services):
        names |= dict.fromkeys(_vehicles_of(world.services.get(service.name)), service.name)
    owner = {vehicle: number[name] for vehicle, name in names.items()}
    bookings = {number[name]: given.bookings["request"].tolist() for name, given in cars.items()}
    energy = None
    if energy_of_all:
        stores = [whole.vehicles, *(given.cars for given in cars.values())]
        energy = EnergyAudit(pd.concat(stores, ignore_index=True), world.sites)
    submitted_s = dict(zip(whole.requests["request"].tolist(), whole.requests["submitted_s"].tolist(), strict=True))
    submitted_s |= first_tries(whole.events, submitted_s) if has_tours(world.demand) else {}
    reached_s = frozenset(its.until_s for its in disruptions_of_kind(world.disruptions, "booking"))
    told = ServicesAudit(services, owner, bookings, submitted_s if len(services) > 1 else None, reached_s)
    return audit_services(whole.events, told, energy)


def _vehicles_of(its: ServiceWorld | None) -> range:
    """Return the numbers of the vehicles that people take themselves."""
    return range(0) if its is None else range(its.first_vehicle, its.first_vehicle + getattr(its, "vehicle_count", 0))


def audit_cars(
    whole: RideInputs, services: Sequence[ServiceName], cars: Mapping[str, CarsharingInputs], world: World
) -> list[str]:
    """List what breaks a rule of the car-sharing services, of each of several by its own rows."""
    drive_s, several = Drives.on(world.roads).seconds, len(cars) > 1
    found = []
    for service in of_kind(services, CARS):
        if service.name not in cars:
            continue
        lines = audit_carsharing(
            whole.events, cars[service.name], drive_s, sites=world.sites,
            buffer_s=world.scenario.parts[service.number].config.booking.buffer_s,
            vehicles=None if several else whole.vehicles, number=service.number if several else None,
        )  # fmt: skip
        found += [f"{service.name}: {line}" for line in lines] if several else lines
    return found


def changed_files(folder: Path) -> list[str]:
    """List files with data that are gone or not as the run wrote them; pages and figures may be drawn again."""
    found = []
    for name, digest in read_manifest(folder)["files_sha256"].items():
        if not name.endswith(DATA):
            continue
        path = folder / name
        if not path.is_file():
            found.append(f"{name}: the file is gone")
        elif hashlib.sha256(path.read_bytes()).hexdigest() != digest:
            found.append(f"{name}: the file is not as the run wrote it")
    return found


def _kpis(folder: Path) -> dict[str, float | None]:
    try:
        return read_kpis(folder)
    except ResultError as error:
        raise ResultError(f"{folder}: kpis.json is missing or broken: not the results of a run") from error
