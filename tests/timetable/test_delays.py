"""How late buses and trains are drawn: against the closed form, and carried along as worked out by hand."""

from __future__ import annotations

from math import exp, log, sqrt
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from numpy.typing import NDArray
from pydantic import ValidationError

from simulator.scenario.delay_models import Delays, Punctual
from simulator.scenario.ledger import ledger
from simulator.scenario.loader import load_scenario
from simulator.scenario.punctuality import punctuality, punctuality_sets
from simulator.services.timetable.delays import drawn_delays_s, mean_delays_s, shares_of, still_late_s
from simulator.services.timetable.tables import calls_by_trip
from simulator.services.timetable.world import TimetableWorld
from simulator.world.build import build_world
from tests.timetable.days import LINES, Settings, write_day
from tests.worlds import NO_CACHE

DRAWS = 4000
SIGMAS = 4  # one honest sample in 16,000 is farther off


def trips(line: str, route_type: int = 2, count: int = DRAWS) -> pd.DataFrame:
    names = [f"trip {number}" for number in range(count)]
    return pd.DataFrame({"gtfs_trip_id": names, "line": line, "route_type": route_type, "service_day": 0})


@pytest.mark.parametrize(("line", "route_type", "share"), [("RE2", 2, 0.801), ("RE6", 106, 0.876), ("901", 3, 0.829)])
def test_the_share_that_is_punctual_is_as_published(line: str, route_type: int, share: float) -> None:
    drawn_s = drawn(Delays(), trips(line, route_type))
    assert drawn_s.min() >= 0
    for within_s, expected in ((300, share), (600, 1 - (1 - share) ** 2), (60, 1 - (1 - share) ** 0.2)):
        off = abs(np.mean(drawn_s < within_s) - expected)
        assert off <= SIGMAS * sqrt(expected * (1 - expected) / DRAWS), within_s


def drawn(delays: Delays, table: pd.DataFrame, seed: int = 7) -> NDArray[np.int32]:
    """Return how late trips are that catch nothing up."""
    nothing = np.zeros(len(table), dtype=np.int64)
    means_s = mean_delays_s(shares_of(delays, table), delays.within_s, np.arange(len(table)), nothing)
    return drawn_delays_s(means_s, table, seed)


def test_the_mean_is_that_of_the_closed_form() -> None:
    shares, two, none = np.array([0.801, 1, 1 - exp(-2)]), np.repeat(np.arange(3), 2), np.zeros(6, dtype=np.int64)
    assert mean_delays_s(shares, 300, two, none) == pytest.approx([300 / -log(0.199), 0, 150])
    assert mean_delays_s(shares, 300, two[:0], none[:0])[2] == pytest.approx(150)  # a trip without arrivals


def test_the_share_is_that_of_all_arrivals_whatever_is_caught_up() -> None:
    """Of two arrivals, one of which has caught up 300 s by then: x = exp(-300 / mean) and x * x are late."""
    (mean_s,) = mean_delays_s(np.array([0.375]), 300, np.array([0, 0]), np.array([0, 300]))
    late = (sqrt(6) - 1) / 2  # x + x * x = 2 * (1 - 0.375)
    assert mean_s == pytest.approx(300 / -log(late))
    caught_up_s = np.array([0, 60, 300, 900])
    drawn_s = drawn_delays_s(
        np.full(DRAWS, mean_delays_s(np.array([0.8]), 300, np.zeros(4, dtype=np.int64), caught_up_s)[0]),
        trips("RE2"),
        7,
    )
    punctual = np.mean(drawn_s[:, None] - caught_up_s < 300, axis=1)
    assert abs(punctual.mean() - 0.8) <= SIGMAS * punctual.std() / sqrt(DRAWS)


def test_each_trip_and_day_has_luck_of_its_own() -> None:
    """It stays the same when others go, another day draws anew, and another seed."""
    whole = trips("RE2", count=50)
    drawn_s = drawn(Delays(), whole)
    assert drawn(Delays(), whole[::-1])[::-1].tolist() == drawn_s.tolist()
    assert drawn(Delays(), whole[20:30]).tolist() == drawn_s[20:30].tolist()
    others = [drawn(Delays(), whole.assign(service_day=1)), drawn(Delays(), whole, 8)]
    assert all(abs(np.corrcoef(drawn_s, other_s)[0, 1]) < 0.5 for other_s in others)


def test_a_line_that_is_always_on_time() -> None:
    on_time = Delays.model_validate({"punctual": {"published": None, "lines": {"RE2": 0.5}}})
    assert drawn(on_time, trips("RE6", count=9)).tolist() == [0] * 9
    assert drawn(on_time, trips("RE2", count=9)).max() > 0


def test_what_is_caught_up() -> None:
    """A twentieth of 20 minutes is a minute; nobody gets early, and what is before the start catches nothing up."""
    under_way_s = np.array([-60, 0, 20, 39, 40, 1200, 3600])
    assert still_late_s(np.full(7, 90), under_way_s, 0.05).tolist() == [90, 90, 89, 89, 88, 30, 0]
    assert still_late_s(np.full(7, 90), under_way_s, 0).tolist() == [90] * 7


DRAWN_S = {"1a": 400, "1b": 0, "2a": 100, "2b": 30, "3a": 601}
LATE: Settings = {"delays": {"recovery": 0.1}}
ACTUAL = {  # late at departure, arrival [s after the timetable]: 1a catches up 60 s every ten minutes
    "1a": [(400, 400), (340, 340), (280, 280)],
    "1b": [(0, 0), (0, 0), (0, 0)],
    "2a": [(100, 100), (40, 40), (34, 34)],  # its bus comes from 1a at 08:24:40, 20 s before it leaves
    "2b": [(30, 30), (0, 0), (0, 0)],
    "3a": [(601, 601), (559, 559)],
}


def world_of(folder: Path, monkeypatch: pytest.MonkeyPatch, drawn_s: dict[str, int], lines: Settings) -> TimetableWorld:
    """Return what a service starts from whose trips are late as told."""

    def told(means_s: object, table: pd.DataFrame, seed: int) -> Any:
        return np.array([drawn_s[trip] for trip in table["gtfs_trip_id"]], dtype=np.int32)

    monkeypatch.setattr("simulator.services.timetable.delays.drawn_delays_s", told)
    scenario = load_scenario(write_day(folder, [{"from": 0, "to": 10_000}], lines))
    its: Any = build_world(scenario, cache=NO_CACHE).services["lines"]
    return its


def late_by_trip(its: TimetableWorld) -> dict[str, list[tuple[int, int]]]:
    """Return how late trips of the first day arrive and leave, by call."""
    assert its.actual is not None
    calls = calls_by_trip(its.timetable).assign(arrives=its.actual.arrival_s, leaves=its.actual.departure_s)
    names = its.timetable.trips["gtfs_trip_id"].where(its.timetable.trips["service_day"] == 0)
    late = zip(
        names[calls["gtfs_trip"]],
        calls["arrives"] - calls["arrival_s"],
        calls["leaves"] - calls["departure_s"],
        strict=True,
    )
    found: dict[str, list[tuple[int, int]]] = {}
    for name, *both in late:
        if isinstance(name, str):
            found.setdefault(name, []).append((both[0], both[1]))
    return found


def test_delays_along_trips(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert late_by_trip(world_of(tmp_path / "day", monkeypatch, DRAWN_S, LATE)) == ACTUAL


def test_a_vehicle_passes_on_what_it_is_late(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """1a is at C 1,080 s after 08:20, 2a leaves at 08:25: 780 s late, for it goes on with the same bus."""
    late = late_by_trip(world_of(tmp_path / "day", monkeypatch, DRAWN_S | {"1a": 1200}, LATE))
    assert (late["1a"][-1], late["2a"]) == ((1080, 1080), [(780, 780), (720, 720), (714, 714)])


def test_without_delays_nothing_is_drawn(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    its = world_of(tmp_path / "day", monkeypatch, {}, {})
    assert its.actual is None
    assert "actual_arrival_s" not in its.given()[2]


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({"published": "vbg"}, "did you mean"),
        ({"rail": 0}, "rail"),
        ({"lines": {"RE2": 1.1}}, "lines.RE2"),
    ],
)
def test_shares_that_cannot_be_are_told(told: Settings, said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        Punctual.model_validate(told)


def test_what_is_given_wins_and_the_rest_is_published(tmp_path: Path) -> None:
    told = {"lines": {"RE6": 0.9, "RB74": 0.5}, "bus": None}
    punctual = Punctual.model_validate(told)
    assert punctual.lines == {"RE2": 0.801, "RB73": 0.969, "RB74": 0.5, "RE6": 0.9}
    assert (punctual.rail, punctual.bus) == (0.876, None)
    assert Punctual.model_validate(punctual.model_dump()) == punctual
    lines = LINES | {"delays": {"punctual": {"rail": 0.8}}}
    scenario = load_scenario(write_day(tmp_path / "day", [], services={"lines": lines}))
    rows = {row.key: row for row in ledger(scenario)}
    assert rows["services.lines.delays.punctual.rail"].source == ""
    bus = rows["services.lines.delays.punctual.bus"]
    assert (bus.source.split(":")[0], bus.source_de.split(":")[0]) == ("assumption", "Annahme")
    assert rows["services.lines.delays.punctual.lines"].source.startswith("RE2: VBB for 2022")


def test_every_share_has_a_source() -> None:
    for name in punctuality_sets():
        assert all(one.source and one.source_de for one in punctuality(name).values())
