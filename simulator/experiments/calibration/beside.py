"""Observed beside simulated requests, with intervals: in all, by hour, zone and lead time, and what fits worst.

Days are independent, requests of a day are not. So intervals of shares and means are those of ratios of sums of days
(Cochran 1977, Sampling Techniques, section 6.10), shares by Wilson with as many independent requests as that variance
stands for; those of differences are made of both (MOVER: Zou and Donner 2008, doi:10.1002/sim.3095).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import sqrt
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import stats

from simulator.analysis.groups import AHEAD_FROM_S
from simulator.analysis.guarded import LEAST
from simulator.analysis.request_table import CANCELLED, DECLINED, NO_SHOW, REJECTED, SERVED
from simulator.demand.importing.estimates import OTHERS
from simulator.demand.importing.intervals import LEVEL, NOTHING, Interval, Z, rate, share
from simulator.experiments.calibration.sides import UNKNOWN, days_of, on_days
from simulator.experiments.calibration.split import Split
from simulator.tables import typed
from simulator.units import HOUR_S

Floats = NDArray[np.float64]
FITTING, TESTING, ALL = "fitting", "testing", "all"
OVERALL, HOUR, ZONE, LEAD = "overall", "hour", "zone", "lead_time"
REQUESTS = "requests"
SHARES = (SERVED, REJECTED, DECLINED, CANCELLED, NO_SHOW)
MEANS = ("wait_s", "ride_s", "dwell_s", "direct_m", "price_eur")
OF_PARTS = (REQUESTS, SERVED, "wait_s", "ride_s")  # what is told of hours, zones and lead times
LEADS = ("at_once", "up_to_2_h", "up_to_12_h", "longer", "not_told")
LEAD_ENDS_S = (AHEAD_FROM_S, 2 * HOUR_S, 12 * HOUR_S)
TESTED = (SERVED, "ride_s", "wait_s")  # of which errors out of sample are told
WITHIN = 0.1
FEWEST_DAYS = 2  # with anything to tell; of one alone nobody knows how much days differ

BESIDE_DTYPES: dict[str, str] = {
    "days": "string",  # FITTING, TESTING, ALL
    "by": "string",  # OVERALL, HOUR, ZONE, LEAD
    "part": "string",  # which hour, zone or lead time
    "figure": "string",  # requests a day; share of those whose end is known; mean
    **{
        f"{what}{end}": "float64"  # NaN: not told
        for what in ("observed", "simulated", "difference")
        for end in ("", "_low", "_high")
    },
    "of": "int32",  # observed requests it rests on
    "beyond": "float64",  # by how much they differ at least: shares in points, all else by the observed whole
}


@dataclass(frozen=True)
class _Side:
    """One side as arrays of requests. day: place of their day. kinds: types of all days. columns, parts: by name."""

    day: NDArray[np.int64]
    kinds: NDArray[np.int64]
    columns: dict[str, NDArray[Any]]
    parts: dict[str, NDArray[np.object_]]

    @staticmethod
    def of(table: pd.DataFrame, zones: Sequence[str]) -> _Side:
        """Return a side; zones: those told by name."""
        days = np.array(days_of(table), dtype=np.int64).reshape(-1, 2)
        lead = table["lead_s"].to_numpy(np.float64)
        place = np.where(np.isnan(lead), len(LEADS) - 1, np.searchsorted(LEAD_ENDS_S, lead, side="right"))
        parts = {
            OVERALL: np.full(len(table), "", dtype=object),
            HOUR: np.array([f"{hour:02d}:00" for hour in table["hour"].tolist()], dtype=object),
            LEAD: np.array(LEADS, dtype=object)[place],
            ZONE: table["zone"].where(table["zone"].isin(zones), OTHERS).to_numpy(object),
        }
        columns = {"end": table["end"].to_numpy(object), **{name: table[name].to_numpy(np.float64) for name in MEANS}}
        return _Side(np.searchsorted(days[:, 0], table["day"].to_numpy(np.int64)), days[:, 1], columns, parts)

    def weights(self, like: _Side) -> Floats:
        """Return what days count for, so that types of days are as frequent as on another side, float64 (days,)."""
        here, there = self.kinds.tolist(), like.kinds.tolist()
        return np.array([there.count(kind) / here.count(kind) for kind in here], dtype=np.float64)

    def sums(self, figure: str, chosen: NDArray[np.bool_]) -> tuple[Floats, Floats]:
        """Return what is counted of a figure, and of how many, by day: float64 (days,) each."""
        day, count = self.day[chosen], len(self.kinds)
        if figure == REQUESTS:
            return np.bincount(day, minlength=count).astype(np.float64), np.ones(count)
        if figure in MEANS:
            values = self.columns[figure][chosen]
            hits, of = np.nan_to_num(values), ~np.isnan(values)
        else:
            end = self.columns["end"][chosen]
            hits, of = end == figure, end != UNKNOWN
        hits, of = (np.bincount(day, one.astype(np.float64), minlength=count).astype(np.float64) for one in (hits, of))
        return hits, of


def compare_sides(observed: pd.DataFrame, simulated: pd.DataFrame, split: Split, *, single: bool) -> pd.DataFrame:
    """Return observed beside simulated, BESIDE_DTYPES: for fitting, testing, and all these days.

    single: whether what fewer than five requests tell may be shown; else zones with fewer on either side of the split
    are told together, and other figures of fewer are left out.
    """
    chosen = {FITTING: split.fitting, TESTING: split.testing, ALL: split.used}
    tables = {days: on_days(observed, numbers) for days, numbers in chosen.items()}
    zones = _zones((tables[FITTING], tables[TESTING]), single=single)
    sides, there = {days: _Side.of(table, zones) for days, table in tables.items()}, _Side.of(simulated, zones)
    known = set(observed["end"])
    rows = [
        row
        for by, name in _parts(sides[ALL], there)
        for figure in _figures(by, known)
        for row in _rows((by, name, figure), sides, there, single=single)
    ]
    table = pd.DataFrame(rows, columns=[name for name in BESIDE_DTYPES if name != "beyond"])
    return typed(table.assign(beyond=_beyond(table)), BESIDE_DTYPES)


def worst_first(table: pd.DataFrame) -> pd.DataFrame:
    """Return where both sides differ beyond chance on all days, by how much they do at least."""
    there = table[(table["days"] == ALL) & (table["beyond"] > 0)]
    return there.sort_values("beyond", ascending=False, kind="stable", ignore_index=True)


def out_of_sample(table: pd.DataFrame) -> pd.DataFrame:
    """Return the overall figures of the days for testing that are to be within a tenth of the observed ones."""
    rows = table[(table["days"] == TESTING) & (table["by"] == OVERALL) & table["figure"].isin(TESTED)]
    error = rows["simulated"] / rows["observed"] - 1
    return rows.assign(error=error, within=error.abs() <= WITHIN).reset_index(drop=True)


def _figures(by: str, known: set[str]) -> tuple[str, ...]:
    """Return the figures of a part. known: ends that the export tells; of others nobody knows their share."""
    return (REQUESTS, *(end for end in SHARES if end in known), *MEANS) if by == OVERALL else OF_PARTS


def _parts(*sides: _Side) -> Iterator[tuple[str, str]]:
    """Return by what, and which part of it."""
    for by in (OVERALL, HOUR, LEAD, ZONE):
        names = {str(name) for side in sides for name in side.parts[by]}
        for name in LEADS if by == LEAD else sorted(names, key=lambda one: (one == OTHERS, one)):
            if name in names:
                yield by, name


def _zones(halves: tuple[pd.DataFrame, pd.DataFrame], *, single: bool) -> list[str]:
    """Return the zones that are told by name."""
    counts = [side["zone"].value_counts() for side in halves]
    least = 1 if single else LEAST
    return sorted(
        name for name in {*counts[0].index, *counts[1].index} if all(one.get(name, 0) >= least for one in counts)
    )


def _renamed(side: pd.DataFrame, names: list[str]) -> pd.Series:
    return side["zone"].where(side["zone"].isin(names), OTHERS)


def _rows(
    what: tuple[str, str, str], sides: Mapping[str, _Side], simulated: _Side, *, single: bool
) -> Iterator[tuple[object, ...]]:
    """Return the rows of a figure: one for each choice of days; none where nobody asked, or too few to be told.

    what: by what, which part, and the figure.
    """
    by, name, figure = what
    observed = {days: side.sums(figure, side.parts[by] == name) for days, side in sides.items()}
    counts = {days: _counts(figure, *sums) for days, sums in observed.items()}
    if not (counts[ALL][1] or figure == REQUESTS):
        return
    if not (single or all(_enough(figure, *counts[days]) for days in (FITTING, TESTING))):
        return
    there = simulated.sums(figure, simulated.parts[by] == name)
    for days, side in sides.items():
        here = _interval(figure, *observed[days], np.ones(len(side.kinds)))
        beside = _interval(figure, *there, simulated.weights(side))
        yield (days, *what, *here, *beside, *difference(here, beside), counts[days][1])


def _counts(figure: str, hits: Floats, of: Floats) -> tuple[int, int]:
    """Return how many requests have it, and of how many."""
    if figure == REQUESTS:
        return int(hits.sum()), int(hits.sum())
    return int((of if figure in MEANS else hits).sum()), int(of.sum())


def _enough(figure: str, hits: int, of: int) -> bool:
    """Return whether no count of one to four is told, or can be taken from what is."""
    if figure == REQUESTS:
        return not 0 < of < LEAST
    return of >= LEAST and not 0 < hits < LEAST and (figure not in SHARES or not 0 < of - hits < LEAST)


def _interval(figure: str, hits: Floats, of: Floats, weights: Floats) -> Interval:
    """Return a figure of one side with its 95 % interval, by sums of days; NaN where nobody tells it."""
    hits, of, weights = (each[weights > 0] for each in (hits, of, weights))
    days, whole = len(of), float((weights * of).sum())
    if whole <= 0:
        return NOTHING
    if figure == REQUESTS and weights.min() == weights.max():
        return rate(hits)
    value = float((weights * hits).sum()) / whole
    if (of > 0).sum() < FEWEST_DAYS:
        return Interval(value, np.nan, np.nan)
    gaps = weights * (hits - value * of)
    variance = days / (days - 1) * float((gaps**2).sum()) / whole**2
    student = _student(days - 1)
    if figure in SHARES:
        independent = float(of.sum())
        if variance > 0:
            independent = min(independent, value * (1 - value) / variance * (Z / student) ** 2)
        return Interval(value, *share(value * independent, independent)[1:])
    half = student * sqrt(variance)
    return Interval(value, value - half, value + half)


@lru_cache(maxsize=256)
def _student(freedom: int) -> float:
    return float(stats.t.ppf((1 + LEVEL) / 2, freedom))


def difference(observed: Interval, simulated: Interval) -> Interval:
    """Return by how much the simulated value is above the observed one."""
    low = sqrt((simulated.value - simulated.low) ** 2 + (observed.high - observed.value) ** 2)
    high = sqrt((simulated.high - simulated.value) ** 2 + (observed.value - observed.low) ** 2)
    value = simulated.value - observed.value
    return Interval(value, value - low, value + high)


def _beyond(table: pd.DataFrame) -> Floats:
    """Return what is left of differences beyond chance: of shares in points, else by the figure of all requests."""
    low, high = (table[f"difference_{end}"].to_numpy(np.float64) for end in ("low", "high"))
    left = np.nan_to_num(np.maximum(0.0, np.maximum(low, -high)))
    whole = table[(table["by"] == OVERALL) & (table["days"] == ALL)].set_index("figure")["observed"]
    scale = table["figure"].map(whole).to_numpy(np.float64, copy=True)
    scale[table["figure"].isin(SHARES)] = 1.0
    beyond: Floats = np.divide(left, scale, out=np.zeros(len(table)), where=scale > 0)
    return beyond
