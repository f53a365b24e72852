"""The days of a run on its page: in both languages, as the file says, and only where several count."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from simulator import load_scenario, run
from simulator.analysis.run import RunData, read_run_data
from simulator.experiments.publish import write_run
from simulator.report.page.days import day_table
from simulator.report.page.language import Language
from simulator.report.page.run_page import run_page

GERMAN, ENGLISH = Language("de"), Language("en")


@pytest.fixture(scope="module")
def weekend(tmp_path_factory: pytest.TempPathFactory) -> RunData:
    """Friday to Sunday on a line of five nodes, with the four requests of Friday."""
    scenario = load_scenario("tiny/line", ["calendar.first_day=2026-03-06", "calendar.days=3"])
    return read_run_data(write_run(run(scenario), tmp_path_factory.mktemp("results"), {}, figures=False))


def test_a_row_for_each_day_and_a_column_for_what_is_known(weekend: RunData) -> None:
    table = day_table(weekend, ENGLISH)
    assert table is not None
    assert table.columns[:5] == ["Day", "Type of day", "Requests", "Requests served", "Typical wait"]
    # Some versions of the names of days and months have a comma.
    assert [[row[0].replace(",", ""), *row[1:4]] for row in table.rows] == [
        ["Fri 6 Mar", "school day", "4", "75%"],
        ["Sat 7 Mar", "Saturday", "0", "–"],
        ["Sun 8 Mar", "Sunday or public holiday", "0", "–"],
    ]
    assert len({len(row) for row in [table.columns, *table.rows]}) == 1
    german = day_table(weekend, GERMAN)
    assert german is not None
    assert german.rows[2][:3] == ["So., 8. März", "Sonn- oder Feiertag", "0"]


def test_the_page_shows_them(weekend: RunData) -> None:
    page = run_page(weekend, "weekend")
    assert re.search(r'<h2 id="days-de">Tag für Tag</h2>.*<th scope="row">So\., 8\. März</th>', page, re.DOTALL)
    assert re.search(r'<h2 id="days-en">Day by day</h2>.*<th scope="row">Sun,? 8 Mar</th>', page, re.DOTALL)


def test_a_single_day_has_no_such_table(tmp_path: Path) -> None:
    folder = write_run(run(load_scenario("tiny/line")), tmp_path, {}, figures=False, report=True)
    assert not (folder / "kpis_by_day.parquet").exists()
    assert "Day by day" not in (folder / "report.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("calendar", [None, {}, {"first_day": None}, {"first_day": "soon"}, ["2026-03-06"]])
def test_without_dates_days_are_numbered(weekend: RunData, calendar: object) -> None:
    undated = replace(weekend, scenario={**weekend.scenario, "calendar": calendar})
    table = day_table(undated, ENGLISH)
    assert table is not None
    assert [row[0] for row in table.rows] == ["Day 1", "Day 2", "Day 3"]


def test_several_services_are_named(weekend: RunData) -> None:
    assert weekend.days is not None
    trips = pd.DataFrame({"day": [0], "day_type": "school_day", "service": "bike", "figure": "trips", "value": 7.0})
    bike = weekend.services[0]._replace(name="bike", number=1, kind="own_means")
    with_trips = replace(weekend, days=pd.concat([weekend.days, trips]), services=(*weekend.services, bike))
    table = day_table(with_trips, ENGLISH)
    assert table is not None
    assert (table.columns[-1], [row[-1] for row in table.rows]) == ("Trips (bike)", ["7", "–", "–"])
