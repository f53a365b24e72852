"""Rooms import downwards only, without cycles, and no module is too long to read."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

import networkx as nx
import pytest

PACKAGE = Path(__file__).parents[1] / "simulator"

# room -> rooms it may import; everything may import the ground floor
ALLOWED: dict[str, set[str]] = {
    "cli": {
        "exchange",
        "experiments",
        "report",
        "scenario",
        "network",
        "analysis",
        "demand",
        "solver",
        "dispatch",
        "bounds",
    },
    "solver": {"dispatch", "kernels"},
    "bounds": {"dispatch", "kernels"},
    "experiments": {
        "published",
        "simulation",
        "services",
        "world",
        "analysis",
        "scenario",
        "report",
        "bounds",
        "dispatch",
        "network",
        "fares",
        "results",
        "demand",
    },
    "report": {"analysis", "results", "network", "published", "exchange"},
    "exchange": {"network", "scenario"},
    "analysis": {"results", "network", "fares"},
    "results": set(),
    "published": set(),
    "simulation": {"travellers", "services", "engine", "world", "scenario"},
    "travellers": {"services", "engine", "world", "demand", "scenario"},
    "services": {"engine", "world", "dispatch", "fleet", "network", "demand", "scenario", "kernels", "fares", "energy"},
    "engine": {"kernels"},
    "world": {"dispatch", "fleet", "energy", "network", "demand", "scenario"},
    "dispatch": {"fleet", "kernels"},
    "fleet": {"kernels", "energy"},
    "energy": {"kernels"},
    "fares": set(),
    "demand": {"network"},
    "network": {"kernels"},
    "kernels": set(),
    "scenario": set(),
}
GROUND = {
    "days",
    "errors",
    "tables",
    "people_tables",
    "road_tables",
    "clock",
    "spans",
    "suggest",
    "input_table",
    "json_file",
    "kept",
    "cache_folder",
    "table_file",
    "notes",
    "texts",
    "registry",
    "builtin",
    "whole",
    "garbage",
    "units",
    "event_kinds",
    "journey_parts",
    "reasons",
}
# What a kind of service brings for rooms above it, found there by the registry; parts of it begin with its name.
ASPECTS = {"services": {"audit": {"analysis"}, "page": {"analysis", "report"}}}
MODULES = sorted(path for path in PACKAGE.rglob("*.py"))


def module_name(path: Path) -> str:
    parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


@cache
def imported(path: Path) -> frozenset[str]:
    """Return the simulator modules a file imports, wherever in the file the import stands."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return frozenset(name for name in names if name.startswith("simulator."))


@pytest.mark.parametrize("path", MODULES, ids=module_name)
def test_imports_point_downwards(path: Path) -> None:
    parts = path.relative_to(PACKAGE).parts
    if len(parts) == 1:
        return
    room = parts[0]
    for name in imported(path):
        target = name.split(".")[1]
        aspect = ASPECTS.get(room, {}).get(path.stem.partition("_")[0], set()) if len(parts) == 3 else set()
        assert target in ALLOWED[room] | GROUND | {room} | aspect, f"{module_name(path)} imports {name}"


def test_no_import_cycle() -> None:
    modules = {module_name(path) for path in MODULES}
    graph = nx.DiGraph()
    for path in MODULES:
        if path.name != "__init__.py":
            graph.add_edges_from((module_name(path), name) for name in imported(path) & modules)
    assert nx.is_directed_acyclic_graph(graph), nx.find_cycle(graph)


@pytest.mark.parametrize("path", MODULES, ids=module_name)
def test_module_is_short(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 400


def test_simpy_lives_in_the_engine_and_in_processes() -> None:
    users = {path for path in MODULES if "import simpy" in path.read_text(encoding="utf-8")}
    assert {path.relative_to(PACKAGE).parts[0] for path in users} == {"engine", "services", "travellers"}


def test_no_service_knows_another() -> None:
    for path in (PACKAGE / "services").glob("*/*.py"):
        others = {name.split(".")[2] for name in imported(path) if name.startswith("simulator.services.")}
        kinds = {folder.name for folder in (PACKAGE / "services").iterdir() if folder.is_dir()}
        assert not others & kinds - {path.parent.name}, path


# What makes a figure out of rows. In report only where it says how something is drawn, not what.
COMPUTING = {
    "average", "groupby", "histogram", "mean", "median", "percentile", "pivot_table", "quantile", "std", "value_counts",
    "var",
}  # fmt: skip
DRAWING = {
    "exports/simwrapper.py": {"mean"},  # the middle of a map
    "page/boards.py": {"value_counts"},  # how many rows the page may grow by
    "place_names.py": {"groupby"},  # where the name of a place is written
    "replay/moves.py": {"mean"},  # how many bytes the page may grow by
}


@pytest.mark.parametrize("path", sorted((PACKAGE / "report").rglob("*.py")), ids=module_name)
def test_report_computes_no_figure(path: Path) -> None:
    calls = [node.func for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Call)]
    found = {call.attr for call in calls if isinstance(call, ast.Attribute)} & COMPUTING
    assert found == DRAWING.get(path.relative_to(PACKAGE / "report").as_posix(), set())


KNOWN_TO_KERNELS = {
    "__future__", "collections", "contextlib", "functools", "pathlib", "typing", "weakref",
    "llvmlite", "numba", "numpy", "simulator",
}  # fmt: skip


def test_kernels_know_numpy_and_numba_only() -> None:
    for path in (PACKAGE / "kernels").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module:
                root = node.module.split(".")[0]
                assert root in KNOWN_TO_KERNELS, path


PLAN_ARRAYS = {"array", "vehicles", "legs", "index", "duty"}
WRITERS = {
    "simulator.kernels.acceptance.accept",
    "simulator.kernels.agenda.follow_due",
    "simulator.kernels.changes",
    "simulator.kernels.energy",
    "simulator.kernels.follow.depart",
    "simulator.kernels.follow.follow",
    "simulator.kernels.listing",
    "simulator.kernels.replacement",
    "simulator.kernels.schedule",
    "simulator.kernels.stores.refresh_ranges",
    "simulator.kernels.stores.set_range",
}


def _of_plans(node: ast.AST) -> bool:
    """Whether an expression is called plans, or is an attribute of that name."""
    name = node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""
    return name in {"plans", "_plans"}


def _written(tree: ast.Module) -> list[ast.expr]:
    """What a file assigns to, with arrays and attributes without their indices."""
    found: list[ast.expr] = []
    for node in ast.walk(tree):
        targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
        found += [part.value for part in targets if isinstance(part, ast.Subscript | ast.Attribute)]
    return found


def test_only_the_fleet_writes_plans() -> None:
    """Arrays of plans are read-only for others; nobody goes round that, or calls a kernel that writes them."""
    for path in MODULES:
        if path.relative_to(PACKAGE).parts[0] in {"fleet", "kernels"}:
            continue
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for target in _written(tree):
            of_array = isinstance(target, ast.Attribute) and target.attr in PLAN_ARRAYS and _of_plans(target.value)
            assert not of_array and not _of_plans(target), f"{module_name(path)} writes plans"
        hidden = {
            node.attr
            for node in ast.walk(tree)
            if isinstance(node, ast.Attribute) and node.attr.startswith("_") and _of_plans(node.value)
        }
        assert not hidden, f"{module_name(path)} uses what is the plans' own: {hidden}"
        assert not imported(path) & WRITERS, f"{module_name(path)} calls kernels that write plans"


def test_energy_is_booked_in_one_place() -> None:
    """Levels, plugs and queues of all services are told by the accounts in ``services/charging``.

    What drives of fleets use is told where they are followed, in ``kernels.energy``.
    """
    told = {"PLUGGED_IN", "QUEUED", "UNPLUGGED", "CHARGED", "POWER", "ENERGY_USED", "ENERGY_LEVEL"}
    for path in (PACKAGE / "services").rglob("*.py"):
        names = {
            node.attr
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "Event"
        }
        assert path.stem == "charging" or not names & told, module_name(path)
