"""``border.html``: what it costs where rides end at the borders of territories."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import isnan
from pathlib import Path
from typing import Any

import pandas as pd

from simulator.report.page.language import MISSING, N_, Language
from simulator.report.page.study_page import write_study_page
from simulator.report.page.timetable_changes import WideTable
from simulator.units import MINUTE_S

PAGE = "border.html"
SHOWN = {
    "service_rate": (N_("share of requests served [%]"), 100.0, 1), "served": (N_("requests served"), 1.0, 1),
    "riders_served": (N_("riders served"), 1.0, 1), "wait_mean_s": (N_("mean wait [min]"), 1 / MINUTE_S, 1),
    "wait_p95_s": (N_("95 % wait [min]"), 1 / MINUTE_S, 1), "vehicle_hours": (N_("hours of the fleet"), 1.0, 1),
    "vehicle_km": (N_("kilometres of the fleet"), 1.0, 0), "cost_eur": (N_("cost [EUR]"), 1.0, 2),
    "subsidy_eur": (N_("subsidy [EUR]"), 1.0, 2),
    "cost_per_served_request_eur": (N_("cost for each request served [EUR]"), 1.0, 2),
}  # fmt: skip


@dataclass(frozen=True)
class BorderTold:
    """What the page shows. titles: of the scenario, by language. The tables: see `experiments.coalitions.border`."""

    titles: Mapping[str, str]
    figures: pd.DataFrame
    pairs: pd.DataFrame
    days: int


def write_border_page(folder: Path, told: BorderTold) -> Path:
    """Write the page into the folder of a study and return it."""

    def parts(words: Language) -> dict[str, Any]:
        return {"sentences": list(_sentences(told, words)), "tables": [_figures(told, words), _pairs(told, words)]}

    return write_study_page(folder / PAGE, "border.html", N_("What a border costs"), told.titles, parts)


def _with_half(value: float, half: float, words: Language, digits: int) -> str:
    shown = MISSING if isnan(half) else words.decimal(half, digits)
    return f"{words.decimal(value, digits)} ± {shown}"


def _sentences(told: BorderTold, words: Language) -> Iterator[str]:
    _ = words._
    yield _(
        "The same %(days)s days with the same people, the same luck and the same fleet, once with open borders, and "
        "once with borders that are crossed from or to a hub only. ± is half a 95 %% interval.",
        days=words.whole(told.days),
    )  # fmt: skip
    figures = told.figures.set_index("figure")
    if "riders_served" in figures.index:
        its: dict[Any, Any] = figures.loc["riders_served"].to_dict()
        yield _("With closed borders %(riders)s riders a day fewer are carried.",
                riders=_with_half(-float(its["difference"]), float(its["half_width"]), words, 1))  # fmt: skip
    yield _(
        "Who is turned away at a border leaves room for others: waits may fall, and rides within the borders may be "
        "more."
    )


def _figures(told: BorderTold, words: Language) -> WideTable:
    _ = words._
    rows = []
    for row in told.figures.to_dict("records"):
        title, factor, digits = SHOWN[row["figure"]]
        before, after = (words.decimal(factor * row[name], digits) for name in ("open", "closed"))
        apart = _with_half(factor * row["difference"], factor * row["half_width"], words, digits)
        rows.append([_(title), before, after, apart])
    columns = [_("a day on average"), _("open"), _("closed"), _("difference")]
    return WideTable(_("What closing the borders changes"), columns, rows, open=True)


def _pairs(told: BorderTold, words: Language) -> WideTable:
    _ = words._
    outside = _("outside of all")
    rows = [
        [row["origin"] or outside, row["destination"] or outside, *(words.decimal(row[name], 1) for name in
         ("riders", "open", "closed")), _with_half(row["lost"], row["half_width"], words, 1)]
        for row in told.pairs.to_dict("records")
    ]  # fmt: skip
    columns = [_("rides from"), _("rides to"), _("riders who ask"), _("carried, open"), _("carried, closed"), _("lost")]
    return WideTable(_("Riders lost at each border, a day"), columns, rows, open=True)
