"""What requests and places have by timetable before and after its changes: worked out by hand, and by brute force."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from simulator.days import NO_CHANGE
from simulator.network.gtfs.feed import Feed, read_feed
from simulator.network.gtfs.running import Running
from simulator.network.gtfs_changes.changes import Drop, Thin, changed
from simulator.network.gtfs_changes.chosen_trips import Which
from simulator.network.gtfs_changes.thinning import Thinning
from simulator.network.timetable.days import timetable_day, timetable_of
from simulator.network.timetable.reach import StopsInReach
from simulator.network.timetable.walks import Walking
from simulator.network.timetable_routing.reached_places import (
    DaySpan,
    Ground,
    Reached,
    departures,
    rail_stations,
    reached_places,
    villages,
)
from simulator.network.timetable_routing.routing import Router
from simulator.network.timetable_routing.useful_journeys import OfUse, Useful, Wish, compared, journeys_of_use
from simulator.scenario.access_models import Walk
from simulator.tables import NO_TIME
from simulator.units import DAY_S, HOUR_S, MINUTE_S
from tests.network.timetable.small_feeds import lines_of_the_village
from tests.reference_data import reference_data

MONDAY, TUESDAY, WEDNESDAY = date(2021, 9, 6), date(2021, 9, 7), date(2021, 9, 8)
RUNNING = Running((TUESDAY,), dict.fromkeys((MONDAY, TUESDAY, WEDNESDAY), "school_day"))
WALK = Walk(limit_m=500)
TUESDAY_SPAN = DaySpan(0, 0, DAY_S)
FAR_S = 10 * HOUR_S  # on foot
HAMLET_S = 116  # a thousandth of a degree of latitude: 111.2 m by beeline, 144.6 m on foot at 1.25 m/s


def reached(feed: Feed, walk: Walk = WALK) -> Reached:
    """Return the timetable of the Tuesday, with the nights before and after."""
    days = [timetable_day(number, day, NO_CHANGE) for number, day in enumerate((MONDAY, TUESDAY, WEDNESDAY), start=-1)]
    timetable = timetable_of(feed, days, Walking(walk))
    return Reached(timetable, Router(timetable), StopsInReach(timetable.stops), walk)


@pytest.fixture
def sides(tmp_path: Path) -> tuple[Reached, Reached]:
    """Return a timetable before and after: the train is gone, and every other trip of line 1."""
    feed = lines_of_the_village(tmp_path)
    changes = [Drop(Which(lines=("Bahn",))), Thin(Which(lines=("1",)), Thinning(keep_every=2))]
    return reached(feed), reached(changed(feed, changes, RUNNING)[0])


def of_use(side: Reached, places: tuple[float, float], wish: Wish, useful: Useful = Useful()) -> OfUse:  # noqa: B008
    """Return what one request from one latitude to another has."""
    ends = [side.stops.within(np.array([12.0]), np.array([lat]), WALK)[0] for lat in places]
    return journeys_of_use(side.router, [(ends[0], ends[1])], [wish], useful)


# From A at 53.00 to D at 53.03: buses leave at 6, 7, 8 and 9 o'clock and take 15 min, the train at 8 and takes 5.
@pytest.mark.parametrize(
    ("wish", "useful", "before", "after"),
    [
        (Wish(7 * HOUR_S, NO_TIME, FAR_S), Useful(HOUR_S), (3, 300), (2, 900)),  # 6, 7, 8; without 7 and the train
        (Wish(7 * HOUR_S, NO_TIME, FAR_S), Useful(HOUR_S - 1), (1, 900), (0, NO_TIME)),
        (Wish(8 * HOUR_S, NO_TIME, FAR_S), Useful(0), (1, 300), (1, 900)),
        (Wish(8 * HOUR_S, NO_TIME, FAR_S), Useful(0, longest_s=899), (1, 300), (0, NO_TIME)),
        (Wish(8 * HOUR_S, NO_TIME, 900), Useful(0), (1, 300), (0, NO_TIME)),  # as fast on foot
        (Wish(7 * HOUR_S, 8 * HOUR_S + 5 * MINUTE_S, FAR_S), Useful(HOUR_S), (2, 300), (0, NO_TIME)),  # 7:15, 8:05
        (Wish(7 * HOUR_S, 8 * HOUR_S + 5 * MINUTE_S, FAR_S), Useful(110 * MINUTE_S), (3, 300), (1, 900)),  # 6:15, too
        (Wish(20 * HOUR_S, NO_TIME, FAR_S), Useful(HOUR_S), (0, NO_TIME), (0, NO_TIME)),
    ],
)
def test_journeys_are_of_use_within_the_limits(
    sides: tuple[Reached, Reached], wish: Wish, useful: Useful, before: tuple[int, int], after: tuple[int, int]
) -> None:
    found = [of_use(side, (53.00, 53.03), wish, useful) for side in sides]
    assert [(one.number.tolist(), one.fastest_s.tolist()) for one in found] == [
        ([number], [fastest_s]) for number, fastest_s in (before, after)
    ]


def test_who_is_far_from_every_stop_has_no_journey(sides: tuple[Reached, Reached]) -> None:
    assert of_use(sides[0], (52.9, 53.03), Wish(7 * HOUR_S, NO_TIME, FAR_S)).number.tolist() == [0]


def test_a_request_keeps_loses_or_gains() -> None:
    before, after = (OfUse(np.array(number), np.array(fastest)) for number, fastest in (
        ([2, 1, 0, 0], [600, 700, NO_TIME, NO_TIME]),
        ([1, 0, 3, 0], [900, NO_TIME, 500, NO_TIME]),
    ))  # fmt: skip
    table = compared(before, after, np.array(["p", "p", "q", ""], dtype=object))
    assert table["effect"].tolist() == ["keeps", "loses", "gains", "none"]
    assert table["fastest_after_s"].tolist() == [900, pd.NA, 500, pd.NA]
    assert table["request"].tolist() == [0, 1, 2, 3]


def test_places_reach_the_station_and_the_town(sides: tuple[Reached, Reached]) -> None:
    names = ["Adorf", "Hamlet", "Bstadt", "Dhof"]
    places = pd.DataFrame(
        {"name": names, "lon": 12.0, "lat": [53.0, 52.999, 53.01, 53.03], "inhabitants": [50.0, 20, 30, 9]}
    )
    table = reached_places(places, ["Dhof"], sides, [TUESDAY_SPAN], 3 * HOUR_S)
    found = {(row.place, row.target_kind): row for row in table.itertuples()}
    # The train calls at A and D, and can be boarded at A only: that is the one station, which A and the hamlet are at.
    assert {place for place, kind in found if kind == "station"} == {"Bstadt", "Dhof"}
    bus = found["Bstadt", "station"]
    assert (bus.target, bus.departures_before, bus.first_before_s, bus.median_before_s) == (
        "Adorf", 1, 7 * HOUR_S + 40 * MINUTE_S, 300,
    )  # fmt: skip
    town = found["Adorf", "town"]
    assert (town.departures_before, town.departures_after) == (4, 2)
    assert (town.median_before_s, town.median_after_s) == (900, 900)  # of 900, 900, 300, 900
    assert (town.first_before_s, town.last_before_s) == (6 * HOUR_S, 9 * HOUR_S)
    assert (town.first_after_s, town.last_after_s) == (6 * HOUR_S, 8 * HOUR_S)
    hamlet = found["Hamlet", "town"]
    assert (hamlet.departures_before, hamlet.first_before_s) == (4, 6 * HOUR_S - HAMLET_S)
    assert (hamlet.median_before_s, hamlet.lat, hamlet.inhabitants) == (900 + HAMLET_S, 52.999, 20)
    # Line 2 of the Monday leaves at 25:30, in this night, that of the Tuesday in the next one; the buses five
    # minutes after they have left A; and who goes back to A at 7:40 catches the train.
    night = found["Bstadt", "town"]
    assert (night.departures_before, night.first_before_s, night.last_before_s) == (
        6, HOUR_S + 30 * MINUTE_S, 9 * HOUR_S + 5 * MINUTE_S,
    )  # fmt: skip
    assert (night.departures_after, night.day) == (3, 0)


def test_a_place_is_left_and_reached_at_any_of_its_points(sides: tuple[Reached, Reached]) -> None:
    """In their means, 3 km off, nobody is near a stop."""
    points = pd.DataFrame(
        {
            "name": ["Adorf", "Adorf", "Dhof", "Dhof"],
            "lon": 12.0,
            "lat": [53.0, 52.94, 53.03, 53.09],
            "inhabitants": [50.0, 50, 9, 9],
        }
    )
    table = reached_places(points, ["Dhof"], sides, [TUESDAY_SPAN], 3 * HOUR_S)
    (town,) = [row for row in table.itertuples() if (row.place, row.target_kind) == ("Adorf", "town")]
    assert (town.departures_before, town.first_before_s, town.median_before_s) == (4, 6 * HOUR_S, 900)
    assert ("Dhof", "town") not in set(zip(table["place"], table["target_kind"], strict=True))
    # Who can walk from one point to another one is left out.
    near = reached_places(points.assign(lat=[53.0, 53.0285, 53.03, 53.09]), ["Dhof"], sides, [TUESDAY_SPAN], 3 * HOUR_S)
    assert near["target_kind"].tolist() == ["station"]


def test_of_walks_from_many_points_the_shortest_count(sides: tuple[Reached, Reached]) -> None:
    lat = np.array([52.998, 53.001, 53.03])
    found = sides[0].walks(Ground(np.full(3, 12.0), lat))
    alone = [sides[0].stops.within(np.array([12.0]), lat[row : row + 1], WALK)[0] for row in range(3)]
    pairs = [(stop, s) for walks in alone for stop, s in zip(walks.stop.tolist(), walks.walk_s.tolist(), strict=True)]
    assert len(pairs) > len(found.stop)
    assert dict(zip(found.stop.tolist(), found.walk_s.tolist(), strict=True)) == {
        stop: min(s for other, s in pairs if other == stop) for stop, _ in pairs
    }


def test_a_place_is_in_the_mean_of_its_points_by_inhabitants() -> None:
    points = pd.DataFrame({"name": ["b", "a", "b"], "lon": [12.0, 11.0, 12.4], "lat": [53.0, 52.0, 53.4]})
    assert villages(points)[["name", "lon"]].to_numpy().tolist() == [["a", 11.0], ["b", pytest.approx(12.2)]]
    assert villages(points)["inhabitants"].isna().all()
    known = villages(points.assign(inhabitants=[30.0, 5.0, 10.0]))
    assert known[["lon", "inhabitants"]].to_numpy().tolist() == [[11.0, 5.0], [pytest.approx(12.1), 40.0]]
    assert known["lat"].tolist() == [52.0, pytest.approx(53.1)]


def test_departures_of_a_day_are_those_that_rounds_find_in_the_county() -> None:
    """Every useful departure is a best journey of many rides, and every such journey that is not outdone is one."""
    feed = read_feed(reference_data("prignitz", "gtfs_prignitz_2021-09.zip"))
    side = reached(feed, Walk(limit_m=1000))
    stations = rail_stations(side.timetable)
    (at,) = stations.loc[stations["name"].str.startswith("Perleberg"), ["lon", "lat"]].to_numpy()[:1]
    station = Ground(at[:1], at[1:])
    end = side.walks(station)
    served = np.unique(side.timetable.calls["stop"].to_numpy())
    stops = side.timetable.stops.iloc[np.random.default_rng(7).choice(served, 12, replace=False)]
    compared_pairs = 0
    for lon, lat in zip(stops["lon"].tolist(), stops["lat"].tolist(), strict=True):
        start = side.stops.within(np.array([lon]), np.array([lat]), side.walk)[0]
        found = departures(side.to(station), start, TUESDAY_SPAN, 3 * HOUR_S)
        journeys = side.router.journeys(start, end, 0, DAY_S - 1, 7)
        pairs = {(one.departure_s, one.arrival_s) for one in journeys}
        best = {
            (leave, arrive)
            for leave, arrive in pairs
            if not any(other != (leave, arrive) and other[0] >= leave and other[1] <= arrive for other in pairs)
        }
        # A departure that one of the next day outdoes is best among those of this day only.
        best = {pair for pair in best if pair[1] - pair[0] <= 3 * HOUR_S}
        inside = {tuple(pair) for pair in found.tolist()}
        assert inside <= best
        assert all(arrive >= DAY_S for _, arrive in best - inside)
        compared_pairs += len(inside)
    assert compared_pairs > 50
