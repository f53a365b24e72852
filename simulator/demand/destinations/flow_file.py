"""A file of commuter flows: how many who live in one municipality work in another, or outside."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulator.errors import Problem
from simulator.input_table import Column, raise_problems, read_input_table
from simulator.suggest import suggest

OUTSIDE, ANY_GATEWAY = "outside", -1  # any place outside, by their weights
COLUMNS = (
    Column("home", "text", required=True),
    Column("work", "text", required=True),
    Column("commuters", "number", required=True, low=0),
)


class Zones(NamedTuple):
    """Between what people commute. keys: of the municipalities; names: of them, by key.

    gateways: names of the places outside; weights: float64 (gateways,), how many go there.
    """

    keys: Sequence[str]
    names: Mapping[str, str]
    gateways: Sequence[str]
    weights: NDArray[np.float64]


class FileFlows(NamedTuple):
    """What a file says. counts: float64 (municipalities, municipalities + gateways), commuters; NaN: nothing.

    from_outside: those who live outside.
    """

    counts: NDArray[np.float64]
    from_outside: float


def read_flows(path: Path, zones: Zones) -> FileFlows:
    """Read flows between municipalities, named by key or by name, and places outside. Raises RequestFileError."""
    table = read_input_table(path, COLUMNS)
    homes = _numbers(zones.keys, zones.names)
    places = homes | {name: len(zones.keys) + number for number, name in enumerate(zones.gateways)}
    if zones.gateways:
        places[OUTSIDE] = ANY_GATEWAY
    raise_problems(path, [one for column in ("home", "work") for one in _unknown(path, table, column, places)])
    raise_problems(path, _twice(path, table, places))
    counts = np.full((len(zones.keys), len(zones.keys) + len(zones.gateways)), np.nan)
    home, work = (table[column].map(places).to_numpy(np.int64) for column in ("home", "work"))
    commuters = table["commuters"].to_numpy(np.float64)
    lives_here = (home >= 0) & (home < len(zones.keys))
    known = lives_here & (work != ANY_GATEWAY)
    counts[home[known], work[known]] = commuters[known]
    share = zones.weights / max(zones.weights.sum(), 1e-300)
    for row in np.flatnonzero(lives_here & ~known).tolist():
        leave = counts[home[row], len(zones.keys) :]
        counts[home[row], len(zones.keys) :] = np.nan_to_num(leave) + commuters[row] * share
    return FileFlows(counts, float(commuters[~lives_here].sum()))


def _numbers(keys: Sequence[str], names: Mapping[str, str]) -> dict[str, int]:
    """Return the number of each municipality by key, and by its name if no other one has it."""
    told = [names[key] for key in keys]
    unique = {name: number for number, name in enumerate(told) if told.count(name) == 1}
    return unique | {key: number for number, key in enumerate(keys)}


def _unknown(path: Path, table: pd.DataFrame, column: str, known: Mapping[str, int]) -> list[Problem]:
    wrong = table[~table[column].isin(list(known))]
    expected = "expected key or name of a municipality where people of the area live, or a place outside (gateways)"
    return [
        Problem(str(path), line, 0, column, f'unknown place "{name[:60]}"; {suggest(name, known) or expected}')
        for line, name in zip(wrong["line"].tolist(), wrong[column], strict=True)
    ]


def _twice(path: Path, table: pd.DataFrame, places: Mapping[str, int]) -> list[Problem]:
    numbers = pd.DataFrame(
        {"home": table["home"].map(places), "work": table["work"].map(places), "line": table["line"]}
    )
    return [
        Problem(str(path), line, 0, "home", "this flow stands here a second time")
        for line in numbers.loc[numbers.duplicated(["home", "work"]), "line"].tolist()
    ]
