"""Fits to bookings that the scenario itself has made; a hundred of them: python -m benchmarks.calibration."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from benchmarks.calibration.county import made_county
from benchmarks.calibration.likelihood import CHANGES, acceptance, exact_widths
from benchmarks.calibration.recovery import days_alike, recoveries
from benchmarks.calibration.tolerances import SAMPLE, SAMPLE_COVERED
from simulator import load_scenario, run
from simulator.experiments.calibration.fit import Fitted, fit
from simulator.experiments.calibration.parameters import parameters_of

LINE = (
    "demand={kind: poisson, per_hour: 8}", "calendar.days=8", "people.classes.adult.no_show=0.2",
    "people.classes.adult.choice={model: logit, constant: 2, per_eur: -0.3}",
)  # fmt: skip


@pytest.fixture(scope="module")
def fitted() -> Fitted:
    """No-shows from 0.1, and the taste of those who all pay 3 EUR and ride alone, from where it is."""
    return fitted_of_a_line()


def fitted_of_a_line() -> Fitted:
    scenario = load_scenario("tiny/line", LINE)
    parameters = parameters_of(scenario, ("no_show", "constant", "price"))
    begun = [replace(one, now=0.1) if one.kind.name == "no_show" else one for one in parameters]
    return fit(scenario, days_alike(run(scenario, 77)), begun, 2, 5, days_alike)


@pytest.mark.slow(0.1)
def test_no_shows_are_found_again(fitted: Fitted) -> None:
    row, said = fitted.parameters.set_index("title").loc["No-shows"], dict(fitted.values)
    assert row["told"]
    assert row["low"] < 0.2 < row["high"]
    assert row["low"] < row["value"] < row["high"]
    assert said["people.classes.adult.no_show"] == pytest.approx(row["value"], rel=1e-5)
    assert (fitted.days, fitted.simulated_days) == (8, 16)


@pytest.mark.slow(0.1)
def test_of_what_a_ride_is_worth_and_what_it_costs_one_fare_tells_but_one(fitted: Fitted) -> None:
    """Everybody pays 3 EUR: only constant + 3 x per_eur can be told, here 2 - 0.9."""
    rows = fitted.parameters.set_index("title").loc[["Worth of a ride", "Price sensitivity"]]
    assert rows["told"].sum() == 1
    left, kept = rows[~rows["told"].astype(bool)].iloc[0], rows[rows["told"].astype(bool)].iloc[0]
    assert left["value"] == left["before"]
    assert np.isnan(left["low"])
    assert left["apart_from"] == kept["name"]
    worth, price = rows["value"]
    assert worth + 3 * price == pytest.approx(1.1, abs=0.8)


@pytest.mark.slow(0.1)
def test_same_seed_same_bytes(fitted: Fitted) -> None:
    again = fitted_of_a_line()
    pd.testing.assert_frame_equal(again.parameters, fitted.parameters, check_exact=True)
    pd.testing.assert_frame_equal(again.covariance, fitted.covariance, check_exact=True)
    pd.testing.assert_frame_equal(again.moments, fitted.moments, check_exact=True)


def test_the_known_likelihood_of_acceptance_is_that_of_a_two_by_two_table() -> None:
    """Two fares only: the variance of a difference of log odds is the sum of 1 / counts (Woolf 1955)."""
    direct_m = np.repeat([1000.0, 11_000.0], [50, 50])
    status = np.concatenate([np.repeat(["served", "declined"], [40, 10]), np.repeat(["served", "declined"], [20, 30])])
    _, price = acceptance(pd.DataFrame({"direct_m": direct_m, "status": status}))
    assert price == pytest.approx(np.sqrt(1 / 40 + 1 / 10 + 1 / 20 + 1 / 30) / 6, rel=1e-4)  # 10 km are 6 EUR


@pytest.mark.slow(0.3)
def test_known_values_of_a_made_county_are_found_again(tmp_path) -> None:
    found = pd.concat(recoveries(tmp_path, range(SAMPLE)))
    assert len(found) == 9 * SAMPLE
    told = found[found["told"]]
    assert len(told) >= 7 * SAMPLE  # tastes are hardly told by so few days
    assert (~told["covered"]).sum() <= 9 * SAMPLE - SAMPLE_COVERED
    wide = told.assign(width=lambda rows: rows["high"] - rows["low"])
    assert (wide.groupby("title")["width"].mean()[["Speed", "Dwell", "No-shows"]] < [0.25, 25, 0.12]).all()


@pytest.mark.slow
def test_without_limits_of_capacity_nobody_is_rejected(tmp_path) -> None:
    county = made_county(tmp_path, 4, CHANGES)
    widths = exact_widths(run(county, 9).requests, 4)
    assert set(widths) == {"Demand level", "No-shows", "Worth of a ride", "Price sensitivity"}
    assert widths["Demand level"] == pytest.approx(2 * 1.96 * np.sqrt(30 / 4), rel=0.2)
