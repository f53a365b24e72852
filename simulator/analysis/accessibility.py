"""What a study of access comes to: shares and times of each place, hours of the day, figures with their intervals.

Who gets no offer never arrives: such a wished departure counts in all shares and quantiles, and in no mean of times.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulator.analysis.statistics import mean_estimate
from simulator.results.accessibility_definitions import (
    ACCESS_CELL_DTYPES,
    ACCESS_CELL_HOUR_DTYPES,
    ACCESS_FIGURE_DTYPES,
    ACCESS_HOUR_DTYPES,
    BEST,
    CAR,
    FEEDER,
    MEANS,
    ON_DEMAND,
    PUBLIC,
    REACHED,
    TIMETABLE,
    WITHIN_MIN,
)
from simulator.tables import no_rows, table_of, typed
from simulator.units import HOUR_S, MINUTE_S

Floats = NDArray[np.float64]
Key = tuple[str, str]  # kind of centre, means
NEVER = np.inf
WITHOUT_CAR = (ON_DEMAND, FEEDER, TIMETABLE)
OF_CAR = (CAR, BEST)  # means measured by the threshold of cars


@dataclass(frozen=True)
class Promise:
    """An hourly guarantee: from each beginning, whoever wishes to leave then has an offer that departs within a time.

    begins_s, within_s: int64 (spans,), in the order of time.
    """

    begins_s: NDArray[np.int64]
    within_s: NDArray[np.int64]


@dataclass(frozen=True)
class Standards:
    """What is good enough. thresholds: by kind, by car and by public transport [s]."""

    promise: Promise
    thresholds: Mapping[str, tuple[float, float]] = field(default_factory=dict)

    def threshold_s(self, kind: str, means: str) -> float:
        """Return how long it may take; NaN where nothing is said."""
        car_s, public_s = self.thresholds.get(kind, (np.nan, np.nan))
        return car_s if means in OF_CAR else public_s


@dataclass(frozen=True)
class Reached:
    """What is reached on one day of one kind by one means.

    asked_s: int64 (asks,), wished departures. By place and ask, float64: time_s until there, departure_s; NEVER where
    nothing is offered; fare_eur. centre: object, the name of the one that is reached first.
    """

    asked_s: NDArray[np.int64]
    time_s: Floats
    departure_s: Floats
    fare_eur: Floats
    centre: NDArray[np.object_]


Day = Mapping[Key, Reached]


def reached_on(table: pd.DataFrame, cells: int) -> dict[Key, Reached]:
    """Return what a day's table (``ACCESSIBILITY_DTYPES``) says, by kind and means, with the best of several means."""
    found: dict[Key, Reached] = {}
    for (kind, means), rows in table.groupby(["kind", "means"], sort=False):
        asked_s = np.unique(rows["asked_s"].to_numpy(np.int64))
        at = rows["cell"].to_numpy(np.int64), np.searchsorted(asked_s, rows["asked_s"].to_numpy(np.int64))
        shape = (cells, len(asked_s))
        time_s, departure_s = np.full(shape, NEVER), np.full(shape, NEVER)
        fare_eur, centre = np.full(shape, np.nan), np.full(shape, "", dtype=object)
        time_s[at] = rows["time_s"].astype("float64").fillna(NEVER)
        departure_s[at] = rows["departure_s"].astype("float64").fillna(NEVER)
        fare_eur[at], centre[at] = rows["fare_eur"], rows["centre"].astype(object)
        found[str(kind), str(means)] = Reached(asked_s, time_s, departure_s, fare_eur, centre)
    kinds = dict.fromkeys(kind for kind, _ in found)
    for kind in kinds:
        for best, among in ((PUBLIC, WITHOUT_CAR), (BEST, (*WITHOUT_CAR, CAR))):
            its = [found[kind, means] for means in among if (kind, means) in found]
            if its:
                found[kind, best] = best_of(its)
    return {(kind, means): found[kind, means] for kind in kinds for means in MEANS if (kind, means) in found}


def best_of(several: Sequence[Reached]) -> Reached:
    """Return the best of several means: each wished departure counts once, with what is there first.

    Means that are asked at fewer times have no offer at the others.
    """
    asked_s = np.unique(np.concatenate([its.asked_s for its in several]))
    whole = [_at(its, asked_s) for its in several]
    times, departures = (np.stack([getattr(its, name) for its in whole]) for name in ("time_s", "departure_s"))
    first = times.argmin(axis=0)[None]
    fares, centres = (np.stack([getattr(its, name) for its in whole]) for name in ("fare_eur", "centre"))
    one = (np.take_along_axis(each, first, axis=0)[0] for each in (times, fares, centres))
    time_s, fare_eur, centre = one
    return Reached(asked_s, time_s, departures.min(axis=0), fare_eur, centre)


def _at(its: Reached, asked_s: NDArray[np.int64]) -> Reached:
    """Return the same at more times."""
    if len(its.asked_s) == len(asked_s):
        return its
    columns, shape = np.searchsorted(asked_s, its.asked_s), (len(its.time_s), len(asked_s))
    time_s, departure_s = np.full(shape, NEVER), np.full(shape, NEVER)
    fare_eur, centre = np.full(shape, np.nan), np.full(shape, "", dtype=object)
    for new, old in ((time_s, its.time_s), (departure_s, its.departure_s), (fare_eur, its.fare_eur)):
        new[:, columns] = old
    centre[:, columns] = its.centre
    return Reached(asked_s, time_s, departure_s, fare_eur, centre)


def guarantee_kept(its: Reached, promise: Promise) -> NDArray[np.bool_]:
    """Return in which hours each place keeps the guarantee, bool (places, hours); none where not all are asked."""
    begins_s, within_s = promise.begins_s, promise.within_s
    if not np.isin(begins_s, its.asked_s).all():
        return np.zeros((len(its.departure_s), 0), dtype=bool)
    in_time = its.departure_s[:, np.searchsorted(its.asked_s, begins_s)] <= begins_s + within_s
    hours, of = np.unique(begins_s // HOUR_S, return_inverse=True)
    kept = np.ones((len(in_time), len(hours)), dtype=bool)
    for span, hour in enumerate(of.tolist()):
        kept[:, hour] &= in_time[:, span]
    return kept


def quantile(times: Floats, weights: Floats, share: float) -> float:
    """Return the least time that a share of the weight stays within; NaN where too many never arrive."""
    order = np.argsort(times, kind="stable")
    total = np.cumsum(weights[order])
    if not len(total) or total[-1] <= 0:
        return float("nan")
    found = float(times[order][np.searchsorted(total, share * total[-1] * (1 - 1e-12))])
    return found if np.isfinite(found) else float("nan")


def quantiles(times: Floats, share: float) -> Floats:
    """Return the same of each row, whose values all count alike, float64 (rows,)."""
    found = np.sort(times, axis=1)[:, max(0, int(np.ceil(share * times.shape[1] * (1 - 1e-12))) - 1)]
    return np.where(np.isfinite(found), found, np.nan)


def _mean(times: Floats, weights: Floats) -> float:
    """Return the mean of the times that are known; NaN where there is none."""
    known = np.isfinite(times) & (weights > 0)
    return float(np.average(times[known], weights=weights[known])) if known.any() else float("nan")


def people_of(cells: pd.DataFrame) -> Floats:
    """Return the weight of each place: its people; where nobody knows them, or nobody lives there, all count alike."""
    people = cells["inhabitants"].to_numpy(np.float64)
    known = np.isfinite(people).all() and people.sum() > 0
    return people if known else np.ones(len(cells))


def figures_of_day(its: Reached, standards: Standards, key: Key, people: Floats) -> dict[str, float]:
    """Return the figures of one day, by name; weighted by people but where it says places."""
    kept, threshold_s = guarantee_kept(its, standards.promise), standards.threshold_s(*key)
    each = np.repeat(people, its.time_s.shape[1])
    flat = its.time_s.ravel()
    median_s = quantiles(its.time_s, 0.5)
    told = {
        "offered_share": float(np.average(np.isfinite(flat), weights=each)),
        "guarantee_share": float(np.average(kept.mean(axis=1), weights=people)) if kept.size else np.nan,
        "guarantee_places_share": float(kept.mean()) if kept.size else np.nan,
        "threshold_share": np.nan,
        "threshold_places_share": np.nan,
        "time_median_s": quantile(flat, each, 0.5),
        "time_mean_s": _mean(flat, each),
        "time_p90_s": quantile(flat, each, 0.9),
    }
    if np.isfinite(threshold_s):
        within = median_s <= threshold_s
        told |= {
            "threshold_share": float(np.average(within, weights=people)),
            "threshold_places_share": float(within.mean()),
        }
    within_s = zip(REACHED, WITHIN_MIN, strict=True)
    return told | {name: float(np.average(flat <= most * MINUTE_S, weights=each)) for name, most in within_s}


def figure_table(days: Sequence[Day], cells: pd.DataFrame, standards: Standards) -> pd.DataFrame:
    """Return the figures of all days with intervals over days, ``ACCESS_FIGURE_DTYPES``."""
    people, rows = people_of(cells), []
    for key in days[0]:
        told = [figures_of_day(day[key], standards, key, people) for day in days]
        for figure in told[0]:
            estimate = mean_estimate([of_day[figure] for of_day in told])
            rows.append((figure, *key, estimate.value, estimate.half_width, estimate.n))
    return table_of(rows, ACCESS_FIGURE_DTYPES)


def cell_table(days: Sequence[Day], cells: pd.DataFrame, standards: Standards) -> pd.DataFrame:
    """Return what all days are like for each place, ``ACCESS_CELL_DTYPES``. cells: its first columns."""
    about = list(cells[["cell", "name", "lon", "lat", "inhabitants", "territory"]].itertuples(index=False, name=None))
    rows: list[tuple[object, ...]] = []
    for key in days[0]:
        threshold_s = standards.threshold_s(*key)
        kept = [guarantee_kept(day[key], standards.promise) for day in days]
        for cell, told in enumerate(about):
            own = [(day[key].time_s[cell], kept[number][cell]) for number, day in enumerate(days)]
            fares = np.concatenate([day[key].fare_eur[cell] for day in days])
            names = np.concatenate([day[key].centre[cell] for day in days])
            rows.append((*told, *key, _most_often(names), *_of_cell(own, threshold_s), _known_mean(fares)))
    return table_of(rows, ACCESS_CELL_DTYPES)


def _of_cell(days: Sequence[tuple[Floats, NDArray[np.bool_]]], threshold_s: float) -> tuple[object, ...]:
    """Return the columns of a place from the asks to the threshold. days: times, and hours that keep the guarantee."""
    times = np.concatenate([time_s for time_s, _ in days])
    weights = np.ones(len(times))
    offered = mean_estimate([np.isfinite(time_s).mean() for time_s, _ in days])
    promise = mean_estimate([kept.mean() if len(kept) else np.nan for _, kept in days])
    median_s = quantile(times, weights, 0.5)
    told = np.isfinite(threshold_s)
    return (
        len(times), offered.value, offered.half_width, median_s, _mean(times, weights), quantile(times, weights, 0.9),
        *(float((times <= most * MINUTE_S).mean()) for most in WITHIN_MIN), promise.value, promise.half_width,
        threshold_s, float((times <= threshold_s).mean()) if told else np.nan,
        bool(median_s <= threshold_s) if told else pd.NA,
    )  # fmt: skip


def _known_mean(values: Floats) -> float:
    known = values[~np.isnan(values)]
    return float(known.mean()) if len(known) else float("nan")


def _most_often(names: NDArray[np.object_]) -> str:
    known, counts = np.unique(names[names != ""].astype(str), return_counts=True)
    return str(known[counts.argmax()]) if len(known) else ""


def hour_table(days: Sequence[Day], cells: pd.DataFrame) -> pd.DataFrame:
    """Return how it is in each hour of the day, ``ACCESS_HOUR_DTYPES``."""
    return table_of(_hours(days, people_of(cells)), ACCESS_HOUR_DTYPES)


def _hours(days: Sequence[Day], people: Floats) -> Iterator[tuple[object, ...]]:
    for key in days[0]:
        for hour in np.unique(days[0][key].asked_s // HOUR_S).tolist():
            times = [day[key].time_s[:, day[key].asked_s // HOUR_S == hour] for day in days]
            offered = mean_estimate([float(np.average(np.isfinite(its).mean(axis=1), weights=people)) for its in times])
            flat = np.concatenate([its.ravel() for its in times])
            each = np.concatenate([np.repeat(people, its.shape[1]) for its in times])
            told = (quantile(flat, each, share) for share in (0.5, 0.9))
            yield (*key, hour % 24, offered.value, offered.half_width, *told)


def cell_hour_table(days: Sequence[Day]) -> pd.DataFrame:
    """Return how it is at each place in each hour of the day, ``ACCESS_CELL_HOUR_DTYPES``."""
    tables = [no_rows(ACCESS_CELL_HOUR_DTYPES)]
    for (kind, means), first in days[0].items():
        for hour in np.unique(first.asked_s // HOUR_S).tolist():
            its = [day[kind, means] for day in days]
            times = np.concatenate([one.time_s[:, one.asked_s // HOUR_S == hour] for one in its], axis=1)
            told = {"offered_share": np.isfinite(times).mean(axis=1), "time_median_s": quantiles(times, 0.5)}
            about = {"cell": np.arange(len(times)), "kind": kind, "means": means, "hour": hour % 24}
            tables.append(typed(pd.DataFrame({**about, **told}), ACCESS_CELL_HOUR_DTYPES))
    return pd.concat(tables, ignore_index=True)


def access_tables(days: Sequence[Day], cells: pd.DataFrame, standards: Standards) -> dict[str, pd.DataFrame]:
    """Return the tables of a study over its days, by name."""
    return {
        "access_cells": cell_table(days, cells, standards),
        "access_cell_hours": cell_hour_table(days),
        "access_hours": hour_table(days, cells),
        "access_figures": figure_table(days, cells, standards),
    }
