"""The chapter about what people cannot reach without a car, village by village, and whom rides on demand could win."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from simulator.analysis.run import RunData
from simulator.analysis.series.unmet import Unmet, sizes
from simulator.report.page.chart import Chart, numbers
from simulator.report.page.groups import PURPOSES
from simulator.report.page.language import MISSING, Language
from simulator.report.page.names import named
from simulator.report.page.timetable_changes import LARGEST, SMALLEST, WideTable
from simulator.report.style import BLUE, ORANGE, SKY, VERMILION

MOST_PLACES = 20
FEW = 10  # people are drawn: fewer are not told apart
BANDS = ((0.0, 0.15, SKY), (0.15, 0.3, BLUE), (0.3, 0.5, ORANGE), (0.5, 1.01, VERMILION))  # of shares


@dataclass(frozen=True)
class UnmetBlock:
    """What the chapter shows: tables beside the map, and of whom rides could win."""

    sentences: list[str]
    chart: Chart
    tables: list[WideTable]
    said_of_rides: list[str]
    of_rides: list[WideTable]


def unmet_block(run: RunData, words: Language) -> UnmetBlock | None:
    """Return the chapter; None where nothing is known of it."""
    its = None if run.people is None else run.people.unmet
    if its is None or not len(its.places):
        return None
    tables = [_worst(its, words), _purposes(its, words), _classes(its, words)]
    rides = [] if its.latent is None else list(_of_rides(its, words))
    said = [] if its.latent is None else list(_said_of_rides(run, its, words))
    return UnmetBlock(list(_sentences(its, words)), _map(its, words), tables, said, rides)


def _rounded(count: float, words: Language) -> str:
    """Write how many; few are not told exactly, as single people are made up."""
    return words._("under %(few)s", few=words.whole(FEW)) if 0 < count < FEW else words.whole(round(count / 10) * 10)


def _share(part: float, whole: float, words: Language) -> str:
    return words.percent(part / whole) if whole else MISSING


def _place(name: str, lon: float, lat: float, words: Language) -> str:
    """Write the name of a place, or where it is."""
    return name or words._("%(lat)s° N, %(lon)s° E", lat=words.decimal(lat, 2), lon=words.decimal(lon, 2))


def _purpose(name: str, words: Language) -> str:
    return words._(PURPOSES[name]) if name in PURPOSES else name


def _sentences(its: Unmet, words: Language) -> Iterator[str]:
    _, sums = words._, its.all
    needs, minutes = sums["needs"], words.decimal(its.within_min, 0)
    yield _(
        "%(needs)s times a day somebody has something to do at a place in the area. %(unmet)s times (%(share)s) they "
        "do not get there within %(minutes)s minutes on foot or by bus and train, from door to door and when they "
        "need to; counting the way back, it is %(back)s.",
        needs=_rounded(needs / its.days, words),
        unmet=_rounded(sums["unmet"] / its.days, words),
        minutes=minutes,
        share=_share(sums["unmet"], needs, words),
        back=_share(sums["unmet_there_and_back"], needs, words),
    )
    yield _(
        "If who has a bike rides it, %(bike)s are left; if everybody gets a ride on demand that comes as late as it "
        "may and drives straight there, %(ride)s. In this run rides on demand really carried people %(carried)s times "
        "a day to places that are out of reach otherwise; %(refused)s times they were asked and refused.",
        bike=_share(sums["unmet_with_bike"], needs, words),
        ride=_share(sums["unmet_with_ride"], needs, words),
        carried=_rounded(sums["carried"] / its.days, words),
        refused=_rounded(sums["refused"] / its.days, words),
    )
    yield _(
        "Places outside of the area are left out. Who walks up to %(minutes)s minutes counts as getting there. People "
        "and their days are drawn: numbers are rounded, and say little of a village with few people.",
        minutes=minutes,
    )


def _map(its: Unmet, words: Language) -> Chart:
    """Draw places where people live: the larger a circle, the more of them cannot reach something they need."""
    _, places = words._, its.places
    share, size = places["share"].to_numpy(np.float64), sizes(places["people_unmet"].to_numpy(), SMALLEST, LARGEST)
    texts = [
        _(
            "%(place)s: %(people)s people; %(share)s of their needs unmet, %(ride)s with rides on demand",
            place=_place(name, lon, lat, words),
            people=_rounded(people, words),
            share=words.percent(of_needs),
            ride=words.percent(with_ride),
        )
        for name, lon, lat, people, of_needs, with_ride in zip(
            *(places[name].tolist() for name in ("locality", "lon", "lat", "people_unmet", "share", "share_with_ride")),
            strict=True,
        )
    ]
    traces = []
    for low, high, colour in BANDS:
        there = (share >= low) & (share < high)
        label = _("%(low)s to %(high)s unmet", low=words.percent(low), high=words.percent(min(high, 1.0)))
        if there.any():
            traces.append({
                "type": "scatter", "mode": "markers", "name": label,
                "x": numbers(places["lon"].to_numpy()[there], 4), "y": numbers(places["lat"].to_numpy()[there], 4),
                "marker": {"color": colour, "size": numbers(size[there], 1), "opacity": 0.75},
                "text": [text for text, one in zip(texts, there.tolist(), strict=True) if one],
                "hovertemplate": "%{text}<extra></extra>",
            })  # fmt: skip
    hidden = {"showgrid": False, "zeroline": False, "showticklabels": False}
    return Chart(
        "unmet_needs",
        _("Where people cannot reach what they need without a car"),
        _(
            "Each circle is a place where people live. The larger it is, the more of them have something to do that "
            "they do not reach within %(minutes)s minutes on foot or by bus and train; the colour tells which share "
            "of all they have to do that is.",
            minutes=words.decimal(its.within_min, 0),
        ),
        traces,
        {
            "xaxis": hidden, "yaxis": {**hidden, "scaleanchor": "x", "scaleratio": its.degrees_by_height},
            "hovermode": "closest", "height": 560,
        },
    )  # fmt: skip


def _worst(its: Unmet, words: Language) -> WideTable:
    """Return the places with the largest shares."""
    _ = words._
    rows = [
        [
            _place(row["locality"], row["lon"], row["lat"], words), _rounded(row["people"], words),
            _rounded(row["people_unmet"], words), *_shares(row, words),
        ]
        for row in its.worst.head(MOST_PLACES).to_dict("records")
    ]  # fmt: skip
    columns = [_("place"), _("people on the move"), _("of them with unmet needs"), *_headings(words)]
    return WideTable(_("Where most is out of reach (places with 20 needs a day or more)"), columns, rows, open=True)


def _headings(words: Language) -> list[str]:
    _ = words._
    return [
        _("unmet on foot"),
        _("on foot, by bus and train"),
        _("by bike, too"),
        _("with rides on demand"),
        _("there and back"),
        _("there and back with rides"),
    ]


def _shares(row: dict[Any, Any], words: Language) -> list[str]:
    names = (
        "unmet_on_foot", "unmet", "unmet_with_bike", "unmet_with_ride", "unmet_there_and_back",
        "unmet_with_ride_there_and_back",
    )  # fmt: skip
    return [_share(row[name], row["needs"], words) for name in names]


def _purposes(its: Unmet, words: Language) -> WideTable:
    _ = words._
    rows = [
        [_purpose(row["purpose"], words), _rounded(row["needs"] / its.days, words), *_shares(row, words)]
        for row in its.purposes.to_dict("records")
    ]
    return WideTable(_("What is out of reach"), [_("why"), _("needs a day"), *_headings(words)], rows, open=True)


def _classes(its: Unmet, words: Language) -> WideTable:
    _ = words._
    rows = []
    for row in its.classes.to_dict("records"):
        car = _("with a car") if row["has_car"] else _("without a car")
        who = f"{named(row['traveller_class'], words)}, {car}"
        rows.append([who, _rounded(row["people"], words), _rounded(row["people_unmet"], words), *_shares(row, words)])
    columns = [_("class"), _("people on the move"), _("of them with unmet needs"), *_headings(words)]
    return WideTable(_("For whom it is out of reach"), columns, rows)


def _said_of_rides(run: RunData, its: Unmet, words: Language) -> Iterator[str]:
    _, kpis = words._, run.kpis
    yield _(
        "If rides on demand came at once and drove straight there, for the fare of the scenario, %(share)s of all "
        "trips of all people would be made by them: %(potential)s a day. With the mean wait and detour of this run, "
        "and nobody refused, it would be %(as_run)s.",
        share=words.percent(kpis.get("ride_potential_share")),
        potential=_rounded((kpis.get("ride_potential") or 0) / its.days, words),
        as_run=_rounded((kpis.get("ride_potential_as_run") or 0) / its.days, words),
    )
    yield _(
        "Really %(used)s of the trips that could be won were made by them. The rest were refused, or were offered a "
        "ride too late for them; who goes out by bike or car comes back with it.",
        used=words.percent(kpis.get("ride_potential_used_share")),
    )


def _of_rides(its: Unmet, words: Language) -> Iterator[WideTable]:
    _ = words._
    heads = [_("trips a day"), _("won at best"), _("share"), _("as in this run"), _("refused"), _("really rode")]

    def table(title: str, first: str, labels: list[str], sums: pd.DataFrame, *, opened: bool = False) -> WideTable:
        rows = [
            [label, *_of_trips(row, its.days, words)]
            for label, row in zip(labels, sums.to_dict("records"), strict=True)
        ]
        return WideTable(title, [first, *heads], rows, open=opened)

    bands = its.latent_by(["from_km", "to_km"])
    limits = [
        _("over %(limit)s km", limit=words.decimal(low, 0))
        if pd.isna(high)
        else _("%(first)s–%(last)s km", first=words.decimal(low, 0), last=words.decimal(high, 0))
        for low, high in zip(bands["from_km"].tolist(), bands["to_km"].tolist(), strict=True)
    ]
    yield table(_("Whom rides could win, by length"), _("length"), limits, bands, opened=True)
    why = its.latent_by(["purpose"])
    yield table(_("Whom rides could win, by purpose"), _("why"), [_purpose(one, words) for one in why["purpose"]], why)
    who = its.latent_by(["traveller_class"])
    names = [named(one, words) for one in who["traveller_class"]]
    yield table(_("Whom rides could win, by class"), _("class"), names, who)
    where = its.latent_places.head(MOST_PLACES)
    told = zip(where["locality"], where["lon"], where["lat"], strict=True)
    places = [_place(*one, words) for one in told]
    yield table(_("Where most trips could be won, by where people live"), _("place"), places, where)


def _of_trips(row: dict[Any, Any], days: int, words: Language) -> list[str]:
    counts = [_rounded(row[name] / days, words) for name in ("trips", "potential", "as_run", "refused", "rode")]
    return [*counts[:2], _share(row["potential"], row["trips"], words), *counts[2:]]
