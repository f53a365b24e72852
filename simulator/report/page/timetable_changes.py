"""The chapter about changes of a timetable: what they drop and add, and who loses or gains, village by village."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from simulator.analysis.guarded import LEAST
from simulator.analysis.run import RunData
from simulator.analysis.series.villages import Villages, ended_by_effect, villages_of
from simulator.analysis.timetable_changes import ChangedTimetable
from simulator.report.page.chart import Chart, numbers
from simulator.report.page.language import MISSING, N_, Language
from simulator.report.page.names import named
from simulator.report.style import BLUE, ORANGE

CHART = "timetable_places"
SMALLEST, LARGEST = 7, 26  # of the marks on the map [px]
KINDS = {"drop": N_("left out"), "thin": N_("thinned out"), "add": N_("added")}


@dataclass(frozen=True)
class WideTable:
    """A table of the page. open: shown unless somebody closes it."""

    title: str
    columns: list[str]
    rows: list[list[str]]
    open: bool = False


@dataclass(frozen=True)
class ChangesBlock:
    """What the chapter shows of one service."""

    name: str
    sentences: list[str]
    tables: list[WideTable]
    chart: Chart


def changes_blocks(run: RunData, words: Language) -> list[ChangesBlock]:
    """Return the chapter's part about each timetable that was changed; empty where none was."""
    if run.journeys is None:
        return []
    return [_block(run, name, its, run.journeys, words) for name, its in run.changed_timetables.items()]


def _block(run: RunData, name: str, changed: ChangedTimetable, journeys: pd.DataFrame, words: Language) -> ChangesBlock:
    villages = villages_of(changed, name, journeys, LEAST if run.guarded else 0)
    ended = ended_by_effect(changed, name, journeys, run.tables.trips)
    tables = [_changes(changed, words), _ended(ended, words), _requests(villages, words), *_reached(villages, words)]
    sentences = list(_sentences(run, name, words))
    return ChangesBlock(
        named(name, words), sentences, [table for table in tables if table.rows], _map(name, villages, words)
    )


def _sentences(run: RunData, name: str, words: Language) -> Iterator[str]:
    """Say what the changes are, and who loses by them."""
    figures = {figure: run.kpis[f"{name}.changed_{figure}"] for figure in _TOLD}
    count = {figure: words.whole(value) for figure, value in figures.items()}
    yield words._(
        "Trips of the timetable left out: %(dropped)s, added: %(added)s. Kilometres driven change by %(km)s, counted "
        "by beeline from stop to stop.",
        dropped=count["trips_dropped"],
        added=count["trips_added"],
        km=count["vehicle_km"],
    )
    yield words._(
        "Requests with a useful journey by timetable: %(before)s before, %(after)s after the changes; lost by "
        "%(lose)s, gained by %(gain)s.",
        before=count["with_before"],
        after=count["with_after"],
        lose=count["lose"],
        gain=count["gain"],
    )
    if figures["keep"]:
        yield words._(
            "Of the %(keep)s requests that keep theirs, %(went)s went by timetable in this run, %(served)s with "
            "another service, %(unserved)s with none: a useful journey need not be one that is offered.",
            keep=count["keep"],
            went=count["keep_by_timetable"],
            served=count["keep_served"],
            unserved=count["keep_unserved"],
        )
    if figures["lose"]:
        yield words._(
            "Of the requests that lose theirs, served by another service in this run: %(served)s; served by none: "
            "%(unserved)s.",
            served=count["lose_served"],
            unserved=count["lose_unserved"],
        )


_TOLD = (
    "trips_dropped", "trips_added", "vehicle_km", "with_before", "with_after", "lose", "gain", "keep",
    "keep_by_timetable", "keep_served", "keep_unserved", "lose_served", "lose_unserved",
)  # fmt: skip


def _changes(changed: ChangedTimetable, words: Language) -> WideTable:
    _ = words._
    columns = ("kind", "trips_before", "trips_after", "vehicle_km_before", "vehicle_km_after")
    rows = [
        [f"{number}. {_(KINDS[kind])}", words.whole(before), words.whole(after), words.whole(km), words.whole(then)]
        for number, (kind, before, after, km, then) in enumerate(
            zip(*(changed.changes[name].tolist() for name in columns), strict=True), start=1
        )
    ]
    headings = [_("trips before"), _("trips after"), _("km before"), _("km after")]
    return WideTable(_("What is changed, one after the other"), [_("change"), *headings], rows)


def _ended(ended: pd.DataFrame, words: Language) -> WideTable:
    """Return what became of the requests by what the changes mean for them, and of all."""
    _ = words._
    rows = [
        [label, *(words.whole(count) for count in counts)]
        for label, counts in zip(
            [_("keep their journey"), _("lose it"), _("gain one"), _("have none before and after"), _("all")],
            ended.to_numpy().tolist(),
            strict=True,
        )
    ]
    headings = [
        _("requests"),
        _("offered nothing by timetable"),
        _("went by timetable"),
        _("went with another service"),
        _("not served by anybody"),
    ]
    return WideTable(_("What became of the requests in this run"), [_("useful journey"), *headings], rows, open=True)


def _requests(villages: Villages, words: Language) -> WideTable:
    """Return who loses and gains, by the place they start from; where most lose comes first."""
    _ = words._
    columns = ("place", "keeps", "loses", "losing_served", "gains", "none")
    table = villages.requests[(villages.requests["place"] != "").to_numpy(dtype=bool)]
    table = table.sort_values(["loses", "gains", "place"], ascending=[False, False, True], kind="stable")
    rows = [
        [named(place, words), *(words.whole(count) for count in counts)]
        for place, *counts in zip(*(table[name].tolist() for name in columns), strict=True)
    ]
    headings = [
        _("keep their journey"),
        _("lose it"),
        _("of them served by others"),
        _("gain one"),
        _("have none before and after"),
    ]
    return WideTable(_("Requests by the place they start from"), [_("place"), *headings], rows, open=True)


def _reached(villages: Villages, words: Language) -> Iterator[WideTable]:
    """Return how stations and each town are reached; the places that lose most departures come first."""
    _, table = words._, villages.reached
    stations = table[table["target_kind"] == "station"]
    yield _reach_table(stations, _("To the nearest rail station"), words, with_target=True)
    for town in villages.towns:
        rows = table[(table["target_kind"] == "town") & (table["target"] == town)]
        yield _reach_table(rows, _("To %(town)s", town=town), words, with_target=False)


def _reach_table(table: pd.DataFrame, title: str, words: Language, *, with_target: bool) -> WideTable:
    _ = words._
    order = table.assign(more=table["departures_after"] - table["departures_before"])
    order = order.sort_values(["more", "place"], kind="stable")
    rows = [_reach_row(row, words, with_target=with_target) for row in order.to_dict("records")]
    headings = [
        *([_("station")] if with_target else []),
        _("departures before"),
        _("departures after"),
        _("typical time before"),
        _("typical time after"),
        _("first before"),
        _("first after"),
        _("last before"),
        _("last after"),
    ]
    return WideTable(title, [_("place"), *headings], rows)


def _reach_row(row: dict[Any, Any], words: Language, *, with_target: bool) -> list[str]:
    medians = (row["median_before_s"], row["median_after_s"])
    moments = (row[f"{end}_{when}_s"] for end in ("first", "last") for when in ("before", "after"))
    return [
        named(row["place"], words),
        *([row["target"]] if with_target else []),
        words.whole(row["departures_before"]),
        words.whole(row["departures_after"]),
        *(MISSING if pd.isna(time_s) else words.short_minutes(time_s) for time_s in medians),
        *(MISSING if pd.isna(time_s) else words.clock(words.local.local(time_s)) for time_s in moments),
    ]


def _map(name: str, villages: Villages, words: Language) -> Chart:
    """Draw places where they are: the larger a mark, the more departures are lost or gained."""
    _, places = words._, villages.map
    none = ((places["before"] == 0) & (places["after"] == 0)).to_numpy(dtype=bool)
    more = places["more"].to_numpy(np.int64)
    most = max(1, int(np.abs(more).max(initial=0)))
    size = SMALLEST + (LARGEST - SMALLEST) * np.sqrt(np.abs(more) / most)
    texts = [
        f"{named(place, words)}: {words.whole(before)} → {words.whole(after)}"
        for place, before, after in zip(
            *(places[column].tolist() for column in ("place", "before", "after")), strict=True
        )
    ]
    classes = (
        (_("fewer departures"), more < 0, ORANGE),
        (_("as many"), (more == 0) & ~none, "#9aa1ab"),
        (_("none before and after"), none, "#4a4f57"),
        (_("more departures"), more > 0, BLUE),
    )
    traces = [
        {
            "type": "scatter", "mode": "markers", "name": label,
            "x": numbers(places["lon"].to_numpy()[there], 5), "y": numbers(places["lat"].to_numpy()[there], 5),
            "marker": {"color": colour, "size": numbers(size[there], 1), "opacity": 0.75},
            "text": [text for text, one in zip(texts, there.tolist(), strict=True) if one],
            "hovertemplate": "%{text}<extra></extra>",
        }
        for label, there, colour in classes if there.any()
    ]  # fmt: skip
    hidden = {"showgrid": False, "zeroline": False, "showticklabels": False}
    return Chart(
        f"{CHART}-{name}",
        _("Where fewer useful departures are left"),
        _(
            "Departures a day to the nearest rail station and to the towns together. Places with fewer than before: "
            "%(fewer)s; with as many: %(same)s; with more: %(more)s; with none before and after: %(none)s. The larger "
            "a circle, the more are lost or gained.",
            fewer=words.whole(int((more < 0).sum())),
            same=words.whole(int(((more == 0) & ~none).sum())),
            more=words.whole(int((more > 0).sum())),
            none=words.whole(int(none.sum())),
        ),
        traces,
        {
            "xaxis": hidden, "yaxis": {**hidden, "scaleanchor": "x", "scaleratio": villages.degrees_by_height},
            "hovermode": "closest", "height": 560,
        },
    )  # fmt: skip
