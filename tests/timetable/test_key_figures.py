"""Key figures and loads of services by timetable, of a day that is worked out by hand."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from simulator.analysis.kpis.timetable import TIMETABLE_KPIS
from simulator.analysis.run_inputs import read_tables
from simulator.experiments.audit import audit_run
from simulator.experiments.publish import write_run
from simulator.experiments.run import RunResult
from tests.timetable.days import Settings, result_of

# A bus has room for two. The first trip of line 1 has two people from A to B and one from B to C, so the third, from A
# to C, finds room an hour later. The fourth changes at C, from the second trip of line 1 to that of line 2, where five
# minutes are waited. Three take the train, as they have to be there by half past eight. The last one wants to leave at
# five to ten, and leaves half an hour earlier, where the bus begins.
RIDES: list[Settings] = [
    {"from": 5000, "to": 10_000, "at": "07:30", "asks": "07:00"},
    {"from": 0, "to": 5000, "at": "07:30", "asks": "07:01", "party": 2},
    {"from": 0, "to": 10_000, "at": "07:30", "asks": "07:02"},
    {"from": 5000, "to": 15_400, "at": "08:00", "asks": "07:30", "by": "08:30", "party": 3, "class": "holder"},
    {"from": 0, "to": 15_400, "at": "08:55", "asks": "08:00"},
    {"from": 10_000, "to": 15_400, "at": "09:55", "asks": "08:01"},
]
PERSON_KM = {"1": 5 + 2 * 5 + 10 + 10, "2": 2 * 5.4, "3": 31.2}
LINES = {"capacity": {"bus": 2}, "earlier": "30 min"}
PEOPLE = {"classes": {"rider": {"asks": ["lines"]}, "holder": {"asks": ["lines"], "season_ticket": 1}}}
EXPECTED = {
    "scheduled_trips": 5,
    "scheduled_km": 2 * 10 + 2 * 5.4 + 10.4,
    "scheduled_person_km": sum(PERSON_KM.values()),
    "boardings": 1 + 2 + 1 + 3 + 2 + 1,
    "changes_mean": 1 / 6,
    "change_wait_mean_s": 300,
    "in_vehicle_mean_s": (600 + 600 + 1200 + 420 + 1200 + 660 + 660) / 6,
    "later_than_wished_mean_s": (2400 + 1800 + 5400 + 300) / 4,
    "left_earlier": 1,
    "earlier_than_wished_mean_s": 1800,
    "most_on_board": 3,
    "most_loaded_share": 1.0,
    "season_ticket_persons": 3,
    "line_fares_waived_eur": 3 * 2,
    "turned_away": 1,
}
BY_LINE = [
    ("lines", "1", 2, 5, 2, 1, 20.0, PERSON_KM["1"]),
    ("lines", "2", 2, 2, 2, 0, 10.8, PERSON_KM["2"]),
    ("lines", "3", 1, 3, 3, 0, 10.4, PERSON_KM["3"]),
]


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> RunResult:
    """The day."""
    return result_of(tmp_path_factory.mktemp("figures") / "day", RIDES, LINES, people=PEOPLE)


@pytest.mark.parametrize(("name", "value"), EXPECTED.items())
def test_every_figure(day: RunResult, name: str, value: float) -> None:
    assert set(EXPECTED) == set(TIMETABLE_KPIS)
    assert day.kpis[f"lines.{name}"] == pytest.approx(value, abs=1e-5)


def test_loads_by_line(day: RunResult) -> None:
    rows = list(day.tables.gtfs_line_loads.round(5).itertuples(index=False, name=None))
    assert rows == BY_LINE


def test_loads_by_trip(day: RunResult) -> None:
    loads = day.tables.gtfs_trip_loads
    counted = loads[loads["counted"]].set_index("gtfs_trip_id")
    assert counted["boardings"].to_dict() == {"1a": 3, "1b": 2, "2a": 0, "2b": 2, "3a": 3}
    assert counted["most_on_board"].to_dict() == {"1a": 2, "1b": 2, "2a": 0, "2b": 2, "3a": 3}
    assert counted["turned_away"].to_dict() == {"1a": 1, "1b": 0, "2a": 0, "2b": 0, "3a": 0}
    assert counted.loc["1a", ["departs_s", "arrives_s", "capacity"]].tolist() == [8 * 3600, 8 * 3600 + 1200, 2]
    assert loads.loc[~loads["counted"], ["boardings", "turned_away"]].to_numpy().sum() == 0


def test_who_stays_seated_gets_on_once(tmp_path: Path) -> None:
    ride = {"from": 0, "to": 15_400, "at": "07:55"}
    day = result_of(tmp_path / "day", [ride], {"without": {"route_types": ["rail"]}})
    loads = day.tables.gtfs_line_loads
    assert loads[["boardings", "most_on_board", "person_km"]].round(5).to_numpy().tolist() == [[1, 1, 10], [0, 1, 5.4]]
    assert (day.kpis["lines.changes_mean"], day.kpis["lines.change_wait_mean_s"]) == (0, None)


def test_the_folder_tells_the_same(day: RunResult, tmp_path: Path) -> None:
    folder = write_run(day, tmp_path / "out", {}, figures=False, report=True)
    again = read_tables(folder)
    for name in ("trips", "gtfs_trip_loads", "gtfs_line_loads"):
        pd.testing.assert_frame_equal(getattr(again, name), getattr(day.tables, name))
    calls, stops, trips = (pd.read_parquet(folder / f"gtfs_{name}.parquet") for name in ("calls", "stops", "trips"))
    first = calls[calls["vehicle"] == trips.loc[trips["gtfs_trip_id"] == "1b", "vehicle"].iloc[1]]
    assert stops.set_index("stop")["name"].reindex(first["stop"]).tolist() == ["A-Dorf", "B-Dorf", "C-Dorf"]
    assert first["along_m"].round(3).tolist() == [0, 5000, 10_000]
    scenarios = Path(day.world.scenario.source_file or "").parent
    assert audit_run(folder, scenarios=scenarios) == []
