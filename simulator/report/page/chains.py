"""The chapter about journeys of several services: by which means, how people change, beside car and timetable."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from simulator.analysis.chained_rides import JOINED
from simulator.analysis.kpis.feeder import TOGETHER, Chained, kind_of_chain
from simulator.analysis.ratios import Number
from simulator.analysis.run import RunData
from simulator.analysis.series.chains import Chains, chains_of
from simulator.analysis.series.riders import Distribution
from simulator.reasons import MISSED_WORDS
from simulator.report.page.chart import Chart, count_axis
from simulator.report.page.language import N_, Language
from simulator.report.page.names import named
from simulator.report.page.rider_charts import histogram, marked
from simulator.report.page.timetable_changes import WideTable
from simulator.report.plain_words import tells_rate
from simulator.report.style import BLUE, GREEN, GREY, ORANGE, SKY
from simulator.tables import FEEDER

MEANS = {
    "ridepooling": N_("ride on demand"),
    "rail": N_("train"),
    "bus": N_("bus"),
    "tram": N_("tram"),
    "subway": N_("underground"),
    "ferry": N_("ferry"),
    "timetable": N_("bus or train"),
    "carsharing": N_("shared car"),
    "own_means": N_("bike"),  # nothing else of one's own is a part
}
ARROW = " → "
MOST_BARS, MOST_STATIONS = 12, 30
WIDEST = 20  # letters below a group of bars
_COLOURS = {  # of what somebody is interested in first: rides and trains together
    "chain_all_the_way": GREY,
    "chain_on_foot": GREEN,
    "chain_by_bike_to_timetable": BLUE,
    "chain_otherwise": ORANGE,
}


@dataclass(frozen=True)
class ChainsBlock:
    """What the chapter shows of one service."""

    name: str
    sentences: list[str]
    charts: list[Chart]
    tables: list[WideTable]


def chains_blocks(run: RunData, words: Language) -> list[ChainsBlock]:
    """Return the chapter's part about each service with journeys of several rides; those nobody asked are left out."""
    feeders = [service for service in run.services if service.kind == FEEDER]
    if not feeders:
        return []
    chained = Chained.of(run.tables, run.services, run.journey_alternatives)
    return [
        _block(service.name, chains_of(chained.of_service(service)), run, words)
        for service in feeders
        if run.kpis.get(f"{service.name}.trip_requests")
    ]


def _block(name: str, chains: Chains, run: RunData, words: Language) -> ChainsBlock:
    begin, planned = f"{name}.", run.scenario.get("services", {}).get(name, {})
    kpis = {figure.removeprefix(begin): value for figure, value in run.kpis.items() if figure.startswith(begin)}
    charts = (_by_means(name, chains.by_means, words), _waits(name, chains.waits, words), _beside(name, chains, words))
    tables = (_means_table(chains.by_means, words), _stations(chains.stations, words), _missed(chains, kpis, words))
    return ChainsBlock(
        named(name, words),
        list(_sentences(kpis, planned, words)),
        [chart for chart in charts if chart is not None],
        [table for table in tables if table.rows],
    )


def _sentences(kpis: Mapping[str, Number], planned: Mapping[str, Any], words: Language) -> Iterator[str]:
    _, trips = words._, kpis["trips"]
    if not trips:
        yield _("Nobody travelled this way in this run.")
        return
    together = sum(int(kpis[figure] or 0) for figure in TOGETHER)
    yield _(
        "Of %(trips)s journeys %(together)s were made with rides on demand and buses or trains together, %(way)s on "
        "demand all the way, %(foot)s by bus and train with walks alone, %(other)s otherwise.",
        trips=words.whole(trips),
        together=words.whole(together),
        way=words.whole(kpis["chain_all_the_way"]),
        foot=words.whole(kpis["chain_on_foot"]),
        other=words.whole(kpis["chain_otherwise"]),
    )
    on_foot, on_demand = kpis["chain_by_bike_to_timetable"], kpis["chain_by_bike_and_on_demand"]
    if on_foot or on_demand:
        yield _(
            "%(foot)s more were made by people's own bikes to a bus or train, and on foot from the last one; of those "
            "with rides on demand %(ride)s began by bike.",
            foot=words.whole(on_foot),
            ride=words.whole(on_demand),
        )
    on_foot, on_demand = kpis["chain_by_car_to_timetable"], kpis["chain_by_car_and_on_demand"]
    if on_foot or on_demand:
        yield _(
            "%(foot)s more were made in shared cars to a bus or train, and on foot from the last one; of those with "
            "rides on demand %(ride)s began in a shared car.",
            foot=words.whole(on_foot),
            ride=words.whole(on_demand),
        )
    if kpis["rail_riders_brought"]:
        said = _(
            "Riders brought to or from trains on demand: %(people)s.", people=words.whole(kpis["rail_riders_brought"])
        )
        if kpis["rail_riders_without_other"] is not None:
            new = words.whole(kpis["rail_riders_without_other"])
            said += " " + _("Without a journey by timetable on foot were, of these: %(people)s.", people=new)
        yield said
    yield from _on_changes(kpis, planned, words)
    yield from _beside_others(kpis, words)
    if kpis.get("direct_km_saved") is not None:
        yield _(
            "All the way, direct drives on demand of these people would be %(whole)s km long; those of the rides on "
            "demand that they took are %(part)s km: %(saved)s km less. That is direct drives, each party once; how far "
            "vehicles drive for them depends on who shares a ride and on empty drives.",
            whole=words.decimal(kpis["direct_km_all_the_way"], 1),
            part=words.decimal(kpis["direct_km_on_demand"], 1),
            saved=words.decimal(kpis["direct_km_saved"], 1),
        )
    if kpis["subsidy_per_journey_eur"] is not None:
        yield _(
            "Left to pay for each of the %(journeys)s journeys with the service on demand: %(each)s. That is what this "
            "service costs, less all that was paid for rides in it, on journeys of several rides too; what buses and "
            "trains cost and take in is not counted.",
            journeys=words.whole(kpis["journeys_on_demand"]),
            each=words.euro(kpis["subsidy_per_journey_eur"], 2),
        )


def _on_changes(kpis: Mapping[str, Number], planned: Mapping[str, Any], words: Language) -> Iterator[str]:
    """Say how long changes took, how far that is what the scenario plans, and what was missed."""
    _, made, missed = words._, int(kpis["changes_made"] or 0), int(kpis["connections_missed"] or 0)
    if made:
        yield _(
            "Half of the %(changes)s changes took at most %(half)s, 95 of 100 at most %(most)s, from getting off to "
            "getting on.",
            changes=words.whole(made),
            half=words.minutes(kpis["transfer_wait_median_s"]),
            most=words.minutes(kpis["transfer_wait_p95_s"]),
        )
    if made and {"buffer_s", "window_s"} <= planned.keys():
        yield _(
            "A part of that is planned: who is brought to a stop without others stands there about %(both)s, as that "
            "ride is to end %(buffer)s before the change begins and may end up to %(window)s sooner (assumptions).",
            both=words.minutes(planned["buffer_s"] + planned["window_s"]),
            buffer=words.minutes(planned["buffer_s"]),
            window=words.minutes(planned["window_s"]),
        )
    if missed:
        count, rate = words.whole(missed), words.decimal(kpis["missed_per_1000"], 1)
        yield _(
            "Of %(changes)s changes %(missed)s were missed. Journeys mended on the way: %(mended)s; requests left "
            "behind: %(left)s. Rides that waited for a late bus or train: %(held)s.",
            changes=words.whole(made + missed),
            missed=_("%(count)s (%(rate)s of 1,000)", count=count, rate=rate) if tells_rate(made + missed) else count,
            mended=words.whole(kpis["mended"]),
            left=words.whole(kpis["left_behind"]),
            held=words.whole(kpis["vehicles_held"]),
        )
    elif made:
        yield _("No change was missed; where all drive on time, none can be.")


def _beside_others(kpis: Mapping[str, Number], words: Language) -> Iterator[str]:
    _ = words._
    if kpis["by_car_mean_s"] is not None:
        yield _(
            "From the wished departure to the door a journey took %(took)s on average; the direct drive takes the same "
            "people %(car)s, without walks to and from the car.",
            took=words.minutes(kpis["door_to_door_mean_s"]),
            car=words.minutes(kpis["by_car_mean_s"]),
        )
    if kpis["later_than_wished_mean_s"] is not None:
        yield _(
            "People left %(later)s later than they wished on average, as nothing better went sooner; that is counted "
            "in all these times.",
            later=words.minutes(kpis["later_than_wished_mean_s"]),
        )
    if kpis["trips_with_other"]:
        yield _(
            "People on %(with)s of the journeys had one by timetable with walks alone, too: it would have taken them "
            "%(other)s on average, this one took %(took)s.",
            **{"with": words.whole(kpis["trips_with_other"])},
            other=words.minutes(kpis["other_mean_s"]),
            took=words.minutes(kpis["with_other_mean_s"]),
        )
    if kpis["trips_without_other"]:
        yield _(
            "On the other %(without)s they had none; these took %(took)s on average.",
            without=words.whole(kpis["trips_without_other"]),
            took=words.minutes(kpis["without_other_mean_s"]),
        )


def means_in_words(chain: str, words: Language) -> str:
    """Write the means of a journey in their order."""
    return ARROW.join(words._(MEANS[means]) if means in MEANS else means for means in chain.split(JOINED))


def _by_means(name: str, table: pd.DataFrame, words: Language) -> Chart | None:
    if table.empty:
        return None
    _, shown = words._, table.head(MOST_BARS).iloc[::-1]
    labels = [means_in_words(chain, words) for chain in shown["chain"]]
    trips = shown["trips"].tolist()
    first, least = table.iloc[0], len(table) - len(shown)
    said = _(
        "Most frequent: %(means)s, %(count)s of %(all)s journeys.",
        means=means_in_words(first["chain"], words),
        count=words.whole(int(first["trips"])),
        all=words.whole(int(table["trips"].sum())),
    )
    if least:
        said += " " + words.plural("One rarer order is not drawn.", "%(count)s rarer orders are not drawn.", least)
    bars = {
        "type": "bar", "orientation": "h", "x": trips, "y": [_wrapped(label) for label in labels],
        "text": [words.whole(count) for count in trips], "textposition": "auto", "cliponaxis": False,
        "insidetextfont": {"color": "#000000"}, "hoverinfo": "skip",
        "marker": {"color": [_COLOURS.get(kind_of_chain(chain), SKY) for chain in shown["chain"]]},
    }  # fmt: skip
    layout = {
        "xaxis": count_axis(_("journeys"), max(trips)), "yaxis": {"automargin": True},
        "height": 110 + 44 * len(shown), "showlegend": False,
    }  # fmt: skip
    return Chart(f"chains_by_means-{name}", _("By which means people went"), said, [bars], layout)


def _means_table(table: pd.DataFrame, words: Language) -> WideTable:
    _ = words._
    rows = [
        [
            means_in_words(str(row["chain"]), words),
            words.whole(row["trips"]),
            words.whole(row["persons"]),
            words.decimal(row["changes"], 1),
            words.short_minutes(row["took_s"]),
            _minutes(row["car_s"], words),
        ]
        for row in table.to_dict("records")
    ]
    headings = [_("journeys"), _("people"), _("changes, mean"), _("door to door, mean"), _("direct drive, mean")]
    return WideTable(_("Journeys by their means"), [_("means in their order"), *headings], rows, open=True)


def _wrapped(label: str) -> str:
    """Return means in lines of two each."""
    means = label.split(ARROW)
    return f"{ARROW}<br>".join(ARROW.join(means[place : place + 2]) for place in range(0, len(means), 2))


def _minutes(seconds: float, words: Language) -> str:
    return words.short_minutes(None if pd.isna(seconds) else seconds)


def _waits(name: str, waits: Distribution | None, words: Language) -> Chart | None:
    if waits is None:
        return None
    _ = words._
    half = _("half: at most %(time)s", time=words.short_minutes(waits.median * 60))
    most = _("95 of 100: at most %(time)s", time=words.short_minutes(waits.p95 * 60))
    chart = histogram(waits, words, _("minutes at a change"), SKY, 0)
    axis = {"yaxis": {"title": {"text": _("% of changes")}}}
    marks = marked([(waits.median, half), (waits.p95, most)], float(waits.edges[-1]))
    return replace(
        chart,
        key=f"chains_waits-{name}",
        title=_("How long a change took"),
        description=_(
            "From getting off one vehicle to getting on the next, the way between them included; %(half)s, %(most)s.",
            half=_("half: at most %(time)s", time=words.minutes(waits.median * 60)),
            most=_("95 of 100: at most %(time)s", time=words.minutes(waits.p95 * 60)),
        ),
        layout=chart.layout | axis | marks,
        columns=[chart.columns[0], _("share of changes")],
    )


def _beside(name: str, chains: Chains, words: Language) -> Chart | None:
    """Draw how long people took beside drive and timetable, apart for those who had a journey by it and those not."""
    _, table = words._, chains.beside[chains.beside["trips"] > 0]
    if table.empty or table["car_s"].isna().all():
        return None
    labels = {"with": _("could go by timetable on foot, too"), "without": _("could not")}
    groups = [f"{labels[str(group)]} ({words.whole(trips)})" for group, trips in table["trips"].items()]
    kinds = (
        (_("this way"), "took_s", BLUE, ""),
        (_("direct drive by car"), "car_s", GREY, ""),
        (_("by timetable on foot"), "other_s", GREEN, "/"),
    )
    rows = [[_minutes(value, words) for value in table[column]] for _label, column, *_look in kinds]
    traces = [
        {
            "type": "bar", "name": label, "x": ["<br>".join(textwrap.wrap(group, WIDEST)) for group in groups],
            "y": [None if pd.isna(value) else round(value / 60, 1) for value in table[column]],
            "marker": {"color": colour, "pattern": {"shape": pattern}}, "text": said,
            "textposition": "outside", "cliponaxis": False, "hoverinfo": "skip",
        }
        for (label, column, colour, pattern), said in zip(kinds, rows, strict=True)
    ]  # fmt: skip
    return Chart(
        f"chains_beside-{name}",
        _("From door to door, beside car and timetable"),
        _(
            "Mean times of the same people. The drive is without walks to and from the car; the journey by timetable "
            "is the one that they would be offered on foot, were everything on time."
        ),
        traces,
        {
            "barmode": "group",
            "xaxis": {"tickangle": 0},
            "yaxis": {"title": {"text": _("minutes")}, "rangemode": "tozero"},
        },
        [_("people who"), *(label for label, *_more in kinds)],
        [[group, *(row[place] for row in rows)] for place, group in enumerate(groups)],
    )


def _stations(stations: pd.DataFrame, words: Language) -> WideTable:
    _ = words._
    rows = [
        [
            str(row["station"]),
            words.whole(row["to_timetable"]),
            words.whole(row["from_timetable"]),
            _minutes(row["half_s"], words),
            words.whole(row["missed"]),
        ]
        for row in stations.head(MOST_STATIONS).to_dict("records")
    ]
    headings = [
        _("people to bus or train"), _("people from bus or train"), _("half of these changes took at most"),
        _("changes missed"),
    ]  # fmt: skip
    return WideTable(
        _("Where people change from or to the service on demand"), [_("station"), *headings], rows, open=True
    )


def _missed(chains: Chains, kpis: Mapping[str, Number], words: Language) -> WideTable:
    _ = words._
    found = {cause: chains.missed[cause.name.lower()] for cause in MISSED_WORDS}
    rows = [
        [_(MISSED_WORDS[cause]), words.whole(count), words.decimal(kpis[f"missed_{cause.name.lower()}_per_1000"], 1)]
        for cause, count in found.items()
        if count
    ]
    headings = [_("cause"), _("changes missed"), _("of 1,000 changes")]
    shown = 3 if tells_rate(int(kpis["changes_made"] or 0) + int(kpis["connections_missed"] or 0)) else 2
    return WideTable(_("Why changes were missed"), headings[:shown], [row[:shown] for row in rows], open=True)
