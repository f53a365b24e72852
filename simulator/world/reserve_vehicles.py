"""Vehicles that join a fleet for some time when they are called."""

from __future__ import annotations

from typing import Any

import numpy as np

from simulator.errors import Problem, ScenarioError
from simulator.scenario.models import ServicePart
from simulator.world.calendar import RunDays
from simulator.world.disruptions import Disruption, disruptions_of, of_kind
from simulator.world.shifts import Shift

Row = tuple[dict[str, object], list[Shift]]


def called(part: ServicePart[Any]) -> list[Disruption]:
    """Return what calls each reserve vehicle of a service, in the order of their numbers, which follow the fleet's."""
    wanted = [its for its in of_kind(disruptions_of(part.scenario), "reserve") if its.config.service == part.name]  # type: ignore[attr-defined]
    return [its for its in wanted for _ in range(its.config.vehicles)]  # type: ignore[attr-defined]


def reserve_rows(part: ServicePart[Any], fleet: list[Row], days: RunDays) -> list[Row]:
    """Return the reserve vehicles like those of the fleet: at the depots of their type in turn, with their shifts.

    They are on shift while the service runs, from when they are ready until it is over. What they have stored is not
    counted: they find power elsewhere, so that nobody else needs another plug for them.
    """
    rows: list[Row] = []
    problems: list[Problem] = []
    seen: dict[str, int] = {}
    for its in called(part):
        config: Any = its.config
        like = [columns for columns, _ in fleet if columns["vehicle_type"] == config.type]
        if not like:
            message = f'"{config.type}": the fleet has no vehicle of this type, so there is no depot for the reserve'
            problems.append(part.scenario.problem(f"{its.key}.type", message))
            continue
        number = seen[config.type] = seen.get(config.type, 0) + 1
        shifts = _shifts(part, its, days)
        own = {
            "vehicle_id": f"{config.type}-reserve-{number:02d}",
            "store_kwh": np.nan,
            "reserve_kwh": np.nan,
            "shift_start_s": shifts[0][0] if shifts else 0,
            "shift_end_s": shifts[-1][2] if shifts else 0,
        }
        rows.append(({**like[(number - 1) % len(like)], **own}, shifts))
    if problems:
        raise ScenarioError(problems)
    return rows


def _shifts(part: ServicePart[Any], its: Disruption, days: RunDays) -> list[Shift]:
    """Return when reserve vehicles work: while their type does, or the service, once they are ready."""
    config: Any = its.config
    kind = part.config.fleet[config.type]
    ready_s = max(its.from_s, its.known_s + config.call_out_s)
    spans = (
        (max(start_s, ready_s), min(end_s, its.until_s))
        for start_s, end_s in days.spans(kind.shift or part.config.hours)
    )
    return [(start_s, end_s, end_s) for start_s, end_s in spans if start_s < end_s]
