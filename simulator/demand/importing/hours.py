"""At which hour trips of a day begin: shares from a file, or those of a weekday."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from simulator.demand.importing.purpose_words import our_purpose
from simulator.demand.purposes import WEEKDAY
from simulator.errors import Problem, RequestFileError
from simulator.input_table import Column, raise_problems, read_input_table

HOURS = 24
SUM_WITHIN = 0.005  # shares are often rounded to thousandths
ALL = ""  # the purpose of all other purposes
COLUMNS = (
    Column("hour", "whole", required=True, low=0, high=HOURS - 1),
    Column("share", "number", required=True, low=0),
    Column("purpose", "text", default=ALL),
)

Shares = dict[str, NDArray[np.float64]]  # purpose -> float64 (24,), adding up to 1


def read_hours(path: Path) -> Shares:
    """Read shares of hours; those of no purpose hold for every purpose without shares of its own.

    Hours that are not named have none. Raises RequestFileError: shares above 1, hours that stand twice, shares of a
    purpose that do not add up to 1.
    """
    table = read_input_table(path, COLUMNS)
    problems = [
        Problem(str(path), int(line), 0, "share", f"{share:g} is above 1; write shares: 0.045 is 4.5 %")
        for line, share in zip(table["line"], table["share"], strict=True)
        if share > 1
    ]
    twice = table[table.duplicated(["purpose", "hour"])]
    problems += [
        Problem(str(path), int(line), 0, "hour", f"{hour} stands here a second time")
        for line, hour in zip(twice["line"], twice["hour"], strict=True)
    ]
    raise_problems(path, problems)
    shares: Shares = {}
    for purpose, rows in table.groupby("purpose", sort=True):
        shares[str(purpose)] = np.zeros(HOURS)
        shares[str(purpose)][rows["hour"].to_numpy(np.int64)] = rows["share"].to_numpy(np.float64)
    return {purpose: _whole(path, purpose, share) for purpose, share in shares.items()}


def hours_named(purpose: str, hours: Shares) -> str:
    """Return whose shares trips of a purpose have: its own, in its word or ours, else ``ALL``."""
    return next((one for one in (purpose, our_purpose(purpose)) if one in hours), ALL)


def _whole(path: Path, purpose: str, share: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return shares that add up to 1. Raises RequestFileError."""
    total = float(share.sum())
    if abs(total - 1) > SUM_WITHIN:
        of = f' of "{purpose[:40]}"' if purpose else ""
        message = f"the shares{of} add up to {total:.4g}; expected 1, within {SUM_WITHIN:g}"
        raise RequestFileError([Problem(str(path), 0, 0, "share", message)])
    return share / total


def weekday_hours() -> Shares:
    """Return the shares of a weekday of `purposes`, by purpose; of all other purposes: those of all together."""
    counts = {purpose: np.array(hours, dtype=np.float64) for purpose, hours in WEEKDAY.items()}
    counts[ALL] = np.sum(list(counts.values()), axis=0)
    return {purpose: hours / hours.sum() for purpose, hours in counts.items()}
