"""A day with a changed timetable: what runs, what it means for requests and places, and what is told of mistakes."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from ruamel.yaml import YAML

from simulator.analysis.timetable_changes import read_changed_timetables
from simulator.errors import ScenarioError
from simulator.experiments.audit import audit_run
from simulator.experiments.publish import write_into
from simulator.network.gtfs.feed import read_feed
from simulator.network.gtfs.running import Running
from simulator.network.gtfs_changes import changes as network_changes
from simulator.scenario.loader import load_scenario
from simulator.scenario.timetable_models import ChangeRule
from simulator.services.timetable.planned_changes import planned_changes
from simulator.units import HOUR_S
from simulator.world.build import build_world
from tests.timetable.days import LINES, Settings, result_of, write_day
from tests.worlds import NO_CACHE

ROOT = Path(__file__).parents[2]
TO_C: Settings = {"from": 0, "to": 10_000, "at": "08:00"}
RIDES = [TO_C, {"from": 5000, "to": 15_400, "at": "08:10"}, TO_C | {"at": "09:00"}]
EIGHT = {"drop": {"lines": ["1"], "hours": ["08:00", "09:00"]}}
FASTEST = ["journeys_before", "journeys_after", "fastest_before_s", "fastest_after_s", "effect"]
LINE = {
    "line": "9",
    "stops": ["A-Dorf", "C"],
    "first": "10:00",
    "last": "10:30",
    "headway": "30 min",
    "speed": "36 km/h",
}
SAME = {"school_day": "2021-09-07", "saturday": "2021-09-07"}


def changed(changes: list[Settings], **more: Any) -> Settings:
    return {"changes": changes, "longest_wait": "30 min", "comparison": {"within": "30 min"}, **more}


def test_requests_lose_and_keep_their_journeys(tmp_path: Path) -> None:
    result = result_of(tmp_path / "day", RIDES, changed([EIGHT]))
    told = result.changed_timetables["lines"]
    # 8 o'clock from A is gone, 9 stays; the train from B to E stays: it takes 7 minutes, and there is no other journey.
    assert told.requests[FASTEST].to_numpy().tolist() == [
        [1, 0, 1200, pd.NA, "loses"],
        [1, 1, 420, 420, "keeps"],
        [1, 1, 1200, 1200, "keeps"],
    ]
    assert told.requests["place"].tolist() == ["A-Dorf", "B-Dorf", "A-Dorf"]
    assert told.changes[["kind", "trips", "trips_before", "trips_after"]].to_numpy().tolist() == [["drop", 1, 5, 4]]
    assert told.changes["vehicle_km_before"].item() - told.changes["vehicle_km_after"].item() == pytest.approx(
        10, abs=0.01
    )
    assert result.tables.trips["status"].tolist() == ["rejected", "served", "served"]
    figures = {
        name: result.kpis[f"lines.changed_{name}"] for name in ("lose", "keep", "lose_unserved", "trips_dropped")
    }
    assert figures == {"lose": 1, "keep": 2, "lose_unserved": 1, "trips_dropped": 1}


def test_places_are_those_of_stops_where_no_others_are_known(tmp_path: Path) -> None:
    lines = changed([EIGHT], comparison={"towns": ["C-Dorf"]})
    places = result_of(tmp_path / "day", RIDES, lines).changed_timetables["lines"].places
    towns = places[places["target_kind"] == "town"].set_index("place")
    # From A at 8 and 9, of which 9 is left, from B ten minutes later; nobody gets back from D and E.
    columns = ["departures_before", "departures_after", "first_before_s", "first_after_s"]
    assert towns.loc["A-Dorf", columns].tolist() == [2, 1, 8 * HOUR_S, 9 * HOUR_S]
    assert towns.loc["B-Dorf", columns].tolist() == [2, 1, 8 * HOUR_S + 600, 9 * HOUR_S + 600]
    assert towns.loc["E-Dorf", columns].tolist() == [0, 0, pd.NA, pd.NA]
    # The train can be boarded at B only.
    assert set(places.loc[places["target_kind"] == "station", "target"]) == {"B-Dorf"}


def test_an_added_line_is_ridden(tmp_path: Path) -> None:
    result = result_of(tmp_path / "day", [TO_C | {"at": "10:05"}], changed([{"add": LINE}]))
    # 10 km along the road at 10 m/s.
    trips = result.tables.trips
    assert trips[["taken_s", "left_s"]].to_numpy().tolist() == [[10 * HOUR_S + 1800, 10 * HOUR_S + 1800 + 1000]]
    told = result.changed_timetables["lines"]
    assert told.requests["effect"].tolist() == ["gains"]
    assert told.changes["trips"].tolist() == [4]


def test_a_folder_tells_the_same_and_nothing_is_wrong(tmp_path: Path) -> None:
    """Also where requests are numbered anew, as those that ask for a ride come first."""
    fleet = {
        "van": {
            "count": 1,
            "seats": 8,
            "shift": ["06:00", "12:00"],
            "depots": [{"name": "A", "lon": 12.0, "lat": 53.0}],
        }
    }
    bus = {
        "kind": "ridepooling",
        "mode": "door_to_door",
        "hours": ["06:00", "12:00"],
        "limits": {"default": {}},
        "fleet": fleet,
    }
    services = {"lines": LINES | changed([EIGHT]), "bus": bus}
    rides = [TO_C | {"at": "09:00", "party": 3}, TO_C, TO_C | {"at": "09:00"}]
    result = result_of(tmp_path / "day", rides, services=services, asks=["lines", "bus"])
    assert result.journeys.set_index("request_id").loc[["r0", "r1", "r2"], "service"].tolist() == [
        "lines",
        "bus",
        "lines",
    ]
    folder = tmp_path / "run"
    folder.mkdir()
    write_into(result, folder)
    assert audit_run(folder, scenarios=tmp_path / "day") == []
    (name, told), *others = read_changed_timetables(folder).items()
    assert (name, others) == ("lines", [])
    pd.testing.assert_frame_equal(told.requests, result.changed_timetables["lines"].requests)
    of_r1 = int(result.journeys.set_index("request_id").loc["r1", "request"])
    assert told.requests.set_index("request").loc[of_r1, "effect"] == "loses"
    assert result.kpis["lines.changed_lose_served"] == 1


def test_all_lines_can_be_dropped(tmp_path: Path) -> None:
    result = result_of(tmp_path / "day", RIDES, changed([{"drop": {"route_types": ["bus", "rail"]}}]))
    assert result.tables.trips["reason"].tolist() == ["no_stop_in_walking_range"] * len(RIDES)  # no stop is left
    told = result.changed_timetables["lines"]
    assert told.requests["effect"].tolist() == ["loses"] * len(RIDES)
    assert told.changes[["trips", "trips_after"]].to_numpy().tolist() == [[5, 0]]


def test_a_change_of_nothing_is_noted(tmp_path: Path) -> None:
    lines = changed([EIGHT, EIGHT, {"thin": {"lines": ["3"], "keep_every": 2}}])
    world = build_world(load_scenario(write_day(tmp_path / "day", RIDES, lines)), cache=NO_CACHE)
    told = [note.plain for note in world.notes if note.rule == "idle-change"]
    assert [(note["key"], note["values"]) for note in told] == [
        ("services.lines.changes[1]", {"kind": "drop"}),
        ("services.lines.changes[2]", {"kind": "thin"}),
    ]


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        (
            changed([EIGHT, {"drop": {"lines": ["11"]}}]),
            'services.lines.changes[1].drop.lines: no line "11" in the timetable; did you mean "1"?',
        ),
        (
            changed([{"add": LINE | {"stops": ["A", "F-Dorf"]}}]),
            'services.lines.changes[0].add.stops: no stop "F-Dorf" in the timetable; did you mean "A-Dorf"?',
        ),
        (
            changed([EIGHT], comparison={"towns": ["Cdorf"]}),
            'services.lines.comparison.towns[0]: no place "Cdorf"; did you mean "C-Dorf"?',
        ),
        (
            changed([{"drop": EIGHT["drop"] | {"days": ["saturday"]}}], dates=SAME),
            "services.lines.changes[0].drop.days: saturday and school_day both run by the timetable of 2021-09-07: "
            "no change can tell them apart",
        ),
    ],
)  # fmt: skip
def test_mistakes_are_told_where_they_stand(tmp_path: Path, lines: Settings, told: str) -> None:
    days = {"first_day": "2021-09-10", "days": 2} if "dates" in lines else {"first_day": "2021-09-07"}
    scenario = load_scenario(write_day(tmp_path / "day", RIDES, lines, calendar=days))
    with pytest.raises(ScenarioError) as error:
        build_world(scenario, cache=NO_CACHE)
    assert told in str(error.value)
    assert "day.yaml:" in str(error.value)


def test_what_is_no_kind_of_line_is_told_once(tmp_path: Path) -> None:
    path = write_day(tmp_path / "day", RIDES, changed([{"drop": {"route_types": ["rail", "buss", 1800]}}]))
    with pytest.raises(ScenarioError) as error:
        load_scenario(path)
    kinds = "expected tram, subway, rail, bus, ferry, or a number of GTFS from 0 to 1799"
    assert [problem.partition("drop.")[2] for problem in str(error.value).splitlines()] == [
        f"route_types[1]: 'buss': {kinds}; did you mean \"bus\"?",
        f"route_types[2]: 1800: {kinds}",
    ]


def test_the_changes_of_the_guide_can_be_made() -> None:
    """On the bundled timetable, and each is about some trips."""
    text = (ROOT / "docs" / "timetable.md").read_text(encoding="utf-8").partition("## A changed timetable")[2]
    lines = YAML(typ="safe").load(text.partition("```yaml\n")[2].partition("```")[0])["services"]["lines"]
    rules = [ChangeRule.model_validate(change) for change in lines["changes"]]
    tuesday = date(2021, 9, 7)
    running = Running((tuesday,), {tuesday: "school_day"})
    feed = read_feed(ROOT / "scenarios" / "prignitz" / lines["feed"])
    _, effects = network_changes.changed(feed, planned_changes(rules), running)
    assert [rule.kind for rule in rules] == ["drop", "drop", "drop", "thin", "thin", "add"]
    assert all(effect.trips > 0 for effect in effects)
