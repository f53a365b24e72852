"""Publishing a run: its results folder, written whole or not at all, with pictures and page."""

from __future__ import annotations

import hashlib
import importlib.metadata
import json
import platform
from pathlib import Path

import pandas as pd
import shapely

from simulator import registry
from simulator.analysis.car_services import in_blocks
from simulator.analysis.carsharing_tables import CARSHARING_INPUTS
from simulator.analysis.columns import column_dictionary
from simulator.analysis.gateways import gateway_requests, gateway_table
from simulator.analysis.guarded import guards
from simulator.analysis.inputs import FACILITY_TABLES
from simulator.analysis.kpis.all import Named
from simulator.analysis.modal_split import modal_split
from simulator.analysis.scorecard import with_scorecard
from simulator.analysis.series.calendar import Calendar
from simulator.analysis.services import names_of_vehicles, of_kind, with_names
from simulator.analysis.timetable_changes import changed_timetables_by_name
from simulator.analysis.timetable_delays import line_delays
from simulator.analysis.timetable_loads import TIMETABLE_TABLES
from simulator.analysis.trips import with_trips
from simulator.errors import ResultError
from simulator.experiments.assumptions import assumptions_table
from simulator.experiments.ecology import tables_of_ecology
from simulator.experiments.run import RunResult
from simulator.experiments.territories import tables_of_territories
from simulator.experiments.twin import BesideTwin
from simulator.network.areas import read_areas
from simulator.network.changes import closed_edges
from simulator.network.files import write_network
from simulator.results.writer import digests, write_json, write_tables, write_text
from simulator.scenario.dump import resolved, scenario_to_yaml
from simulator.tables import FEEDER, SERVICE_DTYPES, table_of
from simulator.whole import clean, draft_folder, put_in_place, refusal
from simulator.world.branch import Branch
from simulator.world.build import World
from simulator.world.imported import import_of
from simulator.world.people_sources import sources_of_people

_LIBRARIES = ("numpy", "numba", "scipy", "simpy", "pandas", "pyarrow")

STOP_COLUMNS = ("stop_id", "name", "lon", "lat", "kind", "node", "weight")


def run_name(seed: int, scenario_yaml: str, branch: Branch | None = None) -> str:
    """Return the folder name of a run: the seed, and a hash of the resolved scenario, and of what it branched from."""
    first, told = ("seed", "") if branch is None else ("branch", json.dumps(dict(branch.told), sort_keys=True))
    return f"{first}-{seed}-{hashlib.sha256((scenario_yaml + told).encode()).hexdigest()[:8]}"


def check_place(results: Path) -> None:
    """Raise ResultError when nothing can be written there, before a day is simulated."""
    reason = refusal(results)
    if reason is not None:
        raise ResultError(f"{ascii(str(results))[1:-1]}: cannot write results here: {reason}")


def write_run(
    result: RunResult, results: Path, timings: dict[str, float], *, figures: bool = True, report: bool = False
) -> Path:
    """Write ``results/<scenario>/<run>/`` and return it; an older run of the same name is replaced.

    Everything is written to a temporary folder beside it and renamed, so a run exists whole or not at all; what killed
    runs left there is removed. All files but ``manifest.json`` (which holds timings) are the same bytes for the same
    scenario and seed. Raises ResultError when the folder cannot be written. report: write report.html, too.
    """
    scenario = result.world.scenario
    scenario_yaml = scenario_to_yaml(scenario)
    target = results / scenario.name / run_name(scenario.seed, scenario_yaml, result.world.branch)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        clean(target.parent)
        with draft_folder(target.parent) as draft:
            _write_files(result, scenario_yaml, draft, timings, figures=figures, report=report)
            put_in_place(draft, target)
    except OSError as error:
        raise ResultError(f"{target}: cannot write results: {error.strerror or error}") from error
    return target


def write_into(result: RunResult, folder: Path) -> None:
    """Write all tables of a run into a folder that exists, without figures and timings: always the same bytes."""
    _write_files(result, scenario_to_yaml(result.world.scenario), folder, {}, figures=False, report=False)


def _write_files(
    result: RunResult, scenario_yaml: str, folder: Path, timings: dict[str, float], *, figures: bool, report: bool
) -> None:
    world = result.world
    write_tables(folder, _tables(result))
    write_network(world.network, folder / "network")
    write_text(folder, "scenario", scenario_yaml)
    if world.branch is not None:
        write_text(folder, "parent", scenario_to_yaml(world.branch.before))
    write_json(folder, "kpis", with_scorecard(result.kpis))
    write_json(folder, "notes", [note.plain for note in result.notes])
    write_json(folder, "columns", column_dictionary(_named(result)))
    imported = import_of(world.scenario)
    if imported is not None:
        write_json(folder, "import", imported)
    rides = len(result.requests_input) > 0 or len(world.vehicles) > 0
    told = world.scenario.calendar
    calendar = Calendar(told.clock, told.first_day, told.days, told.warm_up)
    if figures and rides:
        from simulator.report.figures import draw_all

        places = _stops(world), world.sites
        roads = None if guards(imported) else world.network  # a map shows where single people begin
        draw_all(result.tables, roads, folder / "figures", *places, calendar, result.services)
    if figures and result.carsharing is not None:
        from simulator.analysis.series.cars import cars_out
        from simulator.report.carsharing_figure import draw_cars_in_use

        draw_cars_in_use(cars_out(result.carsharing), folder / "figures" / "cars_in_use.png", calendar)
    if report:
        from simulator.report.page.run_page import write_run_page

        name = run_name(world.scenario.seed, scenario_yaml, world.branch)
        write_run_page(folder, result.tables, name=name, scenario=resolved(world.scenario))
    write_json(folder, "manifest", _manifest(result, folder, timings, imported))


def _named(result: RunResult) -> Named:
    """Return the services that have key figures of their own."""
    return Named(
        rides=list(result.parts),
        cars=list(result.cars) if len(result.cars) > 1 else [],
        trips=[service.name for service in with_trips(result.services)],
        of_several=result.of_several,
        timetables=list(result.timetables),
        changed=list(result.changed_timetables),
        feeders=[service.name for service in of_kind(result.services, FEEDER)],
        late=[service.name for service in result.late_services],
    )


def _tables(result: RunResult) -> dict[str, pd.DataFrame]:
    """Return all tables of a run by their names in the catalogue."""
    world = result.world
    tables = {
        "services_input": table_of(result.services, SERVICE_DTYPES),
        "assumptions": assumptions_table(world.scenario),
        "requests_input": result.whole.requests,
        "vehicles_input": result.whole.vehicles,
        "journeys": result.journeys,
        **({"choices": result.choices} if result.seen else {}),
        **({"asking": result.asking} if len(result.asking) else {}),
        **({"other_means": result.other_means} if len(result.other_means) else {}),
        **({"modal_split": modal_split(result.journeys)} if result.of_several else {}),
        **({"trips_input": result.whole.trips} if len(result.whole.trips) else {}),
        **result.tables.by_name(),
    }
    if result.world.scenario.calendar.days > 1:
        tables["kpis_by_day"] = result.kpis_by_day
    if len(result.tables.requests):
        tables["kpis_by_group"] = result.kpis_by_group
    options = [
        with_names(its.stop_options, name) for name, its in world.with_requests.items() if its.stop_options is not None
    ]
    if options:
        tables["stop_options"] = pd.concat(options, ignore_index=True)
    if result.cars:
        tables |= _of_cars(result)
    tables |= tables_of_territories(result)
    tables |= tables_of_ecology(result, tables.get("by_territory"))
    if len(outside := gateway_requests(world.demand)):
        tables |= {"gateway_requests": outside, "gateways": gateway_table(result.journeys, outside)}
    if len(result.tour_requests):
        tables |= {"tour_requests": result.tour_requests, "tour_ends": result.tour_ends}
    if result.disturbed is not None:
        tables |= {"disruptions": result.disturbed.table, "broken_promises": result.disturbed.facts.promises}
    if len(world.disturbed_roads):
        tables["disturbed_roads"] = world.disturbed_roads
    tables |= result.people | result.equity.tables()
    if isinstance(result, BesideTwin):
        tables |= result.resilience.tables
    if len(result.journey_alternatives):
        tables["journey_alternatives"] = result.journey_alternatives
    tables |= _facilities(result) | _timetables(result) | changed_timetables_by_name(result.changed_timetables)
    stops = _stops(world)
    if stops is not None:
        columns = [column for column in STOP_COLUMNS if column in stops]
        tables["service_stops"] = stops[["service", *columns]]
    areas = _areas(world)
    if areas:
        tables["service_areas"] = pd.concat(areas, ignore_index=True)
    if world.closed_at_times is not None:
        tables["closed_roads"] = world.closed_at_times
    elif world.everyday is not None:
        tables["closed_roads"] = closed_edges(world.everyday, world.network)
    return tables


def _of_cars(result: RunResult) -> dict[str, pd.DataFrame]:
    """Return the tables about shared cars, a block for each service."""
    each = {}
    for service, inputs in result.inputs_with_cars.items():
        given = {name: getattr(inputs, field) for field, name in CARSHARING_INPUTS.items()}
        each[service] = result.parts_with_cars[service].by_name() | given
    names = next(iter(each.values()))
    return {name: in_blocks({service: tables[name] for service, tables in each.items()}) for name in names}


def _timetables(result: RunResult) -> dict[str, pd.DataFrame]:
    """Return what runs by timetable, a block for each service."""
    given = {name: getattr(result.whole.timetable, field) for field, name in TIMETABLE_TABLES.items()}
    late = {"gtfs_line_delays": line_delays(result.whole.timetable)} if result.late_services else {}
    return given | late if result.timetables else {}


def _stops(world: World) -> pd.DataFrame | None:
    """Return the stops of all services, a block for each; None where nobody uses stops."""
    rides = world.with_requests.items()
    tables = [with_names(its.stops.table, name) for name, its in rides if its.stops is not None]
    return pd.concat(tables, ignore_index=True) if tables else None


def _areas(world: World) -> list[pd.DataFrame]:
    """Return the areas of the services that have any, a block for each."""
    tables = []
    for name, its in world.with_requests.items():
        zones = its.part.config.zones
        if zones is not None:
            areas = {area: shape for area, shape in read_areas(zones.file).items() if area in (zones.names or [area])}
            rows = [(area, shapely.to_geojson(shape)) for area, shape in areas.items()]
            tables.append(with_names(pd.DataFrame(rows, columns=["area", "geometry"], dtype="string"), name))
    return tables


def _facilities(result: RunResult) -> dict[str, pd.DataFrame]:
    """Return what there is of charging sites, prices and drivers; drivers by their service."""
    given = {name: getattr(result.facilities, field) for field, name in FACILITY_TABLES.items()}
    of_vehicle = names_of_vehicles(result.whole, result.services)
    return {
        name: with_names(table, of_vehicle, "vehicle") if "vehicle" in table else table
        for name, table in given.items()
        if len(table)
    }


def _manifest(
    result: RunResult, folder: Path, timings: dict[str, float], imported: dict[str, object] | None
) -> dict[str, object]:
    of_people = sources_of_people(result.world.scenario)
    return {
        "scenario": result.world.scenario.name,
        "seed": result.world.scenario.seed,
        **({} if result.world.branch is None else result.world.branch.told),
        **({} if imported is None else {"import": imported}),
        "network_sha256": result.world.network.digest(),
        "network_notes": list(result.world.network.notes),
        "network_sources": [dict(source) for source in result.world.network.sources],
        **({"demand_sources": of_people} if of_people else {}),
        "versions": {
            "elbe-drt": importlib.metadata.version("elbe-drt"),
            "python": platform.python_version(),
            **{name: importlib.metadata.version(name) for name in _LIBRARIES},
            **dict(registry.packages()),
        },
        "timings_s": {name: round(seconds, 3) for name, seconds in timings.items()},
        "files_sha256": digests(folder),
    }
