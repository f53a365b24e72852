"""Stations and charging sites on the page of weak places: which matter most where they are out, table and map."""

from __future__ import annotations

from collections.abc import Mapping
from math import isnan
from typing import Any

import pandas as pd

from simulator.report.page.language import MISSING, N_, Language
from simulator.report.page.timetable_changes import WideTable
from simulator.report.style import BLUE, ORANGE

POINT_KINDS = {
    "station": N_("stop or station"),
    "charger": N_("charging site"),
    "hydrogen pump": N_("hydrogen pump"),
    "diesel pump": N_("diesel pump"),
}
_Found = dict[tuple[int, str], Mapping[Any, Any]]


def points_table(points: pd.DataFrame, without: pd.DataFrame, words: Language) -> WideTable:
    """Return the stations and sites that were put out in the simulation, the most harmful first; or: none."""
    _, rows = words._, []
    for row in _ranked(points, without):
        found = _found(without)
        refused = (row["point"], "") in found
        figures = [found.get((row["point"], name)) for name in ("harm_min", "longer_min", "lost_share", "vanished")]
        harm, longer, lost, vanished = figures
        rows.append([
            row["name"], _(POINT_KINDS[row["kind"]]),
            _("%(people)s people", people=words.decimal(row["use"], 0)) if row["kind"] == "station"
            else words.unit(row["use"], "kWh", 0),
            _("refused: see points_out.csv") if refused else _pair(harm, words, 2), _pair(longer, words, 2),
            _pair(lost, words, 1, 100.0), _pair(vanished, words, 1),
        ])  # fmt: skip
    if not rows:
        rows = [[_("none"), *[MISSING] * 6]] if not len(points) else []
    columns = [
        _("station or site that is out"), _("kind"), _("use on an undisturbed day"),
        _("harm [min of ride per request]"),
        _("longer, served on both days [min per request]"), _("no longer served [% of requests]"),
        _("no longer asked for, a day"),
    ]  # fmt: skip
    return WideTable(_("Stations and charging sites that matter most"), columns, rows, open=True)


def points_on_map(points: pd.DataFrame, without: pd.DataFrame, words: Language) -> list[dict[str, Any]]:
    """Return a trace with the stations that were put out, and one with the sites, as large as the harm."""
    traces, found = [], _found(without)
    for station, name in ((True, N_("stations, by harm")), (False, N_("charging sites, by harm"))):
        its = [row for row in _ranked(points, without) if (row["kind"] == "station") == station]
        its = [row for row in its if (row["point"], "harm_min") in found]
        if not its:
            continue
        harms = [found[row["point"], "harm_min"] for row in its]
        traces.append({
            "type": "scatter", "mode": "markers", "name": words._(name), "x": [round(row["lon"], 4) for row in its],
            "y": [round(row["lat"], 4) for row in its],
            "text": [f"{row['name']}: {_pair(harm, words, 2)}" for row, harm in zip(its, harms, strict=True)],
            "hovertemplate": "%{text}<extra></extra>",
            "marker": {
                "color": BLUE if station else ORANGE, "symbol": "square" if station else "diamond",
                "size": [_size(harm["value"]) for harm in harms], "opacity": 0.8,
            },
        })  # fmt: skip
    return traces


def _size(harm_min: float) -> float:
    """Return how large a point is painted: its area grows with the harm, up to an hour's tenth."""
    return 7.0 if isnan(harm_min) else round(7 + 12 * min(1.0, max(0.0, harm_min) / 6) ** 0.5, 1)


def _found(without: pd.DataFrame) -> _Found:
    return {(int(row["point"]), str(row["figure"])): row for row in without.to_dict("records")}


def _ranked(points: pd.DataFrame, without: pd.DataFrame) -> list[Mapping[Any, Any]]:
    """Return the points that were put out, the most harmful first; those that were refused before all."""
    found, tried = _found(without), set(without["point"])
    its = [row for row in points.to_dict("records") if row["point"] in tried]

    def order(row: Mapping[Any, Any]) -> float:
        harm = found.get((row["point"], "harm_min"))
        return float("-inf") if harm is None else -float(harm["value"])

    return sorted(its, key=order)


def _pair(row: Mapping[Any, Any] | None, words: Language, digits: int, factor: float = 1.0) -> str:
    return MISSING if row is None else pair_of(row["value"], row["half_width"], words, digits, factor)


def pair_of(value: float, half_width: float, words: Language, digits: int, factor: float) -> str:
    """Write a value times a factor and half of its interval's width; a dash where it is not known."""
    if isnan(value):
        return MISSING
    half = MISSING if isnan(half_width) else words.decimal(factor * half_width, digits)
    return f"{words.decimal(factor * value, digits)} ± {half}"
