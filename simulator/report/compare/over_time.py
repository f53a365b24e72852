"""What runs of an experiment kept over time while something was wrong: the middle run with a band, by variant."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from math import isnan
from typing import Any

import numpy as np
import pandas as pd

from simulator.analysis.series.calendar import Calendar, calendar_in
from simulator.report.compare.tables import Experiment, short_name
from simulator.report.page.chart import Chart, clock_axis, numbers
from simulator.report.page.language import MISSING, Language
from simulator.report.page.resilience import MARKS
from simulator.report.page.timetable_changes import WideTable
from simulator.report.style import BLACK, BLUE, GREY, ORANGE
from simulator.results.reader import read_parquet, read_yaml
from simulator.units import HOUR_S

MOST_VARIANTS = 6  # with a chart of their own
MOST_ROWS = 100  # of a table of numbers
_ROW, _HEIGHT, _ROW_HEIGHT = 0.09, 330, 26  # of 1, and [px]: see `page.resilience`
_SHADES = {BLUE: "rgba(0,114,178,0.22)", ORANGE: "rgba(230,159,0,0.22)"}


@dataclass(frozen=True)
class OverTime:
    """Tables of an experiment, see ``analysis.resilience.bands``; calendar: that of its first run that was kept."""

    bands: pd.DataFrame
    times: pd.DataFrame
    calendar: Calendar

    def in_words(self, code: str) -> Language:
        """Return how a language tells moments of these days."""
        return Language(code, self.calendar.clock, self.calendar.first_day, self.calendar.days)


@dataclass(frozen=True)
class OverTimeBlock:
    """What the section shows."""

    charts: list[Chart]
    table: WideTable
    left_out: int


def read_over_time(experiment: Experiment) -> OverTime | None:
    """Read what runs kept over time; None where nothing went wrong."""
    paths = [experiment.folder / f"resilience_{name}.parquet" for name in ("bands", "times")]
    if not all(path.is_file() for path in paths):
        return None
    folder = next(filter(None, map(experiment.run_folder, experiment.variants)), None)
    calendar = calendar_in({} if folder is None else read_yaml(folder, "scenario"))
    bands, times = (read_parquet(path, ("variant",)) for path in paths)
    return None if bands.empty else OverTime(bands, times, calendar)


def over_time_block(told: OverTime | None, experiment: Experiment, code: str) -> OverTimeBlock | None:
    """Return the section in a language."""
    if told is None:
        return None
    words = told.in_words(code)
    variants = [name for name in experiment.variants if (told.bands["variant"] == name).any()]
    charts = [_chart(told, name, number, words) for number, name in enumerate(variants[:MOST_VARIANTS])]
    return OverTimeBlock(charts, _milestones(told, variants, words), len(variants) - len(charts))


def _chart(told: OverTime, variant: str, number: int, words: Language) -> Chart:
    """Draw one variant."""
    _ = words._
    bands, times = (table[table["variant"] == variant] for table in (told.bands, told.times))
    first_s, last_s = int(bands["from_s"].iloc[0]), int(bands["until_s"].iloc[-1])
    kept, cost = _("trips served"), _("time and trouble")
    marks = [row for row in times.to_dict("records") if first_s <= row["median_s"] <= last_s]
    top = max(1.05, 0.05 + float(bands[["performance_high", "cost_performance_high"]].max().max()))
    traces = [
        _band(bands, "cost_performance", ORANGE),
        _band(bands, "performance", BLUE),
        _line(bands, "cost_performance", cost, (ORANGE, "dot"), words),
        _line(bands, "performance", kept, (BLUE, "solid"), words),
        {
            "type": "scatter", "mode": "lines", "name": _("with nothing going wrong"), "x": [first_s, last_s],
            "y": [1, 1], "line": {"color": BLACK, "width": 2, "dash": "dash"}, "hoverinfo": "skip",
        },
    ]  # fmt: skip
    runs = int(times["runs"].max())
    return Chart(
        f"over_time_{number}",
        short_name(variant, words) if len(told.bands["variant"].unique()) > 1 else _("What was kept over the day"),
        words.plural("One run.", "%(count)s runs.", runs)
        + " "
        + _(
            "%(full)s is what is served at the same time with nothing going wrong. Lines: the middle run at each time; "
            "shaded: between the 10th and the 90th percentile of the runs. Time and trouble: the less of it people "
            "have for each kilometre, the higher the line.",
            full=words.percent(1.0),
        ),
        traces,
        {
            "xaxis": clock_axis(first_s, last_s, words),
            "yaxis": {
                "title": {"text": _("of the day with nothing going wrong")}, "tickformat": ".0%",
                "range": [-_ROW * (len(marks) + 1), top], "tickvals": [0, 0.25, 0.5, 0.75, 1], "zeroline": True,
            },
            "hovermode": "closest", "height": _HEIGHT + _ROW_HEIGHT * len(marks),
            "shapes": [_upright(row["median_s"]) for row in marks],
            "annotations": [
                _note(place, row, row["median_s"] - first_s < (last_s - first_s) / 2, words)
                for place, row in enumerate(marks)
            ],
        },
        [_("wished departure"), _("runs"), kept, _("from"), _("to"), cost, _("from"), _("to")],
        [*_rows(bands, words)],
    )  # fmt: skip


def _stretches(bands: pd.DataFrame) -> Iterator[pd.DataFrame]:
    """Give the rows that follow each other without a gap."""
    begins = np.flatnonzero((bands["from_s"] != bands["until_s"].shift()).to_numpy())
    for first, end in pairwise([*begins.tolist(), len(bands)]):
        yield bands.iloc[first:end]


def _steps(rows: pd.DataFrame, column: str) -> tuple[list[float], list[float]]:
    """Return a column as a line with steps."""
    return numbers(rows[["from_s", "until_s"]].to_numpy().ravel()), numbers(rows[column].to_numpy().repeat(2))


def _band(bands: pd.DataFrame, figure: str, colour: str) -> dict[str, Any]:
    """Shade what lies between low and high: there along the one, back along the other."""
    x: list[float | None] = []
    y: list[float | None] = []
    for rows in _stretches(bands.dropna(subset=[f"{figure}_low"])):
        times, high = _steps(rows, f"{figure}_high")
        _times, low = _steps(rows, f"{figure}_low")
        x += [*times, *times[::-1], None]
        y += [*high, *low[::-1], None]
    return {
        "type": "scatter", "mode": "lines", "x": x, "y": y, "fill": "toself", "fillcolor": _SHADES[colour],
        "line": {"width": 0, "color": colour}, "hoverinfo": "skip", "showlegend": False,
    }  # fmt: skip


def _line(bands: pd.DataFrame, figure: str, name: str, look: tuple[str, str], words: Language) -> dict[str, Any]:
    x: list[float | None] = []
    y: list[float | None] = []
    texts: list[str] = []
    for rows in _stretches(bands.dropna(subset=[f"{figure}_median"])):
        times, shares = _steps(rows, f"{figure}_median")
        x, y = [*x, *times, None], [*y, *shares, None]
        texts += [f"{words.moment(at)}: {words.percent(share)}" for at, share in zip(times, shares, strict=True)] + [""]
    return {
        "type": "scatter", "mode": "lines", "name": name, "x": x, "y": y, "text": texts,
        "line": {"color": look[0], "width": 3 if look[1] == "solid" else 2, "dash": look[1]},
        "hovertemplate": f"%{{text}}<extra>{name}</extra>",
    }  # fmt: skip


def _upright(time_s: float) -> dict[str, Any]:
    line = {"dash": "dot", "width": 1, "color": GREY}
    return {"type": "line", "x0": time_s, "x1": time_s, "y0": 0, "y1": 1, "yref": "paper", "line": line}


def _note(place: int, row: dict[Any, Any], left: bool, words: Language) -> dict[str, Any]:
    name = MARKS[row["milestone"]]
    return {
        "x": row["median_s"], "y": -_ROW * (place + 1), "yanchor": "bottom", "showarrow": False,
        "text": f"{words._(name)} {words.moment(row['median_s'])}", "font": {"size": 12},
        "xanchor": "left" if left else "right",
    }  # fmt: skip


def _rows(bands: pd.DataFrame, words: Language) -> Iterator[list[str]]:
    """Give the quarters that begin whole hours, or fewer."""
    hourly = bands[bands["from_s"] % HOUR_S == 0]
    for row in hourly.iloc[:: -(-len(hourly) // MOST_ROWS) or 1].to_dict("records"):
        shares = [
            MISSING if isnan(row[f"{figure}_{end}"]) else words.percent(row[f"{figure}_{end}"])
            for figure in ("performance", "cost_performance")
            for end in ("median", "low", "high")
        ]
        yield [words.moment(row["from_s"]), words.whole(row["runs"]), *shares]


def _milestones(told: OverTime, variants: list[str], words: Language) -> WideTable:
    """Return when what was, over the runs of each variant."""
    _, rows = words._, []
    for variant in variants:
        for row in told.times[told.times["variant"] == variant].to_dict("records"):
            name = MARKS[row["milestone"]]
            moments = [
                MISSING if isnan(row[end]) else words.moment(row[end]) for end in ("median_s", "low_s", "high_s")
            ]
            of_runs = _("%(reached)s of %(runs)s", reached=words.whole(row["reached"]), runs=words.whole(row["runs"]))
            rows.append([short_name(variant, words), _(name), *moments, of_runs])
    columns = [_("variant"), _("what"), _("in the middle run"), _("from"), _("to"), _("in so many runs")]
    return WideTable(_("When it began, was known, worst, over, and as it should be"), columns, rows, open=True)
