"""From a scenario file to a validated, frozen ``Scenario``; all problems of a file at once."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from simulator.errors import AT_THE_END, Problem, ScenarioError
from simulator.registry import RegistryError
from simulator.scenario.catalogue import bundled_scenarios
from simulator.scenario.checks import check_scenario
from simulator.scenario.described import with_other_demand_told
from simulator.scenario.entries import check_entries, only_what_they_are_about
from simulator.scenario.file_keys import file_keys, paths_inside
from simulator.scenario.merge import apply_overrides, as_one, read_generations
from simulator.scenario.migration import migrated
from simulator.scenario.models import Scenario
from simulator.scenario.moved_keys import looks_old
from simulator.scenario.moved_problems import moved_problems
from simulator.scenario.paths import resolve_inside, scenario_root
from simulator.scenario.problems import problems_of, text_key_problems, where
from simulator.scenario.shorthand import in_full
from simulator.scenario.yaml_file import Document, Path_, dotted
from simulator.suggest import suggest

MAX_SHOWN = 50


def load_scenario(
    path: str | Path, overrides: Sequence[str] = (), *, allow_outside_paths: bool = False, base: Path | None = None
) -> Scenario:
    """Read a scenario file, or a bundled scenario by name.

    overrides: texts like ``fleet.minibus.count=8``. allow_outside_paths: let the scenario name files outside of its own
    folder. base: the folder that file names are relative to, and must stay in, if that is not the scenario's own, as
    for the resolved scenario of a run. Raises ScenarioError with file, line, column, key, value and what was expected,
    for all problems at once.
    """
    file = find_scenario(path)
    root = None if allow_outside_paths else scenario_root(file) if base is None else base.resolve()
    generations, document, files = _read(file, root, resolved=base is not None)
    document = with_other_demand_told(document, apply_overrides(document, in_full(document.data, overrides)))
    if not isinstance(document.data, dict):
        raise ScenarioError([where(document, ()).problem("", "a scenario is a mapping of keys to values")])
    problems = text_key_problems(document, Scenario)
    if base is not None:
        files, file = {}, base / file.name
    data, file_problems = with_files(document, files, file, root)
    problems += file_problems
    try:
        scenario = Scenario.model_validate(data)
    except ValidationError as error:
        known = {(problem.file, problem.key) for problem in problems}
        problems += [p for p in problems_of(error, document, Scenario) if (p.file, p.key) not in known]
        raise all_at_once(problems) from None
    scenario = only_what_they_are_about(scenario, generations, document)
    problems += [*check_scenario(scenario, document), *check_entries(scenario, generations, document)]
    if problems:
        raise all_at_once(problems)
    _check_paths(scenario, data)
    return scenario.read_from(file, document.positions)


def _check_paths(scenario: Scenario, data: dict[str, Any]) -> None:
    """Raise RegistryError when a scenario holds a path that nobody looked at: parameters hide it in another type."""
    seen = set(paths_inside(data))
    for hidden in (path for path in paths_inside(scenario.model_dump(exclude_defaults=True)) if path not in seen):
        raise RegistryError(f'"{hidden}": a file that parameters name inside of a value of another type than a path')


def _read(file: Path, root: Path | None, *, resolved: bool = False) -> tuple[list[Document], Document, dict[str, Path]]:
    """Read a scenario with those it extends; return each, the youngest first, all as one, and their files.

    resolved: that of a run, whose results are kept; there, keys that have moved are understood. Raises ScenarioError
    for keys that have moved since it was written.
    """
    generations, files = read_generations(file, root)
    document = as_one(generations)
    if resolved and looks_old(document.data):
        document = Document(migrated(document.data))
        return [document], document, files
    problems = moved_problems(generations)
    if problems:
        raise all_at_once(problems)
    return generations, document, files


def named_files(
    path: str | Path, overrides: Sequence[str] = (), *, allow_outside_paths: bool = False
) -> tuple[dict[str, Any], dict[Path_, Path]]:
    """Return the data of a scenario as it stands in its file, and the files it names that are there, by their keys.

    For a scenario that is not valid itself. Raises ScenarioError.
    """
    file = find_scenario(path)
    root = None if allow_outside_paths else scenario_root(file)
    _, document, files = _read(file, root)
    document = apply_overrides(document, in_full(document.data, overrides))
    data = with_files(document, files, file, root)[0] if isinstance(document.data, dict) else {}
    named: dict[Path_, Path] = {}
    for key, _ in file_keys(Scenario, data):
        value = _value_at(data, key)
        if isinstance(value, Path) and value.is_file():
            named[key] = value
    return data, named


def all_at_once(problems: list[Problem]) -> ScenarioError:
    """Return the error that tells the first problems of a file, and how many more there are."""
    shown, more = sorted(problems)[:MAX_SHOWN], len(problems) - MAX_SHOWN
    if more > 0:
        shown.append(Problem(shown[0].file, AT_THE_END, 0, "", f"and {more} more problems"))
    return ScenarioError(shown)


def find_scenario(path: str | Path) -> Path:
    """Return the file of a scenario given by its path or its bundled name. Raises ScenarioError."""
    file = Path(path)
    try:
        if file.is_file():
            return file
        is_folder = file.is_dir()
    except (OSError, ValueError) as error:
        raise ScenarioError([Problem(str(path)[:200], 0, 0, "", "is no file name")]) from error
    if is_folder:
        raise ScenarioError([Problem(str(path), 0, 0, "", "is a folder; expected a scenario file")])
    names = {entry.name: entry.path for entry in bundled_scenarios()}
    if str(path) in names:
        return names[str(path)]
    hint = suggest(str(path), names) or f"bundled scenarios are {', '.join(names)}"
    raise ScenarioError([Problem(str(path), 0, 0, "", f"no such file, and no bundled scenario; {hint}")])


def with_files(
    document: Document, files: dict[str, Path], main: Path, root: Path | None, model: type[BaseModel] = Scenario
) -> tuple[dict[str, Any], list[Problem]]:
    """Return the data of a model with file names resolved from the file they stand in, and what is wrong with them."""
    problems = []
    data = document.data
    for path, or_folder in file_keys(model, data):
        name = _value_at(data, path)
        position = where(document, path)
        try:
            found = resolve_inside(str(name), files.get(position.file, main), root)
        except ValueError as error:
            problems.append(position.problem(dotted(path), str(error)))
            continue
        if not (or_folder or found.is_file()):
            problems.append(position.problem(dotted(path), f'"{name}" is no file'))
        data = _replaced(data, path, found)
    return data, problems


def _value_at(data: Any, path: Path_) -> Any:
    for key in path:
        data = data[key]
    return data


def _replaced(data: Any, path: Path_, value: object) -> Any:
    """Return data in which the value at a path is another."""
    if not path:
        return value
    changed: Any = list(data) if isinstance(data, list) else dict(data)
    changed[path[0]] = _replaced(data[path[0]], path[1:], value)
    return changed
