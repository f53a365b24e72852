"""Runs of imported bookings: no place of theirs is in what is shown, nobody can be followed, no few are counted."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from simulator.analysis.guarded import enough, guards
from simulator.analysis.run import read_run_data
from simulator.cli.main import main
from simulator.report.replay.payload import build_replay
from simulator.scenario.catalogue import bundled_folder
from tests.demand.importing.made_exports import Known, as_csv, bookings, via_rows

SCENARIO = """
name: imported
network: {file: network}
calendar: {first_day: 2022-05-02, days: 1}
demand: {kind: file, requests_file: FOLDER/requests.csv}
services:
  line:
    kind: ridepooling
    mode: door_to_door
    hours: [05:00, 24:00]
    fleet: {minibus: {count: 2, seats: 8, depots: [{name: A, lon: 12.0, lat: 53.0}]}}
"""


@pytest.fixture(scope="module")
def place(tmp_path_factory) -> Path:
    """Return a folder with an export of one day from near A and near B to near C."""
    folder: Path = tmp_path_factory.mktemp("guarded")
    shutil.copytree(bundled_folder() / "tiny" / "network", folder / "network")
    rows = via_rows(bookings(Known(days=1, per_day=14, varies=0), 8))
    for number, row in enumerate(rows):
        lat = 53.0003 + (number % 2) * 0.0445 + number * 1e-5
        row |= {"Origin Lat": f"{lat:.5f}", "Origin Lng": "12.00011", "Destination Lat": "53.0891",
                "Destination Lng": "12.00012"}  # fmt: skip
    (folder / "via.csv").write_text(as_csv(rows))
    return folder


def command(*words: str) -> int:
    sys.argv = ["elbe-drt", *words]
    try:
        main()
    except SystemExit as end:
        return int(end.code or 0)
    return 0


@pytest.fixture
def call(monkeypatch, place):
    monkeypatch.chdir(place)
    monkeypatch.setattr(sys, "argv", [])
    return command


def imported(call, place: Path, *words: str) -> str:
    """Import, write a scenario of it, and return its name."""
    folder = "-".join(("import", *(word.strip("-") for word in words)))
    code = call("demand", "import", "via.csv", "--profile", "via", "--network", "network", "--out", folder, *words)
    assert code == 0
    (place / f"{folder}.yaml").write_text(SCENARIO.replace("FOLDER", folder).replace("imported", folder))
    return folder


def imported_run(call, place: Path, *words: str) -> Path:
    """Import, run, and return the results."""
    folder = imported(call, place, *words)
    assert call("run", f"{folder}.yaml", "-q") == 0
    (run,) = (place / "results" / folder).iterdir()
    return run


@pytest.mark.slow
def test_a_guarded_run_shows_nobody(call, place, capsys) -> None:
    run = imported_run(call, place)
    told = json.loads((run / "manifest.json").read_text())["import"]
    assert (told["personal"], told["single_places_shown"], told["unchanged"]) == (True, False, True)
    assert told["coarsened"]["places_m"] == 500
    doors = pd.read_csv(place / "via.csv")["Origin Lat"].to_numpy()
    kept = pd.read_parquet(run / "requests_input.parquet")["origin_lat"].to_numpy()
    assert not np.isin(kept, doors).any()  # wherever somebody looks
    data = read_run_data(run)
    assert data.guarded
    assert (data.groups["requests"] >= 5).all()
    assert data.plausibility[-1].rule == "guarded"
    replay = build_replay(data, data.network)
    assert (replay["requests"], replay["lines"]) == ([], None)
    assert not (run / "figures" / "map.png").exists()
    page = (run / "report.html").read_text()
    assert "bookings of real people" in page
    assert not any(f"b{number:06d}" in page for number in range(1, 30))
    for words in (("export", str(run), "out"), ("export", str(run), "out", "--format", "geojson"),
                  ("report", str(run), "--page", "board"), ("plot", str(run), "--figure", "map")):  # fmt: skip
        assert call(*words) == 2
    assert "single trips of imported bookings" in capsys.readouterr().err
    assert call("export", str(run), "feed", "--format", "gtfs-flex") == 0


@pytest.mark.slow
def test_with_personal_all_is_shown_as_it_is(call, place) -> None:
    run = imported_run(call, place, "--personal")
    data = read_run_data(run)
    assert not data.guarded
    doors = pd.read_csv(place / "via.csv")["Origin Lat"].to_numpy()
    assert np.isin(data.tables.requests["origin_lat"].to_numpy(), doors).all()
    assert len(build_replay(data, data.network)["requests"]) == len(data.tables.requests)
    assert (run / "figures" / "map.png").exists()
    assert call("export", str(run), "shown") == 0


def test_places_with_fewer_than_five_are_no_rows() -> None:
    assert enough(pd.DataFrame({"requests": [4, 5]}))["requests"].tolist() == [5]
    assert enough(pd.DataFrame({"requests": [4]})) is None
    assert enough(None) is None


@pytest.mark.parametrize(
    ("told", "guarded"),
    [(None, False), ({}, True), ({"personal": False}, False), ({"personal": True, "single_places_shown": True}, False),
     ({"personal": None, "single_places_shown": None}, True)],
)  # fmt: skip
def test_what_is_not_said_is_guarded(told, guarded) -> None:
    assert guards(told) is guarded


def test_a_broken_manifest_is_told_before_anything_is_simulated(call, place, capsys) -> None:
    folder = imported(call, place, "--coarsen", "1km")
    (place / folder / "manifest.json").write_text("{")
    assert call("run", f"{folder}.yaml", "-q") == 2
    assert "manifest.json:1:2: this is no JSON" in capsys.readouterr().err
