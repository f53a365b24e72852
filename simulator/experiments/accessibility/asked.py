"""What is asked: from which place to which centres, when, and what came of it by each means."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulator.experiments.accessibility.on_roads import OnRoads
from simulator.network.timetable.beeline import beeline_m, walk_seconds
from simulator.reasons import REASONS_BY_NEARNESS, Reason
from simulator.results.accessibility_definitions import ACCESSIBILITY_DTYPES
from simulator.scenario.access_models import Walk
from simulator.scenario.accessibility_models import AccessibilityConfig
from simulator.tables import typed

Ints = NDArray[np.int64]
OFFERED, NO_WAY = -1, -2  # reasons: none, and that of a way that nobody has to refuse, as there is none
REASONS = {OFFERED: "", NO_WAY: "no_way", **{reason.value: reason.name.lower() for reason in Reason}}
NEVER = np.iinfo(np.int64).max // 4
FAR_S = 10**9  # drives there are none of count as long


@dataclass(frozen=True, eq=False)
class Asked:
    """What is asked on a day, once for each pair of a place and a centre.

    cells: as ``cells.CELL_DTYPES``; centres: as ``centres.CENTRE_DTYPES``. cell_node: int32 (cells,). cell, centre:
    int64 (pairs,), rows of these. walk_s: int64 (pairs,), all the way on foot; NEVER: too far. kinds: by kind of centre
    the pairs that count for it. asked_s: int64 (asks,).
    """

    cells: pd.DataFrame
    centres: pd.DataFrame
    cell_node: NDArray[np.int32]
    cell: Ints
    centre: Ints
    walk_s: Ints
    kinds: dict[str, Ints]
    asked_s: Ints

    @property
    def on_foot(self) -> NDArray[np.bool_]:
        """Return which pairs nobody needs a service for, bool (pairs,)."""
        return self.walk_s < NEVER


class Answers(NamedTuple):
    """What came of it by one means, each (pairs, asks), int64 but fare_eur; NEVER where a time is not known.

    reason: OFFERED, NO_WAY, or a ``Reason``. Departures and arrivals in seconds of the run.
    """

    reason: Ints
    departure_s: Ints
    arrival_s: Ints
    walk_s: Ints
    wait_s: Ints
    ride_s: Ints
    fare_eur: NDArray[np.float64]
    service: NDArray[np.object_]

    @classmethod
    def none(cls, pairs: int, asks: int, reason: int = NO_WAY) -> Answers:
        """Return answers of which none offers anything."""
        shape = pairs, asks
        a, b, c, d, e = (np.full(shape, NEVER, dtype=np.int64) for _ in range(5))
        return cls(np.full(shape, reason), a, b, c, d, e, np.full(shape, np.nan), np.full(shape, "", dtype=object))

    def sooner_of(self, other: Answers) -> Answers:
        """Return of each way the one that is there first, of refusals the nearest to success; the first of equals."""
        better = (other.reason == OFFERED) & ((self.reason != OFFERED) | (other.arrival_s < self.arrival_s))
        neither = (self.reason != OFFERED) & (other.reason != OFFERED)
        better |= neither & (_nearness(other.reason) > _nearness(self.reason))
        return Answers._make(np.where(better, theirs, ours) for ours, theirs in zip(self, other, strict=True))


def _nearness(reasons: Ints) -> Ints:
    """Return how near to success refusals are; there being no way is the farthest."""
    place = {int(reason): number for number, reason in enumerate(REASONS_BY_NEARNESS)}
    each, of = np.unique(reasons, return_inverse=True)
    ranks = np.array([place.get(reason, -1) for reason in each.tolist()], dtype=np.int64)
    return np.asarray(ranks[of].reshape(reasons.shape))


Drive = Callable[[NDArray[np.int32], NDArray[np.int32]], Ints]


def asked_of(
    config: AccessibilityConfig,
    cells: pd.DataFrame,
    centres: pd.DataFrame,
    roads: OnRoads,
    drive_s: Drive,
    asked_s: Ints,
) -> Asked:
    """Return what is asked: of each kind the nearest centres by car; only one where one can walk there."""
    cell_node = roads.nearest(cells["lon"].to_numpy(), cells["lat"].to_numpy())[0]
    apart_m, walk_s = _apart(cells, centres, config.walk)
    by_car = drive_s(cell_node, centres["node"].to_numpy(np.int32)) + centres["beyond_s"].to_numpy(np.int64)
    cost = np.minimum(by_car, FAR_S) + apart_m / FAR_S  # where nobody drives, the nearest by beeline
    wanted: dict[str, Ints] = {}
    for kind in config.centres:
        of_kind = _rows_of(config, centres, kind)
        order = np.argsort(cost[:, of_kind], axis=1, kind="stable")[:, : config.nearest]
        best = of_kind[order]
        near = walk_s[:, of_kind].min(axis=1) < NEVER
        on_foot = of_kind[walk_s[:, of_kind].argmin(axis=1)]
        chosen = [[foot] if walks else its for foot, walks, its in zip(on_foot, near, best, strict=True)]
        wanted[kind] = np.concatenate([
            cell * len(centres) + np.asarray(its, dtype=np.int64) for cell, its in enumerate(chosen)
        ])  # fmt: skip
    pairs = np.unique(np.concatenate([*wanted.values()]))
    cell, centre = np.divmod(pairs, len(centres))
    kinds = {kind: np.searchsorted(pairs, its) for kind, its in wanted.items()}
    return Asked(cells, centres, cell_node, cell, centre, walk_s[cell, centre], kinds, asked_s)


def _rows_of(config: AccessibilityConfig, centres: pd.DataFrame, kind: str) -> Ints:
    """Return the rows of the centres that are of a kind, those of higher kinds included."""
    of_kind = config.of_kind(kind)
    each = zip(centres["kind"], centres["number"], strict=True)
    return np.flatnonzero([told in of_kind for told in each]).astype(np.int64)


def _apart(cells: pd.DataFrame, centres: pd.DataFrame, walk: Walk) -> tuple[NDArray[np.float64], Ints]:
    """Return the beeline between all places and centres [m], and the walk [s], NEVER where it is too far."""
    apart_m = beeline_m(
        *(cells[axis].to_numpy(np.float64)[:, None] for axis in ("lon", "lat")),
        *(centres[axis].to_numpy(np.float64)[None] for axis in ("lon", "lat")),
    )
    path_m = apart_m * walk.detour_factor
    return apart_m, np.where(path_m <= walk.limit_m, walk_seconds(path_m, walk.speed_kph).astype(np.int64), NEVER)


def on_foot_too(asked: Asked, columns: Ints, answers: Answers) -> Answers:
    """Return answers in which who can walk does, unless these are there sooner."""
    walk_s = np.broadcast_to(asked.walk_s[:, None], answers.reason.shape)
    on_foot = Answers.none(*answers.reason.shape)
    walks = walk_s < NEVER
    departure_s = np.broadcast_to(asked.asked_s[columns][None], walk_s.shape)
    zero = np.where(walks, 0, NEVER)
    on_foot = on_foot._replace(
        reason=np.where(walks, OFFERED, NO_WAY),
        departure_s=np.where(walks, departure_s, NEVER),
        arrival_s=np.where(walks, departure_s + walk_s, NEVER),
        walk_s=np.where(walks, walk_s, NEVER),
        wait_s=zero,
        ride_s=zero,
        fare_eur=np.where(walks, 0.0, np.nan),
    )
    return answers.sooner_of(on_foot)


def table_of_day(asked: Asked, means: Sequence[tuple[str, Ints, Answers]]) -> pd.DataFrame:
    """Return the nearest centre of each kind from everywhere at each time by each means, ``ACCESSIBILITY_DTYPES``.

    means: name, which of the times were asked, answers at these.
    """
    tables = [
        _nearest(asked, kind, pairs, *told) for kind, pairs in asked.kinds.items() for told in means
    ]  # fmt: skip
    return pd.concat(tables, ignore_index=True)


def _nearest(asked: Asked, kind: str, pairs: Ints, means: str, columns: Ints, answers: Answers) -> pd.DataFrame:
    """Return the rows of one kind of centre and one means: the one that is reached first; of none the nearest one."""
    cell, first = np.unique(asked.cell[pairs], return_index=True)
    best = np.repeat(pairs[first][:, None], len(columns), axis=1)
    place = np.searchsorted(cell, asked.cell[pairs])
    order = np.arange(len(columns))[None]
    arrival_s = answers.arrival_s[best, order]
    for pair, row in zip(pairs.tolist(), place.tolist(), strict=True):
        sooner = answers.arrival_s[pair] < arrival_s[row]
        best[row, sooner], arrival_s[row, sooner] = pair, answers.arrival_s[pair][sooner]
    walk_s = asked.walk_s[best.ravel()]
    its = Answers._make(told[best, order].ravel() for told in answers)
    asked_s = np.tile(asked.asked_s[columns], len(cell))
    known = its.reason == OFFERED
    names = asked.centres["name"].to_numpy(object)[asked.centre[best.ravel()]]
    return typed(
        pd.DataFrame({
            "cell": np.repeat(cell, len(columns)), "kind": kind, "means": means, "service": its.service,
            "asked_s": asked_s, "offered": known, "reason": [REASONS[reason] for reason in its.reason.tolist()],
            "centre": np.where(known, names, ""),
            "on_foot": known & (its.walk_s == walk_s) & (its.ride_s == 0),
            "departure_s": _known(its.departure_s, known), "arrival_s": _known(its.arrival_s, known),
            "time_s": _known(its.arrival_s - asked_s, known), "walk_s": _known(its.walk_s, known),
            "wait_s": _known(its.wait_s, known), "ride_s": _known(its.ride_s, known),
            "fare_eur": np.where(known, its.fare_eur, np.nan),
        }),
        ACCESSIBILITY_DTYPES,
    )  # fmt: skip


def _known(values: Ints, known: NDArray[np.bool_]) -> pd.Series:
    return pd.Series(values, dtype="Int64").where(pd.Series(known & (values < NEVER)))
