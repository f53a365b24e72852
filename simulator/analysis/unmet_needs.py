"""Where people need to be and cannot get to in time without a car: people x places, by where they live."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulator.analysis.homes import PLACE, homes_of, middles
from simulator.analysis.modal_split import ON_DEMAND
from simulator.results.unmet_definitions import UNMET_DTYPES
from simulator.tables import typed

HOME = "home"  # as purpose: nothing more of this tour
ANYTHING = ""  # as purpose
REACH_DTYPES = {
    "tour": "int32", "tour_position": "int8", "outside": "bool", "on_foot": "bool", "by_bike": "bool",
    "by_line": "bool", "by_ride": "bool",
}  # fmt: skip
_GROUP = [*PLACE, "purpose", "traveller_class", "has_car"]
_COUNTS = [name for name, dtype in UNMET_DTYPES.items() if dtype == "int64" and not name.startswith("people")]
_PEOPLE = ["people", "people_unmet", "people_unmet_with_ride"]
Bools = NDArray[np.bool_]


def unmet_needs(
    trips: pd.DataFrame, reach: pd.DataFrame, refused: Bools, persons: pd.DataFrame, households: pd.DataFrame
) -> pd.DataFrame:
    """Return what is unmet by home, purpose, class and whether there is a car, ``UNMET_DTYPES``.

    trips: ``PEOPLE_TRIP_DTYPES``, those that count. reach, refused: ``REACH_DTYPES`` and bool, of each of the same
    trips: what brings people there in time, and whether they were refused. A need is a trip in the area that does not
    lead home. Rows of any purpose stand behind the others, so that people count once there.
    """
    needs = _needs(trips, reach, refused)
    its = needs.join(homes_of(persons, households), on="person")
    parts = [_counted(its), _counted(its.assign(purpose=ANYTHING))]
    table = pd.concat(parts, ignore_index=True).merge(middles(households), on=PLACE)
    order = table.assign(any_purpose=table["purpose"] == ANYTHING).sort_values(["any_purpose", *_GROUP]).index
    return typed(table.loc[order].reset_index(drop=True), UNMET_DTYPES)


def with_reach(trips: pd.DataFrame, reach: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of reach of some trips, in their order."""
    key = reach["tour"].to_numpy(np.int64) << 8 | reach["tour_position"].to_numpy(np.int64)
    order = np.argsort(key)
    wanted = trips["tour"].to_numpy(np.int64) << 8 | trips["tour_position"].to_numpy(np.int64)
    found: pd.DataFrame = reach.iloc[order[np.searchsorted(key[order], wanted)]].reset_index(drop=True)
    return found


def _needs(trips: pd.DataFrame, reach: pd.DataFrame, refused: Bools) -> pd.DataFrame:
    """Return a row for each need, with what is counted of it as bool."""
    outside, foot, bike, line, ride = (
        reach[name].to_numpy() for name in ("outside", "on_foot", "by_bike", "by_line", "by_ride")
    )
    met = foot | line
    with_ride = met | ride
    is_need = (trips["purpose"] != HOME).to_numpy(bool) & ~outside
    counted = {
        "needs": np.ones(len(trips), dtype=np.bool_),
        "unmet_on_foot": ~foot,
        "unmet": ~met,
        "unmet_with_bike": ~met & ~bike,
        "unmet_with_ride": ~with_ride,
        "unmet_with_both": ~with_ride & ~bike,
        "unmet_there_and_back": _of_tour(trips, ~met & ~outside),
        "unmet_with_ride_there_and_back": _of_tour(trips, ~with_ride & ~outside),
        "carried": ~met & (trips["means"] == ON_DEMAND).to_numpy(bool),
        "refused": ~met & refused & (trips["means"] != ON_DEMAND).to_numpy(bool),
    }
    table = trips[["person", "purpose", "traveller_class"]].assign(**counted)
    needs: pd.DataFrame = table[is_need]
    return needs


def _of_tour(trips: pd.DataFrame, any_of: Bools) -> Bools:
    """Return whether it is so of any trip of the same tour."""
    tour = np.unique(trips["tour"].to_numpy(), return_inverse=True)[1]
    found = np.bincount(tour, weights=any_of) > 0
    return np.asarray(found[tour])


def _counted(needs: pd.DataFrame) -> pd.DataFrame:
    """Return the sums of each group, and how many different people are in them."""
    sums = needs.groupby(_GROUP, observed=True)[_COUNTS].sum()
    of_person = needs.groupby([*_GROUP, "person"], observed=True)[["needs", "unmet", "unmet_with_ride"]].any()
    people = of_person.groupby(_GROUP, observed=True).sum().set_axis(_PEOPLE, axis="columns")
    return sums.join(people).reset_index()
