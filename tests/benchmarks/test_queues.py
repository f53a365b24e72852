"""Closed forms by hand and by brute force, the recursions by hand, and the simulator equal to them to the second."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy import stats

from benchmarks.reproduce.__main__ import main
from benchmarks.reproduce.queues.cases import MEAN_SERVICE_S, QUEUES, Queue
from benchmarks.reproduce.queues.closed_forms import (
    erlang_b,
    erlang_c,
    repairs_that_wait,
    wait_for_repair,
    wait_of_constant,
    wait_of_exponential,
)
from benchmarks.reproduce.queues.figures import estimate
from benchmarks.reproduce.queues.observed import NOBODY, expected, simulated
from benchmarks.reproduce.queues.recursions import are_served, waits_for_repair_s, waits_s
from benchmarks.reproduce.queues.scenarios import drawn, mean_drawn_s
from benchmarks.reproduce.queues.study import CASES, STUDY, find


def test_erlangs_formulas_by_hand() -> None:
    assert erlang_b(1, 1.0) == pytest.approx(1 / 2)
    assert erlang_b(2, 1.0) == pytest.approx((1 / 2) / (1 + 1 + 1 / 2))
    assert erlang_c(1, 0.3) == pytest.approx(0.3)
    assert erlang_c(2, 1.0) == pytest.approx(1 / 3)
    assert wait_of_exponential(1, 0.5) == pytest.approx(1)
    assert wait_of_exponential(2, 1.0) == pytest.approx(1 / 3)


def test_one_server_with_constant_services_waits_half_as_long() -> None:
    assert wait_of_constant(1, 0.5) == pytest.approx(1 / 2)
    assert wait_of_constant(1, 0.8) == pytest.approx(2)


@pytest.mark.parametrize(("servers", "offered"), [(2, 1.4), (3, 1.5), (4, 3.2)])
def test_crommelins_formula_against_the_chain_of_numbers_present(servers: int, offered: float) -> None:
    """A service later all who were served are gone, and a Poisson number have come."""
    most = 400
    now, later = np.arange(most), np.arange(most)
    left = np.maximum(now - servers, 0)
    step = stats.poisson.pmf(later[None, :] - left[:, None], offered)
    step[:, -1] += 1 - step.sum(axis=1)
    chance = np.linalg.matrix_power(step, 4096)[0]
    assert wait_of_constant(servers, offered) == pytest.approx(float(chance @ left) / offered, rel=1e-6)


def test_repair_by_hand() -> None:
    """Two machines, one repairer, all means 1: states weigh 1, 2 and 2, in the last one waits; a half of calls do."""
    begun = (2 * 1 + 1 * 2 + 0 * 2) / 5
    assert wait_for_repair(1, 2, 1.0) == pytest.approx((1 * 2 / 5) / begun)
    assert repairs_that_wait(1, 2, 1.0) == pytest.approx(2 * 1 / (1 * 2 + 2 * 1))
    assert wait_for_repair(3, 3, 2.0) == repairs_that_wait(3, 3, 2.0) == 0  # a repairer each


def test_repairs_with_two_repairers_against_the_balance_of_all_states() -> None:
    """Calls leave state k for the next one at (5 - k) / 4, repairs at min(k, 2)."""
    ratio = [(5 - k) / 4 / min(k + 1, 2) for k in range(5)]
    weights = np.cumprod([1, *ratio])
    calls = weights * (5 - np.arange(6)) / 4
    assert repairs_that_wait(2, 5, 4.0) == pytest.approx(calls[2:].sum() / calls.sum())
    assert wait_for_repair(2, 5, 4.0) == pytest.approx(float(weights @ [0, 0, 0, 1, 2, 3] / calls.sum()))


def test_more_than_servers_can_do_is_refused() -> None:
    with pytest.raises(ValueError, match="2 services are offered to 2 servers"):
        wait_of_exponential(2, 2.0)


def test_recursions_by_hand() -> None:
    assert waits_s([0, 1, 2, 30], [10, 5, 7, 1], 2) == [0, 0, 4, 0]
    assert are_served([0, 1, 2, 6, 10], [10, 5, 7, 9, 1], 2) == [True, True, False, True, True]
    # machine 0 breaks at 0 and is whole at 15; machine 1 comes 5 s after its call, waits, is whole at 20
    assert waits_for_repair_s([0, 4, 14, 15, 20], [0, 1, 0, 0, 1], [10, 5, 9, 3, 3], 1, 5) == [0, 6, None, 0, 0]


def called(queue: Queue) -> str:
    services = "constant" if queue.constant else "exponential"
    return f"{queue.kind}-{queue.figure}-{queue.servers}-{services}-{queue.machines}".replace(" ", "_")


@pytest.mark.parametrize("queue", QUEUES, ids=called)
def test_the_closed_form_is_what_the_recursion_comes_to(queue: Queue) -> None:
    """Within five standard errors: a wrong closed form is not missed by chance."""
    queue = replace(queue, requests=50_000)
    found = estimate(queue, [(sample, expected(queue, sample)) for sample in (drawn(queue, 71), drawn(queue, 72))])
    assert abs(found.value - queue.exact) < 5 * found.half_width / 2
    assert found.half_width < 0.06 * found.value


@pytest.mark.parametrize("queue", QUEUES, ids=called)
def test_the_simulator_decides_as_the_recursion_does(queue: Queue) -> None:
    queue = replace(queue, requests=300)
    sample = drawn(queue, 5)
    found = simulated(queue, sample)
    assert (found == expected(queue, sample)).all()
    assert (found > 0).any() or (found == NOBODY).any()


def test_another_decision_ends_the_study(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("benchmarks.reproduce.queues.study.expected", lambda queue, sample: 0 * sample.arrivals_s + 7)
    with pytest.raises(RuntimeError, match="decisions differ, the first about request"):
        find(STUDY.cases[0], small=True)


def test_every_queue_is_a_case() -> None:
    assert len(CASES) == len(QUEUES) == len({case.name for case in STUDY.cases})
    assert len(STUDY.smoke) == 7


def test_what_rounding_does_to_the_mean_service() -> None:
    for kind, step_s in (("vehicles", 2), ("plugs", 1)):
        queue = replace(QUEUES[0], kind=kind)
        mean = MEAN_SERVICE_S / step_s
        steps = np.arange(1, 20_000)
        chances = np.diff(stats.expon.cdf(np.append(0, steps + 0.5), scale=mean))  # of 1: up to 1.5
        assert mean_drawn_s(queue) == pytest.approx(step_s * float(steps @ chances), rel=1e-9)
    assert mean_drawn_s(replace(QUEUES[0], constant=True)) == MEAN_SERVICE_S


@pytest.mark.slow
def test_few_small_runs_come_near() -> None:
    assert main(["queues", "--smoke", "--workers", "1"]) == 0
