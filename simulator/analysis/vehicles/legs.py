"""One row per driven leg: where from and to, how far, who was on board, and what for."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from simulator.analysis.missing import Ints
from simulator.analysis.vehicles.log import VehicleLog
from simulator.event_kinds import Event
from simulator.reasons import LegPurpose

OCCUPIED = "with_riders"
ACCESS = "to_pickup"
TO_DEPOT = "to_depot"
REBALANCE = "rebalance"
TO_CHARGE = "to_charge"
PURPOSES = (OCCUPIED, ACCESS, TO_DEPOT, REBALANCE, TO_CHARGE)


def build_leg_table(log: VehicleLog, vehicle_id: pd.Series[Any]) -> pd.DataFrame:
    """List the driven legs by vehicle and time; a diverted drive gives one row per piece.

    Riders on board decide first what a leg is for: with anybody on board it is an occupied one.
    """
    ends = np.flatnonzero(log.leg_start >= 0)
    starts = log.leg_start[ends]
    vehicle = log.vehicle[ends]
    return pd.DataFrame(
        {
            "vehicle": vehicle,
            "vehicle_id": vehicle_id.iloc[vehicle].astype("string").to_numpy(),
            "from_node": log.node[starts],
            "to_node": log.node[ends],
            "departed_s": log.time_s[starts],
            "arrived_s": log.time_s[ends],
            "drive_s": log.time_s[ends] - log.time_s[starts],
            "length_m": log.value[ends],
            "requests": log.requests[starts],
            "riders": log.riders[starts],
            "purpose": pd.Series(np.array(PURPOSES, dtype=object)[purpose_codes(log, starts)], dtype="string"),
            "diverted": log.kind[ends] == Event.DIVERTED,
        }
    )


def purpose_codes(log: VehicleLog, departures: Ints) -> Ints:
    """Tell what legs are for, as positions in PURPOSES; departures are rows of the log."""
    logged = log.value[departures]
    empty = np.select(
        [logged == LegPurpose.TO_DEPOT, logged == LegPurpose.REBALANCE, logged == LegPurpose.CHARGE],
        [PURPOSES.index(TO_DEPOT), PURPOSES.index(REBALANCE), PURPOSES.index(TO_CHARGE)],
        default=PURPOSES.index(ACCESS),
    )
    codes: Ints = np.where(log.riders[departures] > 0, PURPOSES.index(OCCUPIED), empty).astype(np.int64)
    return codes
