"""Key figures of groups of requests, of days worked out by hand."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from simulator.analysis.counted import EVER, Window
from simulator.analysis.groups import GROUPINGS, UNKNOWN, Grouped, Metric, groups_of
from simulator.analysis.kpis.by_group import HALF_KPIS, figure_of_group, half_kpis, kpis_by_group
from simulator.analysis.kpis.definitions import RIDER_KPIS
from simulator.analysis.kpis.rider_figures import rider_kpis_of
from simulator.analysis.tables import ResultTables, build_tables
from simulator.days import LocalClock
from tests.analysis import busy_day

# ada, bob, cleo, eve, fin and ida want to leave at most 400 s after they asked, as do the 91 who are refused; gus
# exactly 15 minutes later, hal, dan and jon later still.
AT_ONCE = {
    "requests@booked=at_once": 6 + 136,
    "served@booked=at_once": 5,
    "service_rate@booked=at_once": 5 / 142,
    # waits in order: 180, 190, 420, 890, 900
    "wait_mean_s@booked=at_once": (180 + 190 + 420 + 890 + 900) / 5,
    "wait_median_s@booked=at_once": 420,
    "wait_p95_s@booked=at_once": 890 + 0.8 * 10,
    # boardings against the time told: -340, 0, 0, 20, 660
    "told_within_5_min_share@booked=at_once": 3 / 5,
    "told_within_10_min_share@booked=at_once": 4 / 5,
}
AHEAD = {
    "requests@booked=ahead": 4,
    "served@booked=ahead": 1,
    "service_rate@booked=ahead": 1 / 4,
    "wait_mean_s@booked=ahead": 600,
    "wait_median_s@booked=ahead": 600,
    "wait_p95_s@booked=ahead": 600,
    "told_within_5_min_share@booked=ahead": 0,
    "told_within_10_min_share@booked=ahead": 1,
}


@pytest.fixture(scope="module")
def busy() -> ResultTables:
    day = busy_day.events(), busy_day.requests_input(), busy_day.vehicles_input(), busy_day.facilities()
    return build_tables(*day)


def test_both_halves_of_the_busy_day(busy: ResultTables) -> None:
    found = half_kpis(busy)
    assert set(found) == set(HALF_KPIS) == {*AT_ONCE, *AHEAD}
    assert found == pytest.approx(AT_ONCE | AHEAD, abs=1e-6)


def test_who_is_served_neither_way_has_no_wait(busy: ResultTables) -> None:
    nobody = half_kpis(ResultTables(**{**vars(busy), "requests": busy.requests.iloc[:0]}))
    assert nobody["requests@booked=ahead"] == 0
    assert nobody["service_rate@booked=ahead"] is nobody["wait_median_s@booked=at_once"] is None


def test_every_grouping_takes_each_request_once_and_all_figures_add_up(busy: ResultTables) -> None:
    places = pd.DataFrame({"name": ["West", "East"], "lon": [11.0, 11.2], "lat": [53.0, 53.0]})
    requests = busy.requests.assign(origin_lon=np.linspace(11, 11.2, len(busy.requests)), origin_lat=53.0)
    requests = requests.assign(service="bus", purpose="work", origin_territory="county")
    tables = ResultTables(**{**vars(busy), "requests": requests})
    table = kpis_by_group(tables, {}, Grouped(places=places))
    whole = rider_kpis_of(tables)
    for grouping in GROUPINGS:
        rows = table[table["grouping"] == grouping]
        for figure in (
            "requests",
            "served",
            "riders",
            "rejected",
            "cancelled",
            "no_shows",
            "pooled",
            "promises_broken",
        ):
            assert rows.loc[rows["figure"] == figure, "value"].sum() == whole[figure], (grouping, figure)
        assert (
            rows.loc[rows["figure"] == "requests", "value"] == rows.loc[rows["figure"] == "requests", "requests"]
        ).all()
    assert set(table["figure"]) == set(RIDER_KPIS)


def test_groups_begin_where_they_say() -> None:
    ahead_s = [-5, 0, 899, 900, 3599, 3600, 14_399, 14_400, 86_399, 86_400]
    direct_m = [0, 1999, 2000, 4999, 5000, 9999, 10_000, 19_999, 20_000, pd.NA]
    requests = pd.DataFrame(
        {
            "submitted_s": 1000,
            "earliest_departure_s": [1000 + ahead for ahead in ahead_s],
            "desired_departure_s": [0, 3599, 3600, 86_399, 86_400, 90_000, 7200, 7200, 7200, 7200],
            "direct_m": pd.array(direct_m, dtype="Int64"),
            "wheelchairs": [0, 1, 2, *[0] * 7],
        }
    )

    def sizes(grouping: str, more: Grouped = Grouped()) -> dict[str, list[int]]:  # noqa: B008  immutable
        return {name: rows.tolist() for name, rows in groups_of(requests, grouping, more).items()}

    assert sizes("booked") == {"at_once": [0, 1, 2], "ahead": [3, 4, 5, 6, 7, 8, 9]}
    assert sizes("lead_time") == {
        "under_15_min": [0, 1, 2], "15_to_60_min": [3, 4], "1_to_4_h": [5, 6], "4_to_24_h": [7, 8], "over_24_h": [9],
    }  # fmt: skip
    assert sizes("distance") == {
        "under_2_km": [0, 1], "2_to_5_km": [2, 3], "5_to_10_km": [4, 5], "10_to_20_km": [6, 7], "over_20_km": [8],
        UNKNOWN: [9],
    }  # fmt: skip
    assert sizes("wheelchair") == {"with": [1, 2], "without": [0, *range(3, 10)]}
    assert sizes("hour") == {"00": [0, 1, 4], "01": [2, 5], "02": [6, 7, 8, 9], "23": [3]}
    put_back = LocalClock((7000,), (0, -3600))
    assert sizes("hour", Grouped(put_back)) == {"00": [0, 1, 5], "01": [2, 6, 7, 8, 9], "22": [3], "23": [4]}
    days = {0: Window(EVER.from_s, 4600), 1: Window(4600, 15_400), 2: Window(15_400, EVER.until_s)}
    assert sizes("day", Grouped(days=days)) == {"0": [0, 1, 2, 3, 4], "1": [5, 6], "2": [7, 8, 9]}
    assert sizes("day") == {"0": [*range(10)]}
    assert sizes("place") == sizes("service") == {}


def test_the_nearest_place_counts() -> None:
    """At 53 degrees north 0.08 degrees of longitude are nearer than 0.06 of latitude."""
    nan = float("nan")
    places = pd.DataFrame({"name": ["East", "North"], "lon": [11.08, 11.0], "lat": [53.0, 53.06]})
    requests = pd.DataFrame({"origin_lon": [11.0, 11.0, nan, 11.2], "origin_lat": [53.0, 53.02, 53.0, 53.0]})
    found = groups_of(requests, "place", Grouped(places=places))
    assert {name: rows.tolist() for name, rows in found.items()} == {"East": [0, 3], "North": [1]}
    assert not groups_of(requests.iloc[2:3], "place", Grouped(places=places))


def test_metrics_of_groups_are_read_and_written() -> None:
    metric = Metric.parse("bus.west.wait_median_s@place=Groß Lüben = Süd, Dorf")
    assert metric == ("bus.west", "wait_median_s", "place", "Groß Lüben = Süd, Dorf")
    assert str(metric) == "bus.west.wait_median_s@place=Groß Lüben = Süd, Dorf"
    assert str(Metric.parse("served@hour=07")) == "served@hour=07"
    assert Metric.parse("served") is None


def test_one_figure_of_one_group(busy: ResultTables) -> None:
    def figure(text: str) -> float | int | None:
        metric = Metric.parse(text)
        assert metric is not None
        return figure_of_group(busy, {"bus": busy}, Grouped(), metric)

    assert figure("wait_median_s@wheelchair=with") == 600  # dan
    assert figure("bus.wait_median_s@wheelchair=with") == 600
    assert figure("van.wait_median_s@wheelchair=with") is None
    assert figure("served@class=nobody") is None
    assert figure("riders_served@distance=2_to_5_km") == 1 + 2 + 1 + 1 + 3 + 1
