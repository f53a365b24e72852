"""What every vehicle does at every moment of its shift."""

from __future__ import annotations

import enum
from typing import Any

import numpy as np
import pandas as pd

from simulator.analysis.leg_table import purpose_codes
from simulator.analysis.missing import Bools, Floats, Ints
from simulator.analysis.vehicle_log import VehicleLog
from simulator.tables import Event


class State(enum.StrEnum):
    """What a vehicle does within its shift; the first four follow the order of `leg_table.PURPOSES`."""

    DRIVING_WITH_RIDERS = "driving_with_riders"
    DRIVING_TO_PICKUP = "driving_to_pickup"
    DRIVING_TO_DEPOT = "driving_to_depot"
    REBALANCING = "rebalancing"
    AT_STOP = "at_stop"
    WAITING_WITH_RIDERS = "waiting_with_riders"
    IDLE = "idle"


STATES = tuple(State)
DRIVING_STATES = STATES[:4]


def build_state_table(log: VehicleLog, vehicle_id: pd.Series[Any]) -> pd.DataFrame:
    """List the states of every vehicle by vehicle and time, without gaps within a shift.

    The state holds from one row of the vehicle's log to the next; neighbours that do not differ become one row.
    """
    rows = np.flatnonzero(log.same_vehicle_as_next() & (log.kind != Event.SHIFT_ENDED))
    rows = rows[log.time_s[rows + 1] > log.time_s[rows]]
    code, riders, vehicle = _state_codes(log, rows), log.riders[rows], log.vehicle[rows]
    began, ended = log.time_s[rows], log.time_s[rows + 1]
    first = np.flatnonzero(_differs_from_previous(began, ended, code, riders, vehicle))
    last = np.r_[first[1:], rows.size] - 1 if first.size else first
    return pd.DataFrame(
        {
            "vehicle": vehicle[first],
            "vehicle_id": vehicle_id.iloc[vehicle[first]].astype("string").to_numpy(),
            "state": pd.Series(np.array(STATES, dtype=object)[code[first]], dtype="string"),
            "began_s": began[first],
            "ended_s": ended[last],
            "duration_s": ended[last] - began[first],
            "riders": riders[first],
        }
    )


def mean_vehicles_by_state(states: pd.DataFrame, edges_s: Ints) -> pd.DataFrame:
    """Mean number of vehicles in each state between consecutive edges [s]; one row per bin, one column per state."""
    began = states["began_s"].to_numpy(dtype=np.float64)
    ended = states["ended_s"].to_numpy(dtype=np.float64)
    name = states["state"].to_numpy(dtype=object)
    width = np.diff(edges_s)
    columns = {
        str(state): np.diff(_elapsed(began[name == state], edges_s) - _elapsed(ended[name == state], edges_s)) / width
        for state in STATES
    }
    return pd.DataFrame(columns, index=pd.Index(edges_s[:-1], name="began_s"))


def _elapsed(moments: Floats, edges_s: Ints) -> Floats:
    """Seconds passed since all moments together, at every edge: sum of max(0, edge - moment)."""
    ordered = np.sort(moments)
    passed = np.searchsorted(ordered, edges_s)
    total = np.r_[0.0, np.cumsum(ordered)]
    elapsed: Floats = edges_s * passed - total[passed]
    return elapsed


def _state_codes(log: VehicleLog, rows: Ints) -> Ints:
    """State after each of the rows, as positions in STATES."""
    kind = log.kind[rows]
    standing = np.where(log.riders[rows] > 0, STATES.index(State.WAITING_WITH_RIDERS), STATES.index(State.IDLE))
    codes = np.where(
        np.isin(kind, (Event.BOARDED, Event.ALIGHTED, Event.NO_SHOW)), STATES.index(State.AT_STOP), standing
    )
    moving = kind == Event.DEPARTED
    codes[moving] = purpose_codes(log, rows[moving])
    return codes.astype(np.int64)


def _differs_from_previous(began: Ints, ended: Ints, *columns: Ints) -> Bools:
    differs = np.ones(began.size, dtype=np.bool_)
    if began.size:
        differs[1:] = began[1:] != ended[:-1]
        for column in columns:
            differs[1:] |= column[1:] != column[:-1]
    return differs
