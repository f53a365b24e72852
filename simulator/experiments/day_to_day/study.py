"""The whole of it: expectations from one start or two, whether they come to the same, and elasticities."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pandas as pd

from simulator.errors import ElbeDrtError
from simulator.experiments.day_to_day.cells import KEY
from simulator.experiments.day_to_day.days import Learned, Rule, day_to_day, small, totals
from simulator.experiments.day_to_day.elasticities import (
    Elasticity,
    arc_elasticity,
    paired_difference,
    with_fares,
    with_waits,
)
from simulator.experiments.day_to_day.learning import (
    BOTH,
    STARTS,
    Gap,
    at,
    experienced,
    first_expectations,
    gap,
    wanted_of,
)
from simulator.experiments.day_to_day.runs import Days
from simulator.scenario.models import Scenario
from simulator.world.expectations import services_on_demand

FRESH = 100_000  # the first seed of days that nobody has learned from, beyond those of the others
COUNTED = ("asked", "served")
Say = Callable[[str], None]


@dataclass(frozen=True)
class Asked:
    """What is to be found. replications: fresh days on which expectations are held. elasticities: whether to tell."""

    scenario: Scenario
    starts: tuple[str, ...]
    rule: Rule
    replications: int
    elasticities: bool


@dataclass(frozen=True)
class Held:
    """Fresh days on which what was learned is expected all the time. gap: of that to what these days were like."""

    counts: pd.DataFrame
    gap: Gap

    @property
    def settled(self) -> bool:
        """Return whether people expect what they experience on them."""
        return small(self.gap)


@dataclass(frozen=True)
class Study:
    """What was found.

    learned, held: by start. apart: of the second start from the first: counts of a day, by name; expected_apart: wait
    [min] and share of rejections, weighted by who asks or would. same: whether both come to the same; None: one start.
    elasticities: change, term, counted, value, low, high; gap_wait_min and gap_rejected of who learned anew.
    """

    asked: Asked
    learned: dict[str, Learned]
    held: dict[str, Held]
    apart: dict[str, Elasticity] = field(default_factory=dict)
    expected_apart: tuple[float, float] | None = None
    same: bool | None = None
    elasticities: pd.DataFrame | None = None


def study(asked: Asked, folder: Path, say: Say = lambda text: None) -> Study:
    """Simulate all days. folder: for what is written on the way. Raises ElbeDrtError where nobody expects anything."""
    learned, held = {}, {}
    for start in asked.starts:
        learned[start] = _learn(asked, asked.scenario, folder, start, say)
        held[start] = _hold(asked, asked.scenario, folder, learned[start].expected)
        say(f"{start}: {len(learned[start].days)} days, {_told(held[start].gap)} on {asked.replications} fresh ones")
    found = Study(asked, learned, held)
    if len(held) > 1:
        found = _compared(found)
    if not asked.elasticities:
        return found
    table = _elasticities(found, folder, say)
    return Study(asked, learned, held, found.apart, found.expected_apart, found.same, table)


def _told(found: Gap) -> str:
    return f"gap {found.wait_min:.2f} min and {100 * found.rejected:.1f} points"


def _learn(asked: Asked, scenario: Scenario, folder: Path, start: str, say: Say, exactly: int | None = None) -> Learned:
    """Return what is learned from a start, day by day."""
    day = Days(scenario, folder, scenario.seed)

    def told(expected: pd.DataFrame, number: int) -> pd.DataFrame:
        cells = day(expected, number)
        if number == 1 and cells.empty:
            raise ElbeDrtError(
                "nobody asks a ridepooling service by utilities: expectations need classes whose choice is logit or "
                "nested_logit, and a ridepooling service that they ask first"
            )
        say(f"{start}, day {number}: {totals(cells)['asked']:.0f} ask, {totals(cells)['served']:.0f} are served")
        return cells

    first = first_expectations(services_on_demand(scenario), STARTS[start.partition(",")[0]])
    return day_to_day(first, told, asked.rule, exactly=exactly)


def _hold(asked: Asked, scenario: Scenario, folder: Path, expected: pd.DataFrame) -> Held:
    """Return what fresh days are like on which people expect this, whatever they experience."""
    day = Days(scenario, folder, scenario.seed + FRESH)
    cells = [day(expected, number) for number in range(1, asked.replications + 1)]
    counts = pd.DataFrame([totals(one) for one in cells], index=range(1, len(cells) + 1))
    return Held(counts, gap(expected, experienced(cells, asked.rule.pooled), wanted_of(cells)))


def _compared(found: Study) -> Study:
    """Add how far the second start is from the first."""
    first, second = (found.held[start] for start in found.asked.starts[:2])
    apart = {name: paired_difference(first.counts[name], second.counts[name]) for name in COUNTED}
    one, other = (found.learned[start] for start in found.asked.starts[:2])
    cells = pd.concat([day.cells for its in (one, other) for day in its.days[-found.asked.rule.window :]])
    wanted = cells.groupby(KEY)["wanted"].sum()
    differs = (at(other.expected, wanted.index) - at(one.expected, wanted.index))[BOTH].abs()
    wait, share = (differs.mul(wanted, axis=0).sum() / wanted.sum()).tolist()
    within = all(its.low <= 0 <= its.high for its in apart.values())
    near = small(Gap(wait / 2, share / 2, (0, 0), (0, 0)))  # each is as near to its own experience
    return Study(found.asked, found.learned, found.held, apart, (wait, share), within and near)


def _elasticities(found: Study, folder: Path, say: Say) -> pd.DataFrame:
    """Return how many ask and are served when fares or waits are more: expectations held, and learned anew.

    Learned anew: from the same start, over the same days with the same luck as without the change.
    """
    asked, rows = found.asked, []
    start = asked.starts[0]
    before = found.held[start].counts
    for change, scenario in (("fare", with_fares(asked.scenario)), ("wait", with_waits(asked.scenario))):
        if scenario is None:
            say(f"{change}: there is none that counts")
            continue
        anew = _learn(asked, scenario, folder, f"{start}, {change} +10 %", say, len(found.learned[start].days))
        terms = {"short": found.learned[start].expected, "long": anew.expected}
        for term, expected in terms.items():
            held = _hold(asked, scenario, folder, expected)
            for counted in COUNTED:
                told = arc_elasticity(before[counted].to_numpy(np.float64), held.counts[counted].to_numpy(np.float64))
                rows.append((change, term, counted, *told, held.gap.wait_min, held.gap.rejected))
    columns = ["change", "term", "counted", "value", "low", "high", "gap_wait_min", "gap_rejected"]
    return pd.DataFrame(rows, columns=columns)


def days_table(found: Study) -> pd.DataFrame:
    """Return one row per day of each start."""
    rows = []
    for start, its in found.learned.items():
        for day in its.days:
            sums = totals(day.cells)
            offered = sums["asked"] - sums["rejected"]
            measured = (day.gap.wait_min, day.gap.rejected) if day.is_measured else (np.nan, np.nan)
            rows.append((
                start, day.day, found.asked.scenario.seed + day.day, sums["wanted"], sums["asked"], sums["served"],
                day.gap.expected[0], sums["wait_min"] / offered if offered else np.nan, day.gap.expected[1],
                sums["rejected"] / sums["asked"] if sums["asked"] else np.nan, *measured,
            ))  # fmt: skip
    columns = [
        "start", "day", "seed", "wanted", "asked", "served", "expected_wait_min", "experienced_wait_min",
        "expected_rejected", "experienced_rejected", "gap_wait_min", "gap_rejected",
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=columns)


def sequence(starts: str) -> Sequence[str]:
    """Return the starts that are meant."""
    return tuple(STARTS) if starts == "both" else (starts,)
