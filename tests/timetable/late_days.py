"""Days with buses by timetable that are as late as a test says."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from simulator.experiments.run import RunResult
from tests.timetable.days import Settings, result_of

Late = Callable[[dict[str, int]], None]


def set_late(monkeypatch: pytest.MonkeyPatch, late_s: dict[str, int]) -> None:
    """Let trips begin as late as told [s], all others on time."""

    def drawn(delays: Any, trips: pd.DataFrame, seed: int) -> Any:
        today = (trips["service_day"] == 0).tolist()
        names = zip(trips["gtfs_trip_id"], today, strict=True)
        return np.array([late_s.get(trip, 0) * of_day for trip, of_day in names], dtype=np.int32)

    monkeypatch.setattr("simulator.services.timetable.delays.drawn_delays_s", drawn)


def late_day(
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    late_s: dict[str, int],
    rides: list[Settings],
    lines: Settings | None = None,
) -> RunResult:
    """Run a day on which trips begin so late and catch nothing up; the auditor finds nothing."""
    set_late(monkeypatch, late_s)
    return result_of(folder, rides, {"delays": {"recovery": 0}} | (lines or {}))
