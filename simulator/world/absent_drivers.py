"""Which shifts of a fleet have no driver."""

from __future__ import annotations

from typing import Any

import pandas as pd

from simulator.demand.luck import luck
from simulator.scenario.models import ServicePart
from simulator.world.disruptions import Disruption


def missing_shifts(
    part: ServicePart[Any], its: Disruption, vehicles: pd.DataFrame, shifts: pd.DataFrame
) -> list[tuple[int, int, int]]:
    """Return (vehicle, number, start [s]) of the shifts that begin in the time of a disruption without a driver.

    vehicles, shifts: see ``tables``; vehicles that are not among the former are left out. Each shift has luck of its
    own, whatever others there are: a larger share has all absences of a smaller one.
    """
    names = dict(zip(vehicles["vehicle"].tolist(), vehicles["vehicle_id"].tolist(), strict=True))
    told = zip(*(shifts[column].tolist() for column in ("vehicle", "shift", "start_s")), strict=True)
    begin = [one for one in told if its.from_s <= one[2] < its.until_s and one[0] in names]
    keys = (f"{part.name} {names[vehicle]} {number}" for vehicle, number, _ in begin)
    chance = luck(part.scenario.seed, f"disruption {its.name}: drivers", keys)[:, 0]
    share: float = its.config.share  # type: ignore[attr-defined]
    return [one for one, drawn in zip(begin, chance.tolist(), strict=True) if drawn < share]
