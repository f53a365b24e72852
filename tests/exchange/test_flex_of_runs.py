"""Runs as GTFS-Flex: valid, and read back as the services that were simulated."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path

import gtfs_guru
import pandas as pd
import pytest
import shapely

from simulator import load_scenario, run
from simulator.days import DayType
from simulator.errors import ResultError
from simulator.exchange.flex_booking import booking_row
from simulator.exchange.flex_import import import_flex
from simulator.exchange.on_demand import OnDemand
from simulator.exchange.remarks import Kind, Remarks
from simulator.experiments.publish import write_run
from simulator.report.exports.flex import _refuses, export_gtfs_flex, on_demand_services
from simulator.results.reader import read_yaml
from simulator.scenario.catalogue import bundled_folder, bundled_scenarios
from simulator.scenario.dump import resolved
from tests.bundled import bundled
from tests.exchange.feeds import locations, square

RIDEPOOLING = sorted(
    name
    for name, scenario in ((entry.name, load_scenario(entry.name)) for entry in bundled_scenarios())
    if any(config.kind == "ridepooling" for config in scenario.services.values())
    if scenario.network.file is not None  # those of other counties are fetched over the internet
    if scenario.demand.kind != "population"  # the same services, and minutes
)
OWN = {
    "north": "mode: door_to_door, zones: {file: zones.geojson}",
    "south": "mode: door_to_door, zones: {file: zones.geojson, names: [a, c], same: true}",
    "stops": "mode: stop_based, stops_file: stops.csv, zones: {file: zones.geojson, names: [a]}",
}
COMMON = (
    "kind: ridepooling, hours: {weekday: [07:30, 10:00], sunday: [22:00, 26:00]}, "
    "limits: {default: {notice: 30 min, booking_horizon: 48 h}}, "
    "fleet: {minibus: {count: 1, seats: 8, depots: [{name: A, lon: 12.0, lat: 53.0}]}}"
)
ZONES = "name: zones\nnetwork: {file: network}\ndemand: {kind: none}\nservices:\n" + "".join(
    f"  {name}: {{{COMMON}, {own}}}\n" for name, own in OWN.items()
)


@pytest.fixture(scope="module")
def line(tmp_path_factory) -> Path:
    return write_run(bundled("tiny/line"), tmp_path_factory.mktemp("run"), {}, figures=False)


def rounded(service: OnDemand) -> OnDemand:
    """Return a service as a feed has it: places to six digits, with names where stops have none."""
    stops = tuple(
        replace(stop, name=stop.name or stop.stop_id, lon=round(stop.lon, 6), lat=round(stop.lat, 6))
        for stop in service.stops
    )
    return replace(service, stops=stops)


def check(folder: Path, out: Path) -> list[OnDemand]:
    (feed,) = export_gtfs_flex(folder, out)
    assert gtfs_guru.validate(str(feed)).errors() == []
    remarks = Remarks()
    imported = import_flex(feed, remarks)
    assert remarks.of(Kind.REPAIRED) == remarks.of(Kind.DIFFERS) == []
    simulated = on_demand_services(folder, read_yaml(folder, "scenario"))
    assert list(imported.services) == [rounded(service) for service in simulated]
    return simulated


def test_the_line_by_hand(line, tmp_path) -> None:
    (service,) = check(line, tmp_path)
    assert service.name == "line"
    assert [stop.stop_id for stop in service.stops] == ["A", "B", "C"]
    assert set(service.hours.values()) == {(27_000, 36_000)}
    assert len(service.hours) == 4


def test_areas_and_stops_within_them_come_back(tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    tiny = bundled_folder() / "tiny"
    shutil.copytree(tiny / "network", tmp_path / "network")
    shutil.copy(tiny / "stops.csv", tmp_path)
    zones = {"a": square(11.99, 52.99, 0.02), "b": square(12.0, 52.99, 0.02), "c": square(12.1, 52.99, 0.02)}
    (tmp_path / "zones.geojson").write_text(locations(**zones))
    (tmp_path / "zones.yaml").write_text(ZONES)
    folder = write_run(run(load_scenario("zones.yaml")), tmp_path / "results", {}, figures=False)
    north, south, stops = check(folder, tmp_path / "feed")
    # a and b overlap: 0.02 + 0.01 degrees wide, and no trip may have both
    assert [zone.zone_id for zone in north.zones] == ["a+b+c"]
    assert shapely.geometry.shape(north.zones[0].geometry).area == pytest.approx(0.03 * 0.02 + 0.02 * 0.02)
    assert ([zone.zone_id for zone in south.zones], south.apart) == (["a", "c"], True)
    assert [stop.stop_id for stop in stops.stops] == ["A"]
    assert (north.notice_s, north.horizon_s) == (1800, 48 * 3600)
    assert north.hours[DayType.SUNDAY] == (22 * 3600, 26 * 3600)
    assert DayType.SATURDAY not in north.hours


def test_the_same_run_gives_the_same_bytes(line, tmp_path) -> None:
    (one,), (other,) = (export_gtfs_flex(line, tmp_path / name) for name in "ab")
    assert one.read_bytes() == other.read_bytes()


def test_a_date_is_that_of_the_scenario_or_one_from_outside(line, tmp_path) -> None:
    (feed,) = export_gtfs_flex(line, tmp_path, date(2027, 3, 1))
    assert import_flex(feed, Remarks()).publisher == "tiny-line (simulated)"
    assert import_flex(feed, Remarks()).dates == (date(2027, 3, 1), date(2028, 2, 28))


@pytest.mark.slow
@pytest.mark.parametrize("name", RIDEPOOLING[::3])
def test_bundled_scenarios_come_back_the_same(name, tmp_path) -> None:
    result = run(load_scenario(name))
    check(write_run(result, tmp_path, {}, figures=False), tmp_path / "feed")


@pytest.mark.parametrize(
    ("section", "refuses"),
    [
        ({}, False),
        ({"parallel_service": None, "rules": []}, False),
        ({"parallel_service": {"then": "reject", "within_s": 1800}}, True),
        ({"parallel_service": {"then": "drop", "within_s": 1800}}, True),
        ({"parallel_service": {"then": "reject", "within_s": 0}}, False),
        ({"parallel_service": {"then": "surcharge", "within_s": 1800}}, False),
        ({"rules": [{"rule": "own"}]}, True),
    ],
)
def test_rules_of_who_may_book_are_told_in_words(section, refuses) -> None:
    assert _refuses(section) == refuses
    service = OnDemand("line", "Line", {}, notice_s=60, restricted=refuses)
    assert ("not everybody may book" in booking_row("b", service)[-1]) == refuses
    assert ("not everybody may book" in booking_row("b", replace(service, notice_s=0))[-1]) == refuses


@pytest.mark.parametrize(
    ("name", "refuses"), [("prignitz/no-parallel", True), ("prignitz/zones", True), ("prignitz/rufbus", False)]
)
def test_rules_of_bundled_scenarios_are_found(name, refuses) -> None:
    assert _refuses(resolved(load_scenario(name))["services"]["rufbus"]) == refuses


def test_what_cannot_be_told_is_refused(line, tmp_path) -> None:
    with pytest.raises(ResultError, match=r"scenario\.yaml"):
        export_gtfs_flex(tmp_path / "none", tmp_path / "out")
    copy = shutil.copytree(line, tmp_path / "copy")
    services = pd.read_parquet(copy / "services_input.parquet")
    services.assign(service="other").to_parquet(copy / "services_input.parquet")
    with pytest.raises(ResultError, match="does not fit the services of the run"):
        export_gtfs_flex(copy, tmp_path / "out")
    services.assign(kind="carsharing").to_parquet(copy / "services_input.parquet")
    with pytest.raises(ResultError, match="has no service on demand"):
        export_gtfs_flex(copy, tmp_path / "out")
    assert not (tmp_path / "out").exists()
