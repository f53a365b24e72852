"""A scenario calibrated to an import of bookings: fitted to some days, compared with these and with others."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from simulator.analysis.guarded import LEAST
from simulator.analysis.request_table import CANCELLED, NO_SHOW
from simulator.days import DayType
from simulator.errors import Problem, RequestFileError, ScenarioError
from simulator.experiments.calibration.beside import compare_sides
from simulator.experiments.calibration.fit import Fitted, SimulatedDays, fit
from simulator.experiments.calibration.observed import Bookings, read_bookings_of
from simulator.experiments.calibration.parameters import KINDS, Parameter, parameters_of
from simulator.experiments.calibration.sides import of_run, on_days, side_of, telling_of
from simulator.experiments.calibration.split import Split, split_days
from simulator.experiments.run import RunResult
from simulator.network.graph import RoadNetwork
from simulator.network.snapping import NodeSnapper
from simulator.scenario.loader import load_scenario
from simulator.scenario.models import Scenario
from simulator.suggest import suggest
from simulator.tables import RIDES
from simulator.units import METRES_PER_KM
from simulator.world.calendar import days_of as calendar_days
from simulator.world.roads import open_network

FAR_M = 2000.0  # farther from any road a place is none of the network
FAR_SHARE = 0.05  # of bookings that may be so; assumption
ENDS_OF = {"no_show": NO_SHOW, "cancellation": CANCELLED}  # kinds of parameters that are the share of an end


@dataclass(frozen=True)
class Asked:
    """What is to be calibrated to what. only: parameters, none: all. seed: None, that of the scenario.

    service: to which the bookings belong; "" where only one gives rides.
    """

    scenario: str
    folder: Path
    only: tuple[str, ...] = ()
    test_share: float = 0.3
    replications: int = 2
    seed: int | None = None
    service: str = ""
    allow_outside_paths: bool = False


@dataclass(frozen=True, eq=False)
class Calibrated:
    """What came of it.

    asked: for what. scenario: as it was. parameters: that were fitted. beside:
    BESIDE_DTYPES. too_few: parameters left as they are, as what tells them happened to fewer than five. seeds: first
    and last of the fit, then of the days it is compared with. far: bookings beyond the network.
    """

    asked: Asked
    scenario: Scenario
    parameters: tuple[Parameter, ...]
    bookings: Bookings
    split: Split
    observed: pd.DataFrame
    fitted: Fitted
    beside: pd.DataFrame
    too_few: tuple[str, ...]
    seeds: tuple[tuple[int, int], tuple[int, int]]
    far: int


def calibrate(asked: Asked, report: Callable[[str], None] = lambda text: None) -> Calibrated:
    """Calibrate a scenario. Raises ScenarioError and RequestFileError for what cannot be."""
    scenario = load_scenario(asked.scenario, allow_outside_paths=asked.allow_outside_paths)
    service = _service(scenario, asked.service)
    wanted = _parameters(scenario, asked.only)
    bookings = read_bookings_of(asked.folder, scenario.calendar.state)
    split = split_days(bookings, _types(scenario), asked.test_share)
    far = _far(bookings, open_network(scenario.network))
    observed, telling = side_of(bookings), telling_of(bookings)
    fitting = on_days(observed, split.fitting)
    parameters, too_few = _enough(wanted, fitting, single=bookings.single)
    seed = scenario.seed if asked.seed is None else asked.seed

    def side(result: RunResult) -> pd.DataFrame:
        return of_run(result, telling, service)

    fitted = fit(scenario, fitting, parameters, asked.replications, seed, side, report)
    begin = seed + fitted.simulated_days // scenario.calendar.days
    report("days that nothing was fitted to:")
    other = SimulatedDays(scenario, parameters, asked.replications * len(split.used), begin, side, report)
    beside = compare_sides(observed, other(fitted.parameters["value"].tolist()), split, single=bookings.single)
    seeds = (seed, begin - 1), (begin, begin + other.count // scenario.calendar.days - 1)
    its = asked, scenario, tuple(parameters), bookings, split, observed
    return Calibrated(*its, fitted, beside, too_few, seeds, far)


def _types(scenario: Scenario) -> set[DayType]:
    """Return the types of the days of a scenario that count."""
    table = calendar_days(scenario.calendar).all()
    return {DayType(kind) for kind in table.loc[table["day"] >= 0, "day_type"].tolist()}


def _service(scenario: Scenario, named: str) -> str:
    """Return which of several services the bookings are of; "" where there is one. Raises ScenarioError."""
    if scenario.demand.as_synthetic is None:
        message = (
            f"{scenario.demand.kind}: nothing of it can be fitted to bookings; expected synthetic, whose level and "
            "distances are fitted"
        )
        raise ScenarioError([scenario.problem("demand.kind", message)])
    rides = [part.name for part in scenario.parts if part.kind == RIDES]
    if named and named not in rides:
        message = f'no service "{named}" that gives rides on demand; {suggest(named, rides) or _listed(rides)}'
        raise ScenarioError([scenario.problem("services", message)])
    if not rides or (len(rides) > 1 and not named):
        message = "expected a service with rides on demand" if not rides else f"say --service; {_listed(rides)}"
        raise ScenarioError([scenario.problem("services", message)])
    return named if len(rides) > 1 else ""


def _parameters(scenario: Scenario, only: Sequence[str]) -> list[Parameter]:
    """Return the parameters asked for. Raises ScenarioError for names of none."""
    there = parameters_of(scenario)
    known = [*dict.fromkeys((*(one.kind.name for one in there), *(key for one in there for key in one.keys)))]
    kinds, problems = {kind.name for kind in KINDS}, []
    for name in only:
        if parameters_of(scenario, [name]):
            continue
        if name in kinds:
            message = f"{name}: the scenario has no such value; expected one of {', '.join(known)}"
        else:
            message = f'unknown "{name}"; {suggest(name, known) or _listed(known)}'
        problems.append(Problem("--parameters", 0, 0, "", message))
    if problems:
        raise ScenarioError(problems)
    return parameters_of(scenario, only)


def _listed(names: Sequence[str]) -> str:
    return f"expected one of {', '.join(names)}" if names else "there is none"


def _enough(
    parameters: Sequence[Parameter], fitting: pd.DataFrame, *, single: bool
) -> tuple[list[Parameter], tuple[str, ...]]:
    """Return what may be fitted without telling that one to four people did something, and what may not.

    Raises RequestFileError where nothing may.
    """
    counts = fitting["end"].value_counts()
    few = {kind for kind, end in ENDS_OF.items() if not single and 0 < counts.get(end, 0) < LEAST}
    kept = [one for one in parameters if one.kind.name not in few]
    if not kept:
        raise RequestFileError([Problem("--parameters", 0, 0, "", "nothing is left to be fitted to these bookings")])
    return kept, tuple(one.name for one in parameters if one.kind.name in few)


def _far(bookings: Bookings, network: RoadNetwork) -> int:
    """Return how many bookings begin or end beyond the roads. Raises RequestFileError where many do."""
    snapper, table = NodeSnapper(network), bookings.table
    far = np.zeros(len(table), dtype=np.bool_)
    for end in ("origin", "destination"):
        far |= snapper.snap(table[f"{end}_lon"], table[f"{end}_lat"])[1] > FAR_M
    if far.mean() > FAR_SHARE:
        message = (
            f"{far.mean():.0%} of the bookings begin or end more than {FAR_M / METRES_PER_KM:g} km from any road of "
            "the scenario's network; expected a scenario of the area they are of, or an import with its --network"
        )
        raise RequestFileError([Problem(str(bookings.folder), 0, 0, "", message)])
    return int(far.sum())
