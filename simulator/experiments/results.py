"""The results folder of a run: written whole or not at all."""

from __future__ import annotations

import hashlib
import importlib.metadata
import json
import platform
from pathlib import Path

import pandas as pd

from simulator import registry
from simulator.analysis.columns import column_dictionary
from simulator.analysis.run_inputs import CARSHARING_FILES, FACILITY_FILES
from simulator.errors import ResultError
from simulator.experiments.run import RunResult
from simulator.network.changes import closed_edges
from simulator.network.files import write_network
from simulator.network.graph import RoadNetwork
from simulator.scenario.dump import scenario_to_yaml
from simulator.whole import clean, draft_folder, put_in_place, refusal

_LIBRARIES = ("numpy", "numba", "scipy", "simpy", "pandas", "pyarrow")

STOP_COLUMNS = ("stop_id", "name", "lon", "lat", "kind", "node", "weight")


def run_name(seed: int, scenario_yaml: str) -> str:
    """Return the folder name of a run: the seed, and a hash of the resolved scenario."""
    return f"seed-{seed}-{hashlib.sha256(scenario_yaml.encode()).hexdigest()[:8]}"


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
    target = results / scenario.name / run_name(scenario.seed, scenario_yaml)
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
    tables = {
        "requests_input": result.requests_input,
        "vehicles_input": result.world.vehicles,
        **result.tables.by_name(),
    }
    if result.world.stop_options is not None:
        tables["stop_options"] = result.world.stop_options
    if result.carsharing is not None:
        tables |= result.carsharing.by_name()
        tables |= {file: getattr(result.carsharing_inputs, name) for name, (file, _) in CARSHARING_FILES.items()}
    for name, (file, _) in FACILITY_FILES.items():
        table = getattr(result.facilities, name)
        if len(table):
            tables[file] = table
    for name, table in tables.items():
        _write_table(table, folder / f"{name}.parquet")
    (folder / "scenario.yaml").write_text(scenario_yaml, encoding="utf-8")
    _write_json(result.kpis, folder / "kpis.json")
    _write_json([note.plain for note in result.world.notes], folder / "notes.json")
    _write_json(column_dictionary(), folder / "columns.json")
    world = result.world
    stops = None if world.stops is None else world.stops.table
    _write_places(folder, world.network, stops, world.everyday)
    rides = len(result.requests_input) > 0 or len(world.vehicles) > 0
    if figures and rides:
        from simulator.report.figures import draw_all

        draw_all(result.tables, world.network, folder / "figures", stops=stops, sites=world.sites)
    if figures and result.carsharing is not None:
        from simulator.analysis.series.cars import cars_out
        from simulator.report.carsharing_figure import draw_cars_in_use

        draw_cars_in_use(cars_out(result.carsharing), folder / "figures" / "cars_in_use.png")
    if report:
        from simulator.report.page.run_page import write_run_page

        write_run_page(folder, result.tables, name=run_name(world.scenario.seed, scenario_yaml))
    _write_json(_manifest(result, folder, timings), folder / "manifest.json")


def _write_places(
    folder: Path, network: RoadNetwork, stops: pd.DataFrame | None = None, everyday: RoadNetwork | None = None
) -> None:
    """Write what a map of the run needs into its folder: roads as driven, stops of the service, closed roads.

    stops: at least lon and lat. everyday: the roads before changes; None when there were none.
    """
    write_network(network, folder / "network")
    if stops is not None:
        kept = stops[[column for column in STOP_COLUMNS if column in stops]]
        kept.to_parquet(folder / "service_stops.parquet", index=False, compression="zstd")
    if everyday is not None:
        closed = closed_edges(everyday, network)
        closed.to_parquet(folder / "closed_roads.parquet", index=False, compression="zstd")


def _manifest(result: RunResult, folder: Path, timings: dict[str, float]) -> dict[str, object]:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {
        "scenario": result.world.scenario.name,
        "seed": result.world.scenario.seed,
        "network_sha256": result.world.network.digest(),
        "network_notes": list(result.world.network.notes),
        "network_sources": [dict(source) for source in result.world.network.sources],
        "versions": {
            "elbe-drt": importlib.metadata.version("elbe-drt"),
            "python": platform.python_version(),
            **{name: importlib.metadata.version(name) for name in _LIBRARIES},
            **dict(registry.packages()),
        },
        "timings_s": {name: round(seconds, 3) for name, seconds in timings.items()},
        "files_sha256": {
            path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files
        },
    }


def _write_table(table: pd.DataFrame, path: Path) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    pq.write_table(pa.Table.from_pandas(table, preserve_index=False), path, compression="zstd")


def _write_json(value: object, path: Path) -> None:
    text = json.dumps(value, indent=2, sort_keys=True, ensure_ascii=False, allow_nan=False)
    path.write_text(text + "\n", encoding="utf-8")
