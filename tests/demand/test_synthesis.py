from __future__ import annotations

from itertools import pairwise
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from simulator.demand.draws import by_weight
from simulator.demand.places import Places
from simulator.demand.purposes import WEEKDAY
from simulator.demand.streams import stream
from simulator.demand.synthesis import DECAY_M, ROAD_BY_BEELINE, SHORTEST_M, Config, _other_ends, synthesise
from simulator.network.graph import METRES_PER_DEGREE
from simulator.tables import DEMAND_DTYPES, NO_NODE, NO_TIME
from tests.demand.worlds import HOURS, config_of, grid

HOMES = grid(12, 4.0)
AWAY = grid(60, 0.8, shift_km=0.5)  # so dense and wide that every home has a place in every band
MANY = 20_000


def day(seed: int = 1, hours: tuple[int, int] = HOURS, classes=None, **changes) -> pd.DataFrame:
    return synthesise(config_of(**changes), HOMES, AWAY, classes or {"adult": 1.0}, hours, seed)


def road_km(table: pd.DataFrame) -> np.ndarray:
    east = (table["destination_lon"] - table["origin_lon"]) * np.cos(np.radians(table["origin_lat"]))
    north = table["destination_lat"] - table["origin_lat"]
    return (ROAD_BY_BEELINE * np.hypot(east, north) * METRES_PER_DEGREE / 1000).to_numpy()


@pytest.fixture(scope="module")
def many() -> pd.DataFrame:
    return day(requests_per_day=MANY, arrive_by_share=0.3)


# ---- properties of any day


@settings(max_examples=25)
@given(
    seed=st.integers(0, 2**32),
    count=st.integers(0, 60),
    start=st.integers(0, 20),
    length=st.integers(1, 4),
    prebooked=st.floats(0, 1),
    scatter=st.floats(0, 1000),
    arrive_by=st.floats(0, 1),
)
def test_every_request_can_be_used(seed, count, start, length, prebooked, scatter, arrive_by):
    hours = (start * 3600 + 900, (start + length) * 3600 - 900)
    changes = {"prebooked_share": prebooked, "scatter_m": scatter, "arrive_by_share": arrive_by}
    table = day(seed, hours, requests_per_day=count, **changes)
    assert table.dtypes.astype(str).to_dict() == DEMAND_DTYPES
    assert len(table) == count == table["request_id"].nunique()
    assert table["submitted_s"].is_monotonic_increasing
    assert (table["submitted_s"] <= table["earliest_departure_s"]).all()
    assert table["earliest_departure_s"].between(hours[0], hours[1]).all()
    bound = table["latest_arrival_s"] != NO_TIME
    assert (table["latest_arrival_s"] > table["earliest_departure_s"])[bound].all()
    assert (table["wheelchairs"] <= table["party_size"]).all()
    assert (table["party_size"] >= 1).all()
    assert (table[["origin_node", "destination_node"]] == NO_NODE).all(axis=None)
    assert np.isfinite(table[["origin_lon", "origin_lat", "destination_lon", "destination_lat"]]).all(axis=None)


def test_same_seed_same_day():
    pd.testing.assert_frame_equal(day(7), day(7))


def test_another_seed_is_another_day():
    assert not day(7)["origin_lon"].equals(day(8)["origin_lon"])


@settings(max_examples=10)
@given(small=st.integers(1, 200), more=st.integers(1, 200), seed=st.integers(0, 1000))
def test_a_larger_day_begins_with_the_smaller_one(small, more, seed):
    changes = {"scatter_m": 150, "arrive_by_share": 0.5}
    few = day(seed, requests_per_day=small, **changes).set_index("request_id")
    all_ = day(seed, requests_per_day=small + more, **changes).set_index("request_id")
    pd.testing.assert_frame_equal(few, all_.loc[few.index])


@pytest.mark.parametrize(
    ("change", "moved"),
    [
        ({"prebooked_share": 0.1}, {"submitted_s"}),
        ({"party_sizes": {2: 1.0}}, {"party_size"}),
        ({"wheelchair_share": 0.5}, {"wheelchairs"}),
        ({"arrive_by_share": 1.0}, {"latest_arrival_s"}),
        ({"classes": {"adult": 1.0, "senior": 1.0}}, {"traveller_class"}),
    ],
    ids=lambda value: next(iter(value)),
)
def test_one_share_changes_one_attribute(change, moved):
    first, second = (day(**c).sort_values("request_id", ignore_index=True) for c in ({}, change))
    different = {name for name in DEMAND_DTYPES if not first[name].equals(second[name])}
    assert different == moved


def test_who_must_be_somewhere_in_time_leaves_room_for_the_drive_and_a_slack():
    table = day(arrive_by_share=1.0)
    drive_s = road_km(table) / 40 * 3600  # at 40 km/h
    slack_s = table["latest_arrival_s"] - table["earliest_departure_s"] - drive_s
    assert slack_s.to_numpy() == pytest.approx(45 * 60, abs=1.5)


def test_scatter_moves_places_by_no_more_than_its_radius():
    still, moved = (day(scatter_m=s).sort_values("request_id", ignore_index=True) for s in (0, 150))
    for end in ("origin", "destination"):
        east = (still[f"{end}_lon"] - moved[f"{end}_lon"]) * np.cos(np.radians(still[f"{end}_lat"]))
        metres = np.hypot(east, still[f"{end}_lat"] - moved[f"{end}_lat"]) * METRES_PER_DEGREE
        assert 0 < metres.mean() < metres.max() < 150.5  # half a metre: rounding to 6 decimals


# ---- distributions, at sizes where four standard errors are small


def four_errors(share: float) -> float:
    return 4 * float(np.sqrt(share * (1 - share) / MANY)) + 1e-9


def test_trip_lengths_are_those_of_the_survey_without_walking_and_cycling(many):
    bands = config_of().distance_bands
    wanted = np.array([band.share * band.drt_share for band in bands])
    edges = [0.0, *(np.inf if band.to_km is None else band.to_km for band in bands)]
    found = np.histogram(road_km(many), edges)[0] / MANY
    for share, expected in zip(found, wanted / wanted.sum(), strict=True):
        # the rounding of places moves a few trips over a limit
        assert share == pytest.approx(expected, abs=four_errors(expected) + 0.003)


def test_purposes_and_hours_are_those_of_the_table_inside_the_service_hours(many):
    table = {name: np.array(row, dtype=float) for name, row in WEEKDAY.items()}
    out = sum(row.sum() for name, row in table.items() if name != "home")
    weights = {name: row[5:22] / (row.sum() if name == "home" else out) for name, row in table.items()}
    total = sum(row.sum() for row in weights.values())
    for name, row in weights.items():
        mine = many[many["purpose"] == name]
        assert len(mine) / MANY == pytest.approx(row.sum() / total, abs=four_errors(row.sum() / total))
        found = np.bincount(mine["earliest_departure_s"] // 3600, minlength=24)[5:22] / MANY
        for share, expected in zip(found, row / total, strict=True):
            assert share == pytest.approx(expected, abs=four_errors(expected) + 1e-4)


def test_shares_of_parties_wheelchairs_and_bookings(many):
    assert many["party_size"].mean() == pytest.approx(1.1, abs=0.015)
    assert many["wheelchairs"].mean() == pytest.approx(0.01, abs=four_errors(0.01))
    assert (many["latest_arrival_s"] != NO_TIME).mean() == pytest.approx(0.3, abs=four_errors(0.3))
    prebooked = many["submitted_s"] < many["earliest_departure_s"]
    assert prebooked.mean() == pytest.approx(0.6, abs=four_errors(0.6))


def test_lead_times_lie_between_their_limits_and_around_their_median(many):
    lead = many["earliest_departure_s"] - many["submitted_s"]
    ahead = lead[lead > 0]
    assert ahead.min() == 900
    assert lead.max() == 86_400
    assert ahead.median() == pytest.approx(7200, rel=0.03)
    assert (many["submitted_s"] < 0).any()  # on the day before


def test_homes_are_drawn_by_population():
    homes = grid(2, 4.0)
    homes.weight[:] = (1, 2, 3, 4)
    table = synthesise(config_of(requests_per_day=MANY), homes, AWAY, {"adult": 1.0}, HOURS, 1)
    out = table[table["purpose"] != "home"]
    for lon, lat, weight in zip(homes.lon, homes.lat, homes.weight, strict=True):
        share = (np.isclose(out["origin_lon"], lon, atol=1e-6) & np.isclose(out["origin_lat"], lat, atol=1e-6)).mean()
        assert share == pytest.approx(weight / 10, abs=0.02)


def test_ways_home_end_at_homes():
    table = day(requests_per_day=500)
    back = table[table["purpose"] == "home"]
    nearest = np.abs(back["destination_lat"].to_numpy()[:, None] - HOMES.lat).min(axis=1)
    assert len(back) > 100
    assert nearest.max() < 1e-6


def test_nobody_goes_where_nothing_attracts():
    away = grid(60, 0.8, shift_km=0.5)
    away.weight[away.lat > 53.1] = 0
    table = synthesise(config_of(), HOMES, away, {"adult": 1.0}, HOURS, 1)
    out = table[table["purpose"] != "home"]
    assert (out["destination_lat"] <= 53.1).all()


def test_own_purposes_replace_the_built_in_ones():
    at_eight = tuple(1.0 if hour == 8 else 0.0 for hour in range(24))
    table = day(purposes={"clinic": SimpleNamespace(share=1.0, departures=at_eight)})
    assert set(table["purpose"]) == {"clinic"}
    assert (table["earliest_departure_s"] // 3600 == 8).all()


# ---- known defects: each of these tests says what should hold


def test_departures_after_midnight_lie_inside_the_service_hours():
    hours = (25 * 3600, 26 * 3600)
    assert day(hours=hours)["earliest_departure_s"].between(*hours).all()


def test_nobody_travels_to_where_he_is():
    table = synthesise(config_of(), HOMES, HOMES, {"adult": 1.0}, HOURS, 1)
    assert road_km(table).min() > 0


def test_as_many_come_home_as_leave(many):
    assert (many["purpose"] == "home").mean() == pytest.approx(0.5, abs=0.02)


def test_a_band_without_places_does_not_swell_the_shortest_one():
    sparse = grid(20, 3.0, shift_km=0.4)  # as if most had a place within 1 km, nobody between 1 and 2 km
    homes = grid(10, 6.0)
    table = synthesise(config_of(requests_per_day=MANY), homes, sparse, {"adult": 1.0}, HOURS, 1)
    assert (road_km(table) < 1).mean() == pytest.approx(0.0758, abs=0.01)


@pytest.mark.parametrize("seed", range(12))
def test_other_ends_are_those_drawn_one_by_one(seed: int) -> None:
    random = np.random.default_rng(seed)

    def places(count: int, spread: float) -> Places:
        lon, lat = 12 + spread * random.random(count), 53 + spread * random.random(count)
        return Places(lon, lat, random.choice([0.0, 1.0, 30.0], count) + (random.random(count) < 0.5))

    homes, away = (
        places(int(random.integers(1, 9)), 0.4),
        places(int(random.integers(1, 40)), random.choice([0.002, 0.5])),
    )
    away.weight[0] += 1
    config = config_of(requests_per_day=int(random.integers(0, 200)))
    home = random.integers(0, len(homes.lon), config.requests_per_day)
    drawn = _other_ends(config, homes, away, home, seed)
    assert drawn.tolist() == [one_other_end(config, homes, away, home, seed, request) for request in range(len(home))]


def one_other_end(config: Config, homes: Places, away: Places, home: NDArray[np.int64], seed: int, request: int) -> int:
    """Draw the other end of one request: within its band, or the one nearest to it that has any place."""
    limits = [1000 * band.to_km for band in config.distance_bands if band.to_km is not None]
    edges = [0.0, *limits, 2 * limits[-1] if limits else 1.0]
    middles = [(low + high) / 2 for low, high in pairwise(edges)]
    wanted = np.array([band.share * band.drt_share for band in config.distance_bands])
    band = int(by_weight(stream(seed, "distance band"), wanted, len(home))[request])
    lon, lat = homes.lon[home[request]], homes.lat[home[request]]
    east_m = (away.lon - lon) * METRES_PER_DEGREE * np.cos(np.radians(lat))
    metres = ROAD_BY_BEELINE * np.hypot(east_m, (away.lat - lat) * METRES_PER_DEGREE)
    weight = np.where(metres >= SHORTEST_M, away.weight * np.exp(-metres / DECAY_M), 0)
    weight = weight if weight.any() else away.weight
    band_of = [sum(limit < distance for limit in limits) for distance in metres]
    there = sorted({number for number, share in zip(band_of, weight, strict=True) if share > 0})
    nearest = min(there, key=lambda number: abs(np.log(middles[number] / middles[band])))
    sums = np.cumsum([share if number == nearest else 0 for number, share in zip(band_of, weight, strict=True)])
    pick = stream(seed, "other end").random(len(home))[request] * sums[-1]
    return min(sum(pick >= total for total in sums), len(sums) - 1)


def test_with_distance_decay_fewer_of_the_longer_trips_are_made():
    """Two bands as likely without it, their middles at 2.5 and 7.5 km: then exp(-0.2 x 5) times as many are long."""
    bands = tuple(SimpleNamespace(to_km=to, share=0.5, drt_share=1.0) for to in (5, 10))
    far = [
        (road_km(day(requests_per_day=MANY, distance_bands=bands, distance_decay_per_km=decay)) > 5).mean()
        for decay in (0.0, 0.2)
    ]
    assert far[0] == pytest.approx(0.5, abs=0.015)
    assert far[1] / (1 - far[1]) == pytest.approx(np.exp(-1), rel=0.06)
