"""``validate`` reads all that a run or an experiment would read, and tells everything at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from simulator.errors import InputError
from simulator.experiments.validation import validate_file
from tests.scenario.tables_day import PLACES, scenario_with, swap

RIDE = "12.0;53.0;12.0;53.09"
EXPERIMENT = "name: fleets\nbase: s.yaml\nfactors: {fleet.minibus.count: [1, 2], walk.speed_kph: [4, 20]}\n"


def refusal(path: Path) -> str:
    with pytest.raises(InputError) as caught:
        validate_file(str(path))
    return str(caught.value).replace(f"{path.parent}/", "")


def test_a_good_scenario_has_no_remarks(tmp_path: Path) -> None:
    assert validate_file(str(scenario_with(tmp_path))) == []


def test_every_table_is_read_and_all_problems_are_told(tmp_path: Path) -> None:
    text = swap("dwell: 60 s", "dwell: 60 s\n    dispatch: {policy: insertoin}")
    path = scenario_with(tmp_path, text, requests=f"{PLACES}\na;8:61;{RIDE}\n", stops="stop_id,lon,lat\nA,x,53\n")
    said = refusal(path)
    for part in ("dispatch.policy", "requests.csv:2: earliest_departure", 'stops.csv:2: lon: "x" is not a number'):
        assert part in said


def test_places_on_the_roads_are_checked_in_every_table(tmp_path: Path) -> None:
    text = swap("lon: 12.0, lat: 53.0}", "lon: 12.0, lat: 54.0}")
    said = refusal(scenario_with(tmp_path, text, requests=f"{PLACES}\na;8:00;{RIDE.replace('53.0;', '55.0;')}\n"))
    assert "fleet.minibus.depots: 'A' at 12.0, 54.0 is" in said
    assert "requests.csv:2: origin_lon: 12.0, 55.0 is" in said


def test_tables_are_read_though_the_scenario_is_not_valid(tmp_path: Path) -> None:
    text = swap("requests_file: requests.csv", "requests_file: requests.csv\n  columns: {party_size: Leute}")
    requests, stops = f"{PLACES};Leute\na;8:00;{RIDE};0\n", "stop_id,lon,lat\nA,x,53\n"
    said = refusal(scenario_with(tmp_path, swap("seats: 8", "saets: 8", text), requests=requests, stops=stops))
    assert 'did you mean "seats"?' in said
    assert "requests.csv:2: party_size: 0 is not between 1 and 1000" in said
    assert "stops.csv:2: lon" in said


def test_what_only_travel_times_show_is_told(tmp_path: Path) -> None:
    requests = f"{PLACES};latest_arrival\na;08:00;{RIDE};08:01\n"
    assert "requests.csv:2: a: cannot arrive by 08:01:00" in refusal(scenario_with(tmp_path, requests=requests))


def test_a_network_that_cannot_be_read_hides_nothing_else(tmp_path: Path) -> None:
    path = scenario_with(tmp_path, stops="stop_id,lon,lat\nA,x,53\n")
    for file in (tmp_path / "network").iterdir():
        file.write_bytes(b"no network")
    said = refusal(path)
    assert "network" in said
    assert "stops.csv:2: lon" in said


def test_notes_stand_at_their_line(tmp_path: Path) -> None:
    path = scenario_with(tmp_path, swap("dwell: 60 s", "dwell: 60 s\n    walk: {speed: 20 km/h}"))
    line = 1 + path.read_text(encoding="utf-8").splitlines().index("    walk: {speed: 20 km/h}")
    (remark,) = validate_file(str(path))
    assert f"s.yaml:{line}:" in remark
    assert "services.line.walk.speed: note: People walk at 20 km/h" in remark


# ---- experiments


def test_an_experiment_is_validated_with_all_variants(tmp_path: Path) -> None:
    scenario_with(tmp_path)
    (tmp_path / "e.yaml").write_text(EXPERIMENT)
    (remark,) = validate_file(str(tmp_path / "e.yaml"))
    assert remark.startswith("services.line.fleet.minibus.count=1 services.line.walk.speed_kph=20: ")
    assert "note: People walk at 20 km/h" in remark


def test_all_mistakes_of_an_experiment_are_told(tmp_path: Path) -> None:
    scenario_with(tmp_path, stops="stop_id,lon,lat\nA,x,53\n")
    text = swap("[1, 2]", "[1, -2]", EXPERIMENT) + "metrics: [service_rat]\n"
    (tmp_path / "e.yaml").write_text(swap("fleet.minibus.count", "walk.sped: [1], fleet.minibus.count", text))
    said = refusal(tmp_path / "e.yaml")
    for part in ("service_rat", "factors.services.line.walk.sped", "-2", "stops.csv:2: lon"):
        assert part in said


def test_a_table_that_one_variant_names_is_read(tmp_path: Path) -> None:
    scenario_with(tmp_path, more="stop_id,lon,lat\nA,x,53\n")
    (tmp_path / "e.yaml").write_text("name: e\nbase: s.yaml\nfactors: {stops_file: [stops.csv, more.csv]}\n")
    assert "more.csv:2: lon" in refusal(tmp_path / "e.yaml")


@pytest.mark.parametrize("name", ["tiny/line", "prignitz/rufbus", "prignitz/carsharing"])
def test_bundled_scenarios_have_no_remarks(name: str) -> None:
    assert validate_file(name) == []


@pytest.mark.parametrize("content", ["5\n", "[base]\n", "base\n", ""])
def test_what_is_neither_scenario_nor_experiment(tmp_path: Path, content: str) -> None:
    (tmp_path / "x.yaml").write_text(content)
    assert refusal(tmp_path / "x.yaml").startswith("x.yaml")
