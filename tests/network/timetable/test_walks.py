from __future__ import annotations

from datetime import date
from math import ceil

import numpy as np
import pyproj
import pytest

from simulator.days import NO_CHANGE
from simulator.errors import TimetableError
from simulator.network.timetable.beeline import NearStops, beeline_m
from simulator.network.timetable.days import timetable_day, timetable_of
from simulator.network.timetable.reach import StopsInReach, StopWalks
from simulator.network.timetable.timetable import Timetable
from simulator.network.timetable.walks import Walking
from simulator.scenario.access_models import Walk
from tests.network.timetable.feeds import small_feed

DEGREE_M = 6_371_008.8 * np.pi / 180
HEAD = "stop_id,stop_name,stop_lat,stop_lon,location_type,parent_station\n"
# North of A by 100 m, 400 m and 900 m; B and C are in a station that nobody calls at.
STOPS = HEAD + "".join(
    f"{stop},{stop},{53 + metres / DEGREE_M:.9f},12,0,{station}\n"
    for stop, metres, station in (("A", 0, ""), ("B", 100, "S"), ("C", 900, "S"), ("D", 400, ""))
) + "S,Station,53.001,12,1,\n"  # fmt: skip


def walks(transfers: str | None = None, **walking: float) -> dict[tuple[str, str], int]:
    told = None if transfers is None else "from_stop_id,to_stop_id,transfer_type,min_transfer_time\n" + transfers
    timetable = timetable_of(
        small_feed(stops=STOPS, transfers=told),
        [timetable_day(0, date(2021, 9, 7), NO_CHANGE)],
        Walking(Walk(), **walking),  # type: ignore[arg-type]
    )
    return by_name(timetable)


def by_name(timetable: Timetable) -> dict[tuple[str, str], int]:
    ids, table = timetable.stops["gtfs_stop_id"].to_numpy(), timetable.walks
    pairs = zip(ids[table["from_stop"]].tolist(), ids[table["to_stop"]].tolist(), strict=True)
    return dict(zip(pairs, table["walk_s"].tolist(), strict=True))


def on_foot(metres: float) -> int:
    return max(60, ceil(metres * 1.3 / 1.25))  # 4.5 km/h are 1.25 m/s


PLAIN = {
    **{(stop, stop): 60 for stop in "ABCD"},
    **{pair: on_foot(100) for pair in (("A", "B"), ("B", "A"))},
    **{pair: on_foot(400) for pair in (("A", "D"), ("D", "A"))},
    **{pair: on_foot(300) for pair in (("B", "D"), ("D", "B"))},
    **{pair: on_foot(800) for pair in (("B", "C"), ("C", "B"))},  # farther than 600 m, but in one station
}


def test_walks_between_stops_near_each_other_and_in_stations() -> None:
    found = walks()
    assert found.keys() == PLAIN.keys()  # C - D are 500 m apart, 650 m on foot
    assert all(abs(found[pair] - PLAIN[pair]) <= 1 for pair in PLAIN)
    assert walks(transfer_m=651).keys() - found.keys() == {("C", "D"), ("D", "C")}
    assert walks(transfer_m=0).keys() == {*((stop, stop) for stop in "ABCD"), ("B", "C"), ("C", "B")}
    assert walks(change_s=200)[("A", "B")] == walks(change_s=200)[("A", "A")] == 200


@pytest.mark.parametrize(
    ("transfers", "changed"),
    [
        ("A,B,2,30\n", {("A", "B"): 30}),
        ("A,A,2,0\n", {("A", "A"): 0}),
        ("A,C,2,500\n", {("A", "C"): 500}),
        ("A,B,3,\n", {("A", "B"): None}),
        ("A,A,3,\n", {("A", "A"): None}),
        ("A,B,0,\nB,A,1,5\nA,C,0,\n", {}),
        ("S,S,2,240\n", {(one, other): 240 for one in "BC" for other in "BC"}),
        ("S,S,2,240\nB,C,2,90\n", {**{(one, other): 240 for one in "BC" for other in "BC"}, ("B", "C"): 90}),
        ("A,B,3,\nA,S,2,70\n", {("A", "B"): None, ("A", "C"): 70}),
        ("A,S,3,\nA,B,2,70\n", {("A", "B"): 70}),
        ("S,C,2,111\nB,S,2,222\n", {("B", "C"): 111, ("C", "C"): 111, ("B", "B"): 222}),  # of equals the first counts
        ("B,S,2,222\nS,C,2,111\n", {("B", "C"): 222, ("C", "C"): 111, ("B", "B"): 222}),
        ("B,C,3,\nS,S,3,\n", {(one, other): None for one in "BC" for other in "BC"}),
    ],
)
def test_transfers(transfers: str, changed: dict[tuple[str, str], int | None]) -> None:
    expected = {pair: seconds for pair, seconds in {**walks(), **changed}.items() if seconds is not None}
    assert walks(transfers) == expected


def test_transfers_that_are_not_used_are_told() -> None:
    head = "from_stop_id,to_stop_id,from_route_id,to_trip_id,from_trip_id,transfer_type,min_transfer_time\n"
    rows = ("A,B,R1,,,2,30", "A,B,,bus,,3,", "A,B,,,,2,", "A,Z,,,,2,30", ",B,,,,3,", "A,B,,,,9,", "A,B,,,,2,7")
    feed = small_feed(stops=STOPS, transfers=head + "\n".join(rows) + "\n")
    told = feed.repairs[["line", "field", "done"]].to_numpy().tolist()
    assert told == [
        [2, "transfer_type", "dropped"],
        [3, "transfer_type", "dropped"],
        [4, "min_transfer_time", "dropped"],
        [5, "to_stop_id", "dropped"],
        [6, "from_stop_id", "dropped"],
        [7, "transfer_type", "mended"],
        [7, "to_trip_id", "dropped"],
        [8, "to_trip_id", "dropped"],
    ]


def test_parts_of_a_platform_belong_to_its_station() -> None:
    stops = HEAD + (
        "A,A,53,12,4,P\nP,Platform,53,12,0,S\nB,B,53.02,12,0,S\nS,Station,53.01,12,1,\nC,C,53.1,12,0,\nD,D,53.2,12,0,\n"
    )
    transfers = "from_stop_id,to_stop_id,transfer_type,min_transfer_time\nS,C,2,77\nP,D,2,99\n"
    feed = small_feed(stops=stops, transfers=transfers)
    found = by_name(timetable_of(feed, [], Walking(Walk())))
    assert {("A", "B"), ("B", "A")} < found.keys()  # 2.2 km apart
    assert {pair: found[pair] for pair in found if pair[1] in "CD" and pair[0] in "AB"} == {
        ("A", "C"): 77, ("B", "C"): 77, ("A", "D"): 99,
    }  # fmt: skip


def test_too_many_stops_in_one_place_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("simulator.network.timetable.walks.MOST_PAIRS", 5)
    with pytest.raises(TimetableError, match=r"stops.txt: 2 stops are of one station: there are more than 5 pairs"):
        walks()
    monkeypatch.setattr("simulator.network.timetable.walks.MOST_PAIRS", 6)
    with pytest.raises(TimetableError, match="4 stops are within 9,000 m"):
        walks(transfer_m=9000)


def test_beelines() -> None:
    assert beeline_m(np.array([12.0]), np.array([53.0]), np.array([12.0]), np.array([54.0])) == pytest.approx(DEGREE_M)
    berlin, hamburg = (13.3694, 52.5251), (10.0069, 53.5530)  # main stations
    metres = beeline_m(*(np.array([one]) for one in (*berlin, *hamburg)))
    sphere = pyproj.Geod(a=6_371_008.8, b=6_371_008.8)
    assert metres[0] == pytest.approx(sphere.inv(*berlin, *hamburg)[2], abs=0.01)
    assert beeline_m(*(np.array([one]) for one in (*hamburg, *berlin))) == metres


@pytest.mark.parametrize("seed", range(20))
def test_stops_in_reach_are_those_a_comparison_with_all_finds(seed: int) -> None:
    random = np.random.default_rng(seed)
    west, south = random.uniform(-170, 170), random.uniform(-80, 80)
    lon, lat = west + random.uniform(0, 0.1, 60), south + random.uniform(0, 0.1, 60)
    places = west + random.uniform(-0.02, 0.12, 40), south + random.uniform(-0.02, 0.12, 40)
    place, stop, metres = NearStops(lon, lat).within(*places, 1500)
    every = beeline_m(places[0][:, None], places[1][:, None], lon[None, :], lat[None, :])
    expected = np.argwhere(every <= 1500)
    assert np.column_stack([place, stop]).tolist() == expected.tolist()
    assert metres.tolist() == every[expected[:, 0], expected[:, 1]].tolist()


def test_stops_in_reach_of_places() -> None:
    feed = small_feed(stops=STOPS)
    stops = timetable_of(feed, [], Walking(Walk())).stops
    reach = StopsInReach(stops)
    here, nowhere = reach.within(np.array([12.0, 13.0]), np.array([53.0, 53.0]), Walk())
    assert stops["gtfs_stop_id"].to_numpy()[here.stop].tolist() == ["A", "B", "D"]  # 1,170 m to C are too far
    assert here.walk_m.tolist() == pytest.approx([0, 130, 520], abs=0.01)
    assert [abs(one - other) <= 1 for one, other in zip(here.walk_s, (0, 104, 416), strict=True)] == [True] * 3
    assert (here.stop.dtype, here.walk_s.dtype, len(nowhere.stop)) == (np.int32, np.int32, 0)
    (short,) = reach.within(np.array([12.0]), np.array([53.0]), Walk(), limit_m=450)
    assert len(short.stop) == 2  # D is 400 m away, 520 m on foot


def test_walks_of_many_places() -> None:
    """Each place has its own, also where others are put in, some are asked for, or several are one place."""
    reach = StopsInReach(timetable_of(small_feed(stops=STOPS), [], Walking(Walk())).stops)
    walks = reach.within(np.array([13.0, 12.0, 12.001, 12.0]), np.full(4, 53.0), Walk())
    told = [its.stop.tolist() for its in walks]
    assert told == [[], [0, 1, 3], told[2], [0, 1, 3]]
    assert len(told[2]) >= 2
    least_s = [min(its.walk_s.tolist(), default=-1) for its in walks]
    assert walks.least_s(-1).tolist() == least_s
    assert least_s[:2] == [-1, 0]
    elsewhere = [StopWalks(np.array(stops, dtype=np.int32), *(np.full(len(stops), 7),) * 2) for stops in ([2], [])]
    mixed = walks.with_others(elsewhere, np.array([-1, 0, 1, -1]))
    assert [its.stop.tolist() for its in mixed] == [[], [2], [], [0, 1, 3]]
    assert mixed.least_s(-1).tolist() == [-1, 7, -1, 0]
    some = mixed.of(np.array([3, 1]))
    assert [its.stop.tolist() for its in some] == [[0, 1, 3], [2]]
    assert [its.stop.tolist() for its in mixed[2:]] == [[], [0, 1, 3]]
    assert some.least_s(-1).tolist() == [0, 7]
    offsets, stops, walks_s = mixed.of(np.array([3, 0, 1, 3])).side_by_side()
    assert (offsets.tolist(), stops.tolist()) == ([0, 3, 3, 4, 7], [0, 1, 3, 2, 0, 1, 3])
    assert walks_s.tolist() == [*walks[1].walk_s.tolist(), 7, *walks[1].walk_s.tolist()]
    assert [its.tolist() for its in mixed[:1].side_by_side()] == [[0, 0], [], []]
