"""Whom a run compares: the days of its journeys, and the homes of its people."""

from __future__ import annotations

from typing import Any

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


def test_residents_are_told_apart_by_their_homes() -> None:
    """Trips that asked nobody are of nobody here; request 1 is the old man's."""
    persons = pd.DataFrame({"person": [0, 1], "household": [0, 1], "age": [30, 70], "car": "own"})
    households = pd.DataFrame({"household": [0, 1], "locality": ["Hof", "Au"], "municipality": "M"})
    people = {
        "people_trips": pd.DataFrame({"person": [0, 0, 1], "request": [-1, 0, 1]}),
        "persons": persons.reindex(columns=list(PERSON_DTYPES)),
        "households": households.reindex(columns=list(HOUSEHOLD_DTYPES)),
    }
    world: Any = type("World", (), {"territories": None})
    its = equity_of(world, journeys().head(3).assign(earliest_departure_s=0), NONE, people, DAYS)
    assert its.names["place"]().tolist() == ["Hof", "Au", ""]
    assert its.names["age"]().tolist() == ["18_to_64", "65_to_79", ""]
