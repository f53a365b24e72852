"""All people of a population, worked out by hand: a family of four and an old man, on one day and on two."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from simulator.analysis.counted import EVER, Window
from simulator.analysis.kpis.people import PEOPLE_KPIS, people_kpis
from simulator.analysis.people import people_by_class, people_split, people_trips, tour_table
from simulator.analysis.series.people import People
from simulator.tables import no_rows
from simulator.units import DAY_S, HOUR_S, MINUTE_S

CLASSES = ["worker", "worker", "pupil", "child", "senior"]
PERSONS = pd.DataFrame({"person": range(5), "traveller_class": CLASSES, "car": ["own", "none", "none", "none", "own"]})
# person, tour, position, purpose, hour of departure, from and to [km north of home], means, asked
TRIPS = [
    (2, 2, 2, "home", 13, 3, 0, "walk", True),
    (0, 0, 1, "work", 6, 0, 12, "car", False),
    (0, 0, 3, "home", 17, 14, 0, "car", False),
    (0, 0, 2, "shopping", 16, 12, 14, "car", False),
    (1, 1, 1, "escort", 7, 0, 3, "on_demand", True),
    (2, 2, 1, "school", 7, 0, 3, "on_demand", True),
    (1, 1, 2, "home", 8, 3, 0, "walk", True),
    (0, 3, 1, "leisure", 19, 0, 1, "bike", False),
    (0, 3, 2, "home", 21, 1, 0, "bike", False),
]
EXPECTED = {
    "people": 5,
    "people_trips": 9,
    "people_trips_asked": 4,
    "people_asked_share": 4 / 9,
    "people_mobile_share": 3 / 5,
    "people_trips_per_day": 9 / 5,
    "people_trips_per_mobile_day": 9 / 3,
    "people_km_per_day": (12 + 2 + 14 + 1 + 1 + 3 * 4) / 5,
}


def demand() -> pd.DataFrame:
    """The requests of the day, in the order in which they were booked."""
    columns = ("person", "tour", "tour_position", "purpose", "hour", "origin_lat", "destination_lat", "means", "asked")
    table = pd.DataFrame(TRIPS, columns=columns)
    length_m = 1000 * (table["origin_lat"] - table["destination_lat"]).abs()
    classes = [CLASSES[person] for person in table["person"]]
    same = {"origin_lon": 0.0, "destination_lon": 0.0, "party_size": 1}
    new = {"traveller_class": classes, "own_car": table["tour"] == 0, "earliest_departure_s": table["hour"] * HOUR_S}
    in_time = table["hour"] * HOUR_S + (table["purpose"] == "work") * 90 * MINUTE_S  # leaves later than at the earliest
    return table.assign(length_m=length_m, leave_s=in_time, **same, **new)


def trips(days: dict[int, Window] | None = None) -> pd.DataFrame:
    its = demand()
    number = np.where(its["asked"], np.arange(len(its)), -1)
    return people_trips(its, number, its["means"].to_numpy(object), days or {0: EVER})


def test_trips_of_nobody_who_lives_there_are_left_out() -> None:
    """An evacuation brings a request of nobody, of no tour; a further tour like the first is nobody's, either."""
    its = demand()
    first = its[its["tour"] == 0]
    more = pd.concat([its, first.assign(person=-1, tour=9), first.iloc[:1].assign(person=-1, tour=-1)])
    more = more.reset_index(drop=True)
    number = np.where(more["asked"], np.arange(len(more)), -1)
    found = people_trips(more, number, more["means"].to_numpy(object), {0: EVER})
    pd.testing.assert_frame_equal(found, trips())
    pd.testing.assert_frame_equal(tour_table(found), tour_table(trips()))


def test_trips_of_all_people_stand_along_their_tours() -> None:
    its = trips()
    assert its["tour"].tolist() == [0, 0, 0, 1, 1, 2, 2, 3, 3]
    assert its["tour_position"].tolist() == [1, 2, 3, 1, 2, 1, 2, 1, 2]
    assert its["request"].tolist() == [-1, -1, -1, 4, 6, 5, 0, -1, -1]
    assert its["length_m"].tolist() == [12_000, 2000, 14_000, 3000, 3000, 3000, 3000, 1000, 1000]


def test_tours_tell_what_for_and_by_which_means() -> None:
    its = tour_table(trips())
    columns = ["tour", "person", "purposes", "means", "trips", "departure_s", "length_m", "own_car"]
    assert its[columns].to_numpy(object).tolist() == [
        [0, 0, "work>shopping>home", "car>car>car", 3, 6 * HOUR_S, 28_000, True],
        [1, 1, "escort>home", "on_demand>walk", 2, 7 * HOUR_S, 6000, False],
        [2, 2, "school>home", "on_demand>walk", 2, 7 * HOUR_S, 6000, False],
        [3, 0, "leisure>home", "bike>bike", 2, 19 * HOUR_S, 2000, False],
    ]
    assert tour_table(trips().iloc[:0]).empty


def test_key_figures_of_all_people() -> None:
    found = people_kpis(people_by_class(PERSONS, CLASSES, trips(), 1))
    assert found == pytest.approx(EXPECTED, abs=1e-6)
    assert [*found] == [*PEOPLE_KPIS]


def test_figures_by_class_and_means() -> None:
    by_class = people_by_class(PERSONS, CLASSES, trips(), 1).set_index("traveller_class")
    assert by_class.index.tolist() == ["", "child", "pupil", "senior", "worker"]
    assert by_class.loc["worker"].tolist() == pytest.approx([2, 7, 2, 1.0, 3.5, 3.5, 18.0])
    assert by_class.loc["pupil"].tolist() == pytest.approx([1, 2, 2, 1.0, 2.0, 2.0, 6.0])
    senior = by_class.loc["senior"]
    assert senior["mobile_share"] == senior["trips"] == 0
    assert np.isnan(senior["trips_per_mobile_day"])
    split = people_split(trips())
    told = split[split["requests"] > 0].to_numpy(object).tolist()
    assert told == [
        ["", "on_demand", 2, pytest.approx(2 / 9, abs=1e-6)],
        ["", "car", 3, pytest.approx(3 / 9, abs=1e-6)],
        ["", "bike", 2, pytest.approx(2 / 9, abs=1e-6)],
        ["", "walk", 2, pytest.approx(2 / 9, abs=1e-6)],
        ["pupil", "on_demand", 1, 0.5],
        ["pupil", "walk", 1, 0.5],
        ["worker", "on_demand", 1, pytest.approx(1 / 7, abs=1e-6)],
        ["worker", "car", 3, pytest.approx(3 / 7, abs=1e-6)],
        ["worker", "bike", 2, pytest.approx(2 / 7, abs=1e-6)],
        ["worker", "walk", 1, pytest.approx(1 / 7, abs=1e-6)],
    ]


def test_only_tours_that_begin_on_days_that_count() -> None:
    """A tour belongs to the day on which it begins, also with a trip on the next one."""
    noon = 12 * HOUR_S
    its = trips({0: Window(-DAY_S, noon), 1: Window(noon, DAY_S)})
    assert its["day"].tolist() == [0] * 7 + [1] * 2
    by_class = people_by_class(PERSONS, CLASSES, its, 2).set_index("traveller_class")
    assert by_class.loc["worker", "mobile_share"] == 3 / 4  # the first on both days, the second on one
    assert trips({0: Window(noon, DAY_S)})["tour"].tolist() == [3, 3]


def test_what_pictures_show() -> None:
    households = pd.DataFrame({"cars": [1, 1]})
    bands = [(1.5, 0.2), (5.0, 0.3), (None, 0.5)]
    people = People(PERSONS, households, trips(), no_rows({}), no_rows({}), bands)
    assert people.homes == (5, 2, 2, 3)
    assert people.departures.purposes == ("home", "escort", "leisure", "school", "shopping", "work")
    assert people.departures.all[[6, 7, 8, 13, 16, 17, 19, 21]].tolist() == [
        0,
        3,
        1,
        1,
        1,
        1,
        1,
        1,
    ]  # to work just in time
    assert people.departures.trips.sum(axis=1).tolist() == [4, 1, 1, 1, 1, 1]
    assert people.departures.peaks == (7, 16)
    assert people.lengths.made.tolist() == pytest.approx([2 / 9, 5 / 9, 2 / 9])
    assert people.lengths.wanted.tolist() == pytest.approx([0.2, 0.3, 0.5])
