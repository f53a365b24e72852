"""The drivers' day: duties, breaks, overtime."""

from __future__ import annotations

from simulator.analysis.ratios import Number, ratio
from simulator.analysis.tables import ResultTables
from simulator.event_kinds import Event
from simulator.units import HOUR_S


def driver_kpis(tables: ResultTables) -> dict[str, Number]:
    """Sum up the duties; all None when the scenario has no drivers."""
    duties = tables.duties
    names = (
        "duties", "breaks_taken", "overtime_hours", "overtime_max_s", "driving_hours_per_duty", "longest_stretch_s",
        "rest_min_s", "driver_limits_broken",
    )  # fmt: skip
    if duties.empty:
        return dict.fromkeys(names)
    values = (
        len(duties),
        int(duties["breaks"].sum()),
        float(duties["overtime_s"].sum()) / HOUR_S,
        int(duties["overtime_s"].max()),
        ratio(float(duties["driving_s"].sum()) / HOUR_S, len(duties)),
        int(duties["longest_stretch_s"].max()),
        int(duties["rest_s"].min()),
        limits_broken(tables),
    )
    return dict(zip(names, values, strict=True))


def limits_broken(tables: ResultTables) -> int:
    """Return how often a break, a changeover or the end of one of the duties came too late."""
    late = tables.events.loc[tables.events["kind"] == Event.DRIVER_LATE, ["vehicle", "time_s"]]
    of_duty = late.merge(tables.duties[["vehicle", "began_s", "ended_s"]], on="vehicle")
    return int(of_duty["time_s"].between(of_duty["began_s"], of_duty["ended_s"]).sum())
