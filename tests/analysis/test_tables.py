"""The tables of the tiny day, against values worked out by hand."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from simulator.analysis.series.fleet import mean_vehicles
from simulator.analysis.tables import ResultTables, build_tables
from simulator.analysis.vehicles.states import STATES
from simulator.errors import ResultError
from tests.analysis import tiny_day
from tests.analysis.random_day import random_day
from tests.analysis.tiny_day import ANN, BEN, BUS, CEM, DORA, EVA, FAY, VAN


def row(table: pd.DataFrame, number: int) -> dict[str, object]:
    return {name: None if pd.isna(value) else value for name, value in table.iloc[number].items()}


def test_ann_shares_her_ride_with_ben(tiny_tables: ResultTables) -> None:
    ann = row(tiny_tables.requests, ANN)
    assert (ann["status"], ann["vehicle"], ann["attempts"], ann["rejections"]) == ("served", BUS, 1, 0)
    assert (ann["ready_s"], ann["vehicle_arrived_s"], ann["boarded_s"], ann["alighted_s"]) == (160, 220, 220, 670)
    assert (ann["wait_s"], ann["dwell_s"], ann["ride_s"], ann["direct_s"]) == (60, 30, 420, 360)
    assert ann["detour_factor"] == pytest.approx(420 / 360)
    assert ann["journey_s"] == 60 + 60 + 30 + 420
    assert (ann["ride_m"], ann["direct_m"], ann["pooled"], ann["on_time"]) == (6000, 6000, True, True)
    assert (ann["promised_earliest_s"], ann["promised_latest_s"], ann["planned_boarding_s"]) == (160, 760, 220)
    # 360 s on board, 120 of them for two: 360 / (240 + 120 / 2)
    assert ann["sharing_factor"] == pytest.approx(1.2)


def test_ben_turns_the_bus(tiny_tables: ResultTables) -> None:
    ben = row(tiny_tables.requests, BEN)
    assert (ben["wait_s"], ben["ride_s"], ben["detour_factor"], ben["ride_m"]) == (70, 120, 1.0, 2000)
    assert ben["sharing_factor"] == pytest.approx(2.0)


def test_cem_waits_from_his_first_attempt(tiny_tables: ResultTables) -> None:
    cem = row(tiny_tables.requests, CEM)
    assert (cem["status"], cem["attempts"], cem["rejections"], cem["reason"]) == ("served", 2, 1, None)
    assert (cem["submitted_s"], cem["last_submitted_s"], cem["ready_s"], cem["wait_s"]) == (400, 1000, 400, 780)
    assert cem["pooled"] is False or not cem["pooled"]


def test_booking_ahead_does_not_lengthen_the_wait(tiny_tables: ResultTables) -> None:
    dora = row(tiny_tables.requests, DORA)
    assert (dora["submitted_s"], dora["desired_departure_s"], dora["wait_s"]) == (50, 2000, 0)
    assert (dora["vehicle_arrived_s"], dora["ride_s"], dora["pooled"]) == (1860, 300, True)


def test_eva_boards_while_the_doors_are_open(tiny_tables: ResultTables) -> None:
    eva = row(tiny_tables.requests, EVA)
    assert (eva["ready_s"], eva["wait_s"], eva["ride_s"]) == (2060, 0, 330)
    assert eva["detour_factor"] == pytest.approx(1.1)


def test_fay_gives_up(tiny_tables: ResultTables) -> None:
    fay = row(tiny_tables.requests, FAY)
    assert (fay["status"], fay["reason"], fay["fallback"]) == ("rejected", "party_too_large", "other_mode")
    for never in ("wait_s", "ride_s", "detour_factor", "boarded_s", "pooled", "on_time", "journey_s", "accepted_s"):
        assert fay[never] is None


def test_legs(tiny_tables: ResultTables) -> None:
    legs = tiny_tables.legs
    bus = legs[legs["vehicle"] == BUS]
    assert bus["length_m"].tolist() == [2000, 1000, 1000, 2000, 2000, 8000]
    assert bus["riders"].tolist() == [0, 1, 1, 3, 1, 0]
    assert bus["requests"].tolist() == [0, 1, 1, 2, 1, 0]
    assert bus["purpose"].tolist() == ["to_pickup", *["with_riders"] * 4, "to_depot"]
    assert bus["diverted"].tolist() == [False, True, False, False, False, False]
    van = legs[legs["vehicle"] == VAN]
    assert van["purpose"].tolist() == ["to_pickup", "with_riders", "rebalance", "to_pickup", "with_riders"]
    assert van["drive_s"].tolist() == [180, 120, 180, 60, 300]


def test_stops(tiny_tables: ResultTables) -> None:
    stops = tiny_tables.stops
    assert len(stops) == 8
    shared = row(stops[stops["vehicle"] == VAN].reset_index(drop=True), 2)
    assert (shared["node"], shared["arrived_s"], shared["began_s"], shared["ended_s"]) == (5, 1860, 2000, 2120)
    assert (shared["waited_s"], shared["dwell_s"]) == (140, 120)
    assert (shared["requests_boarded"], shared["riders_boarded"], shared["riders_alighted"]) == (2, 2, 0)
    assert stops["riders_boarded"].sum() == stops["riders_alighted"].sum() == 6
    assert shared["riders_after"] == 2


def test_states(tiny_tables: ResultTables) -> None:
    vehicles = tiny_tables.vehicles
    seconds = {state: vehicles[f"{state}_s"].tolist() for state in STATES}
    assert seconds == {
        "driving_with_riders": [360, 420],
        "driving_to_pickup": [120, 240],
        "driving_to_depot": [480, 0],
        "rebalancing": [0, 180],
        "driving_to_charge": [0, 0],
        "at_stop": [120, 300],
        "waiting_with_riders": [0, 0],
        "on_break": [0, 0],
        "charging": [0, 0],
        "idle": [1920, 1860],
    }
    assert vehicles["in_service_s"].tolist() == [3000, 3000]
    bus = tiny_tables.states[tiny_tables.states["vehicle"] == BUS]
    assert (bus["began_s"].iloc[1:].to_numpy() == bus["ended_s"].iloc[:-1].to_numpy()).all()
    # the diversion leaves no seam
    assert ((bus["began_s"] == 250) & (bus["ended_s"] == 370)).any()


def test_mean_vehicles(tiny_tables: ResultTables) -> None:
    states, edges = tiny_tables.states, np.array([0, 1000, 2000, 3000, 4000])
    idle = mean_vehicles(states[states["state"] == "idle"], edges)
    assert idle.tolist() == pytest.approx([(100 + 300 + 1000) / 1000, (300 + 220 + 40 + 220 + 140) / 1000, 1.46, 0])
    assert mean_vehicles(states, edges).tolist() == pytest.approx([2, 2, 2, 0])


def test_vehicles(tiny_tables: ResultTables) -> None:
    vehicles = tiny_tables.vehicles
    assert vehicles["driven_m"].tolist() == [16000, 14000]
    assert vehicles["with_riders_m"].tolist() == [6000, 7000]
    assert vehicles["to_pickup_m"].tolist() == [2000, 4000]
    assert vehicles["to_depot_m"].tolist() == [8000, 0]
    assert vehicles["rebalancing_m"].tolist() == [0, 3000]
    assert vehicles["rider_m"].tolist() == [10000, 12000]
    assert vehicles["requests"].tolist() == [2, 3]
    assert vehicles["riders"].tolist() == [3, 3]
    assert vehicles["legs"].tolist() == [6, 5]
    assert vehicles["visits"].tolist() == [4, 4]
    assert vehicles["energy_kwh"].tolist() == [8.0, 3.5]
    assert vehicles["co2_g"].tolist() == [3200.0, 1400.0]


def test_order_of_input_rows_does_not_matter(tiny_tables: ResultTables) -> None:
    shuffled = build_tables(
        tiny_day.events().iloc[::-1], tiny_day.requests_input().iloc[::-1], tiny_day.vehicles_input().iloc[::-1]
    )
    for name, table in tiny_tables.by_name().items():
        pd.testing.assert_frame_equal(shuffled.by_name()[name], table)


def test_input_tables_stay_as_they_are() -> None:
    inputs = (tiny_day.events(), tiny_day.requests_input(), tiny_day.vehicles_input())
    build_tables(*inputs)
    for before, after in zip(
        (tiny_day.events(), tiny_day.requests_input(), tiny_day.vehicles_input()), inputs, strict=True
    ):
        pd.testing.assert_frame_equal(before, after)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_sums_agree_on_random_days(seed: int) -> None:
    day = random_day(300, 6, seed)
    tables = build_tables(day.events, day.requests_input, day.vehicles_input)
    requests, vehicles, states = tables.requests, tables.vehicles, tables.states
    served = requests[requests["status"] == "served"]
    assert len(served) > 50
    assert vehicles["driven_m"].sum() == tables.legs["length_m"].sum()
    assert vehicles["rider_m"].sum() == (served["ride_m"] * served["party_size"]).sum()
    assert vehicles["riders"].sum() == served["party_size"].sum() == tables.stops["riders_boarded"].sum()
    assert states["duration_s"].sum() == (vehicles["shift_ended_s"] - vehicles["shift_started_s"]).sum()
    assert vehicles[[f"{state}_s" for state in STATES]].sum(axis=1).tolist() == vehicles["in_service_s"].tolist()
    assert (served["detour_factor"] >= 1).all()
    parts = served[["access_walk_s", "wait_s", "dwell_s", "ride_s", "egress_walk_s"]].sum(axis=1)
    assert (served["journey_s"] == parts).all()


def empty(table: pd.DataFrame) -> pd.DataFrame:
    return table.iloc[:0]


def test_a_day_without_anything() -> None:
    tables = build_tables(empty(tiny_day.events()), empty(tiny_day.requests_input()), empty(tiny_day.vehicles_input()))
    assert [len(table) for table in tables.by_name().values()] == [0] * 6


def test_a_log_cut_short_leaves_requests_unfinished() -> None:
    tables = build_tables(tiny_day.events().iloc[:28], tiny_day.requests_input(), tiny_day.vehicles_input())
    assert tables.requests["status"].tolist() == ["unfinished"] * 5  # the sixth has not asked by then
    assert tables.requests["boarded_s"].notna().sum() == 2
    assert tables.vehicles["shift_ended_s"].isna().all()


def test_events_that_name_strangers_are_refused() -> None:
    events = tiny_day.events()
    events.loc[10, "vehicle"] = 7
    events.loc[11, "request"] = 99
    with pytest.raises(ResultError, match=r"row 10 names vehicle 7, but there are 2 vehicles") as caught:
        build_tables(events, tiny_day.requests_input(), tiny_day.vehicles_input())
    assert "row 11 names request 99" in str(caught.value)


def test_missing_columns_are_named_all_at_once() -> None:
    events = tiny_day.events().drop(columns=["value", "node"])
    with pytest.raises(ResultError) as caught:
        build_tables(events, tiny_day.requests_input().drop(columns="direct_s"), tiny_day.vehicles_input())
    assert str(caught.value).count("is missing") == 3
