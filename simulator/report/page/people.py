"""The chapter about all people and their days: who lives here, when and how far they go, by which means."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from simulator.analysis.people import EVERYBODY
from simulator.analysis.run import RunData
from simulator.analysis.series.people import HOURS, People
from simulator.report.page.chart import Chart, hours_of_day, numbers
from simulator.report.page.groups import PURPOSES
from simulator.report.page.language import N_, Language
from simulator.report.page.modal_split import split_chart
from simulator.report.page.names import named
from simulator.report.page.timetable_changes import WideTable
from simulator.report.style import BLUE, GREEN, GREY, ORANGE, PALE, PURPLE, SKY, VERMILION, YELLOW
from simulator.units import HOUR_S

_LOOKS = {
    "home": (GREY, ""), "work": (BLUE, ""), "school": (ORANGE, "/"),
    "shopping": (GREEN, ""), "errands": (SKY, "x"), "leisure": (PURPLE, ""), "escort": (VERMILION, "\\"),
}  # fmt: skip
_OTHER_LOOKS = (YELLOW, "."), (PALE, "-")


@dataclass(frozen=True)
class PeopleBlock:
    """What the chapter shows."""

    sentences: list[str]
    charts: list[Chart]
    table: WideTable


def people_block(run: RunData, words: Language) -> PeopleBlock | None:
    """Return the chapter; None where the demand is none of a population."""
    people = run.people
    if people is None:
        return None
    charts = [_departures(people, words), _lengths(people, words), _means(people, words)]
    shown = [chart for chart in charts if chart is not None]
    return PeopleBlock(list(_sentences(people, words)), shown, _classes(people, words))


def _sentences(people: People, words: Language) -> Iterator[str]:
    _, homes = words._, people.homes
    yield _(
        "%(people)s people in %(households)s households with %(cars)s cars; for %(without)s people there is none, "
        "as they have no licence or no car at home.",
        people=words.whole(homes.people),
        households=words.whole(homes.households),
        cars=words.whole(homes.cars),
        without=words.whole(homes.without_car),
    )
    of_all = people.by_class[people.by_class["traveller_class"] == EVERYBODY].iloc[0]
    yield _(
        "On a day %(share)s of them leave home, and everybody makes %(trips)s trips on average; together %(all)s.",
        share=words.percent(of_all["mobile_share"]),
        trips=words.decimal(of_all["trips_per_day"], 2),
        all=words.whole(of_all["trips"] / people.days),
    )
    yield _(
        "For %(asked)s of %(trips)s trips a service was asked: the others would not have changed over even if it came "
        "at once and drove straight there.",
        asked=words.whole(of_all["asked_trips"]),
        trips=words.whole(of_all["trips"]),
    )
    yield _(
        "Who lives where, what people do on a day and where they go is drawn from published figures, and what no "
        "source has is assumed. It is no forecast, and says nothing of any single person."
    )


def _classes(people: People, words: Language) -> WideTable:
    """Return who lives here, class by class."""
    _, rows = words._, []
    its = people.by_class
    for name, persons, mobile, trips, km, asked in zip(
        *(
            its[column]
            for column in ("traveller_class", "persons", "mobile_share", "trips_per_day", "km_per_day", "asked_trips")
        ),
        strict=True,
    ):
        said = _("all") if name == EVERYBODY else named(name, words)
        figures = words.percent(mobile), words.decimal(trips, 2), words.decimal(km, 1), words.whole(asked)
        rows.append([said, words.whole(persons), *figures])
    columns = [
        _("class"),
        _("people"),
        _("who leave home on a day"),
        _("trips of a day"),
        _("km of a day"),
        _("trips for which a service was asked"),
    ]
    return WideTable(_("Who lives here"), columns, rows, open=True)


def _departures(people: People, words: Language) -> Chart:
    """Give the trips of a mean day by hour and purpose."""
    _, its = words._, people.departures
    morning, afternoon = its.peaks
    hours = hours_of_day(words)
    further = iter(_OTHER_LOOKS * len(its.purposes))
    names = [_(PURPOSES[name]) if name in PURPOSES else name for name in its.purposes]
    traces = []
    for name, said, trips in zip(its.purposes, names, its.trips, strict=True):
        colour, pattern = _LOOKS[name] if name in _LOOKS else next(further)
        traces.append(
            {
                "type": "bar", "name": said, "x": [*range(HOURS)], "y": numbers(trips, 1), "customdata": hours,
                "marker": {"color": colour, "line": {"color": "white", "width": 0.5}, "pattern": {"shape": pattern}},
                "hovertemplate": f"%{{customdata}}<br>{said}: %{{y}}<extra></extra>",
            }
        )  # fmt: skip
    whole = its.all
    return Chart(
        "people_departures",
        _("When people leave, and what for"),
        _(
            "Most trips of the morning begin at %(morning)s (%(before)s), most of the afternoon at %(afternoon)s "
            "(%(after)s).",
            morning=hours[morning],
            before=words.whole(whole[morning]),
            afternoon=hours[afternoon],
            after=words.whole(whole[afternoon]),
        ),
        traces,
        {
            "barmode": "stack",
            "xaxis": {"title": {"text": _("time of day")}, "tickvals": [*range(0, HOURS, 3)],
                      "ticktext": [words.clock(hour * HOUR_S) for hour in range(0, HOURS, 3)]},
            "yaxis": {"title": {"text": _("trips per hour")}, "rangemode": "tozero"},
        },
        [_("time of day"), *names],
        [[hour, *(words.whole(trips[place]) for trips in its.trips)] for place, hour in enumerate(hours)],
    )  # fmt: skip


def _lengths(people: People, words: Language) -> Chart:
    """Give the share of trips by length, beside what the scenario says of it."""
    _, its = words._, people.lengths
    ends = [words.decimal(limit, 1 if limit % 1 else 0) for limit in its.limits_km]
    bands = [
        *(_("%(first)s–%(last)s km", first=first, last=last) for first, last in pairwise(["0", *ends])),
        _("over %(limit)s km", limit=ends[-1]) if ends else _("all"),
    ]
    names = [_("all trips of this run"), _("as the scenario wants it")]
    traces = [
        {
            "type": "bar", "name": name, "x": bands, "y": numbers(100 * shares, 1),
            "marker": {"color": colour, "pattern": {"shape": pattern}},
            "hovertemplate": f"%{{x}}<br>{name}: %{{y}} %<extra></extra>",
        }
        for name, shares, colour, pattern in zip(names, (its.made, its.wanted), (BLUE, GREY), ("", "/"), strict=True)
    ]  # fmt: skip
    return Chart(
        "people_lengths",
        _("How far people go"),
        _(
            "Length is the beeline x 1.3. The grey bars are what the choice of destinations was fitted to (by default "
            "MiD 2017, rural Lausitz, weekdays): that they agree says nothing of the region. Largest difference: "
            "%(points)s percentage points.",
            points=words.decimal(100 * float(np.abs(its.made - its.wanted).max()), 1),
        ),
        traces,
        {"yaxis": {"title": {"text": _("share of the trips in percent")}, "rangemode": "tozero"}},
        [_("length"), *names],
        [
            [band, words.percent(made), words.percent(wanted)]
            for band, made, wanted in zip(bands, its.made.tolist(), its.wanted.tolist(), strict=True)
        ],
    )


def _means(people: People, words: Language) -> Chart | None:
    """Give by which means all trips are made, class by class."""
    said = N_(
        "Most frequent: %(means)s, %(share)s of all trips. All trips of all people count, whether a service was "
        "asked or not."
    )
    made = split_chart(people.split, words._("How all people go"), said, "trips", words)
    return None if made is None else replace(made, key="people_means")
