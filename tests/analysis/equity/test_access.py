"""How unlike access is: three places by hand, one of which is never offered anything."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from simulator.analysis.accessibility import Promise, Reached, Standards
from simulator.analysis.equity.access import access_inequality
from simulator.analysis.equity.over_days import LEAST_DAYS
from simulator.results.equity_definitions import ACCESS_INEQUALITY, ACCESS_INEQUALITY_DTYPES

NEVER, HOUR_S = np.inf, 3600
CELLS = pd.DataFrame(
    {
        "cell": [0, 1, 2],
        "name": ["Amt", "Bruch", "Camp"],
        "inhabitants": [100.0, 300.0, 0.0],
        "territory": ["N", "S", "S"],
    }
)
PROMISE = Promise(np.array([0, HOUR_S]), np.array([HOUR_S, HOUR_S]))
KEY = ("middle", "on_demand")


def reached(*times_s: list[float]) -> dict[tuple[str, str], Reached]:
    """Return what is reached from each place at 0:00 and 1:00, leaving at once."""
    time_s, asked_s = np.array(times_s), np.array([0, HOUR_S])
    leaves_s = np.where(np.isfinite(time_s), asked_s[None], NEVER)
    return {KEY: Reached(asked_s, time_s, leaves_s, np.zeros_like(time_s), np.full(time_s.shape, "X", dtype=object))}


def rows(days: list[dict[tuple[str, str], Reached]], line_s: float = 1200.0) -> Any:
    standards = Standards(PROMISE, {"middle": (np.nan, line_s)})
    return access_inequality(days, CELLS, standards).set_index("measure")


def test_by_hand() -> None:
    """Who lives in Bruch is offered one of two rides, and takes twice as long as may be; nobody lives in Camp."""
    its = rows([reached([600, 600], [2400, NEVER], [NEVER, NEVER])])
    offered, time = its.loc["offered_share"], its.loc["time_median_s"]
    assert (offered["mean"], offered["worst_cell"], offered["worst_value"]) == (0.625, "Bruch", 0.5)
    assert offered["gini"] == pytest.approx(100 * 300 * 0.5 / (0.625 * 400**2), abs=1e-6)
    shares = 0.25 * 1.6 * np.log(1.6) + 0.75 * 0.8 * np.log(0.8)
    assert offered["theil"] == offered["theil_between"] == pytest.approx(shares, abs=1e-6)
    assert its["mean"].to_dict() == {
        "offered_share": 0.625,
        "guarantee_share": 0.625,
        "threshold_share": 0.25,
        "time_median_s": (600 + 3 * 2400) / 4,
    }
    assert (time["line"], time["poverty"], time["poverty_depth"], time["poverty_severity"]) == (
        1200, 0.75, 0.75 * 0.5, 0.75 * 0.25,
    )  # fmt: skip
    assert (time["worst_cell"], time["worst_value"]) == ("Bruch", 2400)
    assert its["mean_half_width"].isna().all()
    assert set(ACCESS_INEQUALITY) == set(ACCESS_INEQUALITY_DTYPES)


def test_who_never_arrives_is_at_the_bottom_of_poverty_and_in_no_mean() -> None:
    its = rows([reached([600, 600], [NEVER, NEVER], [1, 1])]).loc["time_median_s"]
    assert its[["mean", "gini", "theil", "theil_between", "worst_value", "worst_decile"]].isna().all()
    assert its["worst_cell"] == "Bruch"
    assert (its["poverty"], its["poverty_depth"], its["poverty_severity"]) == (0.75, 0.75, 0.75)


def test_without_a_threshold_or_where_all_are_alike() -> None:
    its = rows([reached([60, 60], [60, 60], [60, 60])], line_s=np.nan)
    assert its.index.tolist() == ["offered_share", "guarantee_share", "time_median_s"]
    assert (its["gini"] == 0).all()
    assert its["worst_cell"].isna().all()
    assert its["poverty"].isna().all()


def test_intervals_are_those_over_days() -> None:
    """Bruch is offered one ride more every other day."""
    days = [reached([600, 600], [600, 600 if day % 2 else NEVER], [1, 1]) for day in range(LEAST_DAYS)]
    its = rows(days)
    of_days = [0.25 + 0.75 * (1.0 if day % 2 else 0.5) for day in range(LEAST_DAYS)]
    half = 2.776445 * np.std(of_days, ddof=1) / LEAST_DAYS**0.5  # Student's t with 4 degrees of freedom
    assert its.loc["offered_share", "mean_half_width"] == pytest.approx(half, abs=1e-5)
    assert its.loc["offered_share", "gini_half_width"] > 0


def test_intervals_of_times_are_of_the_medians_of_days() -> None:
    """From Bruch it takes 300 s longer every other day; from Camp, where nobody lives, nobody ever arrives."""
    days = [reached([600, 600], [900 + 300 * (day % 2)] * 2, [NEVER, NEVER]) for day in range(LEAST_DAYS)]
    time = rows(days).loc["time_median_s"]
    half = 2.776445 * np.std([0.75 * 300 * (day % 2) for day in range(LEAST_DAYS)], ddof=1) / LEAST_DAYS**0.5
    assert time["mean_half_width"] == pytest.approx(half, abs=1e-3)
    assert time["gini_half_width"] > 0 and time["worst_decile_half_width"] > 0
    never = rows([*days, reached([600, 600], [NEVER, NEVER], [1, 1])]).loc["time_median_s"]
    assert np.isfinite(never["mean"]) and np.isnan(never["mean_half_width"])


def test_where_nobody_lives_nobody_misses_the_part_between_territories() -> None:
    time = rows([reached([600, 600], [1800, 1800], [NEVER, NEVER])]).loc["time_median_s"]
    shares = 0.25 * 0.4 * np.log(0.4) + 0.75 * 1.2 * np.log(1.2)  # a mean of 1500 s
    assert time["theil"] == time["theil_between"] == pytest.approx(shares, abs=1e-6)
