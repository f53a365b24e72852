"""Rooms import downwards only, without cycles, and no module is too long to read."""

from __future__ import annotations

import ast
from pathlib import Path

import networkx as nx
import pytest

PACKAGE = Path(__file__).parents[1] / "simulator"

# room -> rooms it may import; everything may import the ground floor
ALLOWED: dict[str, set[str]] = {
    "cli": {"experiments", "report", "scenario", "network", "analysis", "demand", "solver", "dispatch", "bounds"},
    "solver": {"dispatch", "kernels"},
    "bounds": {"dispatch", "kernels"},
    "experiments": {"simulation", "services", "world", "analysis", "scenario", "report", "bounds", "dispatch"},
    "report": {"analysis", "network"},
    "analysis": set(),
    "simulation": {"services", "engine", "world", "dispatch"},
    "services": {"engine", "world", "dispatch", "fleet", "network", "demand", "scenario", "kernels"},
    "engine": {"kernels"},
    "world": {"dispatch", "fleet", "network", "demand", "scenario"},
    "dispatch": {"fleet", "kernels"},
    "fleet": {"kernels"},
    "demand": {"network"},
    "network": {"kernels"},
    "kernels": set(),
    "scenario": set(),
}
GROUND = {
    "errors",
    "tables",
    "clock",
    "spans",
    "suggest",
    "input_table",
    "table_file",
    "notes",
    "registry",
    "builtin",
    "whole",
    "event_kinds",
    "reasons",
}
MODULES = sorted(path for path in PACKAGE.rglob("*.py"))


def module_name(path: Path) -> str:
    parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imported(path: Path) -> set[str]:
    """Return the simulator modules a file imports, wherever in the file the import stands."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return {name for name in names if name.startswith("simulator.")}


@pytest.mark.parametrize("path", MODULES, ids=module_name)
def test_imports_point_downwards(path: Path) -> None:
    parts = path.relative_to(PACKAGE).parts
    if len(parts) == 1:
        return
    room = parts[0]
    for name in imported(path):
        target = name.split(".")[1]
        assert target in ALLOWED[room] | GROUND | {room}, f"{module_name(path)} imports {name}"


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
    assert {path.relative_to(PACKAGE).parts[0] for path in users} == {"engine", "services", "simulation"}


def test_no_service_knows_another() -> None:
    for path in (PACKAGE / "services").glob("*/*.py"):
        others = {name.split(".")[2] for name in imported(path) if name.startswith("simulator.services.")}
        kinds = {folder.name for folder in (PACKAGE / "services").iterdir() if folder.is_dir()}
        assert not others & kinds - {path.parent.name}, path


def test_kernels_know_numpy_and_numba_only() -> None:
    for path in (PACKAGE / "kernels").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module:
                root = node.module.split(".")[0]
                assert root in {"__future__", "collections", "numba", "numpy", "simulator", "typing"}, path
