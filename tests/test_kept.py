"""What is kept between runs of a process: nobody can tell, whatever is run before."""

from __future__ import annotations

import os
from itertools import permutations
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from simulator import kept
from simulator.experiments.run import RunResult, run
from simulator.kept import Kept, state_of
from simulator.network import stop_file
from simulator.network.stop_file import read_stop_file
from simulator.scenario.loader import load_scenario
from simulator.world import demand, roads

ALL = (
    demand._PLACES,
    demand._FILES,
    demand._DAYS,
    stop_file._FILES,
    roads._NETWORKS,
    roads._SNAPPERS,
    roads._SPLIT,
    roads._TIMES,
)
FEW = "demand.requests_per_day=100"
VARIANTS = (
    ("prignitz/rufbus", (FEW,), 1),
    ("prignitz/rufbus", (FEW, "services.rufbus.fleet.minibus.count=3"), 1),
    ("prignitz/rufbus", (FEW, "demand.prebooked_share=0.5"), 2),
    ("prignitz/rufbus", ("demand.requests_per_day=60", "people.classes.adult.share=1"), 1),
    ("prignitz/rufbus", (FEW, "services.rufbus.virtual_stops.min_distance=900 m", "network.speed_factor=0.9"), 1),
    ("prignitz/door-to-door", ("demand.requests_per_day=80",), 1),
)


def forget() -> None:
    for things in ALL:
        things.clear()


def done(variant: tuple[str, tuple[str, ...], int]) -> RunResult:
    name, overrides, seed = variant
    return run(load_scenario(name, overrides), seed)


def told(result: RunResult) -> tuple[pd.DataFrame, dict]:
    return result.events, result.kpis


@pytest.fixture(scope="module")
def alone() -> list[tuple[pd.DataFrame, dict]]:
    """Each variant as the first run of its process."""
    found = []
    for variant in VARIANTS:
        forget()
        found.append(told(done(variant)))
    return found


ORDERS = [*permutations(range(len(VARIANTS)))][::180]


@pytest.mark.slow
@pytest.mark.parametrize("order", ORDERS)
def test_a_run_is_the_same_whatever_was_run_before(alone, order) -> None:
    forget()
    for number in (*order, *order[::-1]):
        events, kpis = told(done(VARIANTS[number]))
        pd.testing.assert_frame_equal(events, alone[number][0])
        assert kpis == alone[number][1]


def test_what_is_common_is_made_once(monkeypatch) -> None:
    forget()
    made = []
    monkeypatch.setattr(roads, "read_network", lambda *a, _f=roads.read_network: made.append("roads") or _f(*a))
    monkeypatch.setattr(demand, "synthesise", lambda *a, _f=demand.synthesise: made.append("people") or _f(*a))
    for count in (6, 7, 8):
        for seed in (1, 2):
            done(("prignitz/rufbus", (FEW, f"services.rufbus.fleet.minibus.count={count}"), seed))
    assert sorted(made) == ["people", "people", "roads"]


def test_requests_of_a_file_are_read_once(monkeypatch) -> None:
    variants = [("tiny/line", (f"fleet.minibus.count={count}",), seed) for count in (1, 2) for seed in (1, 2)]
    other = ("tiny/line", ("calendar.days=2",), 1)  # the same file, read for other days
    alone = []
    for variant in (*variants, other):
        forget()
        alone.append(told(done(variant)))
    forget()
    read = []
    monkeypatch.setattr(demand, "read_requests", lambda *a, _f=demand.read_requests: read.append(a[2]) or _f(*a))
    for variant, (events, kpis) in [*zip((*variants, other), alone, strict=True)] * 2:
        again = told(done(variant))
        pd.testing.assert_frame_equal(again[0], events)
        assert again[1] == kpis
    assert [len(reading.days) for reading in read] == [1, 2]


def test_a_file_that_is_written_anew_is_read_anew(tmp_path: Path, monkeypatch) -> None:
    file = tmp_path / "stops.csv"
    for name in ("one", "two"):  # at once, and of the same length
        file.write_text(f"stop_id,lon,lat\n{name},11.0,53.0\n")
        assert read_stop_file(file)["stop_id"].tolist() == [name]
    old = file.stat().st_mtime - 100
    for second, name in enumerate(("one", "two")):
        file.write_text(f"stop_id,lon,lat\n{name},11.0,53.0\n")
        os.utime(file, (old + second, old + second))
        assert state_of(file) == state_of(file)
        assert read_stop_file(file)["stop_id"].tolist() == [name]
        assert read_stop_file(file, {"stop_id": ("none",)}).empty


def test_who_changes_a_table_changes_their_own(tmp_path: Path) -> None:
    file = tmp_path / "stops.csv"
    file.write_text("stop_id,lon,lat\na,11.0,53.0\n")
    os.utime(file, (1e9, 1e9))
    table = read_stop_file(file)
    table.loc[0, "lon"] = 99.0
    table["weight"] = np.nan
    assert read_stop_file(file)[["lon", "weight"]].to_numpy().tolist() == [[11.0, 1.0]]


def test_only_the_latest_are_kept_and_nothing_that_fails() -> None:
    things, made = Kept(2), []
    for key in (1, 2, 1, 3, 1, 2):
        assert things.get(key, lambda key=key: made.append(key) or -key) == -key
    assert made == [1, 2, 3, 2]
    with pytest.raises(ZeroDivisionError):
        things.get(0, lambda: 1 // 0)
    assert things.get(0, lambda: 5) == 5
    assert kept.state_of(Path("/nowhere/at/all")) != kept.state_of(Path("/nowhere/at/all"))
