"""A gap is about rides: of a day beside shared cars too, but not where there are cars only."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pandas as pd
import pytest

from simulator.scenario.catalogue import bundled_folder
from tests.cli.test_main import call

CARS = """
    kind: carsharing
    stations: [{id: A, lon: 12.0, lat: 53.0, capacity: 2, cars: 1}]
    car_types: {car: {seats: 4}}
"""
BOTH = f"""
name: both
network: {{file: network}}
demand: {{kind: file, requests_file: requests.csv}}
people: {{classes: {{adult: {{}}, driver: {{asks: [cars]}}}}}}
services:
  line:
    kind: ridepooling
    mode: door_to_door
    hours: [07:30, 10:00]
    fleet: {{minibus: {{count: 1, seats: 8, depots: [{{name: A, lon: 12.0, lat: 53.0}}]}}}}
  cars:{CARS}
"""
CARS_ONLY = f"""
name: cars
network: {{file: network}}
services:
  cars:{CARS}
    demand: {{bookings_file: bookings.csv}}
"""
# The driver asks second: whoever comes later has another number among the riders than among the travellers.
REQUESTS = """request_id,submitted,earliest_departure,origin_node,destination_node,traveller_class
anna,07:55,08:00,0,2,adult
emil,07:57,08:00,0,2,driver
bert,08:02,08:02,1,2,adult
dora,08:20,09:00,2,0,adult
"""
BOOKINGS = "booking_id,submitted,start,end,station,length_km\nb1,08:00,09:00,10:00,A,10\n"


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copytree(bundled_folder() / "tiny" / "network", tmp_path / "network")
    texts = {"both.yaml": BOTH, "cars.yaml": CARS_ONLY, "requests.csv": REQUESTS, "bookings.csv": BOOKINGS}
    for name, text in texts.items():
        (tmp_path / name).write_text(text)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def folder_of(monkeypatch: pytest.MonkeyPatch, place: Path, name: str) -> Path:
    assert call(monkeypatch, "run", f"{name}.yaml", "--quiet", "--no-figures", "--no-report") == 0
    (folder,) = (place / "results" / name).iterdir()
    return folder


def test_travellers_whom_a_shared_car_served_are_none_of_its_requests(monkeypatch, capsys, place) -> None:
    folder = folder_of(monkeypatch, place, "both")
    assert list(pd.read_parquet(folder / "requests_input.parquet")["request_id"]) == ["anna", "bert", "dora"]
    assert call(monkeypatch, "gap", str(folder), "--scenarios", ".", "--out", "gap.json") == 0
    found = json.loads((place / "gap.json").read_text())
    assert (found["run_served"], found["turned_away"]) == (3, 0)
    # Up with both riders and back with the third, 10 minutes each: the one way nobody can shorten.
    assert found["run_driving_s"] == found["driving_s"]["found"] == found["driving_s"]["bound"] == 1200
    assert found["served"]["found"] == found["served"]["bound"] == 3


def test_a_run_with_cars_only_is_refused(monkeypatch, capsys, place) -> None:
    folder = folder_of(monkeypatch, place, "cars")
    capsys.readouterr()
    assert call(monkeypatch, "gap", str(folder), "--scenarios", ".") == 2
    assert "no minibus or taxi carried riders there" in capsys.readouterr().err


def test_drawn_times_are_refused(monkeypatch, capsys, tmp_path) -> None:
    wanted = ("--set", "network.variation.spread=0.2", "--out", str(tmp_path))
    assert call(monkeypatch, "run", "tiny/line", "--quiet", "--no-figures", "--no-report", *wanted) == 0
    (folder,) = tmp_path.glob("*/seed-*")
    capsys.readouterr()
    assert call(monkeypatch, "gap", str(folder)) == 2
    assert "drives or stops took times as drawn" in capsys.readouterr().err


# Two days alike: up with one rider, back with the other.
NIGHTS = """request_id,day,submitted,earliest_departure,origin_node,destination_node
carl,{0},07:40,08:00,0,2
dora,{0},08:00,08:10,2,0
anna,{1},07:40,08:00,0,2
bert,{1},08:00,08:10,2,0
"""


def of_nights(monkeypatch, place: Path, name: str, calendar: str, days: tuple[int, int], hours: str) -> Path:
    text = BOTH.replace("name: both", f"name: {name}\ncalendar: {calendar}").split("  cars:")[0]
    text = text.replace("people: {classes: {adult: {}, driver: {asks: [cars]}}}\n", "")
    text = text.replace("[07:30, 10:00]", hours).replace("requests.csv", f"{name}.csv")
    (place / f"{name}.yaml").write_text(text)
    (place / f"{name}.csv").write_text(NIGHTS.format(*days))
    return folder_of(monkeypatch, place, name)


def told_gap(monkeypatch, folder: Path) -> dict[str, object]:
    assert call(monkeypatch, "gap", str(folder), "--scenarios", ".", "--out", "gap.json") == 0
    return json.loads(Path("gap.json").read_text())


def test_a_gap_is_that_of_the_days_that_count(monkeypatch, capsys, place) -> None:
    """Two days alike, the first of them counting or not: there and back again on each, 10 minutes each way."""
    shifts = "[07:30, 10:00]"
    both = told_gap(monkeypatch, of_nights(monkeypatch, place, "two", "{days: 2}", (0, 1), shifts))
    warm = told_gap(monkeypatch, of_nights(monkeypatch, place, "warm", "{warm_up: 1}", (-1, 0), shifts))
    assert (both["run_served"], both["run_driving_s"]) == (4, 2400)
    assert (warm["run_served"], warm["run_driving_s"]) == (2, 1200)
    for key, whole in (("driving_s", 2400), ("served", 4)):
        assert both[key]["found"] == both[key]["bound"] == whole
        assert warm[key]["found"] == warm[key]["bound"] == whole / 2


def test_a_shift_under_way_when_counting_begins_is_refused(monkeypatch, capsys, place) -> None:
    folder = of_nights(monkeypatch, place, "over", "{warm_up: 1}", (-1, 0), "[07:30, 24:30]")
    capsys.readouterr()
    assert call(monkeypatch, "gap", str(folder), "--scenarios", ".") == 2
    assert "a shift is under way when counting begins" in capsys.readouterr().err
