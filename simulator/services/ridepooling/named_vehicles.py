"""Which vehicles of a service a scenario says are out of service, and what it cannot say of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd

from simulator.errors import Problem
from simulator.scenario.models import ServicePart
from simulator.services.ridepooling.schema import Config
from simulator.suggest import suggest

KIND = "vehicles"


def named(vehicles: pd.DataFrame, which: tuple[str, ...]) -> list[int]:
    """Return the vehicles that have one of some names, or are of a type of such a name, by number; without any, all."""
    told = vehicles["vehicle_id"].isin(which) | vehicles["vehicle_type"].isin(which)
    found: list[int] = np.flatnonzero(told.to_numpy() | (not which)).tolist()
    return found


def breakdowns_refused(part: ServicePart[Config], vehicles: pd.DataFrame, *, drivers: bool) -> list[Problem]:
    """Return what does not fit in what goes wrong with the vehicles of a service. drivers: they have duties."""
    scenario = part.scenario
    known = sorted({*vehicles["vehicle_id"], *vehicles["vehicle_type"]})
    problems = []
    for number, its in enumerate(scenario.disruptions):
        if its.kind == KIND and getattr(its, "service", None) in (None, part.name):
            for key, message in _misfits(its, known, drivers=drivers):
                problems.append(scenario.problem(f"disruptions[{number}].{key}", message))
    return problems


def _misfits(its: Any, known: list[str], *, drivers: bool) -> Iterator[tuple[str, str]]:
    if drivers:
        message = "vehicles whose drivers have duties are not taken out of service; expected a fleet without drivers"
        yield "kind", message
    for name in its.which:
        if name not in known:
            yield "which", f'no vehicle is called "{name}", nor a type; {suggest(name, known) or _some(known)}'


def _some(known: list[str]) -> str:
    return f"known are {', '.join(known[:10])}{' and others' if len(known) > 10 else ''}"
