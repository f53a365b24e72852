"""access.html: a small study of access told by hand."""

from __future__ import annotations

import base64
import json
import re
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner

from simulator.analysis.series.access import UNKNOWN, AccessSeries, packed_minutes, packed_percent, read_access
from simulator.cli.access import _minutes, _share
from simulator.cli.main import app
from simulator.errors import ResultError
from simulator.report.page.access_page import write_access_page
from simulator.report.page.language import LANGUAGES, Language
from tests.report.small_access import CELLS, write_study


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_study(tmp_path_factory.mktemp("access"))


@pytest.fixture(scope="module")
def its(folder: Path) -> AccessSeries:
    return read_access(folder)


@pytest.fixture(scope="module")
def page(folder: Path) -> str:
    return write_access_page(folder).read_text(encoding="utf-8")


def told(page: str, name: str) -> Any:
    found = re.search(rf'<script[^>]*id="{name}"[^>]*>(.*?)</script>', page, re.DOTALL)
    assert found is not None
    return json.loads(found[1])


def main_of(page: str, language: str) -> str:
    """Return the words of the main part in a language, without tags."""
    found = re.search(rf'<main[^>]*lang="{language}"[^>]*>(.*?)</main>', page, re.DOTALL)
    assert found is not None
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", found[1]))


def test_which_means_and_kinds_there_are(its: AccessSeries) -> None:
    assert its.kinds == ["doctor"]
    assert its.means == ["on_demand", "timetable", "public", "car", "best"]
    assert its.public == "public"
    assert its.people.tolist() == [60, 30, 10] and its.are_people_known


def test_people_by_the_time_of_half_their_departures(its: AccessSeries) -> None:
    # up to 15, 30, 45, 60, 90, over 90 minutes, never. Middling on demand: 30, 40, 30 and never, half are there in 30.
    assert its.classes("doctor", "on_demand") == pytest.approx([0.6, 0.3, 0, 0, 0, 0, 0.1])
    # By timetable half of all are there in 50 and 100 minutes: exactly half arrive.
    assert its.classes("doctor", "timetable") == pytest.approx([0, 0.6, 0, 0.3, 0, 0.1, 0])
    assert its.classes("doctor", "car") == pytest.approx([0.9, 0.1, 0, 0, 0, 0, 0])


def test_the_worst_place_is_the_one_that_takes_longest_never_before_long(its: AccessSeries) -> None:
    assert [row["name"] for row in its.worst("doctor", "on_demand", 3)] == ["Far", "Middling", "Near & Co"]
    worst = its.worst("doctor", "on_demand", 1)[0]
    assert worst["time_median_s"] is None and worst["offered_share"] == 0 and worst["offered_half_width"] == 0
    assert its.worst("doctor", "timetable", 1)[0]["time_median_s"] == 6000


def test_where_nobody_lives_nobody_is_worst_off(tmp_path: Path) -> None:
    its = read_access(write_study(tmp_path, CELLS.assign(inhabitants=[60.0, 30.0, 0.0])))
    assert [row["name"] for row in its.worst("doctor", "on_demand", 3)] == ["Middling", "Near & Co"]


def test_unlike_is_told_of_being_there_in_time(its: AccessSeries) -> None:
    # Within 30 min on demand: Near always, Middling two of four times, Far never.
    found = its.unlike("doctor", "on_demand")
    assert found.share == pytest.approx(0.6 + 0.3 * 0.5)
    assert found.worst_tenth == 0
    assert found.people == pytest.approx([0, 0.1, 0.4, 1]) and found.has == pytest.approx([0, 0, 0.2, 1])
    # Gini: 1 - twice the area below the line, 0.3 * 0.2 / 2 + 0.6 * 1.2 / 2
    assert found.gini == pytest.approx(1 - 2 * (0.03 + 0.36))
    assert its.unlike("doctor", "car").gini == pytest.approx(0)


def like(its: AccessSeries, **columns: list[float]) -> AccessSeries:
    """Return the same study with other values of the three places on demand."""
    cells = its.tables["access_cells"].copy()
    for name, values in columns.items():
        cells.loc[cells["means"] == "on_demand", name] = values
    return AccessSeries({**its.tables, "access_cells": cells}, its.told)


def test_the_worst_tenth_is_a_level_and_no_ratio(its: AccessSeries) -> None:
    found = like(its, threshold_share=[0.5, 0.4, 0.2]).unlike("doctor", "on_demand")
    assert [found.share, found.worst_tenth] == pytest.approx([0.44, 0.2])


def test_of_places_that_are_never_reached_that_with_fewest_offers_is_worst(its: AccessSeries) -> None:
    other = like(its, time_median_s=[np.nan, 900, np.nan], offered_share=[0.2, 0.1, 0.3])
    assert [row["name"] for row in other.worst("doctor", "on_demand", 3)] == ["Near & Co", "Far", "Middling"]


def test_minutes_are_rounded_up_shares_to_the_nearest_and_never_is_known() -> None:
    assert packed_minutes(np.array([0, 900, 901, 18_000, np.nan])).tolist() == [0, 15, 16, 254, UNKNOWN]
    assert packed_percent(np.array([0, 0.333, 0.667, 1, np.nan])).tolist() == [0, 33, 67, 100, UNKNOWN]


def test_hours_of_places(its: AccessSeries) -> None:
    assert its.all_hours == [8, 9]
    # At 9 Middling is there in 40 minutes on one of two days: half are within.
    assert its.minutes_by_hour("doctor", "on_demand").tolist() == [[10, 30, UNKNOWN], [10, 40, UNKNOWN]]
    assert its.offered_by_hour("doctor", "on_demand").tolist() == [[100, 100, 0], [100, 50, 0]]
    assert its.offered_by_hour("doctor", "feeder").tolist() == [[UNKNOWN] * 3] * 2


def test_sentences_say_what_a_hundred_tries_come_to(page: str) -> None:
    text = main_of(page, "en")
    # Offers on demand: 60 people always, 30 people on four and on three of four tries: 90 and 75; half-width over days.
    assert "Of 100 tries to get to the nearest doctor without a car" in text
    assert "ride on demand 82 ± 95; bus and train alone 80" in text
    assert "Half of all tries are there within 10 minutes. By car: 8 minutes." in text
    assert "Worst off without a car, to the nearest doctor: Far, Middling and Near &amp; Co." in text
    german = main_of(page, "de")
    assert "Von 100 Versuchen, ohne Auto zur nächsten Arztpraxis zu kommen" in german
    assert "Am schlechtesten kommt ohne Auto zur nächsten Arztpraxis, wer hier wohnt: Far" in german
    assert "20 Min." in german and "RIN 2008" in german


def test_of_one_day_it_says_so(tmp_path: Path) -> None:
    page = write_access_page(write_study(tmp_path, days=1)).read_text(encoding="utf-8")
    assert "on one day, by phantom requests" in main_of(page, "en") and "an einem Tag, durch" in main_of(page, "de")
    assert (_share(0.5, np.nan), _share(0.5, 0.1), _share(np.nan, np.nan)) == ("50.0 %", "50.0 ± 10.0 %", "not known")
    assert (_minutes(600, np.nan), _minutes(600, 60), _minutes(np.nan, np.nan)) == ("10 min", "10 ± 1 min", "never")


def test_the_table_of_the_worst_has_what_a_car_takes_beside_it(page: str) -> None:
    assert re.search(r"Far 10 50 % 100 min over 10 % never 50 % 20 min Town", main_of(page, "en"))


def test_targets_by_people_and_by_places_and_the_level_beside_the_index(page: str) -> None:
    text = main_of(page, "en")
    assert "doctor: ride on demand 30 min 90.0 % 66.7 %" in text
    assert "ride on demand 75% 0% 0.22" in text


def test_the_map_has_each_place_once_for_all_languages(page: str, its: AccessSeries) -> None:
    data = told(page, "access")
    assert data["names"] == ["Near & Co", "Middling", "Far"] and data["people"] == [60, 30, 10]
    of = data["values"]["doctor on_demand"]
    assert list(base64.b64decode(of["time"])) == [10, 30, UNKNOWN]
    assert list(base64.b64decode(of["offered"])) == [100, 75, 0]
    assert list(base64.b64decode(of["guarantee"])) == [100, 75, 0]
    assert list(base64.b64decode(of["offered_by_hour"])) == [100, 100, 0, 100, 50, 0]
    assert (of["centres"], of["centre"]) == (["Town"], [0, 0, -1])
    assert data["values"]["doctor car"]["time_by_hour"] == ""  # as all day


def test_charts_have_intervals_and_say_never(page: str) -> None:
    charts = told(page, "charts")["en"]
    assert set(charts) == {"within-doctor", "classes-doctor", "hours-doctor", "unlike-doctor"}
    on_demand = charts["within-doctor"]["data"][0]
    assert on_demand["x"] == [0, 15, 30, 45, 60, 90]
    assert on_demand["y"] == [0, 60, 75, 82.5, 82.5, 82.5]
    assert on_demand["error_y"]["visible"] and not charts["within-doctor"]["data"][1]["error_y"]["visible"]
    assert charts["hours-doctor"]["data"][0]["y"] == [90, 75]
    line = charts["unlike-doctor"]["data"][0]
    assert (line["x"], line["y"]) == ([0, 10, 40, 100], [0, 0, 20, 100])
    never = charts["classes-doctor"]["data"][-1]
    assert (never["name"], never["x"][-1]) == ("mostly never", 10)  # on demand, which stands at the top


def test_places_without_people_count_alike_and_that_is_said(tmp_path: Path) -> None:
    folder = write_study(tmp_path, CELLS.assign(inhabitants=np.nan), days=1)
    its = read_access(folder)
    assert its.people.tolist() == [1, 1, 1]
    text = write_access_page(folder).read_text(encoding="utf-8")
    assert "each place counts alike" in text and "±" not in main_of(text, "en").split("What these numbers mean")[0]


def test_a_study_without_services_tells_of_cars_only(tmp_path: Path) -> None:
    folder = write_study(tmp_path)
    for name in ("access_cells", "access_cell_hours", "access_hours", "access_figures"):
        table = pd.read_parquet(folder / f"{name}.parquet")
        table[table["means"].isin(["car", "best"])].to_parquet(folder / f"{name}.parquet", index=False)
    text = main_of(write_access_page(folder).read_text(encoding="utf-8"), "en")
    assert "only ways by car are told" in text and "tries" not in text.split("In figures")[0]


def test_report_writes_page_and_pictures(folder: Path) -> None:
    result = CliRunner().invoke(app, ["report", str(folder), "--page", "access"])
    assert result.exit_code == 0 and result.output.endswith("access.html\n")
    assert {"access_times.png", "access_offered.png"} <= {path.name for path in folder.iterdir()}


def test_what_is_no_study_is_told(tmp_path: Path, folder: Path) -> None:
    with pytest.raises(ResultError, match=r"no study of access \(access.json is missing\); expected that of"):
        write_access_page(tmp_path)
    (tmp_path / "access.json").write_text("[]", encoding="utf-8")
    with pytest.raises(ResultError, match=r"access_cells.parquet is missing"):
        read_access(tmp_path)
    for name in ("access_cells", "access_cell_hours", "access_hours", "access_figures"):
        (tmp_path / f"{name}.parquet").write_bytes((folder / f"{name}.parquet").read_bytes())
    with pytest.raises(ResultError, match=r"access.json: does not tell of a study of access"):
        read_access(tmp_path)
    (tmp_path / "access_hours.parquet").write_bytes(b"nothing")
    with pytest.raises(ResultError, match="cannot be read as a study of access"):
        read_access(tmp_path)
    pd.DataFrame({"kind": ["doctor"]}).to_parquet(tmp_path / "access_hours.parquet")
    with pytest.raises(ResultError, match=r"access_hours.parquet: no column means; elbe-drt access of this version"):
        read_access(tmp_path)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_placeholder_is_left(page: str, language: str) -> None:
    assert "%(" not in main_of(page, language)
    assert Language(language)._("What can be reached") in page
