"""The chapter about unmet needs, in both languages, of the family of ``test_unmet_needs`` many times over."""

from __future__ import annotations

from types import SimpleNamespace

import pandas as pd

from simulator.analysis.kpis.latent_demand import latent_kpis
from simulator.analysis.series.unmet import Unmet
from simulator.report.page.language import Language
from simulator.report.page.unmet import UnmetBlock, unmet_block
from tests.analysis import test_latent_demand, test_unmet_needs
from tests.report.test_who_asks import plain

TIMES = 30  # as many families, so that there is something to tell


def block(code: str, latent: pd.DataFrame | None, **more: object) -> UnmetBlock:
    needs = test_unmet_needs.table()
    counts = [name for name in needs if needs[name].dtype == "int64"]
    its = Unmet(needs.assign(**{name: needs[name] * TIMES for name in counts}), latent, 3600, **more)  # type: ignore[arg-type]
    kpis = {} if latent is None else latent_kpis(latent)
    told = unmet_block(SimpleNamespace(people=SimpleNamespace(unmet=its), kpis=kpis), Language(code))  # type: ignore[arg-type]
    assert told is not None
    return told


def test_says_how_much_is_out_of_reach() -> None:
    said = [plain(one) for one in block("en", None).sentences]
    assert said[0] == (
        "120 times a day somebody has something to do at a place in the area. 90 times (75%) they do not get there "
        "within 60 minutes on foot or by bus and train, from door to door and when they need to; counting the way "
        "back, it is 100%."
    )
    assert said[1].startswith("If who has a bike rides it, 25% are left")
    assert plain(block("de", None, days=2).sentences[0]).startswith("60-mal am Tag hat jemand")


def test_shows_places_with_what_is_unmet_in_colours_and_tables() -> None:
    its = block("de", None)
    (trace,) = its.chart.traces
    assert trace["text"] == [
        "Hof: 60 Menschen; 75\u202f% ihrer Anlässe nicht erreicht, 25\u202f% mit Fahrten auf Bestellung"
    ]
    worst, purposes, classes = its.tables
    assert [plain(cell) for cell in worst.rows[0]] == [
        "Hof",
        "90",
        "60",
        "75 %",
        "75 %",
        "25 %",
        "25 %",
        "100 %",
        "75 %",
    ]
    assert [row[0] for row in purposes.rows] == ["Bringen und Holen", "Schule", "Einkauf", "Arbeit"]
    assert [row[1:3] for row in classes.rows] == [["30", "0"], ["30", "30"], ["30", "30"]]
    assert its.of_rides == []


def test_few_people_are_not_told_apart() -> None:
    its = block("en", test_latent_demand.table())
    assert its.of_rides[0].rows[1][1:] == ["under 10", "under 10", "40%", "under 10", "under 10", "under 10"]
    assert plain(its.said_of_rides[0]).startswith("If rides on demand came at once")
    assert "44%" in plain(its.said_of_rides[0])


def test_nothing_where_nothing_is_known() -> None:
    run = SimpleNamespace(people=None, kpis={})
    assert unmet_block(run, Language("en")) is None  # type: ignore[arg-type]
