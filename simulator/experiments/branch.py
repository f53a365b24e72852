"""Branch a finished run: repeat it up to a time, and let the day go on with something else from then on."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from simulator.clock import format_clock
from simulator.errors import Problem, ResultError, ScenarioError
from simulator.event_kinds import Event
from simulator.experiments.resilience import as_twin
from simulator.experiments.run import RunResult, run
from simulator.experiments.twin import beside
from simulator.experiments.world_of_run import read_manifest, scenarios_before
from simulator.results.reader import read_table, read_yaml
from simulator.scenario.catalogue import bundled_folder
from simulator.scenario.during_day import changed_keys, refused_changes
from simulator.scenario.loader import load_scenario
from simulator.scenario.models import Scenario
from simulator.scenario.road_models import moment_s
from simulator.scenario.yaml_file import parse_yaml
from simulator.tables import TIMETABLE
from simulator.world.branched import build_branch
from simulator.world.disruptions import Disruption, disruptions_of

# Columns of the event log that do not depend on who asks later on, as numbers of requests and rides do.
_SURE = ["time_s", "service", "kind", "node", "value"]
_DISRUPTIONS = "disruptions="
_OF_DISRUPTION = re.compile(r"disruptions\[(\d+)\]\.?(.*)", re.DOTALL)
_MOST_SHOWN = 60  # of an option, in a message


@dataclass(frozen=True)
class Changes:
    """What is other from a time on: values by keys, as with ``--set``, and disruptions on top of those there are.

    at: like "10:00", or "2 10:00" on the second day. disruptions: each as YAML.
    """

    at: str
    overrides: tuple[str, ...] = ()
    disruptions: tuple[str, ...] = ()


def branch_run(
    folder: Path,
    changes: Changes,
    *,
    scenarios: Path | None = None,
    outside: bool = False,
    report: Callable[[str], None] = lambda text: None,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> RunResult:
    """Return what a finished run becomes with changes from a time on; until then its log is the same.

    folder: of the run. scenarios: the folder that file names of its scenario are relative to, by default the bundled
    one. outside: let it name files elsewhere, too. Raises ResultError when the folder is no run, or cannot be repeated,
    and ScenarioError for changes that cannot be made. A branch is branched from a later time on than it was itself.
    """
    manifest = read_manifest(folder)
    before, after = _scenarios(folder, changes, scenarios, outside=outside)
    earlier = [
        (scenario, _moment(at, before))
        for scenario, at in scenarios_before(folder, manifest, scenarios or bundled_folder(), outside=outside)
    ]
    at_s = _moment(changes.at, before)
    if earlier and at_s <= earlier[-1][1]:
        message = f"is not after {manifest['at']}, from when on the run is a branch itself"
        raise ScenarioError([Problem(f"--at {changes.at}", 0, 0, "", message)])
    if problems := [*refused_changes(before, after), *_too_late(before, after, at_s)]:
        raise ScenarioError(_where_said(problems, before, changes))
    if not changed_keys(before, after):
        raise ScenarioError([Problem("--set", 0, 0, "", "nothing would be other than in the run; say what changes")])
    steps = [*earlier, (before, at_s)]
    world = build_branch(steps, after, _told(folder, manifest, changes, at_s), report=report)
    if not world.begins_s < at_s <= world.ends_s:
        raise ScenarioError([Problem(f"--at {changes.at}", 0, 0, "", "is outside of the run")])
    is_same = world.network.digest() == manifest["network_sha256"]
    if not (is_same or world.demand_changes):  # which bring other places on the roads
        raise ResultError(f"{folder}: the roads are not those of the run; name its folder of scenarios (--scenarios)")
    result = run(after, report=report, progress=progress, world=world)
    _check_repeated(folder, result, at_s)
    if not world.disruptions:
        return result
    calm = build_branch([(its.undisturbed, until_s) for its, until_s in steps], after.undisturbed, report=report)
    return beside(result, as_twin(run(after.undisturbed, progress=progress, world=calm).journeys))


def _told(folder: Path, manifest: Mapping[str, Any], changes: Changes, at_s: int) -> dict[str, Any]:
    """Return what the manifest of a branch tells of it: parent, time and change, and those of its parent and so on."""
    text = (folder / "manifest.json").read_bytes()
    earlier = [*manifest.get("earlier", ())]
    if "parent" in manifest:
        scenario = (folder / "parent.yaml").read_text(encoding="utf-8")
        earlier.append({key: manifest[key] for key in ("parent", "at", "at_s", "change")} | {"scenario": scenario})
    return {
        "parent": {"run": folder.name, "manifest_sha256": hashlib.sha256(text).hexdigest()},
        "at": changes.at,
        "at_s": at_s,
        "change": [*changes.overrides, *(f"disruptions+={one}" for one in changes.disruptions)],
        **({"earlier": earlier} if earlier else {}),
    }


def _scenarios(folder: Path, changes: Changes, scenarios: Path | None, *, outside: bool) -> tuple[Scenario, Scenario]:
    """Return the scenario of a run, and the changed one. Raises ResultError, and ScenarioError for bad changes."""
    file, base = folder / "scenario.yaml", scenarios or bundled_folder()
    if not file.is_file():
        raise ResultError(f"{folder}: scenario.yaml is missing: not the results of a run")
    try:
        before = load_scenario(file, base=base, allow_outside_paths=outside)
    except ScenarioError as error:
        hint = f"its file names are relative to the folder of scenarios; looked in {base}, say --scenarios for another"
        raise ResultError(f"{error}\n{folder}: {hint}") from error
    overrides = [*changes.overrides]
    if changes.disruptions:
        overrides = [_with_disruptions(folder, changes.disruptions), *overrides]
    try:
        return before, load_scenario(file, overrides, base=base, allow_outside_paths=outside)
    except ScenarioError as error:
        raise ScenarioError(_where_said(error.problems, before, changes)) from error


def _where_said(problems: Sequence[Problem], before: Scenario, changes: Changes) -> list[Problem]:
    """Return problems of all disruptions, which are set as one, with what said each: an option, or the run."""
    told = []
    for its in problems:
        found = _OF_DISRUPTION.match(its.key) if its.file.startswith(f"--set {_DISRUPTIONS}") else None
        number = 0 if found is None else int(found[1]) - len(before.disruptions)
        if found is None:
            told.append(its)
        elif number < 0:
            told.append(before.problem(its.key, its.message))
        else:
            option = f"--disruption {changes.disruptions[number][:_MOST_SHOWN]}"
            told.append(Problem(option, 0, 0, found[2], its.message))
    return told


def _with_disruptions(folder: Path, more: Sequence[str]) -> str:
    """Return the override that lets disruptions be those of a run, and more."""
    listed: list[Any] = list(read_yaml(folder, "scenario").get("disruptions", ()))
    listed += [parse_yaml(text, f"--disruption {text}").data for text in more]
    return f"{_DISRUPTIONS}{json.dumps(listed)}"


def _moment(at: str, scenario: Scenario) -> int:
    """Return when a moment is, true seconds. Raises ScenarioError."""
    try:
        return scenario.calendar.clock.true(moment_s(at))
    except ValueError as error:
        raise ScenarioError([Problem(f"--at {at[:40]}", 0, 0, "", str(error))]) from error


def _too_late(before: Scenario, after: Scenario, at_s: int) -> list[Problem]:
    """Return disruptions that are changed, new or gone, though they have begun or were known before a time [s]."""
    old, new = ({its.number: its for its in disruptions_of(scenario)} for scenario in (before, after))
    problems = []
    for number in sorted(old.keys() | new.keys()):
        was, its = old.get(number), new.get(number)
        if was == its:
            continue
        for one, verb in ((was, "was"), (its, "would be")):
            if one is not None and _first_s(one) < at_s:
                clock = _clock(_first_s(one), after)
                message = (
                    f'"{one.name}" {verb} known or there at {clock}, which is before --at: it cannot change any more'
                )
                problems.append(after.problem(f"disruptions[{number}]", message))
                break
    return problems


def _first_s(its: Disruption) -> int:
    return min(its.from_s, its.known_s, its.told_s)


def _clock(time_s: int, scenario: Scenario) -> str:
    return format_clock(int(scenario.calendar.clock.local_s(np.array([time_s]))[0]))


def _check_repeated(folder: Path, result: RunResult, at_s: int) -> None:
    """Raise ResultError when the log up to a time [s] is not that of the run in a folder.

    Numbers of vehicles differ where there are reserve vehicles, which tell
    how much energy they have before they are called.
    """
    lines = [part.number for part in result.world.scenario.parts if part.kind == TIMETABLE]
    columns, logs = [*_SURE], [read_table(folder, "events"), result.events]
    if len(result.world.vehicles) == len(read_table(folder, "vehicles_input")):
        columns.append("vehicle")
    else:
        logs = [log[log["kind"] != Event.ENERGY_LEVEL] for log in logs]
    # Only lines that may be late tell when rides are planned to end.
    logs = [log[(log["kind"] != Event.PLANNED_DROPOFF) | ~log["service"].isin(lines)] for log in logs]
    first, again = (log.loc[log["time_s"] < at_s, columns].reset_index(drop=True) for log in logs)
    if not first.equals(again):
        raise ResultError(
            f"{folder}: cannot be repeated: what happened before is not what it was. Its inputs, or the program, have "
            "changed since; run the scenario again and branch that run"
        )
