"""Whether what a disturbed day lost against its twin is what the journeys of both days tell: counted one by one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import pandas as pd

from simulator.event_kinds import Event
from simulator.units import HOUR_S

_DOWN = {"rejected", "cancelled_by_operator", "stranded", "unfinished", "not_made"}
_LATE_S, _ENOUGH, _NEAR = 600, 20, 1e-4


class Told(NamedTuple):
    """What a run tells beside its twin: tables of the catalogue, and its key figures."""

    journeys: pd.DataFrame
    twin: pd.DataFrame
    curve: pd.DataFrame
    groups: pd.DataFrame
    kpis: Mapping[str, float | None]


class Pair(NamedTuple):
    """A request on both days, as far as it counts."""

    desired_s: int
    riders: int
    served: bool
    served_twin: bool
    affected: bool


def audit_resilience(told: Told, events: pd.DataFrame) -> list[str]:
    """List what the tables and key figures of resilience tell otherwise than the journeys of both days."""
    broken = set(events.loc[events["kind"] == Event.BROKEN_BY, "request"].tolist())
    pairs = list(_pairs(told, broken))
    found = [*_bins(told.curve, pairs), *_groups(told.groups, pairs)]
    affected = sum(one.riders for one in pairs if one.affected)
    lost_s = sum(row["active_s"] * (1 - row["served"] / row["served_twin"]) for row in told.curve.to_dict("records"))
    gone = sum(one.served_twin and not one.served for one in pairs)
    expected = {"compared": len(pairs), "riders_affected": affected, "loss_h": lost_s / HOUR_S, "lost": gone}
    for name, value in expected.items():
        said = told.kpis.get(f"resilience_{name}")
        if said is None and not len(told.curve):
            continue
        if said is None or abs(said - value) > _NEAR:
            found.append(f"resilience_{name}: {said}, but the journeys of both days tell {value:g}")
    return found


def _pairs(told: Told, broken: set[int]) -> Iterator[Pair]:
    """Give the requests of both days that any of them served or let down."""
    here = {row["request_id"]: row for row in told.journeys.to_dict("records") if not pd.isna(row["party_size"])}
    for twin in told.twin.to_dict("records"):
        row = here.get(twin["request_id"])
        if row is None or pd.isna(twin["party_size"]) or twin["end"] == "not_made":
            continue
        ends = {row["end"], twin["end"]}
        if "in_rental" in ends or not ends & (_DOWN | {"served"}):
            continue
        served, served_twin = row["end"] == "served", twin["end"] == "served"
        worse = not served or row["request"] in broken or _is_late(row, twin)
        yield Pair(
            int(twin["desired_departure_s"]), int(twin["party_size"]), served, served_twin, served_twin and worse
        )


def _is_late(row: Mapping[Any, Any], twin: Mapping[Any, Any]) -> bool:
    times = row["arrival_s"], twin["arrival_s"]
    return not any(pd.isna(time_s) for time_s in times) and times[0] - times[1] > _LATE_S


def _bins(curve: pd.DataFrame, pairs: list[Pair]) -> Iterator[str]:
    """Tell bins that overlap, have too few people, or others than there are."""
    ends_s = None
    for row in curve.to_dict("records"):
        where = f"resilience_curve, bin from {row['from_s']} s"
        if ends_s is not None and row["from_s"] < ends_s:
            yield f"{where}: begins before the one before it ends"
        if row["served_twin"] < _ENOUGH and len(curve) > 1:
            yield f"{where}: the twin serves {row['served_twin']}, fewer than {_ENOUGH}"
        its = [one for one in pairs if row["from_s"] <= one.desired_s < row["until_s"]]
        counts = len(its), sum(one.served for one in its), sum(one.served_twin for one in its)
        if counts != (row["requests"], row["served"], row["served_twin"]):
            yield f"{where}: requests, served, served on the twin are {counts} in the journeys of both days"
        ends_s = row["until_s"]


def _groups(groups: pd.DataFrame, pairs: list[Pair]) -> Iterator[str]:
    """Tell groupings whose groups do not add up to all."""
    whole = {
        "requests": len(pairs),
        "riders": sum(one.riders for one in pairs),
        "served": sum(one.served for one in pairs),
        "served_twin": sum(one.served_twin for one in pairs),
        "riders_affected": sum(one.riders for one in pairs if one.affected),
    }
    for grouping, its in groups.groupby("grouping"):
        for name, value in whole.items():
            if int(its[name].sum()) != value:
                yield f"resilience_by_group: {name} of all groups of {grouping} are {its[name].sum()}, not {value}"
