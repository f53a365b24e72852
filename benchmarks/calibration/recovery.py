"""Known values of a made county, fitted to its own bookings again and again: do intervals cover them?

Bookings are drawn with other seeds than simulated days. Each of five sets of simulated days serves twenty recoveries,
so that what is simulated at the beginning is simulated once for twenty.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

import pandas as pd

from benchmarks.calibration.county import made_county
from simulator.experiments.calibration.fit import SimulatedDays, fit_days
from simulator.experiments.calibration.parameters import parameters_of, with_values
from simulator.experiments.calibration.sides import DAYS, of_run
from simulator.experiments.run import RunResult, run
from simulator.scenario.models import Scenario

DAYS_OBSERVED, REPLICATIONS = 12, 2
OF_ONE_SET = 20
FIRST_SIMULATED, FIRST_OBSERVED, TEST_SEED, FRESH_SEED = 1, 10_001, 20_001, 30_001
TEST_DAYS = 120
# Where the search begins: off by what somebody may be who has not looked at bookings.
BEFORE = {
    "demand": 27, "distance_decay": 0.03, "constant": 4.0, "wait": -0.1, "price": -0.4, "speed": 0.94, "dwell": 72,
    "no_show": 0.045, "cancellation": 0.1,
}  # fmt: skip


def days_alike(result: RunResult) -> pd.DataFrame:
    """Return the requests of a run whose days are all of one type, as weekdays and Sundays are in the made county."""
    table = of_run(result)
    table.attrs[DAYS] = [(day, 0) for day, _ in table.attrs[DAYS]]
    return table


def recoveries(folder: Path, numbers: Iterable[int]) -> Iterator[pd.DataFrame]:
    """Yield what one recovery after the other has found, a row for each parameter.

    Columns: recovery, name, title, truth, before, value, low, high, told, covered.
    """
    observed_days = made_county(folder, DAYS_OBSERVED)
    known = {one.name: one.now for one in parameters_of(observed_days)}
    sets: dict[int, SimulatedDays] = {}
    for number in numbers:
        of = number // OF_ONE_SET
        if of not in sets:
            sets = {of: begun_elsewhere(made_county(folder, REPLICATIONS * DAYS_OBSERVED), of)}
        fitted = fit_days(sets[of], days_alike(run(observed_days, FIRST_OBSERVED + number)))
        found = fitted.parameters[["name", "title", "before", "value", "low", "high", "told"]]
        truth = found["name"].map(known)
        covered = (found["low"] <= truth) & (truth <= found["high"])
        yield found.assign(truth=truth, covered=covered, recovery=number)


def begun_elsewhere(scenario: Scenario, of: int) -> SimulatedDays:
    """Return a set of simulated days of a scenario of which all values are others than the truth."""
    parameters = [replace(one, now=BEFORE[one.kind.name]) for one in parameters_of(scenario)]
    before = with_values(scenario, parameters, [one.now for one in parameters])
    days = scenario.calendar.days
    return SimulatedDays(before, parameters, days, FIRST_SIMULATED + of, days_alike)


def figures(table: pd.DataFrame) -> dict[str, float]:
    """Return what is compared out of sample: served share, mean ride and mean wait."""
    served = table[table["end"] == "served"]
    share = len(served) / len(table)
    return {"served share": share, "ride": float(served["ride_s"].mean()), "wait": float(served["wait_s"].mean())}


def errors_out_of_sample(folder: Path, recovered: pd.DataFrame) -> pd.DataFrame:
    """Return relative errors of figures, a row for each recovery: days of found values beside days of the truth."""
    county = made_county(folder, TEST_DAYS)
    parameters = parameters_of(county)
    there = figures(days_alike(run(county, TEST_SEED)))
    rows = []
    for _, found in recovered.groupby("recovery"):
        values = found.set_index("name")["value"]
        changed = with_values(county, parameters, [float(values[one.name]) for one in parameters])
        here = figures(days_alike(run(changed, FRESH_SEED)))
        rows.append({name: here[name] / there[name] - 1 for name in there})
    return pd.DataFrame(rows)
