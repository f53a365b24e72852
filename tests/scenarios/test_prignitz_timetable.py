"""The bundled timetable of the Prignitz: whole, as its source has it, and as DATA.md says."""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Iterable
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from types import ModuleType

import gtfs_guru
import numpy as np
import pandas as pd
import pytest
from scipy.spatial import cKDTree

from simulator.clock import format_clock
from simulator.network.gtfs.cutting import Region, cut
from simulator.network.gtfs.feed import Feed, read_feed
from simulator.network.gtfs.regions import stops_in_box
from simulator.network.gtfs.writing import write_feed
from simulator.units import MINUTE_S
from tests.reference_data import reference_data

ROOT = Path(__file__).resolve().parents[2]
SCENARIO = ROOT / "scenarios" / "prignitz"
HOLIDAYS = ROOT / "simulator" / "scenario" / "school_holidays" / "BB.csv"
PUBLIC = {date(2021, 4, 2), date(2021, 4, 4), date(2021, 4, 5), date(2021, 5, 1), date(2021, 5, 13), date(2021, 5, 23),
          date(2021, 5, 24), date(2021, 10, 3), date(2021, 10, 31)}  # of Brandenburg, in the period  # fmt: skip
# Runs of each route in the whole period: how many starts the schedules of vbb-trips have that call in the county.
STARTS = {
    "bus-703": 2651, "bus-717": 1112, "bus-745": 2632, "bus-901": 5912, "bus-902": 6861, "bus-903": 3609,
    "bus-904": 5264, "bus-905": 3579, "bus-912": 2987, "bus-913": 2086, "bus-915": 3254, "bus-917": 3117,
    "bus-919": 3117, "bus-920": 5917, "bus-923": 3665, "bus-924": 3296, "bus-925": 3528, "bus-931": 3528,
    "bus-932": 628, "bus-933": 1549, "bus-934": 3665, "bus-935": 924, "bus-936": 3391, "bus-937": 795,
    "bus-939": 822, "bus-941": 4512, "bus-942": 6260, "bus-944": 7064, "bus-945": 6998, "bus-946": 6450,
    "bus-947": 5869, "bus-948": 3665, "bus-949": 4178, "bus-950": 2871, "bus-951": 1982, "bus-952": 2530,
    "bus-953": 673, "bus-954": 10711, "bus-955": 3758, "bus-957": 4984, "bus-958": 9460, "bus-960": 6388,
    "bus-971": 782, "bus-972": 752, "bus-973": 940, "bus-974": 2568, "bus-975": 898, "bus-976": 4522,
    "bus-977": 1692, "bus-978": 742, "bus-EV2": 2648, "bus-RE6": 188, "regional-RB73": 1990, "regional-RB74": 2366,
    "regional-RE2": 11315, "regional-RE6": 8929, "suburban-S1": 8781,
}  # fmt: skip
SCHOOL_DAY, HOLIDAY, SATURDAY, SUNDAY = date(2021, 9, 7), date(2021, 7, 6), date(2021, 9, 4), date(2021, 9, 5)
ROUTE = ["route_id", "route_short_name", "route_type"]
RAIL, BUS = 2, 3
KM_A_DEGREE = np.array([66.9, 111.2])  # east and north, in the middle of the region
WITTENBERGE = "Wittenberge, Bahnhof"


@cache
def feed() -> Feed:
    return read_feed(SCENARIO / "timetable.zip", strict=True)


@cache
def calls() -> pd.DataFrame:
    """Return all calls with what is known of their trip, line and stop; ``last`` is where everybody gets off."""
    tables = feed().tables
    table = tables["stop_times"].merge(tables["trips"], on="trip_id").merge(tables["routes"][ROUTE], on="route_id")
    table = table.merge(tables["stops"][["stop_id", "stop_name"]], on="stop_id")
    return table.assign(last=table.groupby("trip_id").cumcount(ascending=False) == 0)


def of_day(day: date) -> pd.DataFrame:
    return calls()[calls()["service_id"].isin(feed().active(day))]


@cache
def all_trips() -> pd.DataFrame:
    return calls().drop_duplicates("trip_id")


@cache
def trips_of(day: date) -> pd.DataFrame:
    return all_trips()[all_trips()["service_id"].isin(feed().active(day))]


def every_day() -> Iterable[date]:
    first, last = feed().first_date, feed().last_date
    return (first + timedelta(days=number) for number in range((last - first).days + 1))


def test_it_needs_no_repair_and_a_validator_finds_no_error() -> None:
    assert feed().repairs.empty
    found = gtfs_guru.validate(str(SCENARIO / "timetable.zip"))
    assert found.error_count == 0, [notice for notice in found.notices if notice.severity == "ERROR"]


def test_its_size_and_its_counts() -> None:
    assert (SCENARIO / "timetable.zip").stat().st_size < 240_000
    tables = feed().tables
    assert {name: len(tables[name]) for name in ("routes", "trips", "stop_times", "calendar")} == {
        "routes": 57, "trips": 1941, "stop_times": 30789, "calendar": 147,
    }  # fmt: skip
    assert tables["stops"]["location_type"].value_counts().to_dict() == {0: 1261, 1: 736}
    assert (feed().first_date, feed().last_date) == (date(2021, 3, 18), date(2021, 12, 11))


def test_it_says_whose_data_it_is() -> None:
    assert "VBB" in feed().tables["attributions"]["organization_name"].item()
    info = feed().tables["feed_info"].iloc[0]
    assert ("CC BY 4.0" in info["feed_publisher_name"], info["feed_version"]) == (True, "vbb-trips 3.13.1")
    assert (info["feed_start_date"], info["feed_end_date"]) == ("20210318", "20211211")


def test_no_run_is_lost_or_there_twice() -> None:
    runs = Counter(route for day in every_day() for route in trips_of(day)["route_id"])
    assert runs == STARTS


def test_what_is_cut_out_of_it_is_as_good(tmp_path: Path) -> None:
    perleberg = stops_in_box(feed().tables["stops"], (11.8, 53.04, 11.92, 53.1))
    write_feed(cut(feed(), Region(perleberg, 2, whole_trips=False, last=date(2021, 5, 1))), tmp_path / "cut.zip")
    assert gtfs_guru.validate(str(tmp_path / "cut.zip")).error_count == 0
    small = read_feed(tmp_path / "cut.zip", strict=True)
    assert set(small.tables["routes"]["route_id"]) >= {"bus-941", "bus-945"}  # RE6 calls once
    ends = small.tables["stop_times"].groupby("trip_id")["stop_id"].agg(["first", "last"])
    assert ends.isin(perleberg).all(axis=None)


@pytest.mark.parametrize(
    ("day", "trips", "all_calls", "trains", "buses", "on_demand"),
    [
        (SCHOOL_DAY, 1011, 16170, 130, 711, 170),
        (HOLIDAY, 774, 12199, 129, 354, 291),
        (SATURDAY, 465, 6279, 100, 82, 283),
        (SUNDAY, 411, 5680, 98, 78, 235),
    ],
)
def test_days_of_each_kind(day: date, trips: int, all_calls: int, trains: int, buses: int, on_demand: int) -> None:
    table = trips_of(day)
    booked, rail = table["on_demand"], table["route_type"] == RAIL
    assert (len(table), len(of_day(day))) == (trips, all_calls)
    assert (rail.sum(), (~rail & ~booked).sum(), booked.sum()) == (trains, buses, on_demand)
    assert set(table["route_type"]) == {RAIL, BUS}


@pytest.mark.parametrize(
    ("day", "departures"),
    [
        (SCHOOL_DAY, (65, 38, 38, 20, 35, 45, 5)),
        (HOLIDAY, (65, 38, 38, 20, 35, 44, 5)),
        (SATURDAY, (53, 38, 38, 20, 29, 35, 6)),
        (SUNDAY, (51, 36, 36, 18, 29, 35, 6)),
    ],
)
def test_departures_at_stations(day: date, departures: tuple[int, ...]) -> None:
    table = of_day(day)
    table = table[(table["route_type"] == RAIL) & ~table["last"]]
    names = ("Wittenberge", "Bad Wilsnack", "Glöwen", "Karstädt (PR)", "Perleberg", "Pritzwalk", "Meyenburg")
    assert tuple((table["stop_name"] == f"{name}, Bahnhof").sum() for name in names) == departures


def departures(line: str, day: date, towards: str) -> list[int]:
    """Return when a line leaves Wittenberge [s]."""
    table = of_day(day)
    at = (table["route_short_name"] == line) & (table["stop_name"] == WITTENBERGE) & ~table["last"]
    return sorted(table[at & (table["trip_headsign"] == towards)]["departure_time"].tolist())


def hours_and_minutes(times: list[int]) -> list[str]:
    return [format_clock(time)[:5] for time in times]


def median_minutes(times: list[int]) -> float:
    return statistics.median(np.diff(times) / MINUTE_S)


def test_trains_leave_wittenberge_every_hour() -> None:
    """RE2 to Berlin alternates between trains that begin here, at six past, and trains from Wismar."""
    berlin = departures("RE2", SCHOOL_DAY, "Bestensee, Bahnhof")
    assert hours_and_minutes(berlin) == [
        "04:06", "05:06", "06:06", "07:03", "08:06", "09:03", "10:06", "11:03", "12:06", "13:03", "14:06", "15:03",
        "16:06", "17:03", "18:06", "19:03", "20:06", "21:03", "23:07",
    ]  # fmt: skip
    wismar = departures("RE2", SCHOOL_DAY, "Wismar, Bahnhof")
    assert hours_and_minutes(wismar) == [
        "06:03", "07:01", "09:01", "11:01", "13:01", "15:01", "17:01", "19:01", "21:01", "23:05",
    ]  # fmt: skip
    through_perleberg = departures("RE6", SCHOOL_DAY, "S+U Gesundbrunnen Bhf (Berlin)")
    assert hours_and_minutes(through_perleberg) == [f"{hour:02d}:06" for hour in range(5, 22)]
    medians = [median_minutes(times) for times in (berlin, wismar, through_perleberg)]
    assert medians == pytest.approx([60, 120, 60])
    sunday = departures("RE6", SUNDAY, "S+U Gesundbrunnen Bhf (Berlin)")
    assert hours_and_minutes(sunday) == ["07:06", *(f"{hour:02d}:06" for hour in range(9, 22))]


def test_trains_to_ganzlin_run_when_they_were_announced() -> None:
    """dpa, 2 March 2021: RB74 from 3 April to 24 October on Saturdays and Sundays, three pairs of trains."""
    to_ganzlin = {day: (trips_of(day)["trip_headsign"] == "Ganzlin (Meckl), Bahnhof").sum() for day in every_day()}
    days = {day for day, trains in to_ganzlin.items() if trains}
    assert (min(days), max(days)) == (date(2021, 4, 2), date(2021, 10, 24))  # from Good Friday, the day before
    assert days == {day for day in to_ganzlin if min(days) <= day <= max(days) and (day.weekday() > 4 or day in PUBLIC)}
    assert {to_ganzlin[day] for day in days} == {3}


def test_each_day_has_as_many_trips_as_its_kind() -> None:
    """By the calendar of the project: school days, working days in the holidays, Saturdays, Sundays and public ones.

    Counted are the buses of the county: trains have works for weeks, and buses in their place.
    """
    rows = pd.read_csv(HOLIDAYS, parse_dates=["first_day", "last_day"])
    spans = [(row.first_day.date(), row.last_day.date()) for row in rows.itertuples()]
    kinds: dict[str, Counter[int]] = {}
    for day in every_day():
        of_buses = (trips_of(day)["route_id"].str.startswith("bus-9")).sum()
        free = any(first <= day <= last for first, last in spans)
        kind = "sunday" if day.weekday() == 6 or day in PUBLIC else "saturday" if day.weekday() == 5 else "holiday"
        kinds.setdefault("school day" if kind == "holiday" and not free else kind, Counter())[int(of_buses)] += 1
    ranges = {kind: (min(counts), max(counts)) for kind, counts in kinds.items()}
    assert ranges == {"school day": (827, 844), "holiday": (595, 622), "saturday": (365, 365), "sunday": (313, 313)}
    assert {kind: counts.total() for kind, counts in kinds.items()} == {
        "school day": 137, "holiday": 51, "saturday": 38, "sunday": 43,
    }  # fmt: skip


def test_on_demand_trips_are_where_they_are_known_to_be() -> None:
    """Lines 904, 905, 948, 949 are Rufbus only at weekends, 950 does not run then; town and basic lines are buses."""
    weekend = pd.concat([trips_of(day) for day in every_day() if day.weekday() > 4 or day in PUBLIC])
    regional = weekend[weekend["route_short_name"].isin(["904", "905", "948", "949", "950"])]
    assert Counter(regional["route_short_name"]) == {"904": 972, "905": 724, "948": 724, "949": 724}
    assert regional["on_demand"].all()
    always = calls()[calls()["route_short_name"].isin(["901", "941", "942", "945"])]
    assert not always["on_demand"].any()
    marked = feed().tables["trips"][feed().tables["trips"]["on_demand"]]
    assert (len(marked), marked["route_id"].nunique()) == (516, 38)
    assert not marked["route_id"].str.startswith(("regional", "suburban", "bus-7")).any()
    begins = calls().drop_duplicates("trip_id").set_index("trip_id")["departure_time"][marked["trip_id"]]
    assert (format_clock(begins.min())[:5], format_clock(begins.max())[:5]) == ("04:47", "20:09")


def test_on_demand_trips_call_where_another_list_of_stops_knows_such_services() -> None:
    """The list of Deutsche Bahn is some years younger, and nothing of the timetable is taken from it."""
    listed = pd.read_csv(reference_data("region", "pt", "stops_db_risstations_region.csv"), dtype={"kreis_ags": str})
    listed = listed[listed["kreis_ags"] == "12070"]
    stops = feed().tables["stops"]
    stops = stops[stops["location_type"] == 0]
    booked = stops["stop_id"].isin(calls().loc[calls()["on_demand"], "stop_id"]).to_numpy()
    near = cKDTree(stops[["stop_lon", "stop_lat"]].to_numpy() * KM_A_DEGREE).query_ball_point(
        listed[["lon", "lat"]].to_numpy() * KM_A_DEGREE, 0.15
    )
    pairs = zip(near, listed["on_demand_taxi"], strict=True)
    counts = Counter((bool(flag), bool(booked[found].any())) for found, flag in pairs if found)
    assert counts == {(True, True): 347, (True, False): 8, (False, True): 32, (False, False): 129}


def test_trips_call_in_the_county_and_stay_whole() -> None:
    """By the municipality of the nearest of the scenario's stops, which nobody used to build the timetable."""
    stops = pd.read_csv(SCENARIO / "stops.csv", dtype={"county": str})
    table = feed().tables["stops"]
    km, nearest = cKDTree(stops[["lon", "lat"]].to_numpy() * KM_A_DEGREE).query(
        table[["stop_lon", "stop_lat"]].to_numpy() * KM_A_DEGREE
    )
    inside = table["stop_id"][(km < 0.3) & (stops["county"].to_numpy()[nearest] == "12070")]
    outside = calls().groupby("trip_id")["stop_id"].apply(lambda called: not called.isin(inside).any())
    assert not outside.any(), outside[outside]
    berlin = set(table.loc[table["stop_id"].isin(stops_in_box(table, (13.1, 52.3, 13.8, 52.7))), "stop_id"])
    trains = calls()[calls()["stop_id"].isin(berlin)]
    assert set(trains["route_short_name"]) >= {"RE2", "RE6"}
    assert {"Wismar, Bahnhof", "Schwerin, Hauptbahnhof", "Stendal, Hauptbahnhof"} <= set(table["stop_name"])


def runs(of: Feed, day: date) -> Counter[tuple[str, tuple[tuple[str, int, int], ...]]]:
    tables = of.tables
    trips = tables["trips"][tables["trips"]["service_id"].isin(of.active(day))].set_index("trip_id")["route_id"]
    times = tables["stop_times"][tables["stop_times"]["trip_id"].isin(trips.index)]
    rows = zip(times["stop_id"], times["arrival_time"].tolist(), times["departure_time"].tolist(), strict=True)
    called = pd.Series(list(rows), index=times["trip_id"]).groupby(level=0, sort=False).agg(tuple)
    return Counter(zip(trips[called.index], called, strict=True))


def test_it_has_all_trips_of_a_reference_made_by_other_means() -> None:
    reference = read_feed(reference_data("prignitz", "gtfs_prignitz_2021-09.zip"))
    more: Counter[str] = Counter()
    seen = 0
    for number in range(14):
        day = date(2021, 9, 6) + timedelta(days=number)
        ours, theirs = runs(feed(), day), runs(reference, day)
        assert not theirs - ours
        seen += theirs.total()
        more.update(route for route, _ in (ours - theirs).elements())
    assert seen == 11610
    assert more == {"suburban-S1": 463, "regional-RE2": 162, "bus-902": 20}


@pytest.fixture(scope="module")
def builder() -> ModuleType:
    import importlib
    import sys

    sys.path.insert(0, str(SCENARIO / "build"))
    try:
        yield importlib.import_module("timetable")
    finally:
        sys.path.pop(0)


def test_days_of_23_and_25_hours_are_counted_from_midnight(builder: ModuleType) -> None:
    """08:27 stands in the package 8 h 27 min after midnight; on 28 March that is 09:27 by the clock."""
    midnight = {"2021-03-21": 1616281200, "2021-03-28": 1616886000, "2021-10-31": 1635631200}
    for day, start in midnight.items():
        assert builder._service_day(start + 30420) == (date.fromisoformat(day), 30420)
    assert builder._service_day(midnight["2021-10-31"] + 88000) == (date(2021, 10, 31), 88000)  # its last hour


def test_a_train_of_the_short_night_is_given_back_to_its_day(builder: ModuleType) -> None:
    train, bus = builder.Route("suburban-S1", "S1", "108", RAIL), builder.Route("bus-1", "1", "", BUS)
    late = builder.Run(train, 83220, ("A", "B"), ((0, 0), (60, 60)), False)
    early = late._replace(starts_s=420)
    other = early._replace(route=bus)
    found = {late: {date(2021, 3, 27)}, early: {date(2021, 3, 29)}, other: {date(2021, 3, 29)}}
    builder._back_over_the_short_night(found)
    assert found == {late: {date(2021, 3, 27), date(2021, 3, 28)}, early: set(), other: {date(2021, 3, 29)}}
