"""Rewrite scenario and experiment files of before as they are today, comments and all."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from simulator.errors import Problem, ScenarioError
from simulator.scenario.loader import find_scenario
from simulator.scenario.merge import read_generations
from simulator.scenario.migration import Migration, Stack, today
from simulator.scenario.parts import Part, part_at, part_of, renamed
from simulator.scenario.parts_text import parts_of, text_of, value_text
from simulator.scenario.paths import scenario_root
from simulator.scenario.yaml_file import Document, parse_yaml, read_text


@dataclass(frozen=True)
class Rewritten:
    """What a file of before is today. told: what moved, and what is worth a look; nothing: it is of today."""

    text: str
    told: list[str] = field(default_factory=list)


def rewrite(path: Path, *, allow_outside_paths: bool = False) -> Rewritten:
    """Return what a scenario or experiment file is today. Raises ScenarioError."""
    shown = str(path)
    text = read_text(path, shown)
    root, head, tail = parts_of(text, shown)
    generations = partial(_generations, outside=allow_outside_paths)
    is_experiment = "base" in (root.inner or {})
    told = _experiment(root, path, generations) if is_experiment else _scenario(root, generations(path)[1:])
    if not told:
        return Rewritten(text)
    new = _written(root, head, tail, text)
    if not _says(new, root.plain()):
        message = "cannot be rewritten with its anchors and aliases; write out what they stand for"
        raise ScenarioError([Problem(shown, 0, 0, "", message)])
    return Rewritten(new, told)


def _says(text: str, data: Any) -> bool:
    try:
        return bool(parse_yaml(text, "").data == data)
    except ScenarioError:
        return False


def _written(root: Part, head: list[str], tail: list[str], like: str) -> str:
    """Return the text of a file; JSON stays JSON."""
    try:
        json.loads(like)
    except ValueError:
        return text_of(root, head, tail, like)
    lines = like.splitlines()
    indent = len(lines[1]) - len(lines[1].lstrip()) if len(lines) > 1 else None
    return json.dumps(root.plain(), indent=indent, ensure_ascii=False) + ("\n" if like.endswith("\n") else "")


def _generations(path: Path, *, outside: bool) -> list[Document]:
    return read_generations(path, None if outside else scenario_root(path))[0]


def _scenario(root: Part, parents: Sequence[Document]) -> list[str]:
    """Migrate the parts of a scenario; return what moved. parents: those that it extends, the youngest first."""
    return _told(_stacked(parents).add(root))


def _stacked(files: Sequence[Document]) -> Stack:
    stack = Stack()
    for document in reversed(files):
        stack.add(part_of(document.data))
    return stack


def _told(done: Migration) -> list[str]:
    moves = [
        f"{'.'.join(old)} -> {'.'.join(new)}" if new else f"{'.'.join(old)}: gone" for old, new in done.moves.items()
    ]
    return [*moves, *done.remarks] if done.moves else []


def _experiment(root: Part, path: Path, generations: Callable[[Path], list[Document]]) -> list[str]:
    """Bring the paths of an experiment to where they are today, as its base scenario says; return what moved."""
    base = part_at(root, ("base",))
    name = base.data if base is not None else None
    if not isinstance(name, str):
        raise ScenarioError([Problem(str(path), 0, 0, "base", "expected the name of a scenario file")])
    beside = path.parent / name
    above = _stacked(generations(beside if beside.is_file() else find_scenario(name))).new
    return [*_factors(root, path, above), *_overrides(root, path, above)]


def _factors(root: Part, path: Path, above: dict[str, Any]) -> list[str]:
    told: list[str] = []
    factors = part_at(root, ("factors",))
    inner = {} if factors is None or factors.inner is None else factors.inner
    for key, part in inner.items():
        values = part.data if isinstance(part.data, list) else [1]  # any value does, of low and high
        found = [today(key, value, above) for value in values]
        paths = {inner for one in found for inner, _ in one}
        if len(paths) != 1 or [value for one in found for _, value in one] != values:
            message = f"has become {', '.join(sorted(paths)) or 'nothing'}; write by hand what is to be varied"
            raise ScenarioError([Problem(str(path), 0, 0, f"factors.{key}", message)])
        if key not in paths:
            told.append(f"factors: {key} -> {min(paths)}")
            renamed(root, ("factors", key), paths.pop())
    return told


def _overrides(root: Part, path: Path, above: dict[str, Any]) -> list[str]:
    part = part_at(root, ("overrides",))
    if part is None or not isinstance(part.data, list):
        return []
    changed: dict[str, list[str]] = {}
    for text in map(str, part.data):
        key, _, value = text.partition("=")
        found = today(key.strip(), parse_yaml(value, f"{path}: {text}").data if value.strip() else None, above)
        if [inner for inner, _ in found] != [key.strip()]:
            same = len(found) == 1 and value_text(found[0][1]) == value_text(parse_yaml(value, "").data)
            changed[text] = [f"{inner}={value if same else value_text(new)}" for inner, new in found]
    if not changed:
        return []
    lines = "\n".join(part.body or [])
    part.data = [new for text in map(str, part.data) for new in changed.get(text, [text])]
    for text, new in changed.items():
        lines = lines.replace(text, new[0]) if len(new) == 1 and not set("[]{}") & set(new[0]) else ""
    part.body = lines.split("\n") if lines else None
    root.touched = True
    return [f"overrides: {text} -> {' '.join(new) or 'gone'}" for text, new in changed.items()]
