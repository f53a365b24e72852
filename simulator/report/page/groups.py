"""Tables of the page: who is served how well, group by group."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from simulator.analysis.groups import UNKNOWN
from simulator.analysis.ratios import Number
from simulator.analysis.run import RunData
from simulator.report.page.days import day_name
from simulator.report.page.language import N_, Language
from simulator.report.page.names import named

_Write = Callable[[Language, Number], str]

_COLUMNS: dict[str, tuple[str, _Write]] = {
    "service_rate": (N_("served"), Language.percent),
    "wait_median_s": (N_("typical wait"), Language.short_minutes),
    "wait_p95_s": (N_("long wait"), Language.short_minutes),
    "told_within_5_min_share": (N_("within 5 min of the time told"), Language.percent),
    "detour_factor_mean": (N_("detour factor"), lambda words, value: words.decimal(value, 2)),
}
_TITLES = {
    "lead_time": N_("By how long ahead they booked"),
    "distance": N_("By the length of the direct drive"),
    "hour": N_("By the hour at which they wanted to leave"),
    "class": N_("By the class of the traveller"),
    "wheelchair": N_("With and without wheelchair"),
    "purpose": N_("By why they travel"),
    "place": N_("By where they start (places with ten requests or more)"),
    "day": N_("By day"),
    "service": N_("By service"),
}
_NAMES = {
    "under_15_min": N_("at once (less than 15 minutes ahead)"),
    "15_to_60_min": N_("15 to 60 minutes ahead"),
    "1_to_4_h": N_("1 to 4 hours ahead"),
    "4_to_24_h": N_("4 to 24 hours ahead"),
    "over_24_h": N_("24 hours ahead or more"),
    "under_2_km": N_("under 2 km"),
    "2_to_5_km": N_("2 to 5 km"),
    "5_to_10_km": N_("5 to 10 km"),
    "10_to_20_km": N_("10 to 20 km"),
    "over_20_km": N_("20 km or more"),
    UNKNOWN: N_("not known"),
    "with": N_("with a wheelchair user"),
    "without": N_("without"),
}
PURPOSES = {
    "work": N_("work"),
    "education": N_("education"),
    "school": N_("school"),
    "shopping": N_("shopping"),
    "errands": N_("errands"),
    "leisure": N_("leisure"),
    "escort": N_("bringing and fetching"),
    "home": N_("the way home"),
}


@dataclass(frozen=True)
class GroupTable:
    """A table of groups, as people read it. open: shown unless somebody closes it."""

    title: str
    columns: list[str]
    rows: list[list[str]]
    open: bool


def group_tables(run: RunData, words: Language) -> list[GroupTable]:
    """Return a table for each way to group the requests that has more than one group; none in older folders."""
    if run.groups is None:
        return []
    values = _values(run.groups)
    return [
        GroupTable(words._(title), _headings(words), rows, open=grouping == "lead_time")
        for grouping, title in _TITLES.items()
        if len(rows := [_row(run, key, figures, words) for key, figures in values.items() if key[0] == grouping]) > 1
    ]


def _headings(words: Language) -> list[str]:
    return ["", words._("requests"), *(words._(heading) for heading, _write in _COLUMNS.values())]


def _values(table: pd.DataFrame) -> dict[tuple[str, str, int], dict[str, float]]:
    """Return the figures of all services together by grouping, group and its number of requests."""
    found: dict[tuple[str, str, int], dict[str, float]] = {}
    columns = ("grouping", "group_name", "requests", "service", "figure", "value")
    for grouping, group, requests, service, figure, value in zip(
        *(table[name].tolist() for name in columns), strict=True
    ):
        if not service:
            found.setdefault((grouping, group, requests), {})[figure] = value
    return found


def _row(run: RunData, key: tuple[str, str, int], figures: dict[str, float], words: Language) -> list[str]:
    grouping, group, requests = key
    cells = [write(words, _number(figures[figure])) for figure, (_heading, write) in _COLUMNS.items()]
    return [_name(run, grouping, group, words), words.whole(requests), *cells]


def _name(run: RunData, grouping: str, group: str, words: Language) -> str:
    """Say which group it is."""
    if grouping == "hour":
        return words._("%(hour)s to %(next)s o'clock", hour=int(group), next=int(group) + 1)
    if grouping == "day":
        return day_name(run, int(group), words)
    known = {"purpose": PURPOSES, "lead_time": _NAMES, "distance": _NAMES, "wheelchair": _NAMES}.get(grouping, {})
    return words._(known[group]) if group in known else named(group, words)


def _number(value: float) -> Number:
    return None if pd.isna(value) else value
