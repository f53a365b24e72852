"""Trips between activities: days small enough to be followed by hand. A hundredth of a degree north is 1,112 m."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from simulator.demand.tours.duty import IN_TIME_S
from simulator.demand.tours.tables import ACTIVITY_DTYPES, NOBODY
from simulator.demand.tours.trips import AT_HOME_S, SLACK_BY_WAY, SLACK_S, trips_of_day
from simulator.tables import NO_TIME, no_rows, typed
from simulator.units import HOUR_S, MINUTE_S
from tests.demand.tours.worlds import CENTRE, Places, person, population_of

PEOPLE = population_of([person(0, 40), person(0, 40), person(1, 12)], [1, 0])
NORTH_S = 130  # 0.01 degrees: 1,112 m x 1.3 at 40 km/h, in whole seconds


def activities(*rows: dict[str, object]) -> pd.DataFrame:
    common = {
        "fixed": False,
        "party": 1,
        "party_on": 1,
        "chairs": 0,
        "chairs_on": 0,
        "companion": NOBODY,
        "to_school": False,
        "position": 1,
    }
    return typed(pd.DataFrame([common | row for row in rows]), ACTIVITY_DTYPES)


def at(*north: float, gateway: int = -1) -> Places:
    """Return places so many hundredths of a degree north of home."""
    return Places(
        np.full(len(north), CENTRE[0]),
        CENTRE[1] + np.array(north) / 100,
        np.full(len(north), gateway, dtype=np.int32),
    )


def activity(tour: int, who: int, purpose: str, begins_h: float, ends_h: float, **more: object) -> dict[str, object]:
    times = {"begins_s": round(begins_h * HOUR_S), "ends_s": round(ends_h * HOUR_S)}
    return {"tour": tour, "person": who, "purpose": purpose, **times, **more}


def test_a_tour_to_work_and_a_shop_goes_home_at_last() -> None:
    day = activities(activity(0, 0, "work", 8, 16, fixed=True), activity(0, 0, "shopping", 16.5, 17, position=2))
    trips = trips_of_day(day, at(10, 4), PEOPLE)
    assert trips["purpose"].tolist() == ["work", "shopping", "home"]
    assert trips["position"].tolist() == [1, 2, 3]
    assert trips["destination_lat"].tolist() == pytest.approx([CENTRE[1] + 0.1, CENTRE[1] + 0.04, CENTRE[1]])
    assert trips["origin_lat"].tolist() == pytest.approx([CENTRE[1], CENTRE[1] + 0.1, CENTRE[1] + 0.04])
    out_s, on_s = 10 * NORTH_S + 1, 6 * NORTH_S + 1  # in whole seconds from beelines
    leaves = 8 * HOUR_S - out_s - SLACK_S - round(SLACK_BY_WAY * out_s) - IN_TIME_S
    done = 16 * HOUR_S + on_s + 30 * MINUTE_S  # the shop as long as planned, from when they are there
    assert trips["departure_s"].tolist() == pytest.approx([leaves, 16 * HOUR_S, done], abs=3)
    assert trips["arrive_by_s"].tolist() == [8 * HOUR_S - IN_TIME_S, NO_TIME, NO_TIME]


def test_the_next_tour_begins_when_the_first_is_over() -> None:
    day = activities(activity(0, 0, "leisure", 9, 11), activity(1, 0, "errands", 11, 11.5))
    trips = trips_of_day(day, at(30, 3), PEOPLE)
    home_s = 11 * HOUR_S + 30 * NORTH_S
    assert trips["departure_s"].tolist() == pytest.approx(
        [
            9 * HOUR_S - 30 * NORTH_S,
            11 * HOUR_S,
            home_s + AT_HOME_S,
            home_s + AT_HOME_S + 3 * NORTH_S + 30 * MINUTE_S,
        ],
        abs=12,
    )


def test_who_comes_late_may_arrive_late_and_works_until_the_end() -> None:
    day = activities(activity(0, 0, "leisure", 6, 9), activity(1, 0, "work", 8, 12, fixed=True))
    trips = trips_of_day(day, at(10, 10), PEOPLE)
    late = trips.iloc[2]
    assert late["departure_s"] == pytest.approx(9 * HOUR_S + 10 * NORTH_S + AT_HOME_S, abs=3)
    assert late["arrive_by_s"] == pytest.approx(late["departure_s"] + 10 * NORTH_S, abs=3)
    assert trips["departure_s"].iloc[3] == 12 * HOUR_S


def test_everybody_is_home_before_the_next_day_begins_and_leaves_after_this_one_did() -> None:
    day = activities(
        activity(0, 0, "work", 4.25, 12, fixed=True),
        activity(1, 0, "work", 22, 27.9, fixed=True),
        activity(1, 0, "shopping", 28, 29, position=2),
    )
    trips = trips_of_day(day, at(10, 10, 4), PEOPLE)
    assert trips["departure_s"].iloc[0] == 4 * HOUR_S  # and not 50 min earlier than the drive takes
    # Home at 28:00 from the shop, where they are five minutes, and to which they leave work earlier.
    leaves_shop = 28 * HOUR_S - 4 * NORTH_S
    leaves_work = leaves_shop - 5 * MINUTE_S - 6 * NORTH_S
    assert trips["departure_s"].tolist()[-2:] == pytest.approx([leaves_work, leaves_shop], abs=3)


def test_a_tour_planned_too_late_begins_as_late_as_it_can() -> None:
    trips = trips_of_day(activities(activity(0, 0, "leisure", 27.5, 30)), at(30), PEOPLE)
    latest = 28 * HOUR_S - 2 * 30 * NORTH_S - 5 * MINUTE_S
    assert trips["departure_s"].tolist() == pytest.approx([latest, latest + 30 * NORTH_S + 5 * MINUTE_S], abs=8)


def test_children_are_aboard_only_while_they_are_taken() -> None:
    day = activities(
        activity(0, 0, "escort", 7.5, 7.6, party=3, companion=2),
        activity(0, 0, "work", 8, 15, position=2, fixed=True),
        activity(0, 0, "escort", 15.5, 15.6, position=3, party_on=3, companion=2),
    )
    trips = trips_of_day(day, at(1, 5, 1), PEOPLE)
    assert trips["party"].tolist() == [3, 1, 1, 3]
    assert trips["departure_s"].iloc[3] == round(15.6 * HOUR_S)  # they wait for the end of school


def test_wheelchairs_of_who_is_taken_are_aboard_while_they_are() -> None:
    rows = [person(0, 40), person(1, 70) | {"wheelchair": True}]
    day = activities(
        activity(0, 0, "escort", 7.5, 7.6, party=2, chairs=1),
        activity(0, 0, "escort", 15.5, 15.6, position=2, party_on=2, chairs_on=1),
        activity(1, 1, "escort", 9, 10, party=2, party_on=2, chairs=1, chairs_on=1),
    )
    trips = trips_of_day(day, at(1, 1, 1), population_of(rows, [1, 1]))
    assert trips["wheelchairs"].tolist() == [1, 0, 1, 2, 2]


def test_places_outside_are_reached_by_train_and_named_at_their_end() -> None:
    trips = trips_of_day(activities(activity(0, 0, "work", 8, 16, fixed=True)), at(100, gateway=4), PEOPLE)
    assert trips["destination_gateway"].tolist() == [4, -1]
    assert trips["origin_gateway"].tolist() == [-1, 4]
    way = (8 * HOUR_S - IN_TIME_S - SLACK_S - trips["departure_s"].iloc[0]) / (1 + SLACK_BY_WAY)
    assert way == pytest.approx(100 * NORTH_S / 2, abs=40)  # at 80 km/h


def test_the_car_is_there_for_all_trips_of_a_tour_and_for_one_at_a_time() -> None:
    day = activities(
        activity(0, 0, "work", 8, 16, fixed=True), activity(1, 1, "leisure", 10, 11), activity(2, 1, "leisure", 19, 20)
    )
    assert trips_of_day(day, at(10, 5, 5), PEOPLE)["car"].tolist() == [True, True, False, False, True, True]


def test_a_day_without_activities_has_no_trips() -> None:
    assert not len(trips_of_day(no_rows(ACTIVITY_DTYPES), at(), PEOPLE))
