"""What every vehicle does at every moment of its shift."""

from __future__ import annotations

import enum
from typing import Any

import numpy as np
import pandas as pd

from simulator.analysis.missing import Bools, Ints
from simulator.analysis.vehicles.legs import purpose_codes
from simulator.analysis.vehicles.log import GETS_OFF, PLUG_KINDS, VEHICLE_KINDS, VehicleLog
from simulator.event_kinds import Event
from simulator.notes import N_


class State(enum.StrEnum):
    """What a vehicle does within its shift; the first five follow the order of `leg_table.PURPOSES`."""

    DRIVING_WITH_RIDERS = "driving_with_riders"
    DRIVING_TO_PICKUP = "driving_to_pickup"
    DRIVING_TO_DEPOT = "driving_to_depot"
    REBALANCING = "rebalancing"
    DRIVING_TO_CHARGE = "driving_to_charge"
    AT_STOP = "at_stop"
    WAITING_WITH_RIDERS = "waiting_with_riders"
    ON_BREAK = "on_break"
    CHARGING = "charging"
    IDLE = "idle"


STATES = tuple(State)
DRIVING_STATES = STATES[:5]
WORKING_STATES = (*DRIVING_STATES, State.AT_STOP, State.WAITING_WITH_RIDERS)

STATE_WORDS = {
    State.DRIVING_WITH_RIDERS: N_("driving with riders"),
    State.DRIVING_TO_PICKUP: N_("driving empty to a pickup"),
    State.DRIVING_TO_DEPOT: N_("driving empty to the depot"),
    State.REBALANCING: N_("driving empty to where demand is expected"),
    State.DRIVING_TO_CHARGE: N_("driving empty to charge"),
    State.AT_STOP: N_("boarding and alighting"),
    State.WAITING_WITH_RIDERS: N_("standing with riders"),
    State.ON_BREAK: N_("break or change of drivers"),
    State.CHARGING: N_("charging"),
    State.IDLE: N_("standing empty"),
}


def build_state_table(log: VehicleLog, vehicle_id: pd.Series[Any]) -> pd.DataFrame:
    """List the states of every vehicle by vehicle and time, without gaps within a shift.

    The state holds from one row of the vehicle's log to the next; neighbours that do not differ become one row.
    """
    doing = _last_doing(log)
    on_shift = (doing >= 0) & (log.kind[doing] != Event.SHIFT_ENDED)
    rows = np.flatnonzero(log.same_vehicle_as_next() & on_shift)
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


def _last_doing(log: VehicleLog) -> Ints:
    """For every row the latest one of its vehicle that is not about plugs only, up to itself; -1 if none."""
    last = log.last_row_of(*(kind for kind in VEHICLE_KINDS if kind not in PLUG_KINDS))
    return np.where((last >= 0) & (log.vehicle[last] == log.vehicle), last, -1)


def _state_codes(log: VehicleLog, rows: Ints) -> Ints:
    """State after each of the rows, as positions in STATES."""
    plugged = np.cumsum((log.kind == Event.PLUGGED_IN).astype(np.int64) - (log.kind == Event.CHARGED))[rows] > 0
    rows = _last_doing(log)[rows]
    kind = log.kind[rows]
    standing = np.where(log.riders[rows] > 0, STATES.index(State.WAITING_WITH_RIDERS), STATES.index(State.IDLE))
    codes = np.where(np.isin(kind, (Event.BOARDED, *GETS_OFF, Event.NO_SHOW)), STATES.index(State.AT_STOP), standing)
    codes[np.isin(kind, (Event.BREAK_STARTED, Event.CHANGEOVER_STARTED))] = STATES.index(State.ON_BREAK)
    codes[plugged & (codes == STATES.index(State.IDLE))] = STATES.index(State.CHARGING)
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
