"""What the cases of a stress test cost in a year, on its page: how much on average, in bad years, and at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from math import floor, isnan, log10
from typing import Any

import pandas as pd

from simulator.report.page.chart import Chart, numbers
from simulator.report.page.language import MISSING, N_, Language
from simulator.report.page.timetable_changes import WideTable
from simulator.report.style import BLUE

MOST_ROWS = 12  # of the table of losses at once
YEARS = {
    "expected": N_("an average year"), "once in 2 years": N_("a year as bad as one in 2"),
    "once in 10 years": N_("a year as bad as one in 10"), "once in 100 years": N_("a year as bad as one in 100"),
}  # fmt: skip


def of_a_year(yearly: Mapping[str, pd.DataFrame], cases: Mapping[str, str], words: Language) -> dict[str, Any]:
    """Return what the template shows of a year. cases: titles by key."""
    return {
        "year": _years(yearly["yearly"], words), "year_cases": _cases(yearly["yearly_cases"], cases, words),
        "exceedance": _curve(yearly["exceedance"], words), "year_sentences": list(_sentences(yearly["yearly"], words)),
    }  # fmt: skip


def _sentences(years: pd.DataFrame, words: Language) -> Iterator[str]:
    _, average = words._, years.to_dict("records")[0]
    yield _(
        "If things go wrong as often as assumed here, an average year loses as much as if nobody at all had been "
        "served for %(hours)s hours.", hours=_hours(average["value_h"], words),
    )  # fmt: skip
    yield _(
        "How often each happens is an assumption of whoever asked. From and to say how much hangs on the days that "
        "were simulated (95 %); they do not say how sure it is how often things happen."
    )


def _hours(value: float, words: Language) -> str:
    return words.decimal(value, 1 if abs(value) >= 1 else 2)


def _years(years: pd.DataFrame, words: Language) -> WideTable:
    _ = words._
    rows = []
    for row in years.to_dict("records"):
        year = YEARS[row["figure"]]
        rows.append([_(year), *(_hours(row[name], words) for name in ("value_h", "low_h", "high_h"))])
    columns = [_("what a year loses"), _("hours of full service"), _("from"), _("to")]
    return WideTable(_("What is lost in a year"), columns, rows, open=True)


def _cases(parts: pd.DataFrame, cases: Mapping[str, str], words: Language) -> WideTable:
    """Return what each case adds to an average year, the costliest first."""
    _ = words._
    rows = []
    for row in parts.sort_values("a_year_h", ascending=False, kind="stable").to_dict("records"):
        half = MISSING if isnan(row["half_width_h"]) else _hours(row["half_width_h"], words)
        title = cases[row["case"]]
        rows.append([
            _(title), words.decimal(row["times_a_year"], 0 if row["times_a_year"] % 1 == 0 else 2),
            MISSING if isnan(row["loss_h"]) else f"{_hours(row['loss_h'], words)} ± {half}",
            MISSING if isnan(row["a_year_h"]) else _hours(row["a_year_h"], words),
        ])  # fmt: skip
    columns = [
        _("what goes wrong"), _("times a year (assumption)"), _("lost each time"), _("lost in an average year"),
    ]  # fmt: skip
    return WideTable(_("What each adds to an average year [hours of full service]"), columns, rows, open=True)


def _often(times: float, words: Language) -> str:
    """Say how often something happens, from times a year."""
    if times >= 1:
        count = words.decimal(times, 0 if times >= 10 else 1)
        return words.plural("once a year", "%(number)s times a year", 1 if times == 1 else 2, number=count)
    years = 1 / times
    return words._("once in %(years)s years", years=words.decimal(years, 0 if years >= 10 else 1))


def _curve(curve: pd.DataFrame, words: Language) -> Chart:
    """Draw how often how much is lost at once, on a scale where each step is ten times as seldom."""
    _, title = words._, words._("How often how much is lost at once")
    if curve.empty:
        return Chart("exceedance", title, _("Nothing of what was assumed loses anything."))
    least = 10.0 ** floor(log10(float(curve["times_a_year"].min())) - 0.5)
    most = float(curve["times_high"].max())
    band: dict[str, Any] = {
        "type": "scatter",
        "mode": "lines",
        "line": {"width": 0, "shape": "vh"},
        "hoverinfo": "skip",
    }
    x = [0.0, *numbers(curve["loss_h"])]
    low, high, times = (
        [curve[name].iloc[0], *curve[name]] for name in ("times_low", "times_high", "times_a_year")
    )  # at 0 as often as anything is lost
    spoken = [_said(loss, often, words) for loss, often in zip(x, times, strict=True)]
    traces: list[dict[str, Any]] = [
        {**band, "x": x, "y": numbers([max(value, least) for value in low], 6), "showlegend": False},
        {
            **band, "x": x, "y": numbers([max(value, least) for value in high], 6), "fill": "tonexty",
            "fillcolor": "rgba(0,114,178,0.2)", "name": _("95 % interval"),
        },
        {
            "type": "scatter", "mode": "lines", "x": x, "y": numbers(times, 6), "name": _("so often or more"),
            "line": {"color": BLUE, "width": 3, "shape": "vh"}, "text": spoken,
            "hovertemplate": "%{text}<extra></extra>",
        },
    ]  # fmt: skip
    ticks = [10.0**power for power in range(floor(log10(least)), floor(log10(most)) + 2)]
    return Chart(
        "exceedance",
        title,
        _("Read it so: at so many hours to the right, the line says how often so much or more is lost at once."),
        traces,
        {
            "xaxis": {"title": {"text": _("hours lost at once")}, "rangemode": "tozero"},
            "yaxis": {
                "type": "log", "range": [log10(least), log10(most) + 0.1], "tickvals": ticks,
                "ticktext": [_often(tick, words) for tick in ticks], "automargin": True,
            },
            "hovermode": "closest", "height": 420,
        },
        [_("lost at once, at least [h]"), _("how often"), _("from"), _("to"), _("chance in a year")],
        [*_rows(curve, words)],
    )  # fmt: skip


def _said(loss_h: float, times: float, words: Language) -> str:
    return words._("%(hours)s hours or more: %(often)s", hours=_hours(loss_h, words), often=_often(times, words))


def _rows(curve: pd.DataFrame, words: Language) -> Iterator[list[str]]:
    """Give some losses over the whole curve, the largest among them."""
    step = -(-len(curve) // MOST_ROWS)
    for row in curve.iloc[::-1].iloc[::step].iloc[::-1].to_dict("records"):
        ends = [_often(row[name], words) if row[name] > 0 else words._("never") for name in ("times_low", "times_high")]
        yield [
            _hours(row["loss_h"], words), _often(row["times_a_year"], words), *ends,
            words.percent(row["chance_in_a_year"]),
        ]  # fmt: skip
