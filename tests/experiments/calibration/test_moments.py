"""Two days worked out by hand: one of three requests, one on which nobody asked."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from simulator.experiments.calibration.moments import MOMENTS, all_ends_known, sums_of_days
from simulator.experiments.calibration.sides import DAYS, SIDE_DTYPES

NAN = np.nan


def side(rows: list[dict[str, object]], days: list[tuple[int, int]]) -> pd.DataFrame:
    usual = {"day": 0, "day_type": 0, "hour": 8, "zone": "a", "party": 1, "direct_s": 300.0, "price_eur": NAN}
    told = [{**usual, "lead_s": 0.0, "wait_s": NAN, "ride_s": NAN, "dwell_s": NAN, **row} for row in rows]
    table = pd.DataFrame(told)[list(SIDE_DTYPES)].astype(SIDE_DTYPES)
    table.attrs[DAYS] = days
    return table


ROWS: list[dict[str, object]] = [
    {"end": "served", "direct_m": 4000.0, "lead_s": 7200.0, "wait_s": 120.0, "ride_s": 480.0, "dwell_s": 60.0},
    {"end": "declined", "direct_m": 6000.0, "lead_s": 899.0},
    {"end": "rejected", "direct_m": 1500.0, "lead_s": 900.0},
]


def of(days, row: int) -> dict[str, float]:
    return dict(zip([one.name for one in MOMENTS], days.sums[row].tolist(), strict=True))


def test_sums_of_a_day_and_of_a_day_on_which_nobody_asked() -> None:
    days = sums_of_days(side(ROWS, [(0, 0), (3, 2)]))
    assert of(days, 0) == pytest.approx(
        {
            "requests": 3, "km": 11.5, "rejected": 1, "rejected_at_once": 0, "declined": 1, "declined_at_once": 1,
            "declined_km": 6, "cancelled": 0, "no_show": 0, "wait_min": 2, "ride_min": 8, "served_km": 4,
            "dwell_min": 1,
        }
    )  # fmt: skip
    assert set(of(days, 1).values()) == {0.0}
    assert days.types.tolist() == [0, 2]


def test_what_a_side_never_tells_is_no_moment() -> None:
    days = sums_of_days(side([row | {"wait_s": NAN, "lead_s": NAN} for row in ROWS], [(0, 0)]))
    untold = {name for name, value in of(days, 0).items() if np.isnan(value)}
    assert untold == {"wait_min", "rejected_at_once", "declined_at_once"}


def test_where_some_ends_are_unknown_all_who_did_not_ride_count_together() -> None:
    table = side([*ROWS, {"end": "unknown", "direct_m": 2000.0}], [(0, 0)])
    assert all_ends_known(side(ROWS, [(0, 0)]))
    assert not all_ends_known(table)
    found = of(sums_of_days(table, unserved_apart=False), 0)
    assert (found["rejected"], found["declined"], found["requests"]) == (3, 0, 4)
