"""A run of a scenario with disruptions, and the same with nothing going wrong: its undisturbed twin."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, fields
from functools import cached_property
from pathlib import Path

import pandas as pd

from simulator.analysis.ratios import Number
from simulator.experiments.identity import scenario_digest
from simulator.experiments.resilience import Resilience, as_twin
from simulator.experiments.run import RunResult, run
from simulator.kept import Kept
from simulator.results.resilience_definitions import TWIN_DTYPES
from simulator.scenario.models import Scenario
from simulator.tables import no_rows

_TWINS = Kept(8)  # variants that differ in what goes wrong alone have the same twin


@dataclass(frozen=True, repr=False)
class BesideTwin(RunResult):
    """A run that knows what its undisturbed twin was like. twin: ``TWIN_DTYPES``."""

    twin: pd.DataFrame = field(default_factory=lambda: no_rows(TWIN_DTYPES), repr=False)

    @cached_property
    def resilience(self) -> Resilience:
        """Return what the two tell together."""
        return Resilience(self.journeys, self.twin, self.events, self.world.disruptions, self.grouped)

    @cached_property
    def kpis(self) -> dict[str, Number]:
        """Return the key figures, those of resilience too."""
        return super().kpis | self.resilience.kpis


def run_beside_twin(
    scenario: Scenario,
    seed: int | None = None,
    *,
    cache: Path | None = None,
    debug: bool = False,
    report: Callable[[str], None] = lambda text: None,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> RunResult:
    """Simulate a scenario as ``run`` does, and its twin with the same luck where anything goes wrong."""
    result = run(scenario, seed, cache=cache, debug=debug, report=report, progress=progress)
    if not scenario.disruptions:
        return result
    report("simulating the day once more, with nothing going wrong")
    return beside(result, as_twin(run(scenario.undisturbed, seed, cache=cache, progress=progress).journeys))


def run_beside_kept_twin(scenario: Scenario, seed: int) -> RunResult:
    """Do the same for one of many runs: the twin of those before is kept, where theirs is the same."""
    result = run(scenario, seed)
    if not scenario.disruptions:
        return result
    calm = scenario.undisturbed
    return beside(result, _TWINS.get((scenario_digest(calm), seed), lambda: as_twin(run(calm, seed).journeys)))


def beside(result: RunResult, twin: pd.DataFrame) -> BesideTwin:
    """Return a run beside its twin, ``TWIN_DTYPES``."""
    return BesideTwin(**{its.name: getattr(result, its.name) for its in fields(result)}, twin=twin)
