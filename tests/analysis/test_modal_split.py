"""By which means people go, by hand: every way to end once, two classes, and rentals that are nobody's request."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from simulator.analysis.modal_split import MEANS, modal_split
from simulator.results.table_dtypes import JOURNEYS
from simulator.tables import typed

# Class, mode, end, means and chain, and what it counts as.
ROWS = [
    ("adult", "ridepooling", "served", "rufbus", None, "on_demand"),
    ("adult", "feeder", "served", "feeder", "ridepooling", "on_demand"),  # the direct ride
    ("pupil", "feeder", "served", "feeder", "ridepooling + rail", "feeder"),
    ("pupil", "feeder", "served", "feeder", "rail + bus + ridepooling", "feeder"),
    ("pupil", "feeder", "served", "feeder", "own_means + bus", "feeder"),
    ("pupil", "feeder", "served", "feeder", "rail + bus", "timetable"),  # on foot to it and from it
    ("adult", "timetable", "served", "lines", None, "timetable"),
    ("adult", "carsharing", "served", "cars", None, "car_sharing"),
    ("adult", "car", "served", "own car", None, "car"),
    ("pupil", "bike", "served", "bike", None, "bike"),
    ("pupil", "walk", "served", "feet", None, "walk"),
    ("adult", "shuttle", "served", "shuttle", None, "other"),
    ("adult", None, "rejected", "other_mode", None, "other"),
    ("adult", None, "declined", "none", None, "not_going"),
    ("pupil", "ridepooling", "cancelled", None, None, "not_going"),
    ("pupil", "ridepooling", "no_show", None, None, "not_going"),
]


def journeys() -> pd.DataFrame:
    columns = ["traveller_class", "mode", "end", "means", "chain"]
    table = pd.DataFrame([row[:-1] for row in ROWS], columns=columns).assign(party_size=2)
    rental = {"mode": "carsharing", "end": "served", "means": "cars", "party_size": None}
    table = pd.concat([table, pd.DataFrame([rental])], ignore_index=True)
    numbers = {"request": 0, "attempts": 1, "rejections": 0, "legs": 0}
    return typed(table.reindex(columns=list(JOURNEYS)).assign(**numbers), JOURNEYS)


def test_everybody_is_counted_once_and_by_class() -> None:
    found = modal_split(journeys())
    for name, rows in (("", ROWS), *((name, [row for row in ROWS if row[0] == name]) for name in ("adult", "pupil"))):
        its = found[found["traveller_class"] == name].set_index("means")
        expected = {means: sum(row[-1] == means for row in rows) for means in MEANS}
        assert its["requests"].to_dict() == expected
        assert its["share"].to_dict() == pytest.approx(
            {means: n / len(rows) for means, n in expected.items()}, abs=1e-6
        )
    assert len(found) == 3 * len(MEANS)


def test_of_nobody_there_are_no_shares() -> None:
    found = modal_split(journeys().iloc[:0])
    assert found["requests"].tolist() == [0] * len(MEANS)
    assert np.isnan(found["share"]).all()
