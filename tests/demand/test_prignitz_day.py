"""The synthetic day of the Prignitz scenario, looked at as a transport researcher would."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from simulator.demand.places import Places, read_attractors, read_localities
from simulator.demand.synthesis import ROAD_BY_BEELINE, synthesise
from simulator.network.graph import METRES_PER_DEGREE
from tests.demand.worlds import HOURS, config_of
from tests.reference_data import reference_data

SCENARIO = Path(__file__).resolve().parents[2] / "scenarios" / "prignitz"
MANY = 20_000


@pytest.fixture(scope="module")
def places() -> tuple[Places, Places]:
    homes = read_localities(SCENARIO / "localities.csv")
    return homes, read_attractors(SCENARIO / "stops.csv", {"county": ("12070",)}, homes)


@pytest.fixture(scope="module")
def day(places) -> pd.DataFrame:
    return synthesise(config_of(requests_per_day=MANY, scatter_m=150), *places, {"adult": 1.0}, HOURS, 1)


def road_km(day: pd.DataFrame) -> np.ndarray:
    east = (day["destination_lon"] - day["origin_lon"]) * np.cos(np.radians(day["origin_lat"]))
    return (
        np.hypot(east, day["destination_lat"] - day["origin_lat"]) * METRES_PER_DEGREE / 1000 * ROAD_BY_BEELINE
    ).to_numpy()


def test_trip_lengths_are_near_those_of_the_survey(day):
    bands = config_of().distance_bands
    wanted = np.array([band.share * band.drt_share for band in bands])
    edges = [0.0, *(np.inf if band.to_km is None else band.to_km for band in bands)]
    assert np.histogram(road_km(day), edges)[0] / MANY == pytest.approx(wanted / wanted.sum(), abs=0.025)


def test_the_bands_are_those_of_the_survey():
    path = reference_data("region", "demand", "mid2017_lausitz_mode_share.csv")
    table = pd.read_csv(path).pivot_table(index="dist_group", columns="main_mode", values="share", sort=False)
    for band, row in zip(config_of().distance_bands, table.itertuples(), strict=True):
        total = row.bike + row.car + row.pt + row.ride + row.walk
        assert band.share == pytest.approx(total, abs=0.0011)
        assert band.drt_share == pytest.approx(1 - (row.walk + row.bike) / total, abs=0.002)


def test_few_trips_are_longer_than_from_one_end_of_the_county_to_the_other(day):
    assert (road_km(day) > 50).mean() < 0.01


def test_the_three_towns_attract_more_people_than_live_in_them(places):
    homes, stops = places
    day = synthesise(config_of(requests_per_day=MANY), homes, stops, {"adult": 1.0}, HOURS, 1)
    table = pd.read_csv(SCENARIO / "stops.csv", dtype={"municipality": str})
    towns = table[table["municipality"].isin(["12070424", "12070296", "12070316"])]
    in_towns = set(zip(towns["lon"].round(6), towns["lat"].round(6), strict=True))
    out = day[day["purpose"] != "home"]
    ends = zip(out["destination_lon"].round(6), out["destination_lat"].round(6), strict=True)
    assert np.mean([end in in_towns for end in ends]) > 0.535
