"""The warm-up counts in no figure, table or chart, whatever the service: by hand, and against days without one."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from simulator.analysis.counted import EVER, Window, counted_window, cut_power, cut_states, windows_of_days
from simulator.analysis.kpis.all import figure_of, kpi_definitions
from simulator.analysis.run import read_run_data
from simulator.analysis.run_inputs import read_tables
from simulator.clock import format_clock
from simulator.days import local_clock
from simulator.experiments.audit import audit_log, audit_result
from simulator.experiments.publish import write_run
from simulator.experiments.run import RunResult, run
from simulator.network.files import write_network
from simulator.report.exports.events import readable_events
from simulator.report.replay.packing import unpack
from simulator.report.replay.payload import build_replay
from simulator.results.reader import read_table
from simulator.scenario.loader import load_scenario
from simulator.simulation.simulate import simulate
from tests.worlds import NO_CACHE, line_network, world_of

H, DAY = 3600, 86_400
LINE = line_network(12)
MONDAY = date(2026, 3, 2)
Settings = dict[str, Any]


def place(node: int) -> Settings:
    return {"lon": float(LINE.lon[node]), "lat": float(LINE.lat[node])}


def ride(departure_s: int, origin: int, destination: int, party: int = 1) -> Settings:
    return {
        "submitted_s": departure_s, "earliest_departure_s": departure_s, "origin_node": origin,
        "destination_node": destination, "party_size": party,
    }  # fmt: skip


@pytest.fixture(scope="module")
def night() -> RunResult:
    """A bus that is out over the midnight at which counting begins, on a road with a node a minute.

    It takes somebody to node 6 before it, drives two people from 6 to 9 over it, two minutes of the three after it,
    then somebody from 9 to 7, and home. The evening after that nobody asks.
    """
    asked = [ride(-1200, 2, 6), ride(-120, 6, 9, party=2), ride(600, 9, 7)]
    costs = {"fares": {"per_rider": "2 EUR"}, "costs": {"per_vehicle_hour": "40 EUR", "per_vehicle_km": "0.5 EUR"}}
    bus = {
        "count": 1,
        "seats": 8,
        "drivetrain": "diesel",
        "energy": "2 kWh/km",
        "depots": [{"name": "home", **place(0)}],
    }
    world = world_of(
        LINE, asked, service={"hours": ["20:00", "26:00"]}, fleet={"bus": bus}, calendar={"warm_up": 1}, **costs
    )  # fmt: skip
    return RunResult(world, simulate(world, debug=True))


def test_a_night_over_the_boundary_by_hand(night: RunResult) -> None:
    assert audit_result(night) == []
    kpis = night.kpis
    assert (kpis["requests"], kpis["served"], kpis["riders_served"]) == (1, 1, 1)
    legs = night.legs[["departed_s", "arrived_s", "length_m", "riders"]].to_numpy().tolist()
    assert legs == [[-60, 120, 3000, 2], [660, 780, 2000, 1], [6780, 7200, 7000, 0]]
    assert kpis["vehicle_km"] == 3 + 2 + 7
    assert kpis["rider_km"] == 3 * 2 + 2
    assert kpis["rider_km_direct"] == 2
    assert kpis["energy_kwh"] == 2 * kpis["vehicle_km"]
    # from midnight to 02:00, at first still with two people on board, and from 20:00 to 26:00
    assert kpis["vehicle_hours"] == 2 + 6
    assert kpis["driving_with_riders_hours"] == (120 + 120) / H
    assert kpis["cost_eur"] == 8 * 40 + 12 * 0.5
    assert kpis["fare_revenue_eur"] == 2
    assert kpis["vehicle_km_per_served_request"] == 12
    assert night.tables.stops["ended_s"].tolist() == [180, 660, 840]
    assert night.vehicles[["requests", "riders", "visits", "legs"]].to_numpy().tolist() == [[1, 1, 3, 3]]
    assert night.vehicles["shift_started_s"].tolist() == [-4 * H]
    assert night.journeys["request"].tolist() == [2]


def test_the_log_keeps_the_warm_up_and_so_does_its_export(night: RunResult, tmp_path: Path) -> None:
    folder = write_run(night, tmp_path, {}, figures=False, report=True)
    tables = read_tables(folder)
    assert len(tables.events) == len(night.events)
    pd.testing.assert_frame_equal(tables.requests, night.requests)
    assert pd.read_parquet(folder / "requests.parquet")["earliest_departure_s"].tolist() == [600]
    assert pd.read_parquet(folder / "journeys.parquet")["request"].tolist() == [2]
    told = readable_events(night.whole, night.services, night.inputs_with_cars)
    assert told["request_id"].dropna().unique().tolist() == ["r0", "r1", "r2"]
    assert (told["date"] == "").all()
    autumn = date(2021, 10, 31)
    dated = readable_events(night.whole, night.services, night.inputs_with_cars, local_clock(autumn, 10, 10), autumn)
    of_day = {-1: "Sat 2021-10-30", 0: "Sun 2021-10-31", 1: "Mon 2021-11-01"}
    assert dated["date"].tolist() == [of_day[day] for day in dated["day"]]
    assert dated["day"].tolist() == [-1 if time_s < 0 else int(time_s >= 25 * H) for time_s in dated["time_s"]]
    begins = dated[dated["event"] == "shift_started"].iloc[0]
    assert (begins["time_s"], begins["day"], begins["clock"]) == (-4 * H, -1, "20:00:00")


def test_the_auditor_does_not_count_the_warm_up_either(night: RunResult) -> None:
    for vehicle_km in (9.0, 12.0, 18.0):
        found = audit_log(night.whole, night.services, night.world, {"vehicle_km": vehicle_km}, {})
        assert found == (
            [] if vehicle_km == 12 else [f"the legs add up to 12.0 km, reported are {vehicle_km} vehicle-km"]
        )


# A time of day, from, to, and who it is: the same on every day.
DAILY = (
    (7 * H, 2, 8, "rider"), (7 * H + 120, 3, 9, "rider"), (8 * H, 9, 1, "rider"), (8 * H + 60, 9, 1, "rider"),
    (9 * H, 5, 3, "driver"), (10 * H, 5, 1, "driver"), (11 * H, 4, 11, "driver"), (11 * H + 60, 5, 0, "driver"),
    (12 * H, 1, 4, "cyclist"), (13 * H, 8, 2, "cyclist"), (14 * H, 10, 0, "rider"), (23 * H, 1, 2, "rider"),
)  # fmt: skip
ASKS = {"rider": ["bus"], "driver": ["cars", "bus"], "cyclist": ["bike"]}
BATTERY: Settings = {
    "drivetrain": "battery", "energy": "1 kWh/km", "store": "30 kWh", "charge_ac": "11 kW", "co2": "363 g/kWh",
}  # fmt: skip
SHIFTS = [
    {"start": ["06:00", "06:00"], "end": ["14:00", "14:30"]}, {"start": ["14:00", "14:00"], "end": ["19:00", "20:00"]},
]  # fmt: skip
SITES = [
    {"name": "plug", **place(5), "plugs": 1, "power": "11 kW", "eur_per_kwh": 0.4},
    {"name": "yard", "place": "depots", "plugs": 1, "power": "22 kW", "eur_per_kwh": 0.3},
]
BUS: Settings = {
    "kind": "ridepooling", "mode": "door_to_door", "hours": ["06:00", "20:00"],
    "fleet": {
        "bus": {
            "count": 1, "seats": 8, "depots": [{"name": "home", **place(3)}], "drivers": {"shifts": SHIFTS}, **BATTERY,
        }
    },
    "charging": {"start_level": 1.0, "below": 0.7, "until": 0.9}, "limits": {"default": {"max_wait": "30 min"}},
    "fares": {"per_rider": "3 EUR"}, "costs": {"per_vehicle_hour": "40 EUR", "per_vehicle_km": "0.3 EUR"},
}  # fmt: skip
SHARED: Settings = {
    "kind": "carsharing", "mode": "round_trip", "car_types": {"car": {"seats": 4, **BATTERY}},
    "stations": [{"id": "s", **place(5), "capacity": 2, "cars": 2, "site": "plug"}],
    "booking": {"walk": "2 km", "max_duration": "6 h"}, "from_requests": {"stay": "30 min"},
    "fares": {"per_hour": "5 EUR"}, "costs": {"per_car_day": "20 EUR", "per_km": "0.2 EUR"},
}  # fmt: skip
BIKE: Settings = {"kind": "own_means", "by": "bike", "costs": {"per_trip": "0.5 EUR"}}


# Until two o'clock with a driver of the night, and fewer requests on each day than on the one before.
OF_NIGHT = [*SHIFTS, {"start": ["20:00", "20:00"], "end": ["25:00", "26:00"]}]
NIGHTLY = ((23 * H + 3420, 3, 11, "rider"), (23 * H + 3500, 9, 2, "driver"), (23 * H + 3540, 1, 9, "cyclist"))
BY_HOUR = [100 + 20 * hour for hour in range(24)]


def write_days(folder: Path, days: int, warm_up: int, *, uneven: bool = False) -> Path:
    """Write days, the warm-up among them, of all kinds of services; two charge at the same site. They are all alike.

    uneven: or else very different ones, with much going on at midnight.
    """
    bus, energy = BUS, {"sites": SITES}
    if uneven:
        fleet = {"bus": {**BUS["fleet"]["bus"], "drivers": {"shifts": OF_NIGHT}}}
        bus = {**BUS, "hours": ["06:00", "26:00"], "fleet": fleet}
        energy |= {"climate": {"electricity_g_per_kwh_by_hour": BY_HOUR}}
    write_network(LINE, folder / "network")
    rows = [
        {
            "request_id": f"{day} {number}", "earliest_departure": f"{MONDAY + timedelta(days=day)} {format_clock(s)}",
            "origin_node": origin, "destination_node": destination, "party_size": 1 + number % 2,
            "traveller_class": who,
        }
        for day in range(days)
        for number, (s, origin, destination, who) in enumerate(DAILY + (NIGHTLY if uneven else ()))
        if not uneven or number >= 3 * day
    ]  # fmt: skip
    pd.DataFrame(rows).to_csv(folder / "requests.csv", index=False)
    first_day = str(MONDAY + timedelta(days=warm_up))
    data = {
        "name": "alike", "network": {"file": "network"}, "demand": {"kind": "file", "requests_file": "requests.csv"},
        "calendar": {"first_day": first_day, "days": days - warm_up, "warm_up": warm_up},
        "people": {"classes": {who: {"asks": asks} for who, asks in ASKS.items()}}, "energy": energy,
        "services": {"bus": bus, "cars": SHARED, "bike": BIKE},
    }  # fmt: skip
    (folder / "day.yaml").write_text(json.dumps(data, indent=1), encoding="utf-8")
    return folder / "day.yaml"


def result_of(folder: Path, days: int, warm_up: int, *, uneven: bool = False) -> RunResult:
    folder.mkdir()
    return run(load_scenario(write_days(folder, days, warm_up, uneven=uneven)), cache=NO_CACHE, debug=True)


@pytest.fixture(scope="module")
def alike(tmp_path_factory: pytest.TempPathFactory) -> tuple[RunResult, RunResult]:
    """Two days, and the same two after another one like them."""
    folder = tmp_path_factory.mktemp("alike")
    return result_of(folder / "cold", 2, 0), result_of(folder / "warm", 3, 1)


def test_time_and_power_are_cut_at_the_boundary_and_all_else_belongs_to_one_side() -> None:
    window = Window(100, 200)
    states = pd.DataFrame({"began_s": [0, 90, 150, 200], "ended_s": [90, 150, 230, 260]})
    states["duration_s"] = states["ended_s"] - states["began_s"]
    assert cut_states(states, window).to_numpy().tolist() == [[100, 150, 50], [150, 200, 50]]
    power = pd.DataFrame({"site": [0, 0, 0, 1, 1], "time_s": [20, 60, 150, 200, 40], "kw": [5.0, 7.0, 0.0, 3.0, 2.0]})
    assert cut_power(power, window).to_numpy().tolist() == [[0, 100, 7], [0, 150, 0], [1, 100, 2]]
    assert window.rows(pd.DataFrame({"s": [99, 100, 199, 200]}), "s")["s"].tolist() == [100, 199]
    assert cut_states(states, EVER) is states
    assert cut_power(power, EVER) is power


def test_days_meet_and_hold_all_that_counts() -> None:
    days = pd.DataFrame({"day": [-1, 0, 1], "start_s": [-DAY, 0, 82_800], "end_s": [0, 82_800, 82_800 + DAY]})
    assert counted_window(days) == Window(0, EVER.until_s)
    assert windows_of_days(days) == {0: Window(0, 82_800), 1: Window(82_800, EVER.until_s)}
    cold = days[1:]
    assert counted_window(cold) == counted_window(days[:0]) == EVER
    assert windows_of_days(cold) == {0: Window(EVER.from_s, 82_800), 1: Window(82_800, EVER.until_s)}


def test_the_exported_log_names_who_booked_a_car(alike: tuple[RunResult, RunResult]) -> None:
    """Bookings are numbered by themselves: the first is of the fifth request, who asks for a car and then the bus."""
    cold = alike[0]
    told = readable_events(cold.whole, cold.services, cold.inputs_with_cars)
    asked = told.loc[told["event"] == "booking_asked", ["service", "request_id", "booking_id"]]
    of_drivers = [f"{day} {number}" for day in (0, 1) for number in (4, 5, 6, 7)]
    assert asked.to_numpy().tolist() == [["cars", name, f"request-{name}"] for name in of_drivers]
    assert told.loc[told["booking_id"].isna(), "service"].isin(["bus", "bike"]).any()
    boarded = told.loc[told["event"] == "boarded", ["service", "vehicle_id", "request_id"]].to_numpy().tolist()
    assert boarded[0] == ["bus", "bus-01", "0 0"]
    assert set(told.loc[told["event"] == "car_taken", "vehicle_id"]) <= set(cold.cars["cars"].places.cars["car_id"])


def test_two_days_after_one_like_them_count_as_two_days_alone(alike: tuple[RunResult, RunResult]) -> None:
    """All is done and charged by midnight, so a day leaves nothing to the next: every figure must be the same."""
    cold, warm = alike
    assert audit_result(warm) == audit_result(cold) == []
    kpis = cold.kpis
    lively = (
        "served", "rejected", "vehicle_km", "duties", "breaks_taken", "charging_sessions", "peak_site_kw", "co2_kg",
        "carsharing_used", "carsharing_charged_kwh", "carsharing_revenue_eur", "bike.trips", "subsidy_eur",
    )  # fmt: skip
    assert {name: kpis[name] for name in lively if not kpis[name]} == {}
    assert set(cold.tables.sessions["service"]) == {"bus", "cars"}
    assert warm.kpis == kpis


def test_no_table_or_series_has_the_warm_up(alike: tuple[RunResult, RunResult]) -> None:
    cold, warm = alike
    assert warm.events["time_s"].min() < -DAY + 8 * H
    moments = {
        "requests": "earliest_departure_s", "stops": "ended_s", "legs": "arrived_s", "states": "began_s",
        "sessions": "arrived_s", "power": "time_s", "duties": "began_s", "trips": "earliest_departure_s",
    }  # fmt: skip
    for name, column in moments.items():
        warmed, usual = (getattr(result.tables, name) for result in alike)
        assert len(warmed), name
        assert (warmed[column].to_numpy() >= 0).all(), name
        if name != "power":
            assert warmed[column].tolist() == usual[column].tolist(), name
    assert warm.journeys["end"].tolist() == cold.journeys["end"].tolist()
    planned = [result.tables.duties["breaks_of_vehicle"].tolist() for result in alike]
    assert planned[0] == planned[1] == [4] * 4
    assert warm.journeys["request"].is_unique


def test_the_replay_does_not_show_the_warm_up(alike: tuple[RunResult, RunResult], tmp_path: Path) -> None:
    """It begins at midnight of day 0, with vehicles where they are then, and is that of the same days alone."""
    folders = [write_run(result, tmp_path / name, {}, figures=False) for name, result in zip("cw", alike, strict=True)]
    cold, warm = (build_replay(run, run.network) for run in map(read_run_data, folders) if run.network is not None)
    assert warm["first_s"] == cold["first_s"] == 0  # shared cars are parked from then on
    days = {"days": 2, "first_day": str(MONDAY + timedelta(days=1)), "at_s": (), "ahead_s": (0,)}
    assert {**warm["calendar"], "at_s": (), "ahead_s": (0,)} == days
    found = [unpack(replay["arrays"]) for replay in (cold, warm)]
    assert {name for name in found[0] if found[0][name].tolist() != found[1][name].tolist()} == set()


def test_breaks_of_a_duty_over_midnight_are_those_of_the_day_on_which_it_begins(uneven: RunResult) -> None:
    """Of three days with three duties each, one of them over midnight, and a break in each; none of the warm-up's."""
    duties = uneven.tables.duties
    assert len(duties) == 9
    assert set(duties["breaks_of_vehicle"]) == {9}


# These are no sums, though they are divided by nothing.
NO_SUMS = {
    "vehicles", "vehicles_used", "wait_max_s", "promise_late_max_s", "charging_queue_max_s", "peak_site_kw",
    "stranded_vehicles", "overtime_max_s", "longest_stretch_s", "rest_min_s", "carsharing_cars", "carsharing_cars_used",
    "carsharing_stranded",
}  # fmt: skip


@pytest.fixture(scope="module", params=[0, 1])
def uneven(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> RunResult:
    return result_of(tmp_path_factory.mktemp("uneven") / "days", 3 + request.param, request.param, uneven=True)


def is_sum(metric: str) -> bool:
    figure = figure_of(metric)
    meaning = kpi_definitions()[figure]
    spread = any(word in figure for word in ("median", "_p75", "_p90", "_p95"))
    return not meaning.denominator and not spread and figure not in NO_SUMS


def test_days_add_up_to_the_whole(uneven: RunResult) -> None:
    assert audit_result(uneven) == []
    table = uneven.kpis_by_day
    assert table["day"].drop_duplicates().tolist() == [0, 1, 2]
    assert not table.duplicated(["day", "service", "figure"]).any()
    names = table["figure"].where(table["service"] == "", table["service"] + "." + table["figure"])
    by_day = table.assign(name=names).pivot_table(index="day", columns="name", values="value", dropna=False)
    assert set(by_day) == set(uneven.kpis)
    added = {name: by_day[name].sum() for name, value in uneven.kpis.items() if value is not None and is_sum(name)}
    for name, total in added.items():
        wrong = 0.02 if name.endswith("_eur") else 1e-5  # cents are rounded on each day
        assert total == pytest.approx(uneven.kpis[name], abs=wrong), name
    lively = {"vehicle_km", "charged_kwh", "co2_kg", "carsharing_hours", "cost_eur", "trips", "duties", "rider_km"}
    assert {figure_of(name) for name, total in added.items() if total} > lively
    assert by_day["requests"].tolist() == sorted(by_day["requests"], reverse=True)
    assert by_day["carsharing_utilisation"].mean() == pytest.approx(uneven.kpis["carsharing_utilisation"], abs=1e-6)


def test_all_days_alike_have_the_same_figures(alike: tuple[RunResult, RunResult]) -> None:
    for result in alike:
        first, second = (of_day["value"].tolist() for _, of_day in result.kpis_by_day.groupby("day"))
        assert first == pytest.approx(second, nan_ok=True)
        whole = result.kpis
        assert result.kpis_by_day["value"].sum() > 0
        halves = dict(zip(whole, first, strict=True))
        for name in ("wait_mean_s", "empty_share", "carsharing_utilisation", "peak_site_kw", "bike.trip_mean_s"):
            assert halves[name] == pytest.approx(whole[name], abs=1e-6), name


def test_the_days_are_a_file_where_there_are_several(alike: tuple[RunResult, RunResult], tmp_path: Path) -> None:
    folder = write_run(alike[1], tmp_path, {}, figures=False)
    assert read_table(folder, "kpis_by_day").equals(alike[1].kpis_by_day)
