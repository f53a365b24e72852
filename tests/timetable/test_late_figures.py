"""Key figures and the table by line of a day with late buses, worked out by hand."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from simulator.analysis.kpis.late import LATE_KPIS
from simulator.analysis.run import read_run_data
from simulator.experiments.audit import audit_run
from simulator.experiments.publish import write_run
from simulator.experiments.run import RunResult
from simulator.report.page.language import Language
from simulator.services.timetable.page import tables
from tests.timetable.days import Settings
from tests.timetable.late_days import late_day

# 1a is 241 s late, 1b 400 s, from A on. Of four people one is too late for the train at B, goes by 1b, and is too late
# for the bus at C. One goes to C by 1a, one by 1b, and one by the train, which is on time.
LATE_S = {"1a": 241, "1b": 400}
RIDES: list[Settings] = [
    {"from": 0, "to": 15_400, "at": "07:55"},
    {"from": 0, "to": 10_000, "at": "07:56"},
    {"from": 0, "to": 10_000, "at": "08:55"},
    {"from": 5000, "to": 15_400, "at": "08:12"},
]
DRAWN = "drawn for each trip and day, from how punctual lines are said to be: assumption"
EXPECTED = {
    "punctual_arrivals_share": 7 / 9,  # all but those of 1b
    "got_off_late_mean_s": (241 + 400 + 0) / 3,
    "got_off_late_share": 1 / 3,
    "changes_missed": 2,
    "changes_missed_per_1000": 1000 * 2 / 3,  # one was made
    "not_brought_on": 1,
}


@pytest.fixture
def day(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> RunResult:
    """The day."""
    return late_day(tmp_path / "day", monkeypatch, LATE_S, RIDES)


def test_every_figure_and_each_line(day: RunResult, tmp_path: Path) -> None:
    assert set(EXPECTED) == set(LATE_KPIS)
    assert {name: day.kpis[f"lines.{name}"] for name in EXPECTED} == pytest.approx(EXPECTED, abs=1e-5)
    folder = write_run(day, tmp_path / "out", {}, figures=False, report=True)
    rows = list(pd.read_parquet(folder / "gtfs_line_delays.parquet").itertuples(index=False, name=None))
    mean_s = (2 * 241 + 2 * 400) / 4
    assert rows == [("lines", "1", 4, 0.5, mean_s, 400), ("lines", "2", 4, 1.0, 0.0, 0), ("lines", "3", 1, 1.0, 0.0, 0)]
    calls = pd.read_parquet(folder / "gtfs_calls.parquet")
    assert (calls["actual_departure_s"] - calls["departure_s"]).value_counts().to_dict()[400] == 3
    (told,) = (rows for title, rows in tables(read_run_data(folder), Language("en")) if title.startswith("How late"))
    assert told == [
        ("Arrivals less than 5 minutes late", "78%", DRAWN),
        ("Got off later than planned", "4 minutes", "mean; 5 minutes or more: 33% of trips"),
        ("Changes missed", "2", "of 3 changes"),
        ("Left at a stop on the way", "1", "nothing ran any more, or had room"),
        ("Line 1", "50%", "of 4 arrivals; mean 5 minutes, at most 7 minutes"),
    ]
    assert audit_run(folder, scenarios=Path(day.world.scenario.source_file or "").parent) == []
