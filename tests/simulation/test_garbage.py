"""While a day is made ready and simulated, Python seldom looks for garbage; before and after, as it did."""

from __future__ import annotations

import gc
import tempfile
from typing import Any

import pytest

from benchmarks.speed.whole_run import Job, prepare
from benchmarks.speed.workload import Case
from simulator.garbage import OBJECTS_BETWEEN_COLLECTIONS
from simulator.simulation import simulate as module


def test_little_garbage_is_looked_for_from_the_first_service_to_the_log(monkeypatch: pytest.MonkeyPatch) -> None:
    seen, frame = [], module.EventLog.to_frame

    def look() -> None:
        seen.append(gc.get_threshold()[0])

    class Travellers(module.Travellers):
        def __init__(self, *arguments: Any) -> None:
            look()
            super().__init__(*arguments)

    monkeypatch.setattr(module, "Travellers", Travellers)
    monkeypatch.setattr(module.EventLog, "to_frame", lambda log: (look(), frame(log))[1])
    with tempfile.TemporaryDirectory() as cache:
        world, _ = prepare(Job("run", cache, Case("tiny", vehicles=1, requests=3, nodes=60)))
    before = gc.get_threshold()
    gc.set_threshold(700, *before[1:])
    try:
        module.simulate(world)
        assert seen == [OBJECTS_BETWEEN_COLLECTIONS] * 2
        assert gc.get_threshold()[0] == 700
    finally:
        gc.set_threshold(*before)
