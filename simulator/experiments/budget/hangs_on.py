"""What the yearly subsidy hangs on: each assumption about money or demand at both of its ends."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from simulator.analysis.budget.lines import Side
from simulator.analysis.movements import COLUMNS
from simulator.analysis.statistics import paired_estimate
from simulator.experiments.budget.costed import Costed
from simulator.experiments.moves import Move, moves_of
from simulator.experiments.plan import Value
from simulator.experiments.variants import Variant
from simulator.scenario.models import Scenario

METRIC = "subsidy_of_year_eur"


@dataclass(frozen=True)
class Moved:
    """An assumption at one end. variant: what has to run for it; None: the runs that are there tell it."""

    move: Move
    variant: Variant | None


def moves_about_money(base: Variant, scenario: Scenario, now: Costed, *, chosen: bool) -> list[Moved]:
    """Return both ends of each assumption that touches money or demand. chosen: whether fares decide who rides."""
    free = {line.rate_key for line in now.lines if line.rate_key and (line.side is Side.COST or not chosen)}
    found = []
    for move in moves_of(scenario):
        if all(_touches(path) for path in move.changes):
            changed = replace(base, overrides=(*base.overrides, *(_said(*one) for one in move.changes.items())))
            found.append(Moved(move, None if set(move.changes) <= free else changed))
    return found


def _touches(path: str) -> bool:
    parts = path.split(".")
    if parts[0] == "services":
        return len(parts) > 2 and parts[2] in ("costs", "fares", "demand")
    return parts[0] == "demand" or path.startswith("energy.prices.")


def _said(path: str, value: Value) -> str:
    return f"{path}={value if isinstance(value, str) else json.dumps(value)}"


def tornado_of(now: Costed, moved: Sequence[Moved], ran: Mapping[str, Costed | str], level: float) -> pd.DataFrame:
    """Return by how much each end moves the yearly subsidy, paired by seed; as ``analysis.movements`` has it.

    ran: years of those ends that had to run, by the label of the move, or why one was refused.
    """
    base = now.subsidy_of_seeds
    rows = []
    for one in moved:
        move = one.move
        its = now.with_rates(_rates(move)) if one.variant is None else ran[move.label]
        sums = np.full(len(base), np.nan) if isinstance(its, str) else its.subsidy_of_seeds
        found, p = paired_estimate(sums, base, level)
        rows.append((
            move.name, move.end, move.now, move.to, move.range, METRIC, found.n, now.subsidy, found.value, found.low,
            found.high, found.level, p, np.nan, found.method,
        ))  # fmt: skip
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _rates(move: Move) -> dict[str, float]:
    return {path: float(value) for path, value in move.changes.items()}
