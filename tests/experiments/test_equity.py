"""Whom a run compares: the days of its journeys, and the homes of its people."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from simulator.analysis.counted import Window
from simulator.analysis.groups import Grouped
from simulator.experiments.equity import equity_of
from simulator.people_tables import HOUSEHOLD_DTYPES, PERSON_DTYPES
from simulator.units import DAY_S
from tests.analysis.equity.test_compared import journeys

NONE: Any = None  # neither roads nor rides are needed
DAYS = Grouped(days={0: Window(0, DAY_S), 1: Window(DAY_S, 2 * DAY_S)})


def test_each_journey_is_of_the_day_on_which_it_may_begin() -> None:
    table = journeys().head(4).assign(earliest_departure_s=[0, DAY_S - 1, DAY_S, 2 * DAY_S - 1])
    assert equity_of(NONE, table, NONE, {}, DAYS).days.tolist() == [1, 1, 2, 2]


def test_who_starts_at_a_node_is_of_the_place_nearest_to_it() -> None:
    """Node 1 is at B; where the demand gives a place, that counts."""
    lon, lat = [np.nan, np.nan, 12.1], [np.nan, np.nan, 53]
    table = journeys().head(3).assign(earliest_departure_s=0, origin_node=[1, 0, -1], origin_lon=lon, origin_lat=lat)
    network = type("Roads", (), {"lon": np.array([11.0, 12.0]), "lat": np.array([53.0, 53.0])})
    world: Any = type("World", (), {"network": network})
    places = pd.DataFrame({"name": ["A", "B"], "lon": [11.0, 12.0], "lat": [53.0, 53.0]})
    assert equity_of(world, table, NONE, {}, Grouped(places=places)).names["place"]().tolist() == ["B", "A", "B"]


def test_residents_are_told_apart_by_their_homes() -> None:
    """Request 1 is the old man's; request 2 is nobody's, as an evacuation brings it."""
    persons = pd.DataFrame({"person": [0, 1], "household": [0, 1], "age": [30, 70], "car": "own"})
    households = pd.DataFrame({"household": [0, 1], "locality": ["Hof", "Au"], "municipality": "M"})
    people = {
        "persons": persons.reindex(columns=list(PERSON_DTYPES)),
        "households": households.reindex(columns=list(HOUSEHOLD_DTYPES)),
    }
    world: Any = type("World", (), {"territories": None, "demand": pd.DataFrame({"person": [0, 1, -1]})})
    its = equity_of(world, journeys().head(3).assign(earliest_departure_s=0), NONE, people, DAYS)
    assert its.names["place"]().tolist() == ["Hof", "Au", ""]
    assert its.names["age"]().tolist() == ["18_to_64", "65_to_79", ""]
