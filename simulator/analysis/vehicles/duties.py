"""One row per driver's duty: when it began and ended, its breaks, and how long it was."""

from __future__ import annotations

import numpy as np
import pandas as pd

from simulator.analysis.inputs import Facilities
from simulator.analysis.vehicles.log import VehicleLog
from simulator.event_kinds import Event
from simulator.units import DAY_S

_NEVER_S = 1 << 40


def build_duty_table(log: VehicleLog, legs: pd.DataFrame, facilities: Facilities, from_s: int) -> pd.DataFrame:
    """Return the duties as driven. A driver's duty ends with the changeover, the last one's with the vehicle's shift.

    longest_stretch_s is the longest time between breaks, from the beginning and to the end of the duty.
    breaks_of_vehicle are those planned for the vehicle's duties that begin at from_s [s] or later.
    """
    duties, pauses = facilities.duties, facilities.pauses
    rows: list[tuple[object, ...]] = []
    for number in duties["vehicle"].unique().tolist():
        group = duties[duties["vehicle"] == number]
        mine = log.vehicle == number
        times, kinds, values = log.time_s[mine], log.kind[mine], log.value[mine]
        overs = times[kinds == Event.CHANGEOVER_STARTED]
        lengths = values[kinds == Event.CHANGEOVER_STARTED]
        ends = np.sort(np.r_[overs, times[kinds == Event.SHIFT_ENDED]])
        starts = np.sort(np.r_[times[kinds == Event.SHIFT_STARTED], overs + lengths])
        breaks, break_s = times[kinds == Event.BREAK_STARTED], values[kinds == Event.BREAK_STARTED]
        driven = legs[legs["vehicle"] == number]
        counted_s = group["start_s"].to_numpy(np.int64)[: len(starts)][starts[: len(group)] >= from_s]
        since_s = counted_s.min(initial=_NEVER_S)
        is_break = (pauses["vehicle"] == number) & (pauses["kind"] == Event.BREAK_STARTED)
        planned = int((is_break & (pauses["earliest_s"] >= since_s)).sum())
        for place, (name, planned_end_s) in enumerate(zip(group["name"], group["planned_end_s"].tolist(), strict=True)):
            if place >= len(ends) or place >= len(starts):
                continue
            began, ended = int(starts[place]), int(ends[place])
            within = (breaks >= began) & (breaks < ended)
            marks = np.r_[began, np.c_[breaks[within], (breaks + break_s)[within]].ravel(), ended]
            drives = (driven["departed_s"] >= began) & (driven["arrived_s"] <= ended)
            rows.append(
                (
                    number, place, name, began, ended, max(0, ended - planned_end_s),
                    int(within.sum()), int(break_s[within].sum()), int((marks[1::2] - marks[::2]).max()),
                    int(driven.loc[drives, "drive_s"].sum()), planned,
                )
            )  # fmt: skip
    columns = (
        "vehicle", "duty", "name", "began_s", "ended_s", "overtime_s", "breaks", "break_s", "longest_stretch_s",
        "driving_s", "breaks_of_vehicle",
    )  # fmt: skip
    return _with_rest(pd.DataFrame(rows, columns=list(columns)))


def _with_rest(table: pd.DataFrame) -> pd.DataFrame:
    """Return the duties with the rest after each [s]: until its driver's next one, or after the last, in 24 hours."""
    ordered = table.sort_values("began_s", kind="stable")
    next_s = ordered.groupby(["vehicle", "name"])["began_s"].shift(-1).fillna(ordered["began_s"] + DAY_S)
    return table.assign(rest_s=(next_s - ordered["ended_s"]).astype("int64"))
