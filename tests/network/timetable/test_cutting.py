from __future__ import annotations

import random
from collections import Counter
from datetime import date, timedelta
from pathlib import Path

import pytest

from simulator.days import NO_CHANGE
from simulator.errors import TimetableError
from simulator.network.gtfs.cutting import Region, cut
from simulator.network.gtfs.feed import Feed, feed_of, read_feed
from simulator.network.gtfs.writing import write_feed
from simulator.network.timetable.days import timetable_day, timetable_of
from simulator.network.timetable.timetable import Timetable
from simulator.network.timetable.walks import Walking
from simulator.scenario.access_models import Walk
from tests.draws import first
from tests.network.timetable.feeds import SMALL, lines, small_feed
from tests.network.timetable.random_feeds import FIRST, random_feed

Run = tuple[str, tuple[tuple[str, int, int], ...]]


def again(tables, tmp_path: Path) -> Feed:
    """Return the feed that is read of tables; nothing in it needs to be repaired."""
    write_feed(tables, tmp_path / "cut.zip")
    return read_feed(tmp_path / "cut.zip", strict=True)


def runs(feed: Feed, day: date) -> Counter[Run]:
    """Return the trips of a day, with route, stops and times, one by one."""
    active = feed.active(day)
    calls: dict[str, list[tuple[str, int, int]]] = {}
    for row in feed.tables["stop_times"].to_dict("records"):
        calls.setdefault(row["trip_id"], []).append((row["stop_id"], row["arrival_time"], row["departure_time"]))
    trips = feed.tables["trips"].to_dict("records")
    return Counter((trip["route_id"], tuple(calls[trip["trip_id"]])) for trip in trips if trip["service_id"] in active)


def rows(feed: Feed) -> dict[str, int]:
    return {name: len(table) for name, table in feed.tables.items() if len(table)}


def test_trips_that_call_inside_stay_whole(tmp_path: Path) -> None:
    feed = again(cut(small_feed(), Region(stops={"C"})), tmp_path)
    assert feed.tables["trips"]["trip_id"].tolist() == ["train"]
    assert feed.tables["stops"]["stop_id"].tolist() == ["A", "B", "C"]
    assert rows(feed) == {"agency": 1, "stops": 3, "routes": 1, "calendar": 1, "trips": 1, "stop_times": 3}


def test_trips_that_call_once_may_not_do(tmp_path: Path) -> None:
    feed = again(cut(small_feed(), Region(stops={"B", "C"}, least_calls=2)), tmp_path)
    assert feed.tables["trips"]["trip_id"].tolist() == ["train"]


def test_trips_are_cut_from_the_first_to_the_last_call_inside(tmp_path: Path) -> None:
    loop = lines(SMALL["stop_times.txt"], "train,4,A,08:30:00,08:30:00", "train,5,D,08:40:00,08:40:00")
    feed = again(cut(small_feed(stop_times=loop), Region(stops={"B", "A"}, whole_trips=False)), tmp_path)
    assert runs(feed, date(2021, 9, 6)) == Counter(
        {
            ("R1", (("A", 28800, 28800), ("B", 29400, 29520), ("C", 30000, 30000), ("A", 30600, 30600))): 1,
            ("R1", (("A", 85800, 85800), ("B", 86700, 86700))): 1,
        }
    )
    assert "D" not in set(feed.tables["stops"]["stop_id"])  # the bus calls inside once: no call is left to go to


def test_repeated_trips_are_not_cut(tmp_path: Path) -> None:
    repeated = "trip_id,start_time,end_time,headway_secs\ntrain,08:00:00,10:00:00,1800\n"
    region = Region(stops={"B", "C"}, whole_trips=False)
    feed = again(cut(small_feed(frequencies=repeated), region), tmp_path)
    assert feed.tables["stop_times"]["stop_id"].tolist() == ["A", "B", "C"]
    assert rows(feed)["frequencies"] == 1


def test_period_and_lines(tmp_path: Path) -> None:
    region = Region(first=date(2021, 9, 14), last=date(2021, 9, 15), without_lines=["RE1"])
    feed = again(cut(small_feed(), region), tmp_path)
    assert feed.tables["trips"]["trip_id"].tolist() == ["bus"]
    assert feed.first_date == feed.last_date == date(2021, 9, 15)  # the 14th is no day of the bus
    assert rows(feed) == {"agency": 1, "stops": 2, "routes": 1, "calendar": 1, "trips": 1, "stop_times": 2}


def test_what_refers_to_rows_left_out_goes(tmp_path: Path) -> None:
    stations = lines(SMALL["stops.txt"].replace("stop_lon\n", "stop_lon,location_type,parent_station\n"))
    stations = stations.replace("53.10,12.00\n", "53.10,12.00,0,P\n").replace("53.10,12.10\n", "53.10,12.10,0,Q\n")
    stations = stations.replace("12.00\n", "12.00,0,\n") + "P,Beburg,53.1,12.0,1,\nQ,Dedorf,53.1,12.1,1,\n"
    transfers = (
        "from_stop_id,to_stop_id,transfer_type,min_transfer_time,from_trip_id,to_trip_id\n"
        "A,B,2,60,,\nB,D,2,60,,\n,,4,,train,bus\n,,4,,train,night\n"
    )
    feed = small_feed(
        stops=stations,
        transfers=transfers,
        agency=lines(SMALL["agency.txt"], "W,Andere,Europe/Berlin"),
        routes="route_id,agency_id,route_short_name,route_type\nR1,V,RE1,2\nR2,W,1,3\n",
        attributions="organization_name,route_id,is_producer\nWir,,1\nDer Bus,R2,1\nDer Zug,R1,1\n",
        feed_info="feed_publisher_name,feed_start_date,feed_end_date\nWir,20210906,20210919\n",
        strict=True,
    )
    left = again(cut(feed, Region(stops={"A"}, last=date(2021, 9, 8))), tmp_path)
    assert left.tables["stops"]["stop_id"].tolist() == ["A", "B", "C", "P"]
    assert left.tables["agency"]["agency_id"].tolist() == ["V"]
    assert left.tables["attributions"]["organization_name"].tolist() == ["Wir", "Der Zug"]
    assert left.tables["transfers"][["from_stop_id", "to_trip_id"]].to_numpy().tolist() == [["A", ""], ["", "night"]]
    assert left.tables["feed_info"][["feed_start_date", "feed_end_date"]].to_numpy().tolist() == [
        ["20210906", "20210908"]
    ]


def test_stations_of_platforms_of_a_boarding_area_stay(tmp_path: Path) -> None:
    stops = (
        "stop_id,stop_name,stop_lat,stop_lon,location_type,parent_station\n"
        "A,Adorf,53.00,12.00,4,P\nB,Beburg,53.10,12.00,,\nC,Cehof,53.20,12.00,,\nD,Dedorf,53.10,12.10,,\n"
        "P,Steig 1,53.00,12.00,,S\nS,Adorf,53.00,12.00,1,\nE,Eingang,53.00,12.00,2,S\n"
    )
    feed = again(cut(small_feed(stops=stops, strict=True), Region(stops={"A"})), tmp_path)
    assert feed.tables["stops"]["stop_id"].tolist() == ["A", "B", "C", "P", "S"]


@pytest.mark.parametrize(
    ("region", "message"),
    [
        (Region(without_lines=["RE11", "Landbus"]), 'small: has no line "RE11" did you mean "RE1"?'),
        (Region(first=date(2021, 9, 1)), "small: has no 2021-09-01; its dates are 2021-09-06 to 2021-09-19"),
        (Region(last=date(2022, 9, 1)), "small: has no 2022-09-01; its dates are 2021-09-06 to 2021-09-19"),
        (Region(stops=set()), "small: has no trip in this region and period"),
        (Region(stops={"C", "D"}, least_calls=2), "small: has no trip in this region and period"),
        (Region(without_lines=["RE1", "R2"]), "small: has no trip in this region and period"),
    ],
)
def test_what_cannot_be_cut(region: Region, message: str) -> None:
    with pytest.raises(TimetableError) as error:
        cut(small_feed(), region)
    assert str(error.value) == message


@pytest.mark.parametrize("seed", first(4, of=12))
def test_a_feed_that_is_cut_or_only_mended_has_the_timetable_it_had(seed: int, tmp_path: Path) -> None:
    """Broken rows, loops, frequencies, blocks and transfers: whatever is written is read as it was."""
    feed = feed_of("drawn", random_feed(seed).files)
    assert_same_timetable(feed, again(feed.tables, tmp_path))
    assert_same_timetable(feed, again(cut(feed, Region()), tmp_path))


def assert_same_timetable(one: Feed, other: Feed) -> None:
    for number in (0, 1, 5, 6, 9):
        days = [timetable_day(0, FIRST + timedelta(days=number), NO_CHANGE)]
        before, after = (timetable_of(feed, days, Walking(Walk())) for feed in (one, other))
        assert rides_of(before) == rides_of(after)
        assert changes_of(before) == changes_of(after)


def rides_of(timetable: Timetable) -> Counter[tuple[object, ...]]:
    """Return all calls, chain by chain, with what riders see of them."""
    stops, trips = timetable.stops["gtfs_stop_id"], timetable.trips.drop(columns="service_day")
    calls = timetable.calls
    seen = calls.assign(stop=stops.to_numpy()[calls["stop"]]).drop(columns=["chain", "gtfs_trip"])
    seen = seen.join(trips.iloc[calls["gtfs_trip"]].reset_index(drop=True))
    return Counter(tuple(map(tuple, chain.to_numpy().tolist())) for _, chain in seen.groupby(calls["chain"]))


def changes_of(timetable: Timetable) -> set[tuple[object, ...]]:
    stops = timetable.stops["gtfs_stop_id"].to_numpy()
    walks = timetable.walks
    return set(zip(stops[walks["from_stop"]], stops[walks["to_stop"]], walks["walk_s"], strict=True))


def drawn_feed(draw: random.Random) -> Feed:
    """Return a feed of some random trips: stops called at twice, services of random days."""
    stops = [f"S{number}" for number in range(8)]
    first = date(2021, 9, 6)
    days = [(first + timedelta(days=number)).strftime("%Y%m%d") for number in range(10)]
    trips, calls = [], []
    for number in range(12):
        trips.append(f"R{number % 3},X{draw.randrange(4)},T{number}")
        time = draw.randrange(20, 25) * 60
        for position in range(draw.randint(2, 6)):
            calls.append(f"T{number},{position},{draw.choice(stops)},{time // 60}:{time % 60:02d}:00,")
            time += draw.randrange(5)
    text = {
        "stops": ["stop_id,stop_lat,stop_lon", *(f"{stop},53.{stop[1:]},12" for stop in stops)],
        "routes": ["route_id,route_short_name,route_type", *(f"R{number},L{number},3" for number in range(3))],
        "trips": ["route_id,service_id,trip_id", *trips],
        "stop_times": ["trip_id,stop_sequence,stop_id,departure_time,arrival_time", *calls],
        "calendar_dates": [
            "service_id,date,exception_type",
            *(f"X{number},{day},1" for number in range(4) for day in days if draw.random() < 0.6 or day == days[3]),
        ],
    }  # fmt: skip
    return feed_of("drawn", {f"{name}.txt": "\n".join(rows).encode() for name, rows in text.items()})


@pytest.mark.parametrize("seed", first(10, of=30))
def test_every_day_has_the_trips_that_one_would_choose_by_hand(seed: int, tmp_path: Path) -> None:
    draw = random.Random(seed)
    feed = drawn_feed(draw)
    region = Region(
        stops=set(draw.sample(sorted(feed.tables["stops"]["stop_id"]), 3)),
        least_calls=draw.randint(1, 2),
        whole_trips=draw.random() < 0.5,
        first=date(2021, 9, 6 + draw.randrange(3)),
        last=date(2021, 9, 13 + draw.randrange(2)),
        without_lines=draw.sample(["L0", "R1", "L2"], draw.randrange(2)),
    )
    wanted: dict[date, Counter[Run]] = {}
    for number in range(30):
        day = date(2021, 9, 1) + timedelta(days=number)
        wanted[day] = Counter()
        if not region.first <= day <= region.last:
            continue
        for (route, calls), count in runs(feed, day).items():
            inside = [place for place, call in enumerate(calls) if call[0] in region.stops]
            kept = calls if region.whole_trips or not inside else calls[inside[0] : inside[-1] + 1]
            named = {route, route.replace("R", "L")} & set(region.without_lines)
            if len(inside) >= region.least_calls and len(kept) > 1 and not named:
                wanted[day][route, kept] += count
    if not any(wanted.values()):
        with pytest.raises(TimetableError, match="has no trip"):
            cut(feed, region)
        return
    left = again(cut(feed, region), tmp_path)
    assert {day: runs(left, day) for day in wanted} == wanted
    called = set(left.tables["stop_times"]["stop_id"])
    assert set(left.tables["stops"]["stop_id"]) == called
