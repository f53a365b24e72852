"""The closed form by hand and by brute force; the simulator gives cars to the same customers as counting does."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks.reproduce.__main__ import main
from benchmarks.reproduce.georgexia2011 import study
from benchmarks.reproduce.georgexia2011.cases import CUSTOMERS_PER_H, FLEETS, ROUTES, TRIP_H, exact
from benchmarks.reproduce.georgexia2011.closed_form import availability, visits
from benchmarks.reproduce.georgexia2011.observed import expected, simulated
from benchmarks.reproduce.georgexia2011.scenario import Sample, drawn

TWO = np.array([[0.0, 1.0], [1.0, 0.0]])


def test_one_car_between_two_stations_by_hand() -> None:
    """It waits 1/3 h, drives 1/2 h, waits 1 h, drives 1/2 h: in 7/3 h it is 1/3 h here and 1 h there."""
    found = availability(1, np.array([3.0, 1.0]), TWO, 0.5)
    assert found == pytest.approx([(1 / 3) / (7 / 3), 1 / (7 / 3)])


def test_two_cars_and_no_time_on_the_road_by_hand() -> None:
    """0, 1 or 2 cars here, equally likely where customers are alike."""
    assert availability(2, np.array([1.0, 1.0]), TWO, 1e-12) == pytest.approx([2 / 3, 2 / 3])


def test_visits_are_in_balance() -> None:
    share = visits(ROUTES)
    assert share @ ROUTES == pytest.approx(share)
    assert share.sum() == pytest.approx(1)


def test_against_the_balance_of_all_states() -> None:
    """Two stations, three cars, exponential trips: solved state by state. State: cars at both, and on both ways."""
    customers, trip, cars = np.array([3.0, 1.5]), 0.4, 3
    states = [
        (a, b, c, cars - a - b - c)
        for a in range(cars + 1)
        for b in range(cars + 1 - a)
        for c in range(cars + 1 - a - b)
    ]
    place = {state: number for number, state in enumerate(states)}
    rates = np.zeros((len(states), len(states)))
    for a, b, to_b, to_a in states:
        here = place[a, b, to_b, to_a]
        if a:
            rates[here, place[a - 1, b, to_b + 1, to_a]] += customers[0]
        if b:
            rates[here, place[a, b - 1, to_b, to_a + 1]] += customers[1]
        if to_b:
            rates[here, place[a, b + 1, to_b - 1, to_a]] += to_b / trip
        if to_a:
            rates[here, place[a + 1, b, to_b, to_a - 1]] += to_a / trip
    np.fill_diagonal(rates, -rates.sum(axis=1))
    system = np.vstack([rates.T, np.ones(len(states))])
    chance = np.linalg.lstsq(system, np.append(np.zeros(len(states)), 1), rcond=None)[0]
    filled = [sum(chance[place[s]] for s in states if s[station]) for station in (0, 1)]
    assert availability(cars, customers, TWO, trip) == pytest.approx(filled)


def test_with_many_cars_the_station_most_of_them_gather_at_is_never_empty() -> None:
    """The others have cars as often as their share of visits allows (theorem of the paper)."""
    waits = visits(ROUTES) / CUSTOMERS_PER_H
    assert availability(2000, CUSTOMERS_PER_H, ROUTES, TRIP_H) == pytest.approx(waits / waits.max(), abs=1e-6)


def test_counting_by_hand() -> None:
    columns = [(0, 100, 0, 1), (1, 50, 0, 1), (2, 60, 1, 0), (49, 90, 1, 0), (50, 70, 1, 0), (100, 160, 1, 0)]
    sample = Sample(*(np.array(column) for column in zip(*columns, strict=True)))
    # one car at each of the first two stations: the second finds none, nor does the fourth; the car of the first is
    # left at station 1 in second 100
    assert expected(2, sample).tolist() == [True, False, True, False, False, True]


@pytest.mark.parametrize("cars", FLEETS)
def test_the_simulator_gives_cars_to_the_same_customers(cars: int) -> None:
    sample = drawn(1500, 3)
    found = simulated(cars, sample)
    assert (found == expected(cars, sample)).all()
    assert 0.1 < found.mean() < 0.9


def test_another_decision_ends_the_study(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(study, "expected", lambda cars, sample: np.full(len(sample.start_s), True))
    with pytest.raises(RuntimeError, match=r"20 cars: [0-9]+ decisions differ, the first about customer"):
        study.runs_of.__wrapped__(20, small=True)


def test_counting_comes_to_the_closed_form() -> None:
    sample = drawn(60_000, 4)
    for cars in (10, 40):
        found = expected(cars, sample)
        for number, share in enumerate(list(exact(cars).values())[:-1]):
            assert found[sample.station == number].mean() == pytest.approx(share, rel=0.05)
        assert found.mean() == pytest.approx(exact(cars)["all"], rel=0.04)


def test_few_small_runs_come_near() -> None:
    assert main(["georgexia2011", "--smoke", "--workers", "1"]) == 0
