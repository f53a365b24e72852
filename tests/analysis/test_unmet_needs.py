"""What people cannot reach without a car, by hand: the family of four and the old man of ``test_people``."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from simulator.analysis.kpis.unmet_needs import UNMET_KPIS, unmet_kpis
from simulator.analysis.unmet_needs import ANYTHING, REACH_DTYPES, unmet_needs, with_reach
from simulator.tables import typed
from tests.analysis import test_people

PERSONS = test_people.PERSONS.assign(household=[0, 0, 0, 0, 1], municipality="12070001")
HOUSEHOLDS = pd.DataFrame(
    {
        "household": [0, 1, 2], "municipality": "12070001", "locality": ["Hof", "Hof", ""],
        "lon": [11.0, 11.5, 11.234], "lat": [53.0, 53.0, 53.456], "size": [4, 1, 1],
    }
)  # fmt: skip
# tour, position: outside, on foot, by bike, by line, by ride on demand; those not named are made on foot
REACH = {
    (0, 1): (False, False, False, False, True),  # to work
    (0, 2): (False, False, True, False, False),  # from there to a shop
    (0, 3): (False, False, False, True, False),
    (1, 1): (False, False, True, False, True),  # to the kindergarten, carried by a ride on demand
    (2, 2): (False, False, False, False, False),  # from school
    (3, 1): (True, False, False, False, False),  # to the cinema in another county
}
EXPECTED = {
    "needs": 4,
    "unmet_needs": 3,
    "unmet_needs_on_foot_share": 3 / 4,
    "unmet_needs_share": 3 / 4,
    "unmet_needs_with_bike_share": 1 / 4,
    "unmet_needs_with_ride_share": 1 / 4,
    "unmet_needs_there_and_back_share": 4 / 4,
    "unmet_needs_with_ride_there_and_back_share": 3 / 4,
    "unmet_needs_carried": 1,
    "people_with_unmet_needs": 2,
    "people_with_unmet_needs_with_ride": 1,
}


def reach() -> pd.DataFrame:
    """What brings them there in time, in an order of its own."""
    made = (False, True, True, False, False)
    rows = [(tour, place, *REACH.get((tour, place), made)) for place in (3, 2, 1) for tour in (3, 1, 0, 2)]
    kept = [row for row in rows if row[1] < 3 or row[0] == 0]
    return typed(pd.DataFrame(kept, columns=list(REACH_DTYPES)), REACH_DTYPES)


def table() -> pd.DataFrame:
    trips = test_people.trips()
    return unmet_needs(trips, with_reach(trips, reach()), np.zeros(len(trips), dtype=np.bool_), PERSONS, HOUSEHOLDS)


def test_by_purpose_and_class() -> None:
    its = table().set_index("purpose")
    assert its.index.tolist() == ["escort", "school", "shopping", "work", "", "", ""]
    assert its["needs"].tolist()[:4] == [1, 1, 1, 1]
    assert its["unmet"].tolist()[:4] == [1, 0, 1, 1]
    assert its["unmet_with_bike"].tolist()[:4] == [0, 0, 0, 1]
    assert its["unmet_with_ride"].tolist()[:4] == [0, 0, 1, 0]
    assert its["unmet_with_both"].tolist()[:4] == [0, 0, 0, 0]
    assert its["unmet_there_and_back"].tolist()[:4] == [1, 1, 1, 1]  # the pupil cannot get home
    assert its["unmet_with_ride_there_and_back"].tolist()[:4] == [0, 1, 1, 1]
    assert its["carried"].tolist()[:4] == [1, 0, 0, 0]
    assert its["has_car"].tolist()[:4] == [False, False, True, True]
    assert set(its["locality"]) == {"Hof"}
    assert its["lon"].iloc[0] == pytest.approx((4 * 11 + 11.5) / 5)


def test_key_figures_of_unmet_needs() -> None:
    assert unmet_kpis(table()) == pytest.approx(EXPECTED)
    assert set(EXPECTED) == set(UNMET_KPIS)


def test_sums_add_up_and_people_count_once() -> None:
    its = table()
    of_any = its["purpose"] == ANYTHING
    counts = [name for name in its.columns[8:] if its[name].dtype == "int64" and "people" not in name]
    assert its.loc[of_any, counts].sum().tolist() == its.loc[~of_any, counts].sum().tolist()
    assert its.loc[of_any, "people"].sum() == 3 < its.loc[~of_any, "people"].sum()


def test_homes_without_a_name_of_their_place_are_told_apart() -> None:
    homes = HOUSEHOLDS.assign(locality="", lon=[11.001, 11.5, 11.006], lat=53.005)
    trips = test_people.trips()
    persons = PERSONS.assign(household=[0, 1, 2, 0, 1])
    refused = (trips["purpose"] == "work").to_numpy()
    its = unmet_needs(trips, with_reach(trips, reach()), refused, persons, homes)
    assert its["lon"].nunique() == 2  # that of the escort is 30 km away
    assert its[["needs", "unmet"]].sum().tolist() == [8, 6]
    assert its["refused"].sum() == 2
