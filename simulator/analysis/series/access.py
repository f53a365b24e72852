"""Series about access: who is how far from the nearest centre by which means, where it is worst, how unlike it is."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulator.analysis.equity.indices import gini, level, worst_decile
from simulator.errors import ResultError
from simulator.results.accessibility_definitions import BEST, CAR, MEANS, PUBLIC, REACHED, TABLES, WITHIN_MIN
from simulator.units import MINUTE_S

Floats = NDArray[np.float64]
Pack = Callable[[Floats], NDArray[np.uint8]]
MANIFEST = "access.json"
READ = ("access_cells", "access_cell_hours", "access_hours", "access_figures")
CLASSES_MIN = WITHIN_MIN  # times end at these; then come longer ones, and never
UNKNOWN = 255  # of packed times and shares: never, or not known
MOST_PACKED = 254
SHARES = ("offered_share", "guarantee_share")  # of maps


class Figure(NamedTuple):
    """A mean over days, and half of its 95 % interval; None where there is none."""

    value: float | None
    half_width: float | None


NOTHING = Figure(None, None)


@dataclass(frozen=True)
class Unlike:
    """How unlike places are in what they reach. Curve: shares of people, those with least first, and of what they have.

    share: of wished departures, in the mean; worst_tenth: the same of the tenth of people with least.
    """

    people: list[float]
    has: list[float]
    gini: float | None
    share: float | None
    worst_tenth: float | None


@dataclass(frozen=True, eq=False)
class AccessSeries:
    """What pictures of a study show. tables: see ``results.accessibility_definitions``; told: its manifest."""

    tables: dict[str, pd.DataFrame]
    told: dict[str, Any]

    @cached_property
    def kinds(self) -> list[str]:
        """Return the kinds of centres, in the scenario's order."""
        return [str(kind) for kind in self.tables["access_cells"]["kind"].unique()]

    @cached_property
    def means(self) -> list[str]:
        """Return the means there are, in their order."""
        there = set(self.tables["access_cells"]["means"])
        single = there - {PUBLIC, BEST, CAR}
        return [name for name in MEANS if name in there and not (name == PUBLIC and len(single) < 2)]

    @cached_property
    def drawn(self) -> list[str]:
        """Return the means that stand side by side in charts: the best of all is that of cars nearly everywhere."""
        return [name for name in self.means if name != BEST]

    @cached_property
    def public(self) -> str:
        """Return the means of who has no car: the best of several, or the only one; of cars where there is no other."""
        return next((name for name in (PUBLIC, *MEANS) if name in self.means), CAR)

    @cached_property
    def _figures(self) -> dict[tuple[str, str, str], Figure]:
        columns = ("figure", "kind", "means", "value", "half_width")
        rows = self.tables["access_figures"][list(columns)].itertuples(index=False, name=None)
        return {
            (name, kind, means): Figure(_known(value), _known(half_width))
            for name, kind, means, value, half_width in rows
        }

    def figure(self, name: str, kind: str, means: str) -> Figure:
        """Return a figure of all days."""
        return self._figures.get((name, kind, means), NOTHING)

    def reached(self, kind: str, means: str) -> list[Figure]:
        """Return the shares of wished departures that are there within 15, 30 ... minutes."""
        return [self.figure(name, kind, means) for name in REACHED]

    def places(self, kind: str, means: str) -> pd.DataFrame:
        """Return the rows of all places, in their order."""
        table = self.tables["access_cells"]
        return table[(table["kind"] == kind) & (table["means"] == means)].sort_values("cell", ignore_index=True)

    @cached_property
    def cells(self) -> pd.DataFrame:
        """Return the places once each."""
        return self.places(self.kinds[0], CAR if CAR in self.means else self.means[0])

    @cached_property
    def people(self) -> Floats:
        """Return how much each place counts: by its people, or all alike where nobody knows them."""
        people = self.cells["inhabitants"].to_numpy(np.float64)
        return people if np.isfinite(people).all() and people.sum() > 0 else np.ones(len(people))

    @property
    def are_people_known(self) -> bool:
        """Return whether places count by their people."""
        return bool(self.cells["inhabitants"].notna().all() and self.cells["inhabitants"].sum() > 0)

    def classes(self, kind: str, means: str) -> list[float]:
        """Return the shares of people whose median is within 15, 30 ... minutes and not less, longer, and never."""
        minutes = self.places(kind, means)["time_median_s"].to_numpy(np.float64) / MINUTE_S
        of = np.where(np.isnan(minutes), len(CLASSES_MIN) + 1, np.searchsorted(CLASSES_MIN, minutes, side="left"))
        found = np.bincount(of, weights=self.people, minlength=len(CLASSES_MIN) + 2) / self.people.sum()
        return [float(share) for share in found]

    def worst(self, kind: str, means: str, count: int) -> list[dict[str, Any]]:
        """Return the places from which it takes people longest, never before long; then the fewest offers.

        Where nobody lives nobody is worse off.
        """
        lived_in = self.people > 0
        table = self.places(kind, means)[lived_in]
        never = table["time_median_s"].fillna(np.inf)
        order = np.lexsort((-self.people[lived_in], table["offered_share"].to_numpy(), -never.to_numpy()))
        rows = table.iloc[order[:count]]
        return [
            {str(key): value for key, value in row.items()}
            for row in rows.astype(object).where(rows.notna(), None).to_dict("records")
        ]

    def hours(self, kind: str, means: str) -> pd.DataFrame:
        """Return how it is in each hour of the day, hours in the order of the day."""
        table = self.tables["access_hours"]
        return table[(table["kind"] == kind) & (table["means"] == means)].reset_index(drop=True)

    @cached_property
    def all_hours(self) -> list[int]:
        """Return the hours of the day that are asked by any means."""
        return [int(hour) for hour in np.unique(self.tables["access_hours"]["hour"])]

    def threshold_s(self, kind: str, means: str) -> float | None:
        """Return how long it may take; None where nothing is said."""
        return _known(self.places(kind, means)["threshold_s"].max())

    def is_in_time(self, kind: str) -> bool:
        """Return whether there is a threshold, so that how unlike places are is told of being there in time."""
        return self.threshold_s(kind, self.public) is not None

    def unlike(self, kind: str, means: str) -> Unlike:
        """Return how unlike places are in being there in time, or within an hour where nothing says what that is."""
        column = "threshold_share" if self.is_in_time(kind) else "reached_60min_share"
        values, people = self.places(kind, means)[column].to_numpy(np.float64), self.people
        order = np.argsort(values, kind="stable")
        has = np.cumsum(values[order] * people[order])
        share = level(values, people)
        worst = worst_decile(values, people) * share if share else 0.0
        return Unlike(
            _shares(np.cumsum(people[order])), _shares(has), _known(gini(values, people)), _known(share), _known(worst)
        )  # fmt: skip

    @property
    def centres(self) -> list[dict[str, Any]]:
        """Return the centres: kind, name, lon, lat."""
        return list(self.told["centres"])

    def minutes_by_hour(self, kind: str, means: str) -> NDArray[np.uint8]:
        """Return median minutes by hour and place, uint8 (hours, cells); UNKNOWN: never, or not asked."""
        return self._by_hour(kind, means, "time_median_s", packed_minutes)

    def offered_by_hour(self, kind: str, means: str) -> NDArray[np.uint8]:
        """Return the share with an offer by hour and place [%], uint8 (hours, cells); UNKNOWN: not asked."""
        return self._by_hour(kind, means, "offered_share", packed_percent)

    def _by_hour(self, kind: str, means: str, column: str, pack: Pack) -> NDArray[np.uint8]:
        table = self._at_hours.get((kind, means))
        found = np.full((len(self.all_hours), len(self.cells)), UNKNOWN, dtype=np.uint8)
        if table is not None:
            at = np.searchsorted(self.all_hours, table["hour"]), table["cell"].to_numpy(np.int64)
            found[at] = pack(table[column].to_numpy(np.float64))
        return found

    @cached_property
    def _at_hours(self) -> dict[tuple[str, str], pd.DataFrame]:
        return {
            (str(kind), str(means)): rows
            for (kind, means), rows in self.tables["access_cell_hours"].groupby(["kind", "means"], sort=False)
        }


def packed_minutes(seconds: Floats) -> NDArray[np.uint8]:
    """Return minutes in a byte each, rounded up so that nothing looks nearer; NaN becomes UNKNOWN."""
    return _packed(np.ceil(seconds / MINUTE_S - 1e-9))


def packed_percent(shares: Floats) -> NDArray[np.uint8]:
    """Return percent in a byte each, the nearest; NaN becomes UNKNOWN."""
    return _packed(np.rint(100 * shares))


def _packed(values: Floats) -> NDArray[np.uint8]:
    known = np.isfinite(values)
    return np.where(known, np.clip(np.where(known, values, 0), 0, MOST_PACKED), UNKNOWN).astype(np.uint8)


def read_access(folder: Path) -> AccessSeries:
    """Read the tables of a study. Raises ResultError where they are not there or are of another kind."""
    for name in (MANIFEST, *(f"{table}.parquet" for table in READ)):
        if not (folder / name).is_file():
            raise ResultError(f"{folder}: no study of access ({name} is missing); expected that of elbe-drt access")
    try:
        told = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        tables = {name: pd.read_parquet(folder / f"{name}.parquet") for name in READ}
    except (OSError, ValueError) as error:
        raise ResultError(f"{folder}: cannot be read as a study of access: {error}") from error
    for name, table in tables.items():
        lacking = [column for column in TABLES[name][0] if column not in table]
        if lacking:
            message = f"{folder / name}.parquet: no column {lacking[0]}; elbe-drt access of this version writes it"
            raise ResultError(message)
    if not isinstance(told, dict) or "centres" not in told or tables["access_cells"].empty:
        raise ResultError(f"{folder / MANIFEST}: does not tell of a study of access with places and centres")
    return AccessSeries(tables, told)


def _known(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None


def _shares(sums: Floats) -> list[float]:
    whole = sums[-1]
    return [0.0, *((sums / whole).tolist() if whole else [0.0] * len(sums))]
