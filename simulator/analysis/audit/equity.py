"""The auditor of who is left behind: means of groups from the journeys again, indices from the means, pair by pair."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from math import isclose, isnan, log, nan
from typing import Any

import pandas as pd

LEAST = 10
_ASKED = {"served", "rejected", "cancelled_by_operator", "stranded"}
_OWN = {"car", "bike", "walk"}
_COLUMNS = ("end", "mode", "party_size", "wait_s", "walk_s", "traveller_class")
_LESS_IS_BETTER = {"wait_s", "walk_s", "cost_min", "fare_eur"}
_LINES = {"served_share": 0.9, "wait_s": 900.0, "walk_s": 600.0}
_OFF = 1e-5  # figures are told with six digits
Groups = list[tuple[str, int, float]]  # name, people, mean
Sums = dict[tuple[str, str], list[float]]  # requests, people, sum, by group and measure


def audit_equity(
    equity: pd.DataFrame, inequality: pd.DataFrame, journeys: pd.DataFrame, *, by_home: bool = False
) -> Iterator[str]:
    """Yield what ``equity`` and ``inequality`` tell otherwise than the journeys of the same run do.

    by_home: territories are those where people live, of which journeys tell nothing.
    """
    asked = [row for row in _rows(journeys) if row["end"] in _ASKED and not pd.isna(row["party_size"])]
    people = int(sum(row["party_size"] for row in asked))
    told: dict[tuple[str, str], Groups] = defaultdict(list)
    names = ("by", "measure", "group_name", "people", "value")
    for by, measure, *group in zip(*(equity[name].tolist() for name in names), strict=True):
        told[by, measure].append((group[0], group[1], group[2]))
    columns = {"class": "traveller_class"} | ({} if by_home else {"territory": "origin_territory"})
    for by, column in columns.items():
        yield from _groups_again(by, column, asked, told)
    for row in inequality.to_dict("records"):
        groups, where = told[row["by"], row["measure"]], f"{row['measure']} by {row['by']}"
        counted = sum(group[1] for group in groups)
        if counted != row["people"] or counted + row["people_left_out"] + row["people_without"] != people:
            yield f"{where}: {counted} people are told apart, and {people} asked, which the counts of it do not sum to"
        for name, value in _indices(groups, row["measure"]):
            if not _same(value, row[name]):
                yield f"{where}: {name} is {row[name]}, its groups make it {value:.6f}"


def _rows(journeys: pd.DataFrame) -> Iterator[dict[str, Any]]:
    names = [*_COLUMNS, *(["origin_territory"] if "origin_territory" in journeys else [])]
    columns = (journeys[name].tolist() for name in names)
    yield from (dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True))


def _groups_again(
    by: str, column: str, asked: Sequence[dict[str, Any]], told: dict[tuple[str, str], Groups]
) -> Iterator[str]:
    """Yield groups whose mean is another."""
    sums: Sums = defaultdict(lambda: [0, 0, 0])
    for row in asked:
        name = row.get(column)
        name = ("outside" if by == "territory" else "") if name is None or pd.isna(name) or not name else name
        for measure, value in _measures(row):
            each = sums[name, measure]
            for place, more in enumerate((1, row["party_size"], row["party_size"] * value)):
                each[place] += more
    for measure in ("served_share", "wait_s", "walk_s"):
        groups = told.get((by, measure), [])
        for name, people, mean in groups:
            if not name:  # small ones together
                continue
            requests, expected, whole = sums.get((name, measure), [0, 0, 0])
            if requests < LEAST or expected != people or not _same(whole / expected, mean):
                yield f'{by} "{name}": {measure} of {people} people is {mean}, the journeys tell {whole} of {expected}'
        enough = {name for (name, of), its in sums.items() if of == measure and name and its[0] >= LEAST}
        if groups and enough != {name for name, *_ in groups if name}:
            yield f"{measure} by {by}: groups with enough requests are {', '.join(sorted(enough))}"


def _measures(row: dict[str, Any]) -> Iterator[tuple[str, float]]:
    yield "served_share", float(row["end"] == "served")
    if row["end"] == "served" and row["mode"] not in _OWN:
        yield from ((name, row[name]) for name in ("wait_s", "walk_s") if not pd.isna(row[name]))


def _indices(groups: Groups, measure: str) -> Iterator[tuple[str, float]]:
    """Yield what the means of groups come to, each person of a group having its mean."""
    people = sum(group[1] for group in groups)
    mean = sum(size * value for _, size, value in groups) / people
    yield "mean", mean
    apart = sum(a * b * abs(x - y) for _, a, x in groups for _, b, y in groups)
    yield "gini", apart / (2 * mean * people**2) if mean else 0.0
    parts = [(size / people, value / mean) for _, size, value in groups] if mean else []
    yield "theil", sum(share * ratio * log(ratio) for share, ratio in parts if ratio > 0)
    yield "worst_decile", _worst_tenth(groups, people, less=measure in _LESS_IS_BETTER) / mean if mean else nan
    line = _LINES.get(measure, nan)
    short = [(size / people, _shortfall(value, line, measure)) for _, size, value in groups]
    yield "poverty", nan if isnan(line) else sum(share for share, gap in short if gap > 0)
    yield "poverty_depth", nan if isnan(line) else sum(share * gap for share, gap in short)
    yield "poverty_severity", nan if isnan(line) else sum(share * gap**2 for share, gap in short)


def _shortfall(value: float, line: float, measure: str) -> float:
    if measure in _LESS_IS_BETTER:
        return max(0.0, 1 - line / value) if value else 0.0
    return max(0.0, (line - value) / line)


def _worst_tenth(groups: Groups, people: float, *, less: bool) -> float:
    """Return the mean of a tenth of the people, filled up from the group that is worst off."""
    left = people / 10
    found = 0.0
    for _, size, value in sorted(groups, key=lambda group: -group[2] if less else group[2]):
        taken = min(left, size)
        found, left = found + taken * value, left - taken
    return found / (people / 10)


def _same(ours: float, told: float) -> bool:
    return (isnan(ours) and pd.isna(told)) or isclose(ours, told, rel_tol=_OFF, abs_tol=_OFF)
