"""Progress on a terminal that is none: plain lines, and a rest that does not count compilation."""

from __future__ import annotations

import pytest

from simulator.cli import progress
from simulator.cli.progress import RunProgress


@pytest.fixture
def clock(monkeypatch) -> list[float]:
    now = [0.0]
    monkeypatch.setattr(progress.time, "monotonic", lambda: now[0])
    return now


def test_the_rest_is_told_by_the_speed_after_compilation(clock, capsys) -> None:
    with RunProgress(quiet=False) as shown:
        shown.step("simulating")
        clock[0] = 100.0  # compiled
        shown.requests(5, 1000)
        clock[0] = 120.0
        shown.requests(205, 1000)
    lines = capsys.readouterr().err.splitlines()
    assert lines == ["simulating", "  5 of 1,000 requests", "  205 of 1,000 requests, 10.0/s, about 80 s left"]


def test_quiet_says_nothing(clock, capsys) -> None:
    with RunProgress(quiet=True) as shown:
        shown.step("simulating")
        shown.requests(5, 10)
    assert capsys.readouterr().err == ""
