"""Scenarios that build on others (``extends``), and single values changed from outside (``--set``)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, get_args

from pydantic import BaseModel

from simulator import registry
from simulator.errors import Problem, ScenarioError
from simulator.scenario.day_models import DAY_KEYS
from simulator.scenario.day_paths import for_each_type
from simulator.scenario.named_code import owners
from simulator.scenario.paths import resolve_inside
from simulator.scenario.quantities import same_quantity, spelt_as
from simulator.scenario.yaml_file import Document, Path_, Position, nearest_position, parse_yaml, read_yaml
from simulator.texts import is_text

MAX_GENERATIONS = 10
NAMED_BY = {"parallel_service": "preset"}  # what may be a name alone, and the key that the name stands for


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
        keys = tuple(path.strip().split("."))
        if not equals or not all(keys):
            raise ScenarioError([Problem(shown, 0, 0, "", "expected path=value, e.g. fleet.minibus.count=8")])
        new = parse_yaml(value, shown) if value.strip() else Document(None)
        on_all_days = for_each_type(document.data, keys)
        if on_all_days is not None:
            document = _changed(document, keys[:-1], on_all_days, nearest_position(document.positions, keys[:-1]))
        document = _changed(document, keys, new.data, _nowhere(shown), new.positions)
    return document


def _changed(
    document: Document, keys: Path_, value: object, position: Position, inside: Iterable[Path_] = ()
) -> Document:
    """Return a document with another value at a path; inside: paths of the parts of the value."""
    change = value
    for key in reversed(keys):
        change = {key: change}
    positions = {keys[:depth]: position for depth in range(len(keys) + 1)}
    positions |= {(*keys, *inner): position for inner in inside}
    return _merged(document, Document(change, positions))


def _nowhere(shown: str) -> Position:
    return Position(shown, 0, 0)


def _shown(child: Path, parent: Path) -> str:
    try:
        return str(child.parent / parent.relative_to(child.resolve().parent))
    except ValueError:
        return str(parent)


def _merged(older: Document, newer: Document, path: Path_ = ()) -> Document:
    """Return ``older`` with ``newer`` on top: mappings merge, all else replaces, null removes.

    A text for each language is no mapping: who writes another title does not keep one in another language.

    A quantity replaces itself in either spelling: ``max_wait_s: 900`` takes the place of ``max_wait: 20 min``.
    """
    if not (isinstance(older.data, dict) and isinstance(newer.data, dict)):
        return newer
    data, positions = _beside_another_kind(older.data, newer.data, path), dict(older.positions)
    for key, value in newer.data.items():
        here = (*path, key)
        if _is_by_day(value) and key not in data:
            data, positions = _respelt(data, positions, path, key)
        if key in NAMED_BY and isinstance(value, dict) and isinstance(data.get(key), str):
            positions[(*here, NAMED_BY[key])] = nearest_position(positions, here)
            data[key] = {NAMED_BY[key]: data[key]}
        if isinstance(value, dict) and isinstance(data.get(key), dict) and not _stands_alone(here, value):
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


def _beside_another_kind(older: dict[str, Any], newer: dict[str, Any], path: Path_) -> dict[str, Any]:
    """Return what stays of an older demand when a newer one is of another kind: no key that only goes with others."""
    kind = newer.get("kind")
    if path != ("demand",) or kind in (None, older.get("kind")):
        return dict(older)
    of = [
        registry.parameters("demand", its) if its in registry.names("demand") else None
        for its in (older.get("kind"), kind)
    ]
    kept = {key: value for key, value in older.items() if kind in (owners("demand", key) or [kind])}
    return {key: _as_there(value, *(_section_at(model, key) for model in of)) for key, value in kept.items()}


def _as_there(value: Any, was: type[BaseModel] | None, now: type[BaseModel] | None) -> Any:
    """Return what stays of a section where the same key holds another one: what both have."""
    if not isinstance(value, dict) or was is None or now is None or was is now:
        return value
    gone = was.model_fields.keys() - now.model_fields.keys()
    return {key: inner for key, inner in value.items() if key not in gone}


def _section_at(model: type[BaseModel] | None, key: str) -> type[BaseModel] | None:
    """Return the one section that a key of another may hold; None where it holds anything else."""
    field = None if model is None else model.model_fields.get(key)
    inner = [] if field is None else [its for its in (field.annotation, *get_args(field.annotation)) if _is_model(its)]
    return inner[0] if len(inner) == 1 else None


def _is_model(annotation: Any) -> bool:
    return isinstance(annotation, type) and issubclass(annotation, BaseModel)


def _stands_alone(path: Path_, value: dict[str, Any]) -> bool:
    """Return whether a mapping takes the place of an older one as a whole.

    Texts by language do, entries of assumptions that say anew where their values come from, and what is said by the
    name of a known rule: what was said of other values is not to be mixed with it.
    """
    is_entry = len(path) == 2 and path[0] == "assumptions"
    is_named = NAMED_BY.get(str(path[-1])) in value
    return is_text(value) or is_named or (is_entry and not {"source", "assumption"}.isdisjoint(value))


def on_top(older: dict[str, Any], newer: dict[str, Any]) -> dict[str, Any]:
    """Return plain data with others on top, as a file stands on those it extends."""
    merged: dict[str, Any] = _merged(Document(older), Document(newer)).data
    return merged


def _other_spellings(key: str, value: object, data: dict[str, object]) -> list[str]:
    """Return the keys under which ``data`` holds the quantity ``key`` already; sections are no quantities."""
    if _is_section(value):
        return []
    return [other for other, held in data.items() if not _is_section(held) and same_quantity(key, other)]


def _is_section(value: object) -> bool:
    return isinstance(value, dict | list) and not _is_by_day(value)


def _is_by_day(value: object) -> bool:
    """Return whether a value is a mapping of types of days."""
    return isinstance(value, dict) and bool(value) and set(value) <= set(DAY_KEYS)


def _respelt(
    data: dict[str, Any], positions: dict[Path_, Position], above: Path_, key: str
) -> tuple[dict[str, Any], dict[Path_, Position]]:
    """Return data in which a quantity with a value for each type of day stands under a key; above: path to the data."""
    other = next((other for other, held in data.items() if _is_by_day(held) and same_quantity(key, other)), None)
    if other is None:
        return data, positions
    here, there = (*above, key), (*above, other)
    by_day = {day: spelt_as(value, other, key) for day, value in data[other].items()}
    moved = {
        (*here, *known[len(there) :]) if known[: len(there)] == there else known: where
        for known, where in positions.items()
    }
    return {name: value for name, value in data.items() if name != other} | {key: by_day}, moved
