"""Who works at home or at a hub: by brute force, hand-worked numbers, and means."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from simulator.days import DayType
from simulator.demand.destinations.anchors import Anchors
from simulator.demand.life.work import AT_WORK, home_workers, to_work_km, work_on_day
from simulator.demand.streams import stream
from simulator.network.graph import METRES_PER_DEGREE
from tests.demand.tours.worlds import person, population_of

KM = 1000 / METRES_PER_DEGREE / 1.3  # degrees of latitude that are one kilometre by road
WAYS = np.array([2.0, 8.0, 30.0, 80.0])
COUNT = 400
OUTSIDE = SimpleNamespace(lonlat=np.array([[11.8, 53.1], [11.8, 53.1 + 80 * KM]]), gateway=np.array([-1, 0]))
BANDS = tuple(
    SimpleNamespace(to_km=to_km, share=share, today=today)
    for to_km, share, today in ((5, 0.14, 0.0), (25, 0.2, 0.1), (50, 0.29, 0.0), (None, 0.42, 0.2))
)
DAYS = (SimpleNamespace(share=0.4, days_a_week=1), SimpleNamespace(share=0.6, days_a_week=5))


def office(**changes: Any) -> SimpleNamespace:
    return SimpleNamespace(**{"bands": BANDS, "days": DAYS, "rebound": 0.0} | changes)


ALWAYS = office(
    bands=(SimpleNamespace(to_km=None, share=1.0, today=0.0),), days=(SimpleNamespace(share=1, days_a_week=5),)
)
PEOPLE = population_of([person(number, 40, "full") for number in range(COUNT)], [1] * COUNT)


def anchors() -> Anchors:
    """Everybody lives at one place; ways to work as WAYS in turn, the last one through a gateway."""
    km = np.resize(WAYS, COUNT)
    leaves = km == 80
    none = np.full(COUNT, -1, dtype=np.int32)
    lat = np.where(leaves, np.nan, 53.1 + km * KM)
    return Anchors(none, none, none, np.where(leaves, np.nan, 11.8), lat, np.where(leaves, 0, -1).astype(np.int32))


def test_ways_to_work_lead_to_the_place_outside_of_those_who_leave() -> None:
    np.testing.assert_allclose(to_work_km(PEOPLE, anchors(), OUTSIDE), np.resize(WAYS, COUNT), rtol=1e-6)  # type: ignore[arg-type]


def test_who_works_at_home_has_a_number_between_today_and_the_share_of_the_way() -> None:
    found = home_workers(PEOPLE, anchors(), OUTSIDE, office(), None, 7)  # type: ignore[arg-type]
    own, often = (stream(7, name).random(COUNT) for name in ("home office", "home office days"))
    limits = {2.0: (0.0, 0.14), 8.0: (0.1, 0.2), 30.0: (0.0, 0.29), 80.0: (0.2, 0.42)}
    for number, way in enumerate(np.resize(WAYS, COUNT).tolist()):
        low, high = limits[way]
        share = (0.2 if often[number] < 0.4 else 1.0) if low <= own[number] < high else 0.0
        assert found.often[number] == share, (number, way)
    assert 0 < (found.often > 0).sum() < COUNT / 3
    assert (found.hub == AT_WORK).all()


def test_more_join_where_the_share_grows_and_nobody_leaves() -> None:
    more = tuple(SimpleNamespace(**{**vars(band), "share": band.share + 0.1}) for band in BANDS)
    few, many = (home_workers(PEOPLE, anchors(), OUTSIDE, one, None, 7).often for one in (office(), office(bands=more)))  # type: ignore[arg-type]
    assert (many[few > 0] == few[few > 0]).all()
    assert (many > 0).sum() > (few > 0).sum()


def test_days_at_home_are_as_many_as_told() -> None:
    half = SimpleNamespace(share=1, days_a_week=2)
    workers = home_workers(PEOPLE, anchors(), OUTSIDE, office(bands=ALWAYS.bands, days=(half,)), None, 7)  # type: ignore[arg-type]
    at_home = [work_on_day(workers, anchors(), (ALWAYS, None), DayType.SCHOOL_DAY, 7, day)[1] for day in range(20)]
    share = np.mean([one.persons.mean() for one in at_home if one is not None])
    assert share == pytest.approx(0.4, abs=4 * np.sqrt(0.4 * 0.6 / (20 * COUNT)))
    assert work_on_day(workers, anchors(), (ALWAYS, None), DayType.SUNDAY, 7, 0)[1] is None


def hubs(desks: int, max_km: float = 10.0) -> SimpleNamespace:
    """Hubs 5 and 9 km from all homes, in the other direction than work."""
    at = [SimpleNamespace(name=str(km), lon=11.8, lat=53.1 - km * KM, desks=desks) for km in (5, 9)]
    return SimpleNamespace(hubs=at, share=1.0, max_km=max_km)


def test_the_nearest_hub_is_theirs_if_it_is_nearer_than_work_and_not_too_far() -> None:
    workers = home_workers(PEOPLE, anchors(), OUTSIDE, ALWAYS, hubs(10), 7)  # type: ignore[arg-type]
    assert workers.hub.tolist() == np.resize([AT_WORK, 0, 0, 0], COUNT).tolist()
    too_far = home_workers(PEOPLE, anchors(), OUTSIDE, ALWAYS, hubs(10, max_km=4), 7)  # type: ignore[arg-type]
    assert (too_far.hub == AT_WORK).all()


def test_desks_are_never_exceeded_and_one_more_takes_one_person_more() -> None:
    there = []
    for desks in (10, 11):
        workers = home_workers(PEOPLE, anchors(), OUTSIDE, ALWAYS, hubs(desks), 7)  # type: ignore[arg-type]
        on_day, at_home = work_on_day(workers, anchors(), (ALWAYS, hubs(desks)), DayType.SCHOOL_DAY, 7, 0)
        there.append(set(np.flatnonzero(on_day.work_lat < 53.1).tolist()))
        assert at_home is not None
        assert len(there[-1]) == desks and at_home.persons.sum() == COUNT - desks
        assert (on_day.work_gateway[list(there[-1])] == -1).all()
    assert there[0] < there[1]
