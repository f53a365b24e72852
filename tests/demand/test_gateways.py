"""Requests to places outside of the area and from there: how many, which way, when, and what stays as it was."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from simulator.demand.gateways import OUTSIDE_DTYPES
from simulator.demand.places import Places
from simulator.demand.synthesis import synthesise
from simulator.scenario.gateway_models import GatewayDemand
from simulator.tables import DEMAND_DTYPES, NO_TIME
from tests.demand.worlds import HOURS, config_of, grid

HOMES, AWAY = grid(6, 4.0), grid(20, 0.8, shift_km=0.5)
NAMES, OUTSIDE = ["North", "South"], Places(np.array([12.0, 12.5]), np.array([54.0, 52.0]), np.array([3.0, 1.0]))
PLACES = [{"name": "North", "stops": ["N"], "weight": 3}, {"name": "South", "stops": ["S"]}]
MANY = 20_000


def day(gateways: dict[str, object] | None, seed: int = 1, hours: tuple[int, int] = HOURS, **changes) -> pd.DataFrame:
    told = None if gateways is None else GatewayDemand.model_validate({"places": PLACES} | gateways)
    outside = None if told is None else (NAMES, OUTSIDE)
    config = config_of(gateways=told, **{"requests_per_day": MANY} | changes)
    return synthesise(config, HOMES, AWAY, {"adult": 1.0}, hours, seed, outside)


@pytest.fixture(scope="module")
def many() -> pd.DataFrame:
    return day({"share": 0.2, "homes_outside": 0.25})


def test_of_a_share_one_end_is_outside_where_that_lies(many: pd.DataFrame) -> None:
    assert many.dtypes.astype(str).to_dict() == {**DEMAND_DTYPES, **OUTSIDE_DTYPES}
    begins, ends = many["origin_gateway"] != "", many["destination_gateway"] != ""
    assert not (begins & ends).any()
    assert (begins | ends).mean() == pytest.approx(0.2, abs=0.01)
    for end, there in (("origin", begins), ("destination", ends)):
        at = many.loc[there, [f"{end}_gateway", f"{end}_lon", f"{end}_lat"]].drop_duplicates()
        assert sorted(at.to_numpy().tolist()) == [["North", 12.0, 54.0], ["South", 12.5, 52.0]]
        assert (many.loc[~there, f"{end}_lat"]).between(52.99, 53.5).all()
    names = many.loc[begins, "origin_gateway"].tolist() + many.loc[ends, "destination_gateway"].tolist()
    assert names.count("North") / len(names) == pytest.approx(0.75, abs=0.02)


def test_who_lives_here_leaves_in_the_morning_and_who_lives_there_comes(many: pd.DataFrame) -> None:
    outside = many[(many["origin_gateway"] != "") | (many["destination_gateway"] != "")]
    hour, leaves = outside["earliest_departure_s"] // 3600, outside["destination_gateway"] != ""
    out = outside["purpose"] == "work"
    assert set(outside.loc[~out, "purpose"]) == {"home"}
    assert out.mean() == pytest.approx(0.5, abs=0.03)
    assert leaves[out].mean() == pytest.approx(0.75, abs=0.03)
    assert leaves[~out].mean() == pytest.approx(0.25, abs=0.03)
    assert hour[out].median() in (6, 7, 8) and hour[~out].median() in (15, 16, 17)
    homes = set(zip(HOMES.lon.round(6), HOMES.lat.round(6), strict=True))
    at = outside[out & leaves]
    assert set(zip(at["origin_lon"], at["origin_lat"], strict=True)) <= homes  # scatter is 0
    visited = outside[out & ~leaves]
    assert not set(zip(visited["destination_lon"], visited["destination_lat"], strict=True)) & homes


def test_nobody_else_is_another(many: pd.DataFrame) -> None:
    alone, part = day(None).set_index("request_id"), many.set_index("request_id").loc[day(None)["request_id"]]
    inside = (part["origin_gateway"] == "") & (part["destination_gateway"] == "")
    pd.testing.assert_frame_equal(alone[inside], part.loc[inside, alone.columns])
    same = ["party_size", "wheelchairs", "traveller_class"]
    pd.testing.assert_frame_equal(alone[same], part[same])
    few = day({"share": 0.1, "homes_outside": 0.25}).set_index("request_id").loc[part.index]
    kept = (few["origin_gateway"] != "") | (few["destination_gateway"] != "")
    pd.testing.assert_frame_equal(few[kept], part[kept])  # of a smaller share all are of the larger one
    first = day({"share": 0.2, "homes_outside": 0.25}, requests_per_day=50).set_index("request_id")
    pd.testing.assert_frame_equal(first, part.loc[first.index])


def test_ways_lie_within_the_hours_and_leave_time_to_arrive() -> None:
    table = day({"share": 1}, hours=(6 * 3600 + 900, 7 * 3600), requests_per_day=2000, arrive_by_share=1)
    assert table["earliest_departure_s"].between(6 * 3600 + 900, 7 * 3600).all()
    assert (table["latest_arrival_s"] > table["earliest_departure_s"] + 45 * 60).all()
    assert (day({"share": 1}, requests_per_day=10)["latest_arrival_s"] == NO_TIME).all()
