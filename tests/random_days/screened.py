"""Whether a day is the same where those ask nobody whom no service could win."""

from __future__ import annotations

from collections.abc import Callable

from simulator.experiments.run import RunResult
from simulator.scenario.asks import asks_by_class
from simulator.tables import OWN_MEANS
from simulator.travellers.choice import by_utility
from tests.screened import is_about_asking, same_journeys, same_log

COMPARED, QUIET = "simulated with screening, too", "somebody asks nobody"


def chooses_own_means(day: RunResult) -> bool:
    """Return whether a class compares what it has with services, by utilities."""
    scenario = day.world.scenario
    own = {name for name, config in scenario.services.items() if config.kind == OWN_MEANS}
    classes = scenario.people.classes
    return any(
        by_utility(classes[name].choice) and turns and own & {*turns[0]} and set(turns[0]) - own
        for name, turns in asks_by_class(scenario).items()
    )


def screened_problems(everybody: RunResult, screened: RunResult) -> list[str]:
    """Return what differs between a day on which everybody asks, and the same with screening."""
    found = []
    checks: dict[str, Callable[[RunResult, RunResult], None]] = {
        "journeys": same_journeys, "log": same_log, "figures": _same_figures,
    }  # fmt: skip
    for name, check in checks.items():
        try:
            check(everybody, screened)
        except AssertionError as error:
            found.append(f"screened: other {name}: {' '.join(str(error).split())[:300]}")
    return found


def _same_figures(everybody: RunResult, screened: RunResult) -> None:
    assert everybody.kpis.keys() == screened.kpis.keys()
    differ = {name for name, value in everybody.kpis.items() if value != screened.kpis[name]}
    assert {name for name in differ if not is_about_asking(name)} == set()
