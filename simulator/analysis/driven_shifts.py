"""What is left of duties and breaks where drivers did not come, or went home early."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulator.analysis.inputs import Facilities
from simulator.event_kinds import Event
from simulator.tables import SHIFT_DTYPES, typed

_PAUSES = (Event.BREAK_STARTED, Event.CHANGEOVER_STARTED)


def shifts_of(facilities: Facilities, vehicles_input: pd.DataFrame) -> pd.DataFrame:
    """Return the shifts of all vehicles, also where each has one."""
    if not facilities.shifts.empty:
        return facilities.shifts
    ends = vehicles_input[vehicles_input["shift_start_s"] < vehicles_input["shift_end_s"]]
    start_s, end_s = ends["shift_start_s"], ends["shift_end_s"]
    columns = {"vehicle": ends["vehicle"], "shift": 0, "start_s": start_s, "planned_end_s": end_s}
    return typed(pd.DataFrame({**columns, "latest_end_s": end_s}), SHIFT_DTYPES)


def with_driven_duties(facilities: Facilities, vehicles_input: pd.DataFrame, events: pd.DataFrame) -> Facilities:
    """Return the facilities without the duties and pauses that the log says fell out; shifts are as planned."""
    absent, cut = (events[events["kind"] == kind] for kind in (Event.DRIVER_ABSENT, Event.SHIFT_CUT))
    if absent.empty and cut.empty:
        return facilities
    shifts = shifts_of(facilities, vehicles_input)
    gone = pd.MultiIndex.from_frame(absent[["vehicle", "value"]])
    fell_out = pd.MultiIndex.from_frame(shifts[["vehicle", "start_s"]]).isin(gone)
    duties, pauses = facilities.duties, facilities.pauses
    for shift in shifts[fell_out].itertuples():
        duties = duties[~_within(duties, "start_s", shift)]
        pauses = pauses[~_within(pauses, "earliest_s", shift)]
    for row in cut.itertuples():
        mine = shifts[(shifts["vehicle"] == row.vehicle) & (shifts["start_s"] <= row.time_s)]
        shift = next(mine.iloc[-1:].itertuples())
        before = events[(events["vehicle"] == row.vehicle) & (events["seq"] < row.seq)]
        kinds = before.loc[before["time_s"] >= shift.start_s, "kind"]
        own = _within(pauses, "earliest_s", shift)
        pauses = pauses[~own | (own.cumsum() <= kinds.isin(_PAUSES).sum())]
        own = _within(duties, "start_s", shift)
        duties = duties[~own | (own.cumsum() <= 1 + (kinds == Event.CHANGEOVER_STARTED).sum())]
    return replace(facilities, duties=duties, pauses=pauses)


def _within(table: pd.DataFrame, column: str, shift: Any) -> NDArray[np.bool_]:
    """Return which rows of a vehicle are about one of its shifts."""
    within = (table["vehicle"] == shift.vehicle) & table[column].between(shift.start_s, shift.latest_end_s)
    rows: NDArray[np.bool_] = within.to_numpy(np.bool_)
    return rows
