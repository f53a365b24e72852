"""Days of a large town beside the surveys: what comes out as it went in, and what was never an input.

How near it has to come was written down before the first comparison.
"""

from __future__ import annotations

from functools import cache

import numpy as np
import pandas as pd
import pytest

from simulator.days import DayType
from simulator.demand.population.tables import Population
from simulator.demand.synthesis import direct_s
from simulator.demand.tours.draw import activities_of_day
from simulator.demand.tours.people import people_of
from simulator.demand.tours.published import FREE, GROUPS, INSTEAD, WEEKDAY
from simulator.demand.tours.trips import trips_of_day
from simulator.units import HOUR_S
from tests.demand.tours.worlds import Anchors, Config, anchors_of, often, places_of, town

# Persons of the groups in the survey, in thousands (SrV 2023), children under six at last, who are no group.
WEIGHTS = {"employed": 355.9, "pupils": 90.8, "adults": 126.0, "seniors": 172.7, "children": 41.9}
# Escorts a person and day (SrV 2023).
ESCORTS = {"employed": 0.21, "pupils": 0.047, "adults": 0.199, "seniors": 0.075}
# Escorts a grown-up and day to other places than kindergartens and schools (SrV 2023, see ``published``). An input.
ESCORTS_ELSE = 0.063
# Departures from 4 to 23 o'clock in thousandths (SrV 2023): of all trips, and of those home. No input.
ALL = (*(3, 12, 33, 103, 64, 46, 52, 56, 61, 72), *(72, 91, 93, 83, 62, 38, 23, 17, 11, 4))
HOMEWARD = (*(1, 2, 6, 18, 32, 28, 40, 59, 66, 93), *(81, 109, 117, 106, 87, 52, 41, 31, 21, 7))
# Trips home of German car drivers who work, on weekdays from 6, 9, 11, 14, 17 and 20 o'clock, in percent (emobpy, MiD).
DRIVEN_HOME = (2.0, 5.0, 14.0, 23.0, 35.0, 15.0)
# Purposes of all ways of a week without ways for business, in percent (MiD 2023, region of Braunschweig, table W1).
OF_ALL_DAYS = {"work": 16, "school": 7, "shopping": 19, "errands": 13, "leisure": 35, "escort": 10}
A_DAY = 2.9  # ways a person and day, all days of Germany (MiD 2023)


@cache
def large() -> tuple[Population, Anchors]:
    made = often(town(1200), 6)
    return made, anchors_of(made)


@cache
def day(kind: DayType) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return activities and trips; with the group of the person, and when trips to work and school leave in time."""
    population, anchors = large()
    activities = activities_of_day(population, anchors, kind, 0, Config(), 7)
    trips = trips_of_day(activities, places_of(activities, population, anchors), population)
    group = groups()
    ends = [trips[[f"{end}_lon", f"{end}_lat"]].to_numpy() for end in ("origin", "destination")]
    in_time = trips["arrive_by_s"] - direct_s(*ends, np.zeros(len(trips), dtype=bool))
    leaves = np.where(trips["arrive_by_s"] >= 0, in_time, trips["departure_s"])
    return activities.assign(group=group[activities["person"]]), trips.assign(
        hour=leaves // HOUR_S, group=group[trips["person"]]
    )


@cache
def groups() -> np.ndarray:
    population, anchors = large()
    return people_of(population, anchors, DayType.SCHOOL_DAY).group


def persons(group: str) -> int:
    return int((groups() == GROUPS.index(group)).sum())


def weights() -> np.ndarray:
    """Return what a person of each group stands for in the survey; at -1 that of a child."""
    children = int((groups() < 0).sum())
    return np.array([*(WEIGHTS[name] / persons(name) for name in GROUPS), WEIGHTS["children"] / children])


def by_hour(trips: pd.DataFrame) -> np.ndarray:
    """Return departures of persons by hour in percent, with groups as in the survey; from 4 to 23 o'clock.

    Who is taken along has a trip in the survey, too.
    """
    activities = day(DayType.SCHOOL_DAY)[0]
    companion = activities.groupby("tour")["companion"].max()[trips["tour"]].to_numpy()
    others = weights()[np.where(companion < 0, -1, groups()[companion])]
    weight = weights()[trips["group"]] + (trips["party"].to_numpy() - 1) * others
    hours = np.bincount(trips["hour"].clip(4, 27), weights=weight, minlength=28)
    return hours[4:24] / hours.sum() * 100


def test_people_take_each_other_along_as_often_as_in_the_survey() -> None:
    """The town has more families: those taken stand for as many as in the survey."""
    activities = day(DayType.SCHOOL_DAY)[0]
    escorts = activities[activities["purpose"] == "escort"]
    taken = groups()[escorts["companion"]]
    elsewhere = (weights()[taken] * (~escorts["to_school"] & (taken >= 0))).sum()
    grown_up = sum(WEIGHTS.values()) - WEIGHTS["pupils"] - WEIGHTS["children"]
    assert elsewhere / grown_up == pytest.approx(ESCORTS_ELSE, abs=0.01)
    # Of all escorts 20 % are to schools, which were no input.
    to_school = (weights()[taken] * (escorts["to_school"] & (taken >= 0))).sum()
    assert to_school / sum(WEIGHTS.values()) == pytest.approx(0.2 * 0.16, abs=0.015)
    assert weights()[taken].sum() / sum(WEIGHTS.values()) == pytest.approx(0.16, abs=0.04)


@pytest.mark.parametrize("group", GROUPS)
def test_purposes_of_groups_come_out_as_they_went_in(group: str) -> None:
    activities, count = day(DayType.SCHOOL_DAY)[0], persons(group)
    own = activities[activities["group"] == GROUPS.index(group)]
    taken = set(activities["companion"]) & set(np.flatnonzero(groups() == GROUPS.index(group)))
    done = own.drop_duplicates(["person", "purpose"])["purpose"].value_counts() / count
    # What pupils are driven to is done by who drives them: school, and leisure.
    near = 0.16 if group == "pupils" else 0.02
    for purpose, (share, _) in WEEKDAY[group].by_purpose.items():
        factor = INSTEAD.get(group, 1.0) if purpose in FREE else 1.0
        assert done[purpose] == pytest.approx(factor * share, abs=near), purpose
    assert len(set(own["person"]) | taken) / count == pytest.approx(WEEKDAY[group].mobile, abs=0.06)
    # The town has more children than the survey, and tours to bring them: those are counted as often as there.
    alone = own.groupby("tour")["purpose"].agg(lambda its: set(its) != {"escort"}).sum() / own["person"].nunique()
    assert alone + ESCORTS[group] / WEEKDAY[group].mobile == pytest.approx(WEEKDAY[group].tours, abs=0.2)


def test_departures_of_a_school_day_are_those_of_the_survey() -> None:
    hours = by_hour(day(DayType.SCHOOL_DAY)[1])
    assert np.abs(hours - np.array(ALL) / 10).max() < 2.5
    assert np.abs(np.cumsum(hours - np.array(ALL) / 10)).max() < 7  # no breaks from work at noon, and no study
    assert hours[3] == pytest.approx(ALL[3] / 10, abs=0.7)  # from 7
    morning, noon, afternoon = hours[2:5], hours[5:9], hours[10:14]
    assert morning.max() > noon.max() < afternoon.max()


def test_trips_home_are_when_the_survey_has_them_though_only_stays_are_drawn() -> None:
    trips = day(DayType.SCHOOL_DAY)[1]
    hours = by_hour(trips[trips["purpose"] == "home"])
    assert np.abs(hours - np.array(HOMEWARD) / 10).max() < 3
    assert np.abs(np.cumsum(hours - np.array(HOMEWARD) / 10)).max() < 8


def test_who_works_goes_home_when_car_drivers_do() -> None:
    trips = day(DayType.SCHOOL_DAY)[1]
    homeward = trips[(trips["purpose"] == "home") & (trips["group"] == GROUPS.index("employed"))]
    shares = np.histogram(homeward["hour"], (6, 9, 11, 14, 17, 20, 23))[0] / len(homeward) * 100
    assert np.abs(shares - DRIVEN_HOME).max() < 10


def week(counts: dict[DayType, float]) -> float:
    return (5 * counts[DayType.SCHOOL_DAY] + counts[DayType.SATURDAY] + counts[DayType.SUNDAY]) / 7


def test_ways_of_an_average_day_are_as_many_as_in_the_other_survey() -> None:
    people = len(large()[0].persons)
    assert week({kind: day(kind)[1]["party"].sum() / people for kind in DayType}) == pytest.approx(A_DAY, abs=0.25)


def test_purposes_of_a_week_are_those_of_the_other_survey() -> None:
    for purpose, percent in OF_ALL_DAYS.items():
        of_purpose = week({kind: float((day(kind)[0]["purpose"] == purpose).sum()) for kind in DayType})
        of_all = week({kind: float(len(day(kind)[0])) for kind in DayType})
        assert of_purpose / of_all * 100 == pytest.approx(percent, abs=6), purpose
