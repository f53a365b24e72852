"""A park of broken files: each gives one clear message and exit code 2, no traceback, no output."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from simulator.cli.main import main
from simulator.network.edge_table import line_bytes
from simulator.network.files import read_network, write_network
from simulator.network.graph import make_network
from simulator.scenario.catalogue import bundled_folder

GOOD = (bundled_folder() / "tiny" / "line.yaml").read_text(encoding="utf-8")
REQUESTS = (bundled_folder() / "tiny" / "requests.csv").read_text(encoding="utf-8")
BOMB = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"{chr(98 + n)}: &{chr(98 + n)} [{','.join([f'*{chr(97 + n)}'] * 9)}]\n" for n in range(7)
)


def swap(old: str, new: str) -> str:
    assert old in GOOD
    return GOOD.replace(old, new)


# name -> (text or bytes of the scenario file, what the message must say)
SCENARIOS: dict[str, tuple[str | bytes, tuple[str, ...]]] = {
    "wrong type": (swap("count: 1", "count: many"), ("services.line.fleet.minibus.count", "'many'", "integer", ":34:")),
    "number as text": (swap("seed: 1", "seed: '1x'"), ("seed", "'1x'", "integer")),
    "fraction of a vehicle": (swap("count: 1", "count: 1.5"), ("services.line.fleet.minibus.count", "1.5")),
    "negative count": (
        swap("count: 1", "count: -1"),
        ("services.line.fleet.minibus.count", "-1", "greater than or equal to 0"),
    ),
    "negative dwell": (swap("dwell: 60 s", "dwell: -60 s"), ("services.line.dwell", "greater than or equal to 0")),
    "unknown key": (swap("seats: 8", "saets: 8"), ("services.line.fleet.minibus.saets", 'did you mean "seats"?')),
    "unknown section": (GOOD + "    dispach: {}\n", ("services.line.dispach", 'did you mean "dispatch"?')),
    "duplicate key": (GOOD + "seed: 2\n", ("seed", "second time", "first in line")),
    "no unit": (swap("dwell: 60 s", "dwell: 60"), ("services.line.dwell", "no unit", "dwell_s: 60")),
    "wrong unit": (swap("dwell: 60 s", "dwell: 60 km"), ("services.line.dwell", "20 min")),
    "both spellings": (swap("dwell: 60 s", "dwell: 60 s\n    dwell_s: 60"), ("services.line.dwell", "given twice")),
    "time like 25:99": (swap("[07:30, 10:00]", "[07:30, 25:99]"), ("services.line.hours[1]", "25:99", "no clock time")),
    "end before start": (
        swap("[07:30, 10:00]", "[26:00, 25:30]"),
        ("services.line.hours", ":29:", "later than the start"),
    ),
    "hours of no length": (swap("[07:30, 10:00]", "[10:00, 10:00]"), ("services.line.hours", ":29:", "00:00 to 24:00")),
    "hours without a colon": (
        swap("[07:30, 10:00]", "[5, 22]"),
        ("services.line.hours[0]", "5 is no clock time", ":29:"),
    ),
    "truth as a number": (
        swap("count: 1", "count: true"),
        ("services.line.fleet.minibus.count", "true: expected a number"),
    ),
    "truth as a quantity": (
        swap("dwell: 60 s", "dwell: true"),
        ("services.line.dwell", "true: expected a number with a unit"),
    ),
    "three hours": (
        swap("[07:30, 10:00]", "[07:30, 8:00, 10:00]"),
        ("services.line.hours", "at most 2 of them, not 3"),
    ),
    "unknown mode": (swap("mode: stop_based", "mode: stop_base"), ("services.line.mode", 'did you mean "stop_based"?')),
    "unknown kind": (
        swap("kind: ridepooling", "kind: ridepoling"),
        ("services.line.kind", 'did you mean "ridepooling"?'),
    ),
    "no kind": (swap("    kind: ridepooling\n", ""), (":26:3: services.line.kind: is missing",)),
    "key of another kind": (GOOD + "    community: []\n", ("services.line.community", "it goes with kind: carsharing")),
    "missing section": (swap("services:", "economics_:"), ("services", "is missing")),
    "missing file": (swap("file: network", "file: netwrok"), ("network.file", '"netwrok" does not exist', ":21:")),
    "path traversal": (swap("file: network", "file: ../../../etc"), ("network.file", "leads out of")),
    "absolute path": (swap("stops.csv", "/etc/passwd"), ("services.line.stops_file", "leads out of")),
    "link out": (swap("requests.csv", "link.csv"), ("demand.requests_file", "leads out of")),
    "folder as file": (swap("requests.csv", "network"), ("demand.requests_file", "is no file")),
    "a list for a file": (swap("requests.csv", "[a]"), ("demand.requests_file", "expected a file name")),
    "a mapping for a file": (
        swap("stops.csv", "{a: 1}"),
        ("services.line.stops_file", "a mapping: expected a file name"),
    ),
    "box the wrong way round": (swap("file: network", "bbox: [13, 54, 12, 53]"), ("network", "west < east")),
    "two sources": (swap("file: network", "file: network\n  place: Perleberg"), ("network", "exactly one of")),
    "empty file": ("", ("the file is empty",)),
    "only comments": ("# nothing\n", ("the file is empty",)),
    "a list": ("- a\n- b\n", ("a scenario is a mapping",)),
    "binary": (bytes(range(256)), ("no text file",)),
    "tabs": ("name: x\n\tseed: 1\n", ("no valid YAML", ":2:")),
    "not closed": (GOOD + "title: [1, 2\n", ("no valid YAML",)),
    "bomb": (BOMB, ("aliases followed",)),
    "flood": ("a: [" + "x," * 400_000 + "]", ("more than 20,000 values",)),
    "steering the terminal": (GOOD + '"\\e[31mred\\nline": 1\n', ("\\x1b[31mred\\nline: unknown key",)),
    "deep nesting": ("[" * 2000 + "]" * 2000, ("deep",)),
    "python object": (swap("seed: 1", "seed: !!python/object/apply:os.system ['true']"), ("tag", "not allowed")),
    "merge key": (swap("minibus:\n", "minibus:\n        <<: {a: 1}\n"), ("merge keys", "extends")),
    "huge number": (swap("seed: 1", "seed: " + "9" * 5000), ("seed", "5000 digits")),
    "not a number": (swap("lon: 12.0", "lon: .nan"), ("services.line.fleet.minibus.depots[0].lon",)),
    "off the earth": (
        swap("lon: 12.0", "lon: 1200"),
        ("services.line.fleet.minibus.depots[0].lon", "less than or equal to 180"),
    ),
    "depot in the sea": (
        swap("lat: 53.0}", "lat: 54.5}"),
        (":36:9: services.line.fleet.minibus.depots", "km from the nearest road"),
    ),
    "extends itself": (GOOD + "extends: scenario.yaml\n", ("extends", "in turn")),
    "extends nothing": (GOOD + "extends: nowhere.yaml\n", ("extends", "does not exist")),
    "unknown policy": (
        GOOD + "    dispatch: {policy: insertoin}\n",
        (":43:16: services.line.dispatch.policy", 'did you mean "insertion"?'),
    ),
    "forecast of nothing": (
        GOOD + "    dispatch: {idle: {policy: expected_demand}}\n",
        (":43:23: services.line.dispatch.idle.policy", "needs a history_file"),
    ),
    "history nobody reads": (
        GOOD + "    dispatch: {idle: {policy: depot, history_file: requests.csv}}\n",
        ("services.line.dispatch.idle", "needs policy expected_demand"),
    ),
    "unknown class": (
        GOOD + "people: {classes: {adult: {limits: defualt}}}\n",
        ("people.classes.adult.limits", 'did you mean "default"?'),
    ),
    "unknown service": (
        GOOD + "people: {classes: {adult: {asks: [lime]}}}\n",
        ("people.classes.adult.asks", 'unknown service "lime"; did you mean "line"?'),
    ),
    "asked twice": (GOOD + "people: {classes: {adult: {asks: [line, [line]]}}}\n", ("line is asked twice",)),
    "nobody to ask": (
        swap("kind: ridepooling", "kind: carsharing").partition("    mode:")[0]
        + "    stations: [{id: a, lon: 12.0, lat: 53.0, capacity: 1}]\n    car_types: {car: {seats: 4}}\n",
        ("people.classes.adult.asks: nobody is asked", "expected names of services: line"),
    ),
    "name with a slash": (swap("name: tiny-line", "name: ../tiny"), ("name", "small letters")),
    "several at once": (
        swap("count: 1", "count: -1").replace("seats: 8", "saets: 8").replace("dwell: 60 s", "dwell: 60 km"),
        ("count", "saets", "dwell"),
    ),
}

# name -> (text or bytes of the request file, what the message must say)
REQUEST_FILES: dict[str, tuple[str | bytes, tuple[str, ...]]] = {
    "request: no header": ("", ("the file is empty",)),
    "request: column missing": (REQUESTS.replace("request_id", "id"), ("request_id", "missing")),
    "request: unknown column": (REQUESTS.replace("party_size", "party_szie"), ('did you mean "party_size"?',)),
    "request: time like 25:99": (REQUESTS.replace("08:05,08:05", "25:99,25:99"), (":4:", "25:99")),
    "request: too few cells": (REQUESTS + "emil,08:00\n", (":6:", "2 cells")),
    "request: same id twice": (REQUESTS.replace("bert", "anna"), (":3:", "anna", "second time")),
    "request: negative party": (REQUESTS.replace("2,9,adult", "2,-9,adult"), ("party_size", "-9")),
    "request: unknown class": (REQUESTS.replace("9,adult", "9,adlut"), ("traveller_class", "adlut")),
    "request: no such node": (REQUESTS.replace("0,2,9", "0,77,9"), ("destination_node", "nodes 0 to 2")),
    "request: booked too late": (REQUESTS.replace("07:00,09:00", "09:30,09:00"), ("submitted", "later than")),
    "request: in the sea": (
        "request_id,earliest_departure,origin_lon,origin_lat,destination_node\nx,08:00,7.5,54.5,0\n",
        (":2:", "origin_lon", "km from the nearest road"),
    ),
    "request: no place": ("request_id,earliest_departure\nx,08:00\n", (":2:", "neither origin_lon")),
    "request: binary": (b"\x89PNG\r\n\x1a\n\x00\x00", ("no text file",)),
}


@pytest.fixture
def tiny(tmp_path: Path) -> Path:
    """A copy of the tiny example beside a file that is none of its business."""
    folder = tmp_path / "scenarios"
    (folder / "network").mkdir(parents=True)
    for source in (bundled_folder() / "tiny").rglob("*"):
        if source.is_file():
            (folder / source.relative_to(bundled_folder() / "tiny")).write_bytes(source.read_bytes())
    (tmp_path / "secret.csv").write_text("secret")
    (folder / "link.csv").symlink_to(tmp_path / "secret.csv")
    return folder


def run_cli(monkeypatch, *words: str) -> int:
    monkeypatch.setattr(sys, "argv", ["elbe-drt", *words])
    with pytest.raises(SystemExit) as stop:
        main()
    return int(stop.value.code or 0)


def assert_refused(monkeypatch, capsys, tiny: Path, says: tuple[str, ...]) -> None:
    out = tiny.parent / "results"
    assert run_cli(monkeypatch, "run", str(tiny / "scenario.yaml"), "--out", str(out), "--quiet") == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert "Traceback" not in shown.err
    assert "secret" not in shown.err
    for text in says:
        assert text in shown.err
    assert len(shown.err.splitlines()) <= 5
    assert not out.exists()


@pytest.mark.parametrize("name", SCENARIOS)
def test_broken_scenario(name, monkeypatch, capsys, tiny) -> None:
    content, says = SCENARIOS[name]
    (tiny / "scenario.yaml").write_bytes(content if isinstance(content, bytes) else content.encode())
    assert_refused(monkeypatch, capsys, tiny, says)


@pytest.mark.parametrize("name", REQUEST_FILES)
def test_broken_requests(name, monkeypatch, capsys, tiny) -> None:
    content, says = REQUEST_FILES[name]
    (tiny / "scenario.yaml").write_text(GOOD)
    (tiny / "requests.csv").write_bytes(content if isinstance(content, bytes) else content.encode())
    assert_refused(monkeypatch, capsys, tiny, says)


def test_a_broken_stop_file_and_a_disconnected_place(monkeypatch, capsys, tiny) -> None:
    (tiny / "scenario.yaml").write_text(GOOD)
    (tiny / "stops.csv").write_text("stop_id,lon,lat\nA,12.0,53.0\nA,12.0,53.0\nB,abc,53.0\n")
    assert_refused(monkeypatch, capsys, tiny, ("stops.csv:4: lon", '"abc" is not a number'))


def test_a_stop_file_without_any_stop_to_serve(monkeypatch, capsys, tiny) -> None:
    (tiny / "scenario.yaml").write_text(GOOD)
    (tiny / "stops.csv").write_text("stop_id,lon,lat\n")
    assert_refused(monkeypatch, capsys, tiny, ("stops.csv: ", "no stop is left to serve"))


def test_a_stop_away_from_all_roads(monkeypatch, capsys, tiny) -> None:
    (tiny / "scenario.yaml").write_text(GOOD)
    (tiny / "stops.csv").write_text("stop_id,lon,lat\nA,12.0,53.0\nB,12.0,54.5\n")
    assert_refused(monkeypatch, capsys, tiny, ("stops.csv:3: lon", '"B" is 156.8 km from the nearest road (B to C)'))


def test_a_filter_that_keeps_no_stop(monkeypatch, capsys, tiny) -> None:
    (tiny / "scenario.yaml").write_text(swap("dwell: 60 s", "dwell: 60 s\n    stop_filter: {kind: [rail]}"))
    assert_refused(monkeypatch, capsys, tiny, ("stops.csv: ", "no stop is left to serve"))


def test_places_without_a_road_between_them(monkeypatch, capsys, tiny) -> None:
    whole = read_network(tiny / "network")
    # The street to the last stop begins beside the middle one.
    lon, lat = [*whole.lon, whole.lon[1] + 0.01], [*whole.lat, whole.lat[1]]
    edges = whole.edges.assign(u=[0, 3])
    edges.loc[1, "geometry"] = line_bytes([(lon[3], lat[3]), (lon[2], lat[2])])
    write_network(make_network(whole.name, lon, lat, edges), tiny / "network")
    (tiny / "scenario.yaml").write_text(GOOD)
    assert_refused(monkeypatch, capsys, tiny, ("anna: no road leads from node 0 to node 2", "network is in pieces"))


def test_the_park_is_large() -> None:
    assert len(SCENARIOS) + len(REQUEST_FILES) >= 40
