"""What a scenario says about its tables: names of columns, the date of the day, impossible requests."""

from __future__ import annotations

from pathlib import Path

import pytest

from simulator.errors import InputError, RequestFileError, ScenarioError
from simulator.experiments.run import run
from simulator.scenario.dump import scenario_to_yaml
from simulator.scenario.loader import load_scenario
from simulator.world.build import build_world
from simulator.world.inputs_check import check_inputs
from tests.scenario.tables_day import GOOD, PLACES, loaded, scenario_with, swap
from tests.worlds import rides_in

RIDE = "12.0;53.0;12.0;53.09"
DATED = swap("seed: 1", "seed: 1\ncalendar: {first_day: 2026-05-04}")
LENIENT = swap("requests_file: requests.csv", "requests_file: requests.csv\n  impossible: reject")


def test_tables_of_a_german_spreadsheet_with_names_of_their_own(tmp_path: Path) -> None:
    text = swap(
        "requests_file: requests.csv",
        "requests_file: requests.csv\n  columns: {origin_lon: Startlänge, origin_lat: Startbreite, party_size: Leute}",
    )
    text = swap(
        "stops_file: stops.csv", "stops_file: stops.csv\n    columns: {stop_id: Nummer, name: Haltestelle}", text
    )
    head = swap("origin_lon;origin_lat", "Startlänge;Startbreite", PLACES)
    requests = f"{head};Leute;;\r\nLübz;08:00;12,0;53,0;12,0;53,09;2,0;;\r\n;;;;;;;;\r\n".encode("cp1252")
    stops = "Nummer\tHaltestelle\tlon\tlat\rA\tA-Dorf\t12,0\t53,0\rC\tGroß C\t12,0\t53,09\r".encode("utf-16")
    result = run(loaded(tmp_path, text, requests=requests, stops=stops))
    assert result.requests_input["request_id"].tolist() == ["Lübz"]
    assert (result.kpis["riders_served"], result.kpis["direct_mean_s"]) == (2, 600)
    assert rides_in(result.world).stops.table["name"].tolist() == ["A-Dorf", "Groß C"]


def test_date_times_are_those_of_the_first_day(tmp_path: Path) -> None:
    requests = f"{PLACES};submitted\na;2026-05-04T08:00;{RIDE};2026-05-03 23:00\nb;08:05;{RIDE};\n"
    world = build_world(loaded(tmp_path, DATED, requests=requests))
    assert world.requests["earliest_departure_s"].tolist() == [8 * 3600, 8 * 3600 + 300]
    assert world.requests["submitted_s"].tolist() == [-3600, 8 * 3600 + 300]
    assert run(world.scenario).kpis["served"] == 2


def test_the_first_day_survives_the_resolved_scenario(tmp_path: Path) -> None:
    scenario = loaded(tmp_path, DATED)
    (tmp_path / "resolved.yaml").write_text(scenario_to_yaml(scenario), encoding="utf-8")
    assert load_scenario(tmp_path / "resolved.yaml") == scenario


@pytest.mark.parametrize("day", ["2026-05-03 08:00", "2026-05-06 08:00"])
def test_other_days_are_told(tmp_path: Path, day: str) -> None:
    with pytest.raises(
        RequestFileError, match=r"requests.csv:2: earliest_departure: is (before|more than a day after)"
    ):
        build_world(loaded(tmp_path, DATED, requests=f"{PLACES}\na;{day};{RIDE}\n"))


def test_days_past_count_from_the_first_of_them(tmp_path: Path) -> None:
    text = swap(
        "    fleet:", "    dispatch: {idle: {policy: expected_demand, history_file: history.csv}}\n    fleet:", DATED
    )
    history = "\n".join([PLACES, *(f"r{day};2026-03-{day} 08:10;{RIDE}" for day in (27, 28, 29, 30))])
    world = build_world(loaded(tmp_path, text, history=history))
    assert rides_in(world).forecast.requests[16].sum() == 1  # 08:00 to 08:30: one request a day, on each of four days
    assert rides_in(world).forecast.requests.sum() == 1


# ---- impossible requests

TOO_LATE = f"{PLACES};latest_arrival\na;08:00;{RIDE};\nb;08:00;{RIDE};08:05\n"
FAR = f"{PLACES}\na;08:00;{RIDE}\nb;08:00;12.0;53.5;12.0;53.09\n"
FAR_THERE = f"{PLACES}\na;08:00;{RIDE}\nb;08:00;12.0;53.09;12.0;53.5\n"


@pytest.mark.parametrize(
    ("requests", "expected", "rule"),
    [
        (TOO_LATE, r"requests.csv:3: b: cannot arrive by 08:05:00", "requests-too-late"),
        (FAR, r"requests.csv:3: origin_lon: 12.0, 53.5 is", "far-requests"),
        (FAR_THERE, r"requests.csv:3: destination_lon: 12.0, 53.5 is", "far-requests"),
    ],
)
def test_one_impossible_request(tmp_path: Path, requests: str, expected: str, rule: str) -> None:
    """It refuses the file, and the remedy is named; with the switch it is rejected alone, and told with its line."""
    with pytest.raises(RequestFileError, match=expected) as caught:
        build_world(loaded(tmp_path, requests=requests))
    assert "requests that no vehicle can serve: 1; mend the file, or let them alone be rejected" in str(caught.value)
    assert "demand.impossible: reject" in str(caught.value)
    result = run(loaded(tmp_path, LENIENT, requests=requests))
    assert (result.kpis["served"], result.kpis["requests"]) == (1, 2)
    assert [note.rule for note in result.world.notes] == [rule]
    assert "(line no. 3)" in result.world.notes[0].english
    assert result.requests.set_index("request_id")["status"].to_dict() == {"a": "served", "b": "rejected"}
    assert result.requests.set_index("request_id")["direct_s"].isna().to_dict() == {
        "a": False,
        "b": rule != "requests-too-late",
    }


def test_a_place_beyond_the_limit_is_rejected_though_a_stop_is_near(tmp_path: Path) -> None:
    """What is told as impossible is not served after all."""
    text = swap("file: network", "file: network\n  max_snap: 300 m", LENIENT)
    requests = f"{PLACES}\na;08:00;{RIDE}\nb;08:00;12.0075;53.0;12.0;53.09\n"
    result = run(loaded(tmp_path, text, requests=requests))
    assert result.requests["direct_s"].isna().tolist() == [False, True]
    assert result.kpis["served"] == 1
    assert "(line no. 3)" in result.world.notes[0].english


def test_mistakes_in_cells_refuse_the_file_all_the_same(tmp_path: Path) -> None:
    with pytest.raises(RequestFileError, match="party_size"):
        build_world(loaded(tmp_path, LENIENT, requests=f"{PLACES};party_size\na;08:00;{RIDE};0\n"))


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ("calendar: {first_day: 4.5.2026}", "calendar.first_day: '4.5.2026': expected a date like"),
        ("calendar: {first_day: 2026-02-30}", "expected a date that exists"),
        ("calendar: {first_day: 20260504}", "20260504: expected a date like"),
        ("calendar: {firstday: 2026-05-04}", 'did you mean "first_day"?'),
    ],
)
def test_a_wrong_calendar_is_told(tmp_path: Path, change: str, expected: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        load_scenario(scenario_with(tmp_path, swap("seed: 1", change)))
    assert expected in str(caught.value)


def test_where_people_live_who_book_cars_is_told_with_what_is_wrong_elsewhere(tmp_path: Path) -> None:
    cars = (
        "  cars:\n    kind: carsharing\n    stations_file: stations.csv\n    car_types: {car: {seats: 4}}\n"
        "    demand: {synthetic: {bookings_per_day: 3, localities: homes.csv}}\n"
    )
    scenario = loaded(
        tmp_path, GOOD + cars, requests=f"{PLACES}\na;8:0x;{RIDE}\n",
        stations="id,lon,lat,capacity,cars\nA,12.0,53.0,2,1\n", homes="locality,lon,lat,population\nA,12.0,53.0,many\n",
    )  # fmt: skip
    with pytest.raises(InputError) as caught:
        check_inputs(scenario)
    assert [(Path(problem.file).name, problem.line) for problem in caught.value.problems] == [
        ("requests.csv", 2),
        ("homes.csv", 2),
    ]
