"""Key figures of a day on which something went wrong, against the undisturbed twin with the same luck."""

from __future__ import annotations

import pandas as pd

from simulator.analysis.ratios import DIGITS, Number, ratio
from simulator.analysis.resilience.bins import Bin
from simulator.analysis.resilience.compared import Compared
from simulator.analysis.resilience.curve import hours, lost_s
from simulator.analysis.resilience.milestones import Milestones
from simulator.results.entry import Definition
from simulator.units import HOUR_S, MINUTE_S

_D = Definition
_BOTH = "requests of both days that were served or let down on one"
_R = "requests"
RESILIENCE_KPIS: dict[str, Definition] = {
    "resilience_compared": _D(f"Number of {_BOTH}: what is compared.", _R),
    "resilience_only_disturbed": _D("Requests that nobody makes on the undisturbed twin; they are not compared.", _R),
    "resilience_only_undisturbed": _D("Requests that are made on the twin alone; they are not compared.", _R),
    "resilience_served_share": _D(
        "Requests served, for each that the undisturbed twin serves.", "share", "compared requests served on the twin"
    ),
    "resilience_loss_h": _D(
        "Hours of full service lost: time x (1 - served / served on the twin), over all bins of a quarter of an hour, "
        "pooled until the twin serves 20 requests (Bruneau et al. 2003).",
        "h",
    ),
    "resilience_robustness": _D(
        "Requests served for each that the twin serves, in the bin in which that is least.", "share", "bin"
    ),
    "resilience_recovered": _D(
        "1 where 95 % of what the twin serves is served for an hour after the last disruption is over, 0 where it is "
        "not within the run; over many runs the share that recovers."
    ),
    "resilience_recovery_h": _D(
        "Time from the end of the last disruption until then; null where it is not within the run.", "h"
    ),
    "resilience_rapidity_per_h": _D(
        "Share regained in an hour from the lowest bin to then; null where it is not within the run, or nothing fell.",
        "share/h",
    ),
    "resilience_riders_affected": _D(
        "People on requests served on the twin that are not here, arrive over 10 minutes later than there, or whose "
        "promise a disruption broke.",
        "riders",
    ),
    "resilience_affected_share": _D("These, of all people whom the twin serves.", "share", "riders served on the twin"),
    "resilience_stranded": _D("Requests that ended stranded, and did not on the twin.", _R),
    "resilience_cost_per_km_min": _D(
        "Generalised cost: ride, waits and walks twice, 5 minutes a change; not served: as two hours later.",
        "min of ride/km",
        "direct kilometres of compared requests",
    ),
    "resilience_cost_per_km_twin_min": _D(
        "The same on the undisturbed twin.", "min of ride/km", "direct kilometres of compared requests"
    ),
    "resilience_extra_cost_h": _D("Generalised cost beyond that on the twin, of all compared requests.", "h of ride"),
    "resilience_longer_h": _D("The same, of requests that both days serve.", "h of ride"),
    "resilience_lost": _D("Requests that the twin serves, and this day does not.", _R),
}


def resilience_kpis(its: Compared, bins: list[Bin], curve: pd.DataFrame, when: Milestones) -> dict[str, Number]:
    """Return the figures. bins, curve, when: of the same requests."""
    table = its.table
    riders, twin = table["riders"], table["served_twin"]
    affected = int(riders[table["affected"]].sum())
    least = round(float(curve["performance"].min()), DIGITS) if len(curve) else None
    both = table[table["served"] & twin]
    longer_min = float(both["cost_min"].sum() - both["cost_twin_min"].sum())
    cost, cost_twin, km = (float(table[name].sum()) for name in ("cost_min", "cost_twin_min", "direct_km"))
    return {
        "resilience_compared": len(table),
        "resilience_only_disturbed": its.only_disturbed,
        "resilience_only_undisturbed": its.only_undisturbed,
        "resilience_served_share": ratio(int(table["served"].sum()), int(twin.sum())),
        "resilience_loss_h": hours(lost_s(table, bins)) if bins else None,
        "resilience_robustness": least,
        **_recovery(curve, least, when),
        "resilience_riders_affected": affected,
        "resilience_affected_share": ratio(affected, int(riders[twin].sum())),
        "resilience_stranded": int(table["stranded"].sum()),
        "resilience_cost_per_km_min": ratio(cost, km),
        "resilience_cost_per_km_twin_min": ratio(cost_twin, km),
        "resilience_extra_cost_h": round((cost - cost_twin) * MINUTE_S / HOUR_S, DIGITS),
        "resilience_longer_h": round(longer_min * MINUTE_S / HOUR_S, DIGITS),
        "resilience_lost": int((twin & ~table["served"]).sum()),
    }


def _recovery(curve: pd.DataFrame, least: float | None, when: Milestones) -> dict[str, Number]:
    """Return whether and how fast it recovered."""
    told: dict[str, Number] = {"resilience_recovered": None if least is None else int(when.recovered is not None)}
    rapidity = hours_until = None
    if when.recovered is not None and when.lowest is not None and least is not None:
        hours_until = round((when.recovered - when.over) / HOUR_S, DIGITS)
        then = float(curve.loc[curve["until_s"] > when.recovered, "performance"].iloc[0])
        took_s = when.recovered - when.lowest
        rapidity = ratio(then - least, took_s / HOUR_S) if took_s > 0 and then > least else None
    return told | {"resilience_recovery_h": hours_until, "resilience_rapidity_per_h": rapidity}
