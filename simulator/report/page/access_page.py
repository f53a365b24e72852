"""``access.html``: what can be reached from everywhere at any time, refused rides included."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from simulator.analysis.series.access import AccessSeries, Figure, read_access
from simulator.report.page.access_charts import classes_chart, hours_chart, unlike_chart, within_chart
from simulator.report.page.access_map import map_choices, map_data, map_labels
from simulator.report.page.access_words import MEANS_WORDS, kind_words, minutes, of_hundred, share, time_of, to_kind
from simulator.report.page.chart import Chart
from simulator.report.page.html import PLOTLY, render_main, render_page
from simulator.report.page.language import LANGUAGES, MISSING, N_, Language
from simulator.report.page.timetable_changes import WideTable
from simulator.results.accessibility_definitions import BEST, CAR
from simulator.whole import write_whole

PAGE = "access.html"
SCRIPTS = (PLOTLY, "page.js", "charts.js", "access.js")
MOST_PLACES, MOST_NAMED = 15, 3  # in a table, and in a sentence
KICKER = N_("What can be reached")


@dataclass(frozen=True)
class KindBlock:
    """What the page shows of one kind of centre."""

    key: str
    title: str
    charts: list[Chart]
    tables: list[WideTable]


def write_access_page(folder: Path) -> Path:
    """Write the page into the folder of a study of access and return it. Raises ResultError."""
    its = read_access(folder)
    mains, named, charts, labels = {}, {}, {}, {}
    for code in LANGUAGES:
        words = Language(code)
        title = str(its.told.get("titles", {}).get(code) or its.told.get("scenario", ""))
        kinds = [_kind(its, kind, words) for kind in its.kinds]
        named[code] = f"{words._(KICKER)}: {title}"
        mains[code] = render_main(
            "access.html", words=words, title=title, kicker=words._(KICKER), sentences=list(_sentences(its, words)),
            choices=map_choices(its, words), figures=_figures(its, words), thresholds=_thresholds(its, words),
            kinds=kinds, notes=list(_notes(its, words)),
        )  # fmt: skip
        charts[code] = {chart.key: chart.figure() for block in kinds for chart in block.charts}
        labels[code] = {"separators": ",." if code == "de" else ".,", "access": map_labels(words)}
    page = render_page(mains, named, SCRIPTS, {"charts": charts, "labels": labels, "access": map_data(its)})
    write_whole(folder / PAGE, page)
    return folder / PAGE


def _sentences(its: AccessSeries, words: Language) -> Iterator[str]:
    _ = words._
    if its.public == CAR:
        yield _("No service is asked: only ways by car are told.")
        return
    for kind in its.kinds:
        yield _told(its, kind, words)
    kind = its.kinds[0]
    kept = its.figure("guarantee_share", kind, its.public)
    if kept.value is not None:
        yield _(
            "Of 100 hours in which the guarantee counts, %(hours)s keep it for who has no car and wants to go "
            "%(there)s: whoever wishes to leave has an offer that departs in time.",
            hours=of_hundred(kept, words), there=to_kind(kind, words),
        )  # fmt: skip
    unlike = its.unlike(kind, its.public)
    if unlike.share is not None:
        yield _(
            "Without a car, %(share)s of the ways %(there)s are there %(what)s; for the tenth of people who live "
            "worst, %(worst)s.",
            share=words.percent(unlike.share), worst=words.percent(unlike.worst_tenth), there=to_kind(kind, words),
            what=_("in time") if its.is_in_time(kind) else _("within an hour"),
        )  # fmt: skip
    worst = list(dict.fromkeys(str(row["name"]) for row in its.worst(kind, its.public, MOST_PLACES)))[:MOST_NAMED]
    yield _("Worst off without a car, %(there)s: %(places)s.", there=to_kind(kind, words), places=words.listing(worst))


def _told(its: AccessSeries, kind: str, words: Language) -> str:
    """Say what comes of a hundred tries, without a car by what there is, and how long half of them take."""
    _, single = words._, [name for name in its.means if name not in (its.public, CAR, BEST)]
    offered, median = (its.figure(name, kind, its.public) for name in ("offered_share", "time_median_s"))
    parts = [
        _("%(means)s %(count)s", means=_(MEANS_WORDS[name]),
          count=of_hundred(its.figure("offered_share", kind, name), words))
        for name in single
    ]  # fmt: skip
    by_car = its.figure("time_median_s", kind, CAR)
    by = f" ({'; '.join(parts)})" if parts else ""
    text = _(
        "Of 100 tries to get %(there)s without a car, %(count)s found a way%(by)s.",
        there=to_kind(kind, words), count=of_hundred(offered, words), by=by,
    )  # fmt: skip
    if median.value is None:
        text += " " + _("More than half of the tries never arrive.")
    else:
        text += " " + _("Half of all tries are there within %(time)s minutes.", time=minutes(median, words))
    return text if by_car.value is None else text + " " + _("By car: %(time)s minutes.", time=minutes(by_car, words))


def _figures(its: AccessSeries, words: Language) -> WideTable:
    _ = words._
    told = ("offered_share", "time_median_s", "time_p90_s", "guarantee_share", "guarantee_places_share")
    rows = [
        [_by(kind, means, words), *(_figure(name, its.figure(name, kind, means), words) for name in told)]
        for kind in its.kinds for means in its.means
    ]  # fmt: skip
    columns = [
        _("to the nearest, by"), _("with an offer"), _("half are there within"), _("nine of ten within"),
        _("hours with the guarantee, by people"), _("the same, by places"),
    ]  # fmt: skip
    return WideTable(_("In figures"), columns, rows, open=True)


def _thresholds(its: AccessSeries, words: Language) -> WideTable:
    _, told = words._, ("threshold_share", "threshold_places_share")
    limits = {(kind, means): its.threshold_s(kind, means) for kind in its.kinds for means in its.means}
    rows = [
        [_by(*key, words), words.short_minutes(limit_s), *(share(its.figure(name, *key), words) for name in told)]
        for key, limit_s in limits.items() if limit_s is not None
    ]  # fmt: skip
    columns = [_("to the nearest, by"), _("target"), _("people with it kept"), _("places with it kept")]
    return WideTable(_("Targets for times"), columns, rows, open=True)


def _figure(name: str, its: Figure, words: Language) -> str:
    return time_of(name, its, words) if name.endswith("_s") else share(its, words)


def _by(kind: str, means: str, words: Language) -> str:
    return f"{kind_words(kind, words)}: {words._(MEANS_WORDS[means])}"


def _kind(its: AccessSeries, kind: str, words: Language) -> KindBlock:
    charts = [paint(its, kind, words) for paint in (within_chart, classes_chart, hours_chart, unlike_chart)]
    return KindBlock(kind, words.begun(to_kind(kind, words)), charts, [_worst(its, kind, words)])


def _worst(its: AccessSeries, kind: str, words: Language) -> WideTable:
    """Return the places that are worst off without a car, by name."""
    _ = words._
    car_s = {row["cell"]: row["time_median_s"] for row in its.worst(kind, CAR, len(its.cells))}
    rows = [
        [
            row["name"], words.whole(row["inhabitants"]), _share_of(row, "offered", words),
            *(time_of(name, Figure(row[name], None), words) for name in ("time_median_s", "time_p90_s")),
            _share_of(row, "guarantee", words),
            time_of("", Figure(car_s.get(row["cell"]), None), words), row["centre"] or MISSING,
        ]
        for row in its.worst(kind, its.public, MOST_PLACES)
    ]  # fmt: skip
    columns = [
        _("place"), _("people"), _("with an offer"), _("half are there within"), _("nine of ten within"),
        _("hours with the guarantee"), _("by car"), _("nearest"),
    ]  # fmt: skip
    return WideTable(_("Where it takes longest without a car"), columns, rows, open=True)


def _share_of(row: Mapping[str, float | None], name: str, words: Language) -> str:
    told = Figure(row[f"{name}_share"], row[f"{name}_half_width"])
    return MISSING if told.value is None else f"{of_hundred(told, words)} %"


def _notes(its: AccessSeries, words: Language) -> Iterator[str]:
    _ = words._
    yield words.plural(
        "Asked from %(places)s places at %(departures)s times of a day, on one day, by phantom requests that leave no "
        "trace. Who is refused never arrives: refusals count in all shares and medians.",
        "Asked from %(places)s places at %(departures)s times of a day, on %(count)s days, by phantom requests that "
        "leave no trace. Who is refused never arrives: refusals count in all shares and medians.",
        int(its.told.get("days", 0)),
        places=words.whole(len(its.cells)),
        departures=words.whole(its.told.get("departures")),
    )
    if not its.are_people_known:
        yield _("How many people live where is not known for all places: each place counts alike.")
    yield _(
        "Times begin with the wished departure: waiting for the next bus or for the vehicle counts. Intervals are over "
        "days; ± is half of the 95 % interval."
    )
    yield _(
        "The best without a car counts each wish once, by what is there first. A car is one that stands ready; who has "
        "none cannot use it."
    )
    yield _(
        "Targets are those of the RIN 2008 (FGSV) for basic, middle and upper centres, where the scenario says nothing "
        "else: 20, 30 and 60 minutes by car, 30, 45 and 90 by public transport. The guideline leaves out the wait "
        "until one can go; here it is in."
    )
    yield _("Points on the map are the places that were asked; between them nothing is drawn, as nothing is known.")
