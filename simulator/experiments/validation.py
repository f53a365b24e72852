"""Check scenario and experiment files with everything they name, without simulating anything."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from simulator.errors import InputError, Problem, ScenarioError
from simulator.experiments.metrics import check_metric, metrics_of
from simulator.experiments.plan import Experiment, base_of, check_paths, read_experiment, variants_of, with_full_paths
from simulator.notes import Note
from simulator.scenario.loader import find_scenario, load_scenario, named_files
from simulator.scenario.models import Scenario
from simulator.scenario.yaml_file import read_yaml
from simulator.world.inputs_check import Networks, check_inputs, table_problems

T = TypeVar("T")
MOST_VARIANTS = 20  # of which the files are read; all are loaded


def validate_file(path: str, overrides: Sequence[str] = (), *, allow_outside_paths: bool = False) -> list[str]:
    """Return remarks on a scenario or experiment that is in order. Raises InputError with all that is wrong with it."""
    file = find_scenario(path)
    data = read_yaml(file, str(file)).data
    if not isinstance(data, dict) or "base" not in data:
        scenario = _loaded(path, overrides, allow_outside_paths)
        notes = check_inputs(scenario)
        if scenario.accessibility is not None:
            from simulator.experiments.accessibility.checked import check_places  # which takes long to load

            check_places(scenario)
        return [_told(scenario, note) for note in notes]
    if overrides:
        raise ScenarioError([Problem(str(file), 0, 0, "", "is an experiment file; --set is for scenarios")])
    return _validate_experiment(read_experiment(file), file.parent, allow_outside_paths)


def _loaded(path: str, overrides: Sequence[str], outside: bool) -> Scenario:
    """Load a scenario; if that fails, tell what is wrong in its tables, too."""
    try:
        return load_scenario(path, overrides, allow_outside_paths=outside)
    except InputError as error:
        problems = error.problems
        with suppress(InputError):  # where there is no file to read keys from, as the first error says
            problems = problems + table_problems(*named_files(path, overrides, allow_outside_paths=outside))
        raise ScenarioError(list(dict.fromkeys(problems))) from None


def _validate_experiment(experiment: Experiment, folder: Path, outside: bool) -> list[str]:
    problems: list[Problem] = []
    for metric in metrics_of(experiment):
        _kept(problems, check_metric, metric)
    base = base_of(experiment, folder)
    scenario = _kept(problems, _loaded, base, experiment.overrides, outside)
    if scenario is None:
        raise ScenarioError(problems)
    experiment = _kept(problems, with_full_paths, experiment, scenario) or experiment
    _kept(problems, check_paths, experiment, scenario)
    variants = variants_of(experiment)
    loaded = [("", scenario)]
    for variant in variants:
        overrides = (*experiment.overrides, *variant.overrides)
        changed = _kept(problems, partial(load_scenario, allow_outside_paths=outside), base, overrides)
        if changed is not None:
            loaded.append((f"{variant.label}: ", changed))
    networks: Networks = {}
    remarks: dict[Note, str] = {}
    looked_at = loaded[:: -(-len(loaded) // MOST_VARIANTS)]
    for number, (label, changed) in enumerate(looked_at):
        notes = _kept(problems, partial(check_inputs, to_the_end=not number), changed, networks) or ()
        for note in notes:
            remarks.setdefault(note, label + _told(changed, note))
    if problems:
        raise ScenarioError(list(dict.fromkeys(problems)))
    few = f"the tables of {len(looked_at)} of {len(loaded):,} variants were read"
    return [*remarks.values(), *([few] if len(looked_at) < len(loaded) else [])]


def _kept(problems: list[Problem], step: Callable[..., T], *arguments: Any) -> T | None:
    """Return what a step returns; None when it failed, with its problems kept."""
    try:
        return step(*arguments)
    except InputError as error:
        problems += error.problems
        return None


def _told(scenario: Scenario, note: Note) -> str:
    """Return a note at the line of the scenario that it is about."""
    return str(scenario.problem(note.key, f"note: {note.english}"))
