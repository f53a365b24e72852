"""``calibration.html``: what fits worst, how well other days are told, the parameters, and both sides part by part."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from simulator.report.page.calibration_words import (
    DAYS,
    FIGURES,
    PARTS,
    change,
    ends_of,
    part_name,
    plain_number,
    unit_of,
    with_ends,
)
from simulator.report.page.chart import Chart
from simulator.report.page.html import PLOTLY, render_main, render_page
from simulator.report.page.language import LANGUAGES, Language
from simulator.report.page.timetable_changes import WideTable
from simulator.report.style import BLUE, GREEN, ORANGE
from simulator.texts import text_in

SCRIPTS = (PLOTLY, "page.js", "charts.js")
MOST_WORST = 12
BY_CHANCE = 0.05  # of intervals of 95 %
DRAWN = {"hour": ("requests", "served", "wait_s", "ride_s"), "lead_time": ("requests", "served", "wait_s")}
SIDES = (("fitting", "observed", BLUE), ("testing", "observed", ORANGE), ("all", "simulated", GREEN))


@dataclass(frozen=True, eq=False)
class CalibrationTold:
    """What the page shows.

    titles: of the scenario by language. dates: of days for fitting, for testing, left_out. counts: requests,
    simulated_days, far. guarded: whether small counts are left out.
    parameters: name, title, before, value, low, high, told, at_bound, told_by, apart_from. too_few: names of those that
    were not fitted. beside, worst, tested: as ``experiments.calibration.beside`` makes them. scenario: its text.
    """

    titles: Mapping[str, str]
    dates: Mapping[str, Sequence[date]]
    counts: Mapping[str, int]
    test_share: float
    guarded: bool
    parameters: pd.DataFrame
    too_few: Sequence[str]
    beside: pd.DataFrame
    worst: pd.DataFrame
    tested: pd.DataFrame
    scenario: str


def calibration_page(told: CalibrationTold) -> str:
    """Return the page."""
    mains, titles, charts, labels = {}, {}, {}, {}
    for code in LANGUAGES:
        words = Language(code)
        shown = list(_charts(told, words))
        mains[code] = render_main(
            "calibration.html",
            words=words,
            title=text_in(dict(told.titles), code),
            sentences=list(_sentences(told, words)),
            worst=_worst(told, words),
            odd=_odd(told, words),
            tested=_tested(told, words),
            parameters=_parameters(told, words),
            remarks=list(_remarks(told, words)),
            charts=shown,
            tables=list(_tables(told, words)),
            testing="; ".join(words.date(day) for day in told.dates["testing"]),
            scenario=told.scenario,
        )
        titles[code] = f"{text_in(dict(told.titles), code)} – {words._('Calibration')}"
        charts[code] = {chart.key: chart.figure() for chart in shown}
        labels[code] = {"separators": ",." if code == "de" else ".,"}
    return render_page(mains, titles, SCRIPTS, {"charts": charts, "labels": labels})


def _sentences(told: CalibrationTold, words: Language) -> Iterator[str]:
    _, dates, counts = words._, told.dates, told.counts
    used = sorted([*dates["fitting"], *dates["testing"]])
    yield _(
        "%(requests)s bookings of %(days)s days, %(first)s to %(last)s: the scenario was fitted to %(fitting)s of "
        "these days, and is tested on the other %(testing)s.",
        requests=words.whole(counts["requests"]), days=words.whole(len(used)), first=used[0].isoformat(),
        last=used[-1].isoformat(), fitting=words.whole(len(dates["fitting"])),
        testing=words.whole(len(dates["testing"])),
    )  # fmt: skip
    yield _(
        "Beside them stand %(days)s simulated days of the fitted scenario that nothing was fitted to. Who was "
        "rejected, cancelled or did not show up counts on both sides, as far as the bookings tell it.",
        days=words.whole(counts["simulated_days"]),
    )
    if dates["left_out"]:
        yield _(
            "Days of a type that the scenario does not simulate, left out: %(days)s.",
            days=words.whole(len(dates["left_out"])),
        )
    if told.guarded:
        yield _("The bookings are of real people: whatever fewer than five requests tell is not shown.")
    if counts["far"] >= 5 or (counts["far"] and not told.guarded):
        yield _(
            "Bookings that begin or end more than 2 km from any road of the scenario: %(count)s. No simulated request "
            "does.",
            count=words.whole(counts["far"]),
        )


def _odd(told: CalibrationTold, words: Language) -> str:
    """Say how many figures differ beyond chance, and how many would by chance."""
    compared = told.beside[(told.beside["days"] == "all") & told.beside["difference_low"].notna()]
    return words._(
        "Of %(count)s figures, on all days together, %(odd)s differ beyond chance: the 95 %% interval of the "
        "difference does not hold 0. About %(chance)s would where nothing differs. First come those that differ most "
        "even at the near end of that interval: shares in points, all else as a share of the figure of all requests.",
        count=words.whole(len(compared)),
        odd=words.whole(len(told.worst)),
        chance=words.whole(BY_CHANCE * len(compared)),
    )


def _worst(told: CalibrationTold, words: Language) -> WideTable:
    _ = words._
    rows = [
        [_what(row, words), _pair(row, "observed", words), _pair(row, "simulated", words), _change_of(row, words)]
        for row in told.worst.head(MOST_WORST).to_dict("records")
    ]
    return WideTable(_("What fits worst"), ["", _("observed"), _("simulated"), _("difference")], rows, open=True)


def _tested(told: CalibrationTold, words: Language) -> WideTable:
    """Return the errors out of sample."""
    _ = words._
    rows = []
    for row in told.tested.to_dict("records"):
        error = f"{'+' if row['error'] > 0 else ''}{words.decimal(round(100 * row['error'], 1), 1)}"
        rows.append(
            [
                _(FIGURES[row["figure"]]), _pair(row, "observed", words), _pair(row, "simulated", words),
                _("%(number)s %%", number=error), _("yes") if row["within"] else _("no"),
            ]
        )  # fmt: skip
    headings = ["", _("observed"), _("simulated"), _("error"), _("within 10 %")]
    return WideTable(_("Days that nothing was fitted to"), headings, rows, open=True)


def _parameters(told: CalibrationTold, words: Language) -> WideTable:
    _ = words._
    rows = []
    for row in told.parameters.to_dict("records"):
        before, value, low, high = (
            plain_number(float(row[name]), words) for name in ("before", "value", "low", "high")
        )
        fitted = [value, _("%(low)s to %(high)s", low=low, high=high)] if row["told"] else [_("as before"), ""]
        title = row["title"]
        rows.append([_(title), before, *fitted, row["name"]])
    headings = ["", _("before"), _("fitted"), _("95 % interval"), _("key of a scenario")]
    return WideTable(_("What was fitted"), headings, rows, open=True)


def _remarks(told: CalibrationTold, words: Language) -> Iterator[str]:
    """Say what tells each parameter, and which are not to be relied on, and why."""
    _ = words._
    for row in told.parameters.to_dict("records"):
        title, by = (_(text) for text in (row["title"], row["told_by"]))
        named = f"{title} ({row['name']})"
        if not row["told"] and row["apart_from"]:
            yield _(
                "%(parameter)s cannot be told apart from %(other)s by these bookings, and is left as it was.",
                parameter=named, other=row["apart_from"],
            )  # fmt: skip
        elif not row["told"]:
            yield _("%(parameter)s: these bookings do not tell it. It is left as it was.", parameter=named)
        elif row["at_bound"]:
            yield _("%(parameter)s is at the end of what it may be: the scenario lacks something.", parameter=named)
        else:
            yield _("%(parameter)s is told by %(what)s.", parameter=title, what=by)
    for name in told.too_few:
        yield _("%(parameter)s was not fitted, as it would tell of fewer than five people.", parameter=name)


def _charts(told: CalibrationTold, words: Language) -> Iterator[Chart]:
    for by, figures in DRAWN.items():
        for figure in figures:
            rows = told.beside[(told.beside["by"] == by) & (told.beside["figure"] == figure)]
            if len(rows):
                yield _chart(by, figure, rows, words)


def _chart(by: str, figure: str, rows: pd.DataFrame, words: Language) -> Chart:
    """Draw both sides, part by part, with their intervals."""
    _ = words._
    parts = list(dict.fromkeys(rows["part"]))
    if by == "hour":  # with those between of which nothing is told
        parts = [f"{hour:02d}:00" for hour in range(int(parts[0][:2]), int(parts[-1][:2]) + 1)]
    scale, unit = unit_of(figure)
    traces = []
    for place, (days, side, colour) in enumerate(SIDES):
        its = rows[rows["days"] == days].set_index("part").reindex(parts)
        value, low, high = (its[f"{side}{end}"].to_numpy(np.float64) * scale for end in ("", "_low", "_high"))
        there = np.isfinite(value)
        x = np.flatnonzero(there) + 0.22 * (place - 1)
        up, down = np.nan_to_num((high - value)[there]), np.nan_to_num((value - low)[there])
        traces.append(
            {
                "type": "scatter", "mode": "markers", "name": _side(days, side, words), "x": _rounded(x),
                "y": _rounded(value[there]), "marker": {"color": colour, "size": 8},
                "error_y": {"type": "data", "symmetric": False, "array": _rounded(up), "arrayminus": _rounded(down),
                            "color": colour, "thickness": 1.2, "width": 2},
                "text": [part_name(parts[at], words) for at in np.flatnonzero(there)],
                "hovertemplate": "%{text}: %{y}<extra>%{fullData.name}</extra>",
            }
        )  # fmt: skip
    every = max(1, len(parts) // 8)
    names = [part_name(part, words) for part in parts]
    axis = {"zeroline": False, "tickvals": list(range(0, len(parts), every)), "ticktext": names[::every]}
    layout = {
        "xaxis": axis, "yaxis": {"rangemode": "tozero", "title": {"text": unit}}, "hovermode": "closest",
        "legend": {"orientation": "h", "y": -0.2},
    }  # fmt: skip
    title = f"{_(FIGURES[figure])}: {_(PARTS[by])}"
    return Chart(
        f"calibration-{by}-{figure}", title, _("Lines are 95 % intervals."), traces, layout,
        ["", *(_side(days, side, words) for days, side, _colour in SIDES)], list(_by_side(rows, figure, words)),
    )  # fmt: skip


def _rounded(values: Any) -> list[float]:
    return [round(value, 3) for value in values.tolist()]


def _side(days: str, side: str, words: Language) -> str:
    """Return what a column or a mark is called."""
    if side == "simulated":
        return words._("simulated")
    return words._("observed, %(days)s", days=words._(DAYS[days]))


def _by_side(rows: pd.DataFrame, figure: str, words: Language) -> Iterator[list[str]]:
    for part in dict.fromkeys(rows["part"]):
        its = rows[rows["part"] == part].set_index("days")
        cells = [_pair({"figure": figure, **its.loc[days].to_dict()}, side, words) for days, side, _colour in SIDES]
        yield [part_name(part, words), *cells]


def _tables(told: CalibrationTold, words: Language) -> Iterator[WideTable]:
    """Return both sides as tables: all requests, and what is not drawn."""
    _, beside = words._, told.beside
    overall = beside[beside["by"] == "overall"]
    columns = ["", *(_side(days, side, words) for days, side, _colour in SIDES)]
    rows = [
        [_(FIGURES[figure]), *next(_by_side(overall[overall["figure"] == figure], figure, words))[1:]]
        for figure in FIGURES
        if figure in set(overall["figure"])
    ]
    everybody = PARTS["overall"]
    yield WideTable(_(everybody), columns, rows, open=True)
    for by in ("lead_time", "zone"):
        for figure in FIGURES:
            its = beside[(beside["by"] == by) & (beside["figure"] == figure)]
            if len(its) and figure not in DRAWN.get(by, ()):
                yield WideTable(f"{_(PARTS[by])}: {_(FIGURES[figure])}", columns, list(_by_side(its, figure, words)))


def _what(row: Mapping[Any, Any], words: Language) -> str:
    figure = words._(FIGURES[row["figure"]])
    everybody = PARTS["overall"]
    if row["by"] == "overall":
        return f"{figure}: {words._(everybody)}"
    return f"{figure}: {part_name(row['part'], words)}"


def _pair(row: Mapping[Any, Any], side: str, words: Language) -> str:
    value, low, high = (float(row[f"{side}{end}"]) for end in ("", "_low", "_high"))
    return with_ends(row["figure"], (value, low, high), words)


def _change_of(row: Mapping[Any, Any], words: Language) -> str:
    figure, (value, low, high) = row["figure"], (float(row[f"difference{end}"]) for end in ("", "_low", "_high"))
    return f"{change(figure, value, words)} ({ends_of(figure, low, high, words)})"
