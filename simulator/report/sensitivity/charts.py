"""How far each key figure moves with each assumption: charts and sentences of pages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from textwrap import wrap
from typing import Any

import pandas as pd

from simulator.analysis.movements import farthest_first, no_chance_in, unmoved
from simulator.report.page.chart import Chart, numbers
from simulator.report.page.language import MISSING, Language
from simulator.report.sensitivity.words import assumption_called, change_said, end_said, heading, metric_called
from simulator.report.style import BLUE

MOST_SHOWN = 10  # assumptions in a chart; its table has all
ROW_PX, FRAME_PX = 60, 120
LABEL = 24  # letters in a line
Row = Mapping[Any, Any]


@dataclass(frozen=True)
class Movement:
    """How far results move, in one language."""

    sentences: list[str]
    charts: list[Chart]


def movement_charts(table: pd.DataFrame, words: Language, days: int | None) -> list[Chart]:
    """Return a chart of each key figure that was measured; days: of a run that count."""
    return [_chart(metric, _ends(table, metric, order), words, days) for metric, order in farthest_first(table).items()]


def _ends(table: pd.DataFrame, metric: str, order: list[str]) -> dict[str, list[Row]]:
    """Return the ends of each assumption, the one that moves the metric farthest first."""
    rows = table[(table["metric"] == metric) & table["difference"].notna()].to_dict("records")
    return {name: [row for row in rows if row["assumption"] == name] for name in order}


def _chart(metric: str, ends: dict[str, list[Row]], words: Language, days: int | None) -> Chart:
    _, scale = words._, metric_called(metric).scale
    shown = [(name, row) for name in list(ends)[:MOST_SHOWN] for row in ends[name]]
    labels = {name: _label(name, ends[name], words) for name, _row in shown}
    sizes = [float(row["difference"]) * scale for _name, row in shown]
    above = [max(0.0, float(row["high"]) - float(row["difference"])) * scale for _name, row in shown]
    trace = {
        "type": "bar", "orientation": "h", "y": [labels[name] for name, _row in shown], "x": numbers(sizes),
        "marker": {
            "color": ["#ffffff" if row["end"] == "low" else BLUE for _name, row in shown],
            "line": {"color": BLUE, "width": 1.5},
        },
        "error_x": {"type": "data", "array": [value if value == value else 0 for value in numbers(above)],
                    "color": "#1a1a1a", "thickness": 1.5, "width": 4},
        "hoverinfo": "skip", "showlegend": False,
    }  # fmt: skip
    unit = _("percentage points") if scale == 100 else _(metric_called(metric).axis)
    return Chart(
        f"moved-{metric}",
        heading(metric, words, days),
        _said_most(metric, ends, words),
        [trace],
        {
            "barmode": "overlay", "showlegend": False, "height": FRAME_PX + ROW_PX * len(labels),
            "xaxis": {"title": {"text": _("change, %(unit)s", unit=unit)}, "zeroline": True},
            "yaxis": {"autorange": "reversed"},
        },
        [_("assumption"), _("goes to"), _("change"), _("from"), _("to")],
        [_row(metric, row, words) for rows in ends.values() for row in rows],
    )  # fmt: skip


def _label(name: str, ends: list[Row], words: Language) -> str:
    """Return an assumption and its range as a chart writes them, on several lines."""
    lines = wrap(escape(assumption_called(name, words)), LABEL)
    first, last = (end_said(str(row["moved_to"]).partition("; ")[0], words) for row in (ends[0], ends[-1]))
    return "<br>".join([*lines, f"{escape(first)} – {escape(last)}" if len(ends) > 1 else escape(first)])


def _row(metric: str, row: Row, words: Language) -> list[str]:
    half = (float(row["high"]) - float(row["low"])) / 2
    changes = [change_said(metric, float(row[name]), half, words) for name in ("difference", "low", "high")]
    return [assumption_called(row["assumption"], words), end_said(row["moved_to"], words), *changes]


def _said_most(metric: str, ends: dict[str, list[Row]], words: Language) -> str:
    """Say what moves a key figure most, and where it stands without any change."""
    _, first = words._, next(iter(ends))
    base = float(ends[first][0]["base"])
    start = _("As it is: %(value)s.", value=metric_called(metric).spell(words, base).rstrip("."))
    if all(float(row["difference"]) == 0 for rows in ends.values() for row in rows):
        return start + " " + _("None of the assumptions moves it.")
    told = [
        _("%(end)s: %(change)s", end=end_said(row["moved_to"], words), change=_row(metric, row, words)[2])
        for row in ends[first]
    ]
    most = _("%(name)s moves it most (%(ends)s).", name=assumption_called(first, words), ends="; ".join(told))
    return f"{start} {most[0].upper()}{most[1:]}"


def movement_sentences(table: pd.DataFrame, words: Language) -> list[str]:
    """Say what was done, which ranges are the command's own, and what moves nothing."""
    _ = words._
    counts = table["n"]
    names = list(dict.fromkeys(table["assumption"]))
    said = [
        words.plural(
            "One assumption was moved alone to the ends of its range, on the same %(days)s days with the same people.",
            "%(count)s assumptions were moved one at a time to the ends of their ranges, on the same %(days)s days "
            "with the same people.",
            len(names),
            days=words.whole(int(counts.max())) if len(counts) else MISSING,
        )
    ]
    assumed = list(dict.fromkeys(table.loc[table["range"] != "given", "assumption"]))
    if assumed:
        listed = words.listing([assumption_called(name, words) for name in assumed])
        said.append(
            _("The scenario gives no range for %(names)s: a fifth less and a fifth more are assumed.", names=listed)
        )
    if no_chance_in(table):
        said.append(
            _("Every one of these days gave the same figures: nothing was left to chance, so no uncertainty is told.")
        )
    still = unmoved(table)
    if still:
        listed = words.listing([assumption_called(name, words) for name in still])
        said.append(_("Nothing here moves at all with: %(names)s.", names=listed))
    return said
