"""``quality.html``: what was read of bookings or other demand, what was not, and what it tells."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import pandas as pd

from simulator.notes import Note
from simulator.report.page.chart import Chart, hours_of_day, numbers
from simulator.report.page.html import PLOTLY, render_main, render_page
from simulator.report.page.import_lengths import Length, lengths_chart
from simulator.report.page.import_words import ENDS, FIGURES, METHODS, PARTS, WEEKDAYS
from simulator.report.page.language import LANGUAGES, MISSING, Language
from simulator.report.page.timetable_changes import WideTable
from simulator.report.style import BLUE

PAGE = "quality.html"
SCRIPTS = (PLOTLY, "page.js", "charts.js")
Counts = Sequence[int | None]


class Quality(Protocol):
    """What is to be shown; ``demand.importing.quality.Quality`` fits."""

    @property
    def rows(self) -> int:
        """Return how many rows were read."""

    @property
    def requests(self) -> int:
        """Return how many requests are in the file."""

    @property
    def of_other_days(self) -> int:
        """Return how many are of days that were not chosen."""

    @property
    def dropped(self) -> Sequence[tuple[Note, int | None]]:
        """Return why rows were dropped, and how many; None: too few."""

    @property
    def rows_dropped(self) -> int:
        """Return how many rows were dropped in all."""

    @property
    def first_day(self) -> date | None:
        """Return the date of the first day; None without dates."""

    @property
    def days(self) -> Counts:
        """Return requests by day; None: some, too few to be told."""

    @property
    def hours(self) -> Counts:
        """Return the same by hour."""

    @property
    def weekdays(self) -> Counts | None:
        """Return the same by weekday from Monday on; None without dates."""

    @property
    def places(self) -> pd.DataFrame:
        """Return lon, lat and count of squares."""

    @property
    def hidden(self) -> int:
        """Return how many requests begin in no square of these."""

    @property
    def ends(self) -> Sequence[tuple[str, int | None]]:
        """Return how bookings ended, and how many; None: too few."""

    @property
    def notes(self) -> Sequence[Note]:
        """Return what is odd."""

    @property
    def few(self) -> Collection[str]:
        """Return rules of notes whose count is too small to be told."""

    @property
    def not_read(self) -> Sequence[str]:
        """Return names of columns that were not read."""

    @property
    def estimates(self) -> pd.DataFrame:
        """Return the estimates."""

    @property
    def personal(self) -> bool:
        """Return whether these are wishes of real people."""

    @property
    def guarded(self) -> bool:
        """Return whether small counts are left out."""

    @property
    def lengths(self) -> Sequence[Length]:
        """Return how many requests are how long."""


def write_import_page(folder: Path, told: Quality, files: Sequence[str], profile: str, scenario: str) -> None:
    """Write the page into the folder of an import. files: names of what was read. scenario: how it is used."""
    mains, titles, charts, labels = {}, {}, {}, {}
    for code in LANGUAGES:
        words = Language(code)
        shown = [chart for chart in _charts(told, words) if chart is not None]
        title = words._("Demand read from %(files)s", files=words.listing(list(files)))
        mains[code] = render_main(
            "import.html",
            words=words,
            title=title,
            sentences=list(_sentences(told, profile, words)),
            dropped=[(words.begun(words._(note.text)), _count(count, words), "") for note, count in told.dropped],
            notes=[_said(note, told, words) for note in told.notes],
            not_read=list(told.not_read),
            charts=shown,
            ends=[(words._(ENDS.get(end, end)), _count(count, words), "") for end, count in told.ends],
            estimates=_estimates(told.estimates, words),
            scenario=scenario,
        )
        titles[code] = title
        charts[code] = {chart.key: chart.figure() for chart in shown if chart.traces}
        labels[code] = {"separators": ",." if code == "de" else ".,"}
    page = render_page(mains, titles, SCRIPTS, {"charts": charts, "labels": labels})
    (folder / PAGE).write_text(page, encoding="utf-8")


def _said(note: Note, told: Quality, words: Language) -> str:
    values = dict(note.values)
    if note.rule in told.few:
        values["count"] = words._("under 5")
    return words.filled(note.text, values)


def _count(count: int | None, words: Language) -> str:
    return words._("under 5") if count is None else words.whole(count)


def _sentences(told: Quality, profile: str, words: Language) -> Iterator[str]:
    _ = words._
    yield _("Profile: %(profile)s. Rows read: %(rows)s; requests: %(requests)s; dropped: %(dropped)s.",
            profile=profile, rows=words.whole(told.rows), requests=words.whole(told.requests + told.of_other_days),
            dropped=words.whole(told.rows_dropped))  # fmt: skip
    if told.of_other_days:
        yield _("Of the days that were chosen are %(requests)s requests; the estimates are of all.",
                requests=words.whole(told.requests))  # fmt: skip
    if told.personal:
        yield _("These are wishes of real people: names, phones, addresses and numbers of accounts were not kept.")
    if told.guarded:
        yield _("Counts below five and places with fewer requests are not shown.")


def _charts(told: Quality, words: Language) -> Iterator[Chart | None]:
    _ = words._
    yield _bars("days", _("Requests by day"), _days(told, words), told.days, words)
    yield _bars("hours", _("Requests by hour"), hours_of_day(words), told.hours, words)
    if told.weekdays is not None:
        names = [_(name) for name in WEEKDAYS]
        yield _bars("weekdays", _("Requests by weekday"), names, told.weekdays, words)
    yield lengths_chart(told.lengths, words)
    yield _map(told, words) if len(told.places) else None


def _days(told: Quality, words: Language) -> list[str]:
    if told.first_day is None:
        return [words._("day %(number)s", number=words.whole(day + 1)) for day in range(len(told.days))]
    return [words.date(told.first_day + timedelta(days=day)) for day in range(len(told.days))]


def _bars(key: str, title: str, names: Sequence[str], counts: Counts, words: Language) -> Chart:
    missing = sum(count is None for count in counts)
    description = words._("When the requests want to leave.")
    if missing:
        description += " " + words._("Bars that are left out as they are below five: %(count)s.", count=missing)
    place = list(range(len(names)))
    every = max(1, len(names) // 8)
    return Chart(
        f"import-{key}",
        title,
        description,
        [{"type": "bar", "x": place, "y": [count or 0 for count in counts], "marker": {"color": BLUE},
          "text": list(names), "textposition": "none", "hovertemplate": "%{text}: %{y}<extra></extra>"}],
        {"showlegend": False, "hovermode": "closest", "yaxis": {"rangemode": "tozero"},
         "xaxis": {"tickvals": place[::every], "ticktext": list(names[::every])}},
        [title, words._("requests")],
        [[name, _count(count, words)] for name, count in zip(names, counts, strict=True)],
    )  # fmt: skip


def _map(told: Quality, words: Language) -> Chart:
    """Draw squares with their counts: the larger a mark, the more requests begin there."""
    places = told.places
    count = places["count"].to_numpy(np.float64)
    hidden: dict[str, Any] = {"showgrid": False, "zeroline": False, "showticklabels": False}
    middle = float(places["lat"].iloc[0])
    rows = [
        [f"{words.decimal(round(lat, 3), 3)} N, {words.decimal(round(lon, 3), 3)} E", words.whole(many)]
        for lon, lat, many in places[["lon", "lat", "count"]].itertuples(index=False)
    ]
    return Chart(
        "import-map",
        words._("Where requests begin"),
        words._("Squares of 1 km; the larger a mark, the more requests begin there. In squares that are not shown: "
                "%(hidden)s.", hidden=words.whole(told.hidden)),
        [{"type": "scatter", "mode": "markers", "x": numbers(places["lon"], 5), "y": numbers(places["lat"], 5),
          "marker": {"color": BLUE, "opacity": 0.7, "size": numbers(6 + 24 * np.sqrt(count / count.max()), 1)},
          "text": [row[1] for row in rows], "hovertemplate": "%{text}<extra></extra>"}],
        {"xaxis": hidden, "yaxis": {**hidden, "scaleanchor": "x",
                                    "scaleratio": round(1 / float(np.cos(np.radians(middle))), 4)},
         "hovermode": "closest", "height": 560, "showlegend": False},
        [words._("middle of the square"), words._("requests")],
        rows,
    )  # fmt: skip


def _estimates(table: pd.DataFrame, words: Language) -> WideTable:
    _ = words._
    headings = ["", _("part"), _("estimate"), _("95 % interval"), _("rests on"), _("method"), _("key of a scenario")]
    rows = []
    for row in table.to_dict("records"):
        value, low, high = (_amount(float(row[name]), row, words) for name in ("value", "low", "high"))
        part = str(row["part"])
        rows.append(
            [
                _(FIGURES[row["figure"]]), _(PARTS.get(part, part)) if part else "", value, f"{low} – {high}",
                words.whole(row["of"]), _(METHODS[row["method"]]), str(row["key"]),
            ]
        )  # fmt: skip
    return WideTable(_("Estimates"), headings, rows, open=True)


def _amount(value: float, row: Mapping[Any, Any], words: Language) -> str:
    """Write a value in the unit of its figure."""
    if np.isnan(value):
        return MISSING
    if row["unit"] == "s":
        return words.minutes(value)
    if row["figure"].endswith("share") or row["figure"] == "party_size":
        return f"{words.decimal(100 * value, 1)} %"
    return words.decimal(value, 2) + (f" {row['unit']}" if row["unit"] == "km/h" else "")
