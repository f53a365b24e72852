"""By which means people go, class by class: shares of all requests of the common demand."""

from __future__ import annotations

import numpy as np
import pandas as pd

from simulator.analysis.chained_rides import JOINED
from simulator.analysis.missing import Ints
from simulator.analysis.ratios import DIGITS
from simulator.analysis.request_table import SERVED
from simulator.analysis.tours import trips_of_demand
from simulator.results.table_dtypes import MODAL_SPLIT
from simulator.tables import CARS, OWN_MEANS, RIDES, TIMETABLE, table_of

ON_DEMAND, FEEDER, OTHER, NOT_GOING = "on_demand", "feeder", "other", "not_going"
MEANS = (ON_DEMAND, FEEDER, TIMETABLE, "car_sharing", "car", "bike", "walk", OTHER, NOT_GOING)
_OF_MODES = {RIDES: ON_DEMAND, CARS: "car_sharing"}  # others are called as the means
_ANOTHER_WAY = "other_mode"  # as journeys call it
_WAYS = ("mode", "means", "chain")
_WHEELS = {RIDES, CARS, OWN_MEANS}  # on the way to or from a bus or train


def modal_split(journeys: pd.DataFrame) -> pd.DataFrame:
    """Count the requests of each class, and of all ("" as class), by means; see ``table_dtypes.MODAL_SPLIT``.

    journeys: of the catalogue, those that count. Everybody is counted once, rentals that are none of the common demand
    are not.
    """
    of_demand = trips_of_demand(journeys)
    means, classes = means_of(of_demand), of_demand["traveller_class"].fillna("").to_numpy(object)
    names = ["", *sorted(set(classes) - {""})]
    of_class = {name: means if name == "" else means[classes == name] for name in names}
    rows = [
        (name, word, int((its == place).sum()), round((its == place).mean(), DIGITS) if len(its) else np.nan)
        for name, its in of_class.items()
        for place, word in enumerate(MEANS)
    ]
    return table_of(rows, MODAL_SPLIT)


def means_of(journeys: pd.DataFrame) -> Ints:
    """Return by which of MEANS people went, int64 (journeys,), places in it.

    Who came by a service that joins rides of others went by it only where both somebody's own or on-demand wheels and
    a bus or train were in it.
    """
    columns = [*(journeys[name] for name in _WAYS), journeys["end"] == SERVED]
    kind = np.zeros(len(journeys), dtype=np.int64)
    for column in columns:
        codes, told = pd.factorize(column)
        kind = kind * (len(told) + 1) + codes + 1
    # Few ways, however many go by them.
    _, first, kind = np.unique(kind, return_index=True, return_inverse=True)
    each = [column.iloc[first].fillna("").tolist() for column in columns]
    words = [
        _by_ride(mode, chain) if goes else OTHER if instead == _ANOTHER_WAY else NOT_GOING
        for mode, instead, chain, goes in zip(*each, strict=True)
    ]
    return np.array([MEANS.index(word) for word in words], dtype=np.int64)[kind]


def _by_ride(mode: str, chain: str) -> str:
    if chain:
        rides = set(chain.split(JOINED))
        if rides == {RIDES}:
            return ON_DEMAND
        return FEEDER if rides & _WHEELS else TIMETABLE
    word = _OF_MODES.get(mode, mode)
    return word if word in MEANS else OTHER
