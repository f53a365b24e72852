"""The entries of ``assumptions``: what they may name, and for which values they hold."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fnmatch import fnmatchcase
from typing import Any

from simulator.errors import Problem
from simulator.scenario.assumption_models import Assumption, Ends
from simulator.scenario.levels import HIGH, LOW, changes
from simulator.scenario.merge import as_one
from simulator.scenario.models import Scenario
from simulator.scenario.patterns import exactness, means, meant
from simulator.scenario.values import ValueAt, values_of
from simulator.scenario.yaml_file import Document, Path_, dotted, nearest_position
from simulator.suggest import suggest

SECTION = "assumptions"


def check_entries(scenario: Scenario, generations: Sequence[Document], document: Document) -> list[Problem]:
    """Return entries of the youngest file that name nothing, and ends of any that do not fit what it holds for.

    generations: the files, the youngest first. document: all of them as one, with what was changed from outside.
    Entries that were inherited may name what a younger file has not.
    """
    if not scenario.assumptions and not _section_of(generations[0]):
        return []
    values = values_of(scenario)
    found = [*_unknown(values, generations, document), *_misfits(scenario, values)]
    return [nearest_position(document.positions, path).problem(dotted(path), message) for path, message in found]


def _unknown(values: list[ValueAt], generations: Sequence[Document], document: Document) -> Iterator[tuple[Path_, str]]:
    written = as_one(generations).data  # a value that was changed to null from outside was there
    other_demand = _demand_kind(written) != _demand_kind(document.data)  # from outside: of the one before was the entry
    for pattern, entry in _section_of(generations[0]).items():
        if entry is None or meant(pattern, values) or _stands_in(written, pattern):
            continue
        if other_demand and pattern.startswith("demand."):
            continue
        hint = suggest(pattern, [value.key for value in values]) or "see: elbe-drt validate --assumptions"
        yield (SECTION, pattern), f"no value of the scenario is called so; {hint}"


def _demand_kind(data: Any) -> Any:
    section = data.get("demand") if isinstance(data, dict) else None
    return section.get("kind") if isinstance(section, dict) else None


def _section_of(document: Document) -> dict[str, Any]:
    """Return the entries of a file as they stand in it."""
    section = document.data.get(SECTION) if isinstance(document.data, dict) else None
    return section if isinstance(section, dict) else {}


def _stands_in(data: object, pattern: str) -> bool:
    """Return whether the data of a file have something at a key, of which any part may have a *."""
    first, _, rest = pattern.partition(".")
    if not isinstance(data, dict):
        return False
    found = [value for key, value in data.items() if fnmatchcase(str(key), first)]
    return any(_stands_in(value, rest) for value in found) if rest else bool(found)


def _misfits(scenario: Scenario, values: list[ValueAt]) -> Iterator[tuple[Path_, str]]:
    for pattern, held in held_by(values, scenario.assumptions).items():
        entry = scenario.assumptions[pattern]
        yield from _misfits_of(entry, held, (SECTION, pattern))
        for other, ends in entry.sets.items():
            yield from _misfits_of(ends, meant(other, values), (SECTION, pattern, "sets", other))


def _misfits_of(ends: Ends, values: list[ValueAt], path: Path_) -> Iterator[tuple[Path_, str]]:
    for end in (LOW, HIGH):
        level = getattr(ends, end)
        if level is None:
            continue
        try:
            changes(values, level)
        except ValueError as error:
            yield (*path, end), str(error)


def only_what_they_are_about(scenario: Scenario, generations: Sequence[Document], document: Document) -> Scenario:
    """Return a scenario whose entries hold for the values they were written for, by ``but_not``, and for no others.

    A source says where one value comes from, and nothing about another that a younger file, or somebody from outside,
    put in its place. An entry for a section holds for what is written in it, not for what the program fills in, unless
    nothing is written there.
    """
    if not scenario.assumptions:
        return scenario
    values, entries = values_of(scenario), {}
    stood: dict[int, Any] = {}  # what stood in a file and those that it extends
    for pattern, entry in scenario.assumptions.items():
        number = _written_in(generations, pattern)
        if number not in stood:
            stood[number] = as_one(generations[number:]).data
        before = stood[number]
        about = meant(pattern, values)
        if not about:  # inherited, of what a younger file has not
            continue
        written = [one for one in about if one.raw(before) is not None] or about
        others = [one.key for one in about if one not in written or one.raw(before) != one.raw(document.data)]
        but_not = tuple(dict.fromkeys([*entry.but_not, *others]))
        entries[pattern] = entry.model_copy(update={"but_not": but_not})
    return scenario.model_copy(update={"assumptions": entries})


def _written_in(generations: Sequence[Document], pattern: str) -> int:
    """Return which of the files, the youngest first, says where the values of a pattern come from."""
    for number, document in enumerate(generations):
        entry = _section_of(document).get(pattern)
        if isinstance(entry, dict) and ("source" in entry or "assumption" in entry):
            return number
    return 0


def held_by(values: list[ValueAt], assumptions: Mapping[str, Assumption]) -> dict[str, list[ValueAt]]:
    """Return the values that each entry holds for, by its pattern; entries that hold for none are left out."""
    held: dict[str, list[ValueAt]] = {}
    for value in values:
        found = entry_of(value, assumptions)
        if found is not None:
            held.setdefault(found[0], []).append(value)
    return {pattern: held[pattern] for pattern in assumptions if pattern in held}


def entry_of(value: ValueAt, assumptions: Mapping[str, Assumption]) -> tuple[str, Assumption] | None:
    """Return the entry that holds for a value, with its pattern: of several the one that says most of its key."""
    fitting = [
        (pattern, entry)
        for pattern, entry in assumptions.items()
        if means(pattern, value) and not any(means(other, value) for other in entry.but_not)
    ]
    return max(fitting, key=lambda one: exactness(one[0]), default=None)
