"""Stations and charging sites that are out: by hand on a line of buses, and as disruptions of bundled scenarios."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from simulator.experiments.executors import ThisProcess
from simulator.experiments.variants import Variant, of_days
from simulator.experiments.weak.points import OUT_DTYPES, POINT_DTYPES, most_used, outage, points_of, put_out
from simulator.report.page.language import MISSING, Language
from simulator.report.page.links_points import pair_of, points_on_map, points_table
from simulator.scenario.loader import load_scenario
from tests.timetable.days import write_day


@pytest.fixture(scope="module")
def tried(tmp_path_factory: pytest.TempPathFactory) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return what two use who ride from A to C, and one from C to E, and what it does without B, and without E."""
    folder = tmp_path_factory.mktemp("points")
    path = write_day(folder / "day", [{"from": 0, "to": 10_000, "at": "08:00"}] * 2 + [
        {"from": 10_000, "to": 15_400, "at": "08:25", "by": "08:50"}])  # fmt: skip
    points = points_of(load_scenario(path), 1)
    chosen = points[points["name"].isin(["B-Dorf", "E-Dorf"])].reset_index(drop=True)
    (folder / "runs").mkdir()
    base = Variant(str(path))
    return points, put_out(base, chosen, 2, folder / "runs", ThisProcess(), lambda _done, _all: None)


def test_used_is_where_anybody_comes_through(tried: tuple[pd.DataFrame, pd.DataFrame]) -> None:
    points = tried[0]
    assert list(points) == list(POINT_DTYPES)
    assert points[["name", "use"]].to_numpy().tolist() == [
        ["C-Dorf", 3], ["A-Dorf", 2], ["B-Dorf", 2], ["D-Dorf", 1], ["E-Dorf", 1],
    ]  # fmt: skip
    assert most_used(points, 2)["name"].tolist() == ["C-Dorf", "A-Dorf"]


def test_what_a_station_costs_that_is_out(tried: tuple[pd.DataFrame, pd.DataFrame]) -> None:
    """All buses from A to C come through B: both are refused, and count as two hours of wait, which counts twice.

    Undisturbed they ride for 20 minutes, at once; nobody knows a direct drive here. Each of three requests has a third
    of the harm. Without E the third gets off at D and walks 400 m, at 4.5 km/h: 320 s, that count twice, instead of a
    minute more by bus.
    """
    points, without = tried
    found = {name: without[without["point"] == point].set_index("figure")["value"]
             for point, name in zip(points["point"], points["name"], strict=True)}  # fmt: skip
    assert found["B-Dorf"]["lost_share"] == 2 / 3
    assert found["B-Dorf"]["longer_min"] == 0
    assert found["B-Dorf"]["harm_min"] == pytest.approx(2 * (2 * 120 - 20) / 3, abs=1e-4)
    assert found["E-Dorf"]["lost_share"] == 0
    assert (
        found["E-Dorf"]["harm_min"] == found["E-Dorf"]["longer_min"] == pytest.approx((2 * 320 / 60 - 1) / 3, abs=1e-4)
    )
    assert found["E-Dorf"]["vanished"] == 0 == without["half_width"].max()


def test_sites_are_out_as_power_or_fuel() -> None:
    for name, kind, site in (("electric", "charger", (11.7490, 52.9990)), ("hydrogen", "hydrogen pump", None)):
        base = Variant(f"prignitz/{name}")
        lon, lat = site or (base.load().energy.sites[0].lon, base.load().energy.sites[0].lat)
        point = {"kind": kind, "service": "", "name": "it", "lon": lon, "lat": lat}
        (its,) = base.having("disruptions", [outage(point, 1)]).load().disruptions
        assert (its.kind, its.share) == ("power" if name == "electric" else "fuel", 0)  # type: ignore[attr-defined]


def test_no_stations_and_no_sites(tmp_path: Path) -> None:
    points = points_of(load_scenario("tiny/line"), 1)
    assert points.empty
    without = put_out(Variant("tiny/line"), points, 2, tmp_path, ThisProcess(), lambda _done, _all: None)
    assert list(without) == list(OUT_DTYPES) and without.empty
    assert points_table(points, without, Language("de")).rows[0][0] == "keine"


def test_the_page_has_the_most_harmful_first(tried: tuple[pd.DataFrame, pd.DataFrame]) -> None:
    rows = points_table(*tried, Language("en")).rows
    assert [row[:2] for row in rows] == [["B-Dorf", "stop or station"], ["E-Dorf", "stop or station"]]
    assert rows[0][3] == "146.67 ± 0.00"
    (stations,) = points_on_map(*tried, Language("de"))
    assert stations["name"] == "Haltestellen, nach Schaden"


def test_the_served_share_is_that_of_all_services_where_there_are_several() -> None:
    one, several = {"service_rate": 0.5}, {"service_rate": None, "common_service_rate": 0.75}
    assert of_days([one, several], "service_rate").tolist() == [0.5, 0.75]
    assert pair_of(float("nan"), float("nan"), Language("en"), 1, 1.0) == MISSING
