"""Time of twenty exact best insertions at times of a day, beside a calibration measured in the same run."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.speed.calibration import calibrate
from benchmarks.speed.kernel_suite import FLEETS, answer, kernel_day, questions


@pytest.mark.parametrize("vehicles", FLEETS)
def test_best_insertion(benchmark, vehicles: int, tmp_path: Path) -> None:
    asked = questions(kernel_day(vehicles, tmp_path))
    answer(asked)
    benchmark(answer, asked)


def test_calibration(benchmark) -> None:
    benchmark(calibrate)
