"""The drivers' day: duties, breaks, overtime."""

from __future__ import annotations

from simulator.analysis.ratios import Number, ratio
from simulator.analysis.tables import ResultTables
from simulator.event_kinds import Event
from simulator.units import HOUR_S


def driver_kpis(tables: ResultTables) -> dict[str, Number]:
    """Sum up the duties; all but the hours that are paid are None when the scenario has no drivers."""
    duties = tables.duties
    paid = {"driver_hours": paid_hours(tables)}
    names = (
        "duties", "breaks_taken", "overtime_hours", "overtime_max_s", "driving_hours_per_duty", "longest_stretch_s",
        "rest_min_s", "driver_limits_broken",
    )  # fmt: skip
    if duties.empty:
        return paid | dict.fromkeys(names)
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
    return paid | dict(zip(names, values, strict=True))


def paid_hours(tables: ResultTables) -> float:
    """Return the hours that drivers are paid: while vehicles are in service, breaks included, both in a changeover."""
    overs = tables.events.loc[tables.events["kind"] == Event.CHANGEOVER_STARTED, ["vehicle", "time_s", "value"]]
    ends = tables.duties[["vehicle", "ended_s"]]
    both_s = overs.merge(ends, left_on=["vehicle", "time_s"], right_on=["vehicle", "ended_s"])["value"].sum()
    return (int(tables.vehicles["in_service_s"].sum()) + int(both_s)) / HOUR_S


def limits_broken(tables: ResultTables) -> int:
    """Return how often a break, a changeover or the end of one of the duties came too late."""
    late = tables.events.loc[tables.events["kind"] == Event.DRIVER_LATE, ["vehicle", "time_s"]]
    of_duty = late.merge(tables.duties[["vehicle", "began_s", "ended_s"]], on="vehicle")
    return int(of_duty["time_s"].between(of_duty["began_s"], of_duty["ended_s"]).sum())
