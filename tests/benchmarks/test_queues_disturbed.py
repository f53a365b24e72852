"""One of three servers breaks down for good: waits are those of M/M/3 before, and of M/M/2 from then on, exactly."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest
from numpy.typing import NDArray

from benchmarks.reproduce.queues.cases import LOAD_OF_SHARES, Queue
from benchmarks.reproduce.queues.closed_forms import erlang_c
from benchmarks.reproduce.queues.recursions import waits_s
from benchmarks.reproduce.queues.scenarios import Sample, drawn, write_scenario
from simulator.event_kinds import Event
from simulator.scenario.loader import load_scenario
from simulator.simulation.simulate import simulate
from simulator.units import DAY_S, HOUR_S, MINUTE_S
from simulator.world.build import build_world

SERVERS = 3
OFFERED = (SERVERS - 1) * LOAD_OF_SHARES  # a load of 0.7 each when one is out
BREAKS = """\
disruptions:
- {{name: one server less, kind: vehicles, which: [server-{out:02d}], from: "{day} {clock}", lasts: 9000 h}}
"""


class Waits(NamedTuple):
    """How long arrivals wait, int64 (requests,) [s]: as the simulator has it, and by recursion. before: with all."""

    simulated_s: NDArray[np.int64]
    expected_s: NDArray[np.int64]
    before: int


def empty_at(sample: Sample, first: int) -> int:
    """Return the first request, from some on, that finds all servers free, and has found them so for a second."""
    waits = np.array(waits_s(sample.arrivals_s.tolist(), sample.services_s.tolist(), SERVERS))
    busy_until_s = np.maximum.accumulate(sample.arrivals_s + waits + sample.services_s)
    free = sample.arrivals_s[1:] > busy_until_s[:-1] + 1
    return first + 1 + int(np.argmax(free[first:]))


def waits_of(requests: int, seed: int, folder: Path) -> Waits:
    """Let a server break down half way, while all are free, so that nobody has to be fetched."""
    queue = Queue("vehicles", SERVERS, OFFERED, 1, requests)
    sample = drawn(queue, seed)
    before = empty_at(sample, requests // 2)
    day, second = divmod(int(sample.arrivals_s[before]) - 1, DAY_S)
    clock = f"{second // HOUR_S:02d}:{second // MINUTE_S % 60:02d}:{second % 60:02d}"
    file = write_scenario(queue, sample, folder)
    breaks = BREAKS.format(out=seed % SERVERS + 1, day=day + 1, clock=clock)
    file.write_text(file.read_text(encoding="utf-8") + breaks, encoding="utf-8")
    events = simulate(build_world(load_scenario(file)))
    boarded = events[events["kind"] == Event.BOARDED].sort_values("request")
    assert boarded["request"].tolist() == list(range(requests))
    halves = (slice(0, before), SERVERS), (slice(before, None), SERVERS - 1)
    told = [waits_s(sample.arrivals_s[part].tolist(), sample.services_s[part].tolist(), n) for part, n in halves]
    found = boarded["time_s"].to_numpy(np.int64) - sample.arrivals_s
    return Waits(found, np.array([*told[0], *told[1]]), before)


def test_one_server_less_decision_by_decision_and_by_erlangs_formula(tmp_path: Path) -> None:
    """Half of the arrivals find three servers, half two: 20 %, then 58 % wait by the formula."""
    waits = waits_of(4000, 4, tmp_path)
    assert (waits.simulated_s == waits.expected_s).all()
    shares = [float((part > 0).mean()) for part in np.split(waits.simulated_s, [waits.before])]
    exact = [erlang_c(SERVERS, OFFERED), erlang_c(SERVERS - 1, OFFERED)]
    assert exact == pytest.approx([0.20236, 0.57647], abs=1e-5)
    assert shares == pytest.approx(exact, abs=0.05)


@pytest.mark.slow(0.5)
def test_many_arrivals_come_near_to_both_formulas(tmp_path: Path) -> None:
    waits = waits_of(40_000, 5, tmp_path)
    assert (waits.simulated_s == waits.expected_s).all()
    shares = [float((part > 0).mean()) for part in np.split(waits.simulated_s, [waits.before])]
    assert shares == pytest.approx([erlang_c(SERVERS, OFFERED), erlang_c(SERVERS - 1, OFFERED)], abs=0.015)
