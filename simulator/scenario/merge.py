"""Scenarios that build on others (``extends``), and single values changed from outside (``--set``)."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from simulator.errors import Problem, ScenarioError
from simulator.scenario.paths import resolve_inside
from simulator.scenario.quantities import same_quantity
from simulator.scenario.yaml_file import Document, Path_, Position, parse_yaml, read_yaml

MAX_GENERATIONS = 10


def read_generations(file: Path, root: Path | None) -> tuple[list[Document], dict[str, Path]]:
    """Read a scenario file and those it extends, the youngest first; none has the key ``extends`` any more.

    Returns them, and the files by the names they have in messages. Raises ScenarioError.
    """
    shown, path = str(file), file
    files: dict[str, Path] = {}
    generations: list[Document] = []
    while True:
        document = read_yaml(path, shown)
        files[shown] = path
        generations.append(document)
        if not (isinstance(document.data, dict) and "extends" in document.data):
            return generations, files
        position, name = document.positions[("extends",)], document.data.pop("extends")
        try:
            path = _parent(name, path, [known.resolve() for known in files.values()], root)
        except ValueError as error:
            raise ScenarioError([position.problem("extends", str(error))]) from error
        shown = _shown(file, path)


def as_one(generations: Sequence[Document]) -> Document:
    """Return files that extend each other as one, the youngest first."""
    *younger, document = generations
    for child in reversed(younger):
        document = _merged(document, child)
    return document


def _parent(name: object, child: Path, seen: list[Path], root: Path | None) -> Path:
    """Return the file that a scenario extends. Raises ValueError with the reason why it cannot."""
    if not isinstance(name, str):
        raise ValueError("expected the name of a scenario file")
    parent = resolve_inside(name, child, root)
    if parent in seen:
        raise ValueError(f'"{name}" extends this file in turn')
    if len(seen) >= MAX_GENERATIONS:
        raise ValueError(f"more than {MAX_GENERATIONS} files build on each other")
    if not parent.is_file():
        raise ValueError(f'"{name}" is no file')
    return parent


def apply_overrides(document: Document, overrides: Sequence[str]) -> Document:
    """Set single values: ``fleet.minibus.count=8``. Raises ScenarioError."""
    for text in overrides:
        shown = f"--set {text}"
        path, equals, value = text.partition("=")
        keys: Path_ = tuple(path.strip().split("."))
        if not equals or not all(keys):
            raise ScenarioError([Problem(shown, 0, 0, "", "expected path=value, e.g. fleet.minibus.count=8")])
        new = parse_yaml(value, shown) if value.strip() else Document(None)
        change: object = new.data
        for key in reversed(keys):
            change = {key: change}
        positions = {keys[:depth]: _nowhere(shown) for depth in range(len(keys) + 1)}
        positions |= {(*keys, *inner): _nowhere(shown) for inner in new.positions}
        document = _merged(document, Document(change, positions))
    return document


def _nowhere(shown: str) -> Position:
    return Position(shown, 0, 0)


def _shown(child: Path, parent: Path) -> str:
    try:
        return str(child.parent / parent.relative_to(child.resolve().parent))
    except ValueError:
        return str(parent)


def _merged(older: Document, newer: Document, path: Path_ = ()) -> Document:
    """Return ``older`` with ``newer`` on top: mappings merge, all else replaces, null removes.

    A quantity replaces itself in either spelling: ``max_wait_s: 900`` takes the place of ``max_wait: 20 min``.
    """
    if not (isinstance(older.data, dict) and isinstance(newer.data, dict)):
        return newer
    data, positions = dict(older.data), dict(older.positions)
    for key, value in newer.data.items():
        here = (*path, key)
        if isinstance(value, dict) and isinstance(data.get(key), dict):
            inner = _merged(Document(data[key], positions), Document(value, newer.positions), here)
            data[key], positions = inner.data, inner.positions
            continue
        replaced = [here, *((*path, other) for other in _other_spellings(key, value, data) if other not in newer.data)]
        positions = {known: where for known, where in positions.items() if known[: len(here)] not in replaced}
        positions |= {known: where for known, where in newer.positions.items() if known[: len(here)] == here}
        for *_, gone in replaced:
            data.pop(gone, None)
        if value is not None:
            data[key] = value
    return Document(data, positions)


def on_top(older: dict[str, Any], newer: dict[str, Any]) -> dict[str, Any]:
    """Return plain data with others on top, as a file stands on those it extends."""
    merged: dict[str, Any] = _merged(Document(older), Document(newer)).data
    return merged


def _other_spellings(key: str, value: object, data: dict[str, object]) -> list[str]:
    """Return the keys under which ``data`` holds the quantity ``key`` already; sections are no quantities."""
    if isinstance(value, dict | list):
        return []
    return [other for other, held in data.items() if not isinstance(held, dict | list) and same_quantity(key, other)]
