"""The chapter about journeys of several services: what it says of the day worked out by hand."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from simulator.analysis.journeys import build_journeys
from simulator.analysis.kpis.feeder import Chained, feeder_kpis
from simulator.analysis.kpis.trips import trip_kpis
from simulator.analysis.run import RunData, read_run_data
from simulator.analysis.series.chains import chains_of
from simulator.analysis.tables import tables_of_all_services
from simulator.experiments.publish import write_run
from simulator.report.chains_summary import chains_sections
from simulator.report.compare.metrics import METRICS, metrics_among
from simulator.report.page.chains import ChainsBlock, chains_blocks
from simulator.report.page.html import render_main
from simulator.report.page.language import Language
from simulator.report.page.run_page import run_page
from simulator.report.page.sentences import headlines
from simulator.report.summary import headline
from tests.analysis import chained_day as day
from tests.analysis.test_feeder_figures import others
from tests.feeder.test_rule import C, X
from tests.feeder.test_rule import day as one_day

EN = Language("en")
SCENARIO = {"services": {"feeder": {"buffer_s": 360, "window_s": 660}}}


@pytest.fixture(scope="module")
def run() -> RunData:
    tables = tables_of_all_services(day.whole(), day.SERVICES)
    figures = feeder_kpis(Chained.of(tables, day.SERVICES, others()), day.SERVICES, {"served": 1, "subsidy_eur": 40.0})
    figures |= trip_kpis(tables.trips, ["feeder"])
    journeys = build_journeys(tables.requests, None, tables.events, day.SERVICES, tables.trips)
    return RunData(
        "day", SCENARIO, "", figures, tables, "1", services=tuple(day.SERVICES), journeys=journeys,
        journey_alternatives=others(),
    )  # fmt: skip


@pytest.fixture(scope="module")
def block(run: RunData) -> ChainsBlock:
    (found,) = chains_blocks(run, EN)
    return found


def test_says_what_became_of_people(block: ChainsBlock) -> None:
    assert block.sentences == [
        "Of 8 journeys 5 were made with rides on demand and buses or trains together, 1 on demand all the way, 1 by "
        "bus and train with walks alone, 1 otherwise.",
        "Riders brought to or from trains on demand: 7. Without a journey by timetable on foot were, of these: 5.",
        "Half of the 9 changes took at most 5 minutes, 95 of 100 at most 59 minutes, from getting off to getting on.",
        "A part of that is planned: who is brought to a stop without others stands there about 17 minutes, as that "
        "ride is to end 6 minutes before the change begins and may end up to 11 minutes sooner (assumptions).",
        "Of 15 changes 6 were missed. Journeys mended on the way: 5; requests left behind: 1. Rides that waited for a "
        "late bus or train: 1.",
        "From the wished departure to the door a journey took 84 minutes on average; the direct drive takes the same "
        "people 25 minutes, without walks to and from the car.",
        "People left 33 minutes later than they wished on average, as nothing better went sooner; that is counted in "
        "all these times.",
        "People on 3 of the journeys had one by timetable with walks alone, too: it would have taken them 59 minutes "
        "on average, this one took 54 minutes.",
        "On the other 5 they had none; these took 101 minutes on average.",
        "All the way, direct drives on demand of these people would be 158.0 km long; those of the rides on demand "
        "that they took are 91.0 km: 67.0 km less. That is direct drives, each party once; how far vehicles drive for "
        "them depends on who shares a ride and on empty drives.",
        "Left to pay for each of the 8 journeys with the service on demand: €5.00. That is what this service costs, "
        "less all that was paid for rides in it, on journeys of several rides too; what buses and trains cost and take "
        "in is not counted.",
    ]


def test_tables(block: ChainsBlock) -> None:
    means, stations, missed = block.tables
    assert means.rows[0] == ["train → ride on demand", "2", "2", "1.0", "58 min", "28 min"]
    assert means.rows[1] == ["ride on demand → train → ride on demand", "2", "4", "2.0", "78 min", "23 min"]
    assert ["ride on demand → train", "1", "1", "1.0", "101 min", "–"] in means.rows
    assert sum(int(row[1]) for row in means.rows) == 8
    # To Adorf ann, dora's three, fay, jon, leo's four; from Bstadt ann, dora's three, eva, mia. Changes took 5, 50 and
    # 65 minutes in Adorf, 4, 3, 10 and 5 in Bstadt; which one mia missed is none of these.
    assert stations.rows == [["Adorf", "10", "0", "50 min", "4"], ["Bstadt", "0", "6", "4 min", "1"]]
    assert missed.rows == [
        ["the on-demand vehicle came too late for the bus or train", "3"],
        ["the bus or train came too late for the on-demand vehicle", "1"],
        ["one bus or train came too late for the next", "1"],
        ["no place was left", "1"],
    ]
    assert missed.columns == ["cause", "changes missed"]
    for table in block.tables:
        assert {len(row) for row in table.rows} == {len(table.columns)}


def test_charts(block: ChainsBlock) -> None:
    means, waits, beside = block.charts
    assert means.traces[0]["y"][-2] == "ride on demand → train → <br>ride on demand"
    assert sum(means.traces[0]["x"]) == 8
    assert "half: at most 5 minutes, 95 of 100: at most 59 minutes." in waits.description
    assert [trace["y"] for trace in beside.traces] == [[54.3, 101.3], [23.9, 26.0], [59.4, None]]
    assert beside.rows[1] == ["could not (5)", "101 min", "26 min", "–"]


def test_a_rate_is_told_of_many_changes_only(run: RunData) -> None:
    many = {**run.kpis, "feeder.changes_made": 94, "feeder.missed_per_1000": 60.0}
    (found,) = chains_blocks(replace(run, kpis=many), EN)
    assert "Of 100 changes 6 (60.0 of 1,000) were missed." in " ".join(found.sentences)
    assert found.tables[2].columns[2] == "of 1,000 changes" and found.tables[2].rows[0][1:] == ["3", "200.0"]
    assert dict(row[:2] for row in chains_sections(many)[0][1])["Changes missed"] == "6"
    assert "of 100 (60.00 of 1,000); left behind: 1" in [row[2] for row in chains_sections(many)[0][1]]


def test_without_what_else_people_could_have_done(run: RunData) -> None:
    chained = Chained.of(run.tables, day.SERVICES, None)
    assert chains_of(chained.of_service(day.SERVICES[day.FEEDER])).beside["car_s"].isna().all()
    (found,) = chains_blocks(replace(run, journey_alternatives=None), EN)
    assert len(found.charts) == 2


@pytest.mark.parametrize("code", ["en", "de"])
def test_chapter_is_written_in_both_languages(run: RunData, code: str) -> None:
    words = Language(code)
    text = render_main("chains.html", words=words, chains=chains_blocks(run, words))
    assert "Bstadt" in text


def test_no_chapter_where_nobody_asked(run: RunData) -> None:
    assert chains_blocks(replace(run, services=tuple(day.SERVICES[:2])), EN) == []
    assert chains_blocks(replace(run, kpis={**run.kpis, "feeder.trip_requests": 0}), EN) == []
    nobody = tables_of_all_services(day.whole([]), day.SERVICES)
    figures = feeder_kpis(Chained.of(nobody, day.SERVICES, None), day.SERVICES, {})
    figures |= {"feeder.trip_requests": 3, "feeder.trips": 0}
    (found,) = chains_blocks(replace(run, tables=nobody, kpis=figures, journey_alternatives=None), EN)
    assert (found.sentences, found.charts, found.tables) == (["Nobody travelled this way in this run."], [], [])


def test_the_terminal_says_the_same(run: RunData) -> None:
    assert chains_sections(run.kpis) == [
        (
            "Rides, buses and trains together: feeder",
            [
                ("Both on one journey", "5", "of 8; all the way on demand 1, by timetable 1"),
                ("Riders brought to or from trains", "7", "no journey by timetable on foot: 5"),
                ("Time at a change", "5 min", "at most, half of them; 95 of 100: 59 min"),
                ("Changes missed", "6", "of 15; left behind: 1"),
                ("Whole journey", "84 min", "mean, from the wish on; direct drive 25 min"),
                ("Left later than wished", "33 min", "mean"),
                ("With another by timetable", "54 min", "by timetable on foot 59 min; 3 had that"),
                ("With no other", "101 min", "5 journeys"),
                ("Subsidy per journey", "5.00 EUR", "8 requests had rides on demand; buses, trains not counted"),
            ],
        )
    ]
    assert chains_sections({**run.kpis, "feeder.trips": 0}) == chains_sections({}) == []


def test_a_fleet_that_nobody_asked_itself(run: RunData) -> None:
    kpis = {**run.kpis, "requests": 0, "served": 0, "vehicles": 1, "part_rides": 1200, "part_riders": 1300}
    assert headline(kpis) == "Nobody asked for a ride alone; 1,200 rides with 1,300 riders were parts of journeys."
    assert headline({**kpis, "part_rides": 0}) == "Nobody asked for a ride."
    assert headlines(kpis, EN)[0].startswith("Nobody asked for a ride alone; 1,200 rides with 1,300 riders were")
    assert "1.200 Fahrten mit 1.300 Fahrgästen waren Teile" in headlines(kpis, Language("de"))[0]


def test_comparisons_show_figures_of_each_such_service() -> None:
    names = ["service_rate", "b.missed_per_1000", "a.b.left_behind", "b.missed_per_1000", "b.trips"]
    found = metrics_among(names)
    assert found[: len(METRICS)] == list(METRICS)
    assert [(metric.name, metric.title) for metric in found[len(METRICS) :]] == [
        ("b.missed_per_1000", "Changes missed of 1,000"),
        ("a.b.left_behind", "Requests left behind on the way"),
    ]


def test_no_chapter_of_riders_where_nobody_asked_the_fleet_itself(tmp_path: Path) -> None:
    """Who is brought to the bus is told of in the chapter about such journeys; the vehicles are seen as ever."""
    result = one_day(tmp_path, {"from": X, "to": C, "at": "07:45"}, asks=["feeder"])
    assert [result.kpis[name] for name in ("requests", "part_rides", "part_riders")] == [0, 1, 1]
    page = run_page(read_run_data(write_run(result, tmp_path / "results", {}, figures=False)), "RUN")
    ids = ('id="riders-en"', 'href="#riders-de"', 'id="vehicles-en"')
    assert [its in page for its in ids] == [False, False, True]
