"""What is said about keys that are where they were before: where they are today."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from simulator.errors import AT_THE_END, Problem
from simulator.scenario.migration import Stack, today
from simulator.scenario.moved_keys import FROM_THE_TOP, looks_old, service_names
from simulator.scenario.parts import Names, part_of
from simulator.scenario.yaml_file import Document, nearest_position

MOST_TOLD = 8  # of a file


def moved_problems(generations: Sequence[Document]) -> list[Problem]:
    """Return where the keys of scenario files have moved to.

    generations: files of which each extends the next one.
    """
    if not any(looks_old(document.data) for document in generations):
        return []
    stack = Stack()
    found: list[Problem] = []
    for document in reversed(generations):
        if isinstance(document.data, dict):
            found += _of_a_file(document, stack.add(part_of(document.data)).moves)
    return found


def _of_a_file(document: Document, moves: dict[Names, Names]) -> list[Problem]:
    if not moves:
        return []
    name = nearest_position(document.positions, ()).file
    remedy = f"run: elbe-drt migrate {name}"
    found = [
        nearest_position(document.positions, old).problem(".".join(old), f"{_becomes([new])}; {remedy}")
        for old, new in moves.items()
    ]
    told, more = sorted(found)[:MOST_TOLD], len(found) - MOST_TOLD
    return [*told, Problem(name, AT_THE_END, 0, "", f"{more} more keys have moved; {remedy}")] if more > 0 else told


def moved_path(path: str, full: str, data: Any, shown: str) -> Problem | None:
    """Return where the value of a path has moved to, None when the path is one of today.

    full: the path with the name of its service. data: of the scenario, as they are today. shown: what names the path.
    """
    keys = path.split(".")
    value: Any = None
    for key in reversed(keys):
        value = {key: value}
    if not (isinstance(data, dict) and looks_old(value)):
        return None
    new = [tuple(one.split(".")) for one, _ in today(path, 1, data)]
    if new != [tuple(keys)] and tuple(full.split(".")) in new:
        return None
    if new == [tuple(keys)]:  # a section whose parts went to several places
        names = service_names({}, data)
        parts = (names.fill(there) for old, there in FROM_THE_TOP.items() if old[0] == path and old[-1][-4:] != "_eur")
        new = [part for part in parts if part is not None]
    return Problem(shown, 0, 0, path, _becomes(new))


def _becomes(new: Sequence[Names]) -> str:
    paths = [".".join(one) for one in new if one]
    return f"is now {' and '.join(paths)}" if paths else "is not needed any more"
