"""What whole processes take, measured on the shortest ones."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from benchmarks.speed.starts import run_words, small_day
from simulator.scenario.loader import load_scenario


def test_the_small_day_is_the_same_each_time_and_has_the_sizes_it_is_asked_for(tmp_path: Path) -> None:
    first, second = (small_day(tmp_path / name, requests=30, vehicles=2, nodes=200) for name in "ab")
    for name in ("day.yaml", "requests.csv"):
        assert (first.parent / name).read_bytes() == (second.parent / name).read_bytes()
    assert len(pd.read_csv(first.parent / "requests.csv")) == 30
    (part,) = load_scenario(first).parts
    assert part.config.fleet["minibus"].count == len(part.config.fleet["minibus"].depots) == 2


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux hands over processes whose parent has ended")
def test_a_worker_counts_that_nobody_has_waited_for() -> None:
    busy = "import time\nwhile time.process_time() < 0.7: pass"
    left_alone = f"import subprocess, sys; subprocess.Popen([sys.executable, '-c', {busy!r}])"
    figures = measured("of_command", [sys.executable, "-c", left_alone], "dict(os.environ)")
    assert figures["cpu_s"] >= 0.7
    assert figures["wall_s"] < 0.7


@pytest.mark.slow
def test_a_process_is_measured_with_all_that_it_took(tmp_path: Path) -> None:
    scenario = small_day(tmp_path, requests=30, vehicles=2, nodes=200)
    figures = measured("of_process", run_words(str(scenario)), repr(str(tmp_path / "kept")))
    assert figures["cpu_s"] > 0.3
    assert figures["wall_s"] > 0.3
    assert 50 < figures["peak_memory_mb"] < 2000


def measured(by: str, words: list[str], where: str) -> dict[str, float]:
    """Return what a command takes, in a process of its own: it waits for all its children, and tests leave some."""
    code = f"import json, os\nfrom benchmarks.speed.starts import {by}\nprint(json.dumps({by}({words!r}, {where})))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    figures: dict[str, float] = json.loads(done.stdout)
    return figures
