"""``elbe-drt size``: the smallest fleet that meets goals."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from simulator.cli.options import Execution, Goals, Sizes
from simulator.errors import Problem, ScenarioError
from simulator.experiments.fleet_size import Goal, smallest
from simulator.experiments.guaranteed import guaranteed
from simulator.experiments.plan import make_experiment
from simulator.report.comparison import few_runs, print_sizes
from simulator.report.precision import number
from simulator.scenario.loader import load_scenario
from simulator.scenario.shorthand import full_path
from simulator.scenario.yaml_file import Document

if TYPE_CHECKING:
    import numpy as np

    from simulator.experiments.executors import Executor
    from simulator.scenario.models import Scenario

GOALS: dict[str, Callable[[float], Goal]] = {
    "serve": partial(Goal, "service_rate", at_most=False),
    "wait_p95": partial(Goal, "wait_p95_s", at_most=True),
    "cost": partial(Goal, "cost_eur", at_most=True, grows=True),
}


def find_size(scenario: str, goals: Goals, sizes: Sizes, execution: Execution, executor: Executor) -> None:
    """Test sizes by halving, print what was tested and the answer."""
    import pandas as pd

    from simulator.cli.progress import RunProgress
    from simulator.experiments.experiment import carry_out, prepare

    outside, vary, level = execution.allow_outside_paths, sizes.vary, sizes.level
    loaded = load_scenario(scenario, allow_outside_paths=outside)
    limits = limits_of(scenario, loaded, goals)
    path = full_path(loaded.model_dump(), vary, f"--vary {vary}") if vary else _only_count(scenario, loaded)

    def carried_out(tried: tuple[int, ...]) -> pd.DataFrame:
        data = {
            "name": f"{loaded.name}-size"[:80], "base": scenario, "factors": {path: tried},
            "replications": sizes.replications, "metrics": tuple(goal.metric for goal in limits), "level": level,
        }  # fmt: skip
        work = prepare(make_experiment(Document(data)), Path(), execution.out, allow_outside_paths=outside)
        with RunProgress(quiet=execution.quiet) as shown:
            return pd.read_parquet(carry_out(work, executor, shown) / "kpis.parquet")

    def runs_of(size: int) -> dict[str, np.ndarray]:
        runs = carried_out((size,))
        unmeasured = [goal.metric for goal in limits if runs[goal.metric].isna().all()]
        if unmeasured:
            message = f"{', '.join(unmeasured)} is not measured in this scenario, so no fleet can be told to meet it"
            raise ScenarioError([Problem(scenario, 0, 0, "", f"{message}; docs/columns.md tells what it needs")])
        parts = {goal.metric: loaded.calendar.days if goal.grows else 1 for goal in limits}
        return {metric: runs[metric].to_numpy(float) / part for metric, part in parts.items()}

    answer, tested = smallest(sizes.smallest, sizes.largest, limits, level, runs_of)
    carried_out(tuple(test.size for test in tested))  # no more runs: one table of all
    rows = []
    for test in tested:
        figures = [f"{number(mean)} ({number(bound)})" for mean, bound in zip(test.means, test.bounds, strict=True)]
        rows.append((str(test.size), str(test.n), *figures, "yes" if test.meets else "no"))
    heading = ("size", "runs", *(f"{goal.name} (bound)" for goal in limits), "meets")
    wish = " and ".join(str(goal) for goal in limits)
    method = f"one-sided Student t bounds of {sizes.replications} runs, Bonferroni over {len(limits)} goals"
    confidence = f"at {level:.0%} confidence ({method})"
    if answer is None:
        serving = next((test.size for test in tested if test.serves), None)
        text = (
            f"Not even {sizes.largest} reach {wish} {confidence}."
            if serving is None
            else f"None reach {wish} {confidence}: {serving} cost more, and fewer do not serve as wanted."
        )
    else:
        text = f"Smallest {path} with {wish}: {answer}, {confidence}."
    few = few_runs(pd.Series([test.n for test in tested]))
    print_sizes(rows, heading, text if few is None else f"{text}\n{few}")


def limits_of(named: str, scenario: Scenario, goals: Goals) -> tuple[Goal, ...]:
    """Return the goals that are wanted. Raises ScenarioError where there is none, or one that no fleet can miss."""
    wanted = {name: getattr(goals, name) for name in GOALS}
    limits = tuple(GOALS[name](value) for name, value in wanted.items() if value is not None)
    if not limits:
        raise ScenarioError([Problem(named, 0, 0, "", "no goal; say --serve 0.9, --wait-p95 900 or --cost 9000")])
    if problems := [problem for name, value in wanted.items() for problem in _idle(named, scenario, name, value)]:
        raise ScenarioError(problems)
    return limits


def _idle(named: str, scenario: Scenario, option: str, value: float | None) -> list[Problem]:
    """Tell a goal that no fleet can miss: it would take its share of the error, and answer nothing."""
    reason = None if value is None else guaranteed(GOALS[option](value), scenario)
    if reason is None:
        return []
    return [Problem(named, 0, 0, f"--{option.replace('_', '-')} {value:g}", f"cannot fail: {reason}")]


def _only_count(named: str, scenario: Scenario) -> str:
    """Return the path of the number of vehicles, where they are all of one type."""
    types = [part.key(f"fleet.{name}.count") for part in scenario.parts for name in getattr(part.config, "fleet", {})]
    if len(types) != 1:
        message = f"there are {len(types)} types of vehicles; say which with --vary fleet.TYPE.count"
        raise ScenarioError([Problem(named, 0, 0, "services", message)])
    return types[0]
