"""From a county file to a validated, frozen ``County``; all problems of the file at once."""

from __future__ import annotations

from pathlib import Path

from pydantic import ValidationError

from simulator.errors import Problem, ScenarioError
from simulator.scenario.county_models import County
from simulator.scenario.loader import all_at_once, with_files
from simulator.scenario.paths import scenario_root
from simulator.scenario.problems import problems_of, text_key_problems, where
from simulator.scenario.yaml_file import Document, read_yaml, undotted


def load_county(path: Path, *, allow_outside_paths: bool = False) -> County:
    """Read a county file. allow_outside_paths: let it name files outside of its own folder.

    Raises ScenarioError with file, line, key, value and what was expected, for all problems at once.
    """
    if path.is_dir():
        raise ScenarioError([Problem(str(path), 0, 0, "", "is a folder; expected a county file, like county.yaml")])
    document = read_yaml(path, str(path))
    if not isinstance(document.data, dict):
        raise ScenarioError([where(document, ()).problem("", "a county is a mapping of keys to values")])
    problems = text_key_problems(document, County)
    root = None if allow_outside_paths else scenario_root(path)
    data, file_problems = with_files(document, {}, path, root, County)
    problems += file_problems
    try:
        county = County.model_validate(data)
    except ValidationError as error:
        known = {problem.key for problem in problems}
        problems += [problem for problem in problems_of(error, document, County) if problem.key not in known]
        raise all_at_once(problems) from None
    if problems:
        raise all_at_once(problems)
    for key, table in county.tables.items():
        table.read_from(path, _lines(document, key, len(table.rows)))
    return county


def population_files(path: Path) -> tuple[Path, ...]:
    """Return a folder with a population, or a county file and all tables it names. Raises as ``load_county``."""
    if path.is_dir():
        return (path,)
    tables = load_county(path, allow_outside_paths=True).tables.values()
    return tuple(dict.fromkeys((path, *(table.file for table in tables))))


def _lines(document: Document, key: str, count: int) -> tuple[int, ...]:
    return tuple(where(document, (*undotted(key), "rows", row)).line for row in range(count))
