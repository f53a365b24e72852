"""Parts of journeys of several services, and what becomes of who makes them, on a day worked out by hand."""

from __future__ import annotations

import pandas as pd
import pytest

from simulator.analysis.counted import Window
from simulator.analysis.journeys import build_journeys
from simulator.analysis.tables import ResultTables, build_tables, tables_of_all_services
from tests.analysis import chained_day as day
from tests.analysis import tiny_day


@pytest.fixture(scope="module")
def tables() -> ResultTables:
    return tables_of_all_services(day.whole(), day.SERVICES)


@pytest.fixture(scope="module")
def legs(tables: ResultTables) -> pd.DataFrame:
    assert not tables.journey_legs["ride"].duplicated().any()
    return tables.journey_legs.set_index("ride").drop(columns="earliest_departure_s")


def told(legs: pd.DataFrame, ride: int, *columns: str) -> list[object]:
    return [None if pd.isna(value) else value for value in legs.loc[ride, list(columns)]]


def test_a_chain_from_end_to_end(legs: pd.DataFrame) -> None:
    columns = ("leg", "carrier", "mode", "line", "from_station", "to_station", "vehicle", "rides")
    assert [told(legs, ride, *columns) for ride in (100, 101, 102)] == [
        [0, "minibus", "ridepooling", None, None, "Adorf", day.VAN, 1],
        [1, "lines", "rail", "RE2", "Adorf", "Bstadt", day.RE2, 1],
        [2, "minibus", "ridepooling", None, "Bstadt", None, day.VAN, 1],
    ]
    times = ("planned_s", "planned_arrival_s", "due_s", "ready_s", "departed_s", "arrived_s", "change_s", "fare_eur")
    assert [told(legs, ride, *times) for ride in (100, 101, 102)] == [
        [23_700, 24_300, 24_300, None, 23_700, 24_300, None, 3.0],
        [24_600, 25_800, None, None, 24_600, 25_800, 300, None],
        [26_040, 26_400, None, 25_860, 26_040, 26_400, 240, 4.3],
    ]


def test_a_ride_in_several_vehicles_is_one_part(legs: pd.DataFrame) -> None:
    columns = ("mode", "line", "from_station", "to_station", "vehicle", "rides", "departed_s", "arrived_s", "change_s")
    assert told(legs, 103, *columns) == [
        "rail + bus", "RE2 + 7", "Adorf", "Cdorf", day.RE2, 2, 24_600, 27_600, None,
    ]  # fmt: skip


def test_what_is_late_stands_beside_what_was_planned(legs: pd.DataFrame) -> None:
    columns = ("planned_s", "departed_s", "planned_arrival_s", "arrived_s")
    assert told(legs, 104, *columns) == [30_060, 30_120, 31_260, 31_320]
    assert told(legs, 110, *columns) == [24_600, 24_600, 25_800, 26_100]
    assert told(legs, 111, "held_until_s") == [26_000]


def test_every_end_and_every_cause(legs: pd.DataFrame) -> None:
    ends = {"ridden": set[int](), "missed": set[int](), "dropped": set[int]()}
    for ride, end in legs["end"].items():
        ends[end].add(int(str(ride)))
    assert ends["missed"] == {106, 111, 114, 118, 121, 123}
    assert ends["dropped"] == {107, 115, 116}
    assert legs["missed"].dropna().to_dict() == {
        106: "vehicle_late", 111: "train_late", 114: "vehicle_late", 118: "full", 121: "vehicle_late",
        123: "change_missed",
    }  # fmt: skip
    unmade = legs.loc[[106, 107, 111, 114, 115, 116, 118, 121]]
    assert unmade[["departed_s", "arrived_s", "change_s"]].isna().all(axis=None)
    assert (unmade["rides"] == 0).all()


def test_what_was_got_into_began(legs: pd.DataFrame) -> None:
    unmade = {106, 107, 111, 114, 115, 116, 118, 121}  # neither missed trains nor what was dropped or given back
    assert set(legs.index[~legs["began"]]) == unmade
    assert set(legs.index[~legs["journey_began"]]) == {115, 116}  # of hal, who cancelled


def test_ways_of_rides_on_demand(legs: pd.DataFrame) -> None:
    columns = ("walk_s", "direct_m", "direct_s")
    assert [told(legs, ride, *columns) for ride in (117, 102, 101)] == [
        [50, 8000, 480], [None, 5000, 300], [None, None, None],
    ]  # fmt: skip


def test_stations_of_rides_that_were_not_made_or_were_mended(legs: pd.DataFrame) -> None:
    stations = ("from_station", "to_station")
    assert told(legs, 106, *stations) == ["Adorf", None]
    assert told(legs, 112, *stations) == ["Bstadt", None]  # after one that the late train had made impossible
    assert told(legs, 122, *stations) == [None, None]  # straight home, past the train that was missed
    assert told(legs, 109, *stations) == ["Bstadt", None]


def test_trips_tell_whole_journeys(tables: ResultTables) -> None:
    trips = tables.trips.set_index("request")
    assert set(trips["service"]) == {"feeder"}  # who asked neither the minibus nor the timetable has no row there
    assert trips["status"].to_dict() == {
        **dict.fromkeys((day.ANN, day.BEN, day.CEM, day.DORA, day.EVA, day.JON, day.LEO, day.MIA), "served"),
        day.FAY: "stranded", day.GUS: "rejected", day.HAL: "cancelled",
    }  # fmt: skip
    columns = ["rides", "ride_s", "change_wait_s", "wait_s", "walk_s", "journey_s"]
    assert trips.loc[day.ANN, columns].tolist() == [3, 600 + 1200 + 360, 540, 20 + 540, 40 + 60, 2820]
    assert trips.loc[day.BEN, columns].tolist() == [2, 2400, 600, 600, 600 + 300, 3900]
    assert trips.loc[day.DORA, columns].tolist() == [3, 600 + 1200 + 600, 3180, 920 + 3180, 40 + 20, 6560]
    assert trips.loc[day.JON, columns].tolist() == [2, 600 + 1200, 3900, 10 + 3900, 50 + 300, 6060]
    assert trips.loc[day.CEM, columns].tolist() == [1, 1200, 0, 80, 40 + 120, 1440]
    made = trips[trips["status"] == "served"]
    assert (made["ride_s"] + made["wait_s"] + made["walk_s"] == made["journey_s"]).all()
    assert trips["chain"].dropna().to_dict() == {
        day.ANN: "ridepooling + rail + ridepooling", day.BEN: "rail + bus", day.CEM: "ridepooling",
        day.DORA: "ridepooling + rail + ridepooling", day.EVA: "rail + ridepooling", day.JON: "ridepooling + rail",
        day.LEO: "ridepooling + ridepooling", day.MIA: "rail + ridepooling",
    }  # fmt: skip


def test_people_on_parts_are_on_board_of_trains(tables: ResultTables) -> None:
    loads = tables.gtfs_line_loads.set_index("line")["boardings"]
    # ann, ben and his friend, eva, mia; dora and two more, jon; ben and his friend
    assert loads.to_dict() == {"RE2": 1 + 2 + 1 + 1, "RE6": 3 + 1, "7": 2}


def test_journeys_of_all_people(tables: ResultTables) -> None:
    rides = tables.requests[tables.requests["request"] == day.IDA]
    journeys = build_journeys(
        rides, None, tables.events, day.SERVICES, tables.trips, {"feeder": "feeder", "minibus": "ridepooling"}
    ).set_index("request_id")
    assert journeys.loc["r0", ["service", "end", "legs", "mode", "chain"]].tolist() == [
        "feeder", "served", 3, "feeder", "ridepooling + rail + ridepooling",
    ]  # fmt: skip
    assert journeys.loc["r5", "end"] == "stranded"


def test_only_what_counts(tables: ResultTables) -> None:
    events = day.events()
    inputs = day.whole()
    late = inputs.trips["request"] == day.CEM
    inputs.trips.loc[late, "earliest_departure_s"] = 30_000
    part = tables_of_all_services(inputs, day.SERVICES, Window(29_000, 99_000))
    assert part.journey_legs["request"].tolist() == [day.CEM]
    assert len(events) == len(part.events)


def test_a_day_without_such_journeys_has_no_table() -> None:
    tables = build_tables(tiny_day.events(), tiny_day.requests_input(), tiny_day.vehicles_input())
    assert "journey_legs" not in tables.by_name()
