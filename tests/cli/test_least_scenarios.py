"""Every command once on scenarios with required keys only: no prices, no energy, no stops, nothing that is optional."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pandas as pd
import pytest
from typer.main import get_command

from simulator.cli.main import app, main
from simulator.experiments.executors import Done
from simulator.experiments.task import Task, do
from simulator.scenario.catalogue import bundled_folder

RIDES = """
name: least
network: {file: network}
demand: {kind: file, requests_file: requests.csv}
services:
  line:
    kind: ridepooling
    mode: door_to_door
    hours: [07:30, 10:00]
    fleet: {minibus: {count: 1, seats: 8, depots: [{name: A, lon: 12.0, lat: 53.0}]}}
"""
CARS = """
name: least-cars
network: {file: network}
services:
  cars:
    kind: carsharing
    stations_file: stations.csv
    car_types: {car: {seats: 4}}
    demand: {bookings_file: bookings.csv}
"""
STATIONS = "id,lon,lat,capacity,cars\nA,12.0,53.0,2,1\n"
BOOKINGS = "booking_id,submitted,start,end,station,length_km\nb1,08:00,09:00,10:00,A,10\n"

Call = Callable[..., tuple[int, str]]


class Here:
    """Does the runs in this process."""

    def __init__(self, workers: int) -> None:
        """Workers would only cost time here."""

    def run(self, tasks: Sequence[Task]) -> Iterator[Done]:
        for task in tasks:
            do(task)
            yield Done(task)

    def close(self) -> None:
        """Nothing to let go of."""


@pytest.fixture
def unpainted(monkeypatch: pytest.MonkeyPatch) -> None:
    """Draw no figures of experiments, where nobody looks at them."""
    monkeypatch.setattr("simulator.report.comparison_figures.draw_experiment", lambda *_tables: [])


@pytest.fixture
def call(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Call:
    """Run a command in this process; give its exit code and all it said."""
    monkeypatch.setattr("simulator.experiments.executors.LocalPool", Here)

    def called(*words: str) -> tuple[int, str]:
        monkeypatch.setattr(sys, "argv", ["elbe-drt", *words])
        capsys.readouterr()
        code = 0
        try:
            main()
        except SystemExit as stop:
            code = int(stop.code or 0)
        said = capsys.readouterr()
        return code, said.out + said.err

    return called


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    tiny = bundled_folder() / "tiny"
    shutil.copytree(tiny / "network", tmp_path / "network")
    shutil.copy(tiny / "requests.csv", tmp_path)
    for name, text in (
        ("least.yaml", RIDES), ("cars.yaml", CARS), ("stations.csv", STATIONS), ("bookings.csv", BOOKINGS)
    ):  # fmt: skip
        (tmp_path / name).write_text(text)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def commands() -> set[str]:
    """Return all commands, those of groups with the group's name."""
    group = get_command(app)
    names = set()
    for name, command in group.commands.items():  # type: ignore[attr-defined]
        inner = getattr(command, "commands", None)
        names |= {name} if inner is None else {f"{name} {part}" for part in inner}
    return names


ON_RIDES = [
    ("validate", "least.yaml"),
    ("run", "least.yaml"),
    ("report", "RUN"),
    ("plot", "RUN"),
    ("gap", "RUN", "--scenarios", "."),
    ("branch", "RUN", "--at", "08:05", "--set", "dispatch.policy=nearest_idle", "--scenarios", "."),
    ("audit", "RUN", "--scenarios", "."),
    ("cite", "RUN"),
    *(("export", "RUN", f"out/{form}", "--format", form) for form in ("matsim", "geojson", "geopackage", "events")),
    *(
        ("export", "RUN", f"out/{form}", "--format", form)
        for form in ("simwrapper", "kepler", "gtfs-flex", "matsim-plans")
    ),
    ("service import", "out/gtfs-flex/gtfs-flex.zip", "--network", "network", "--out", "again"),
    ("compare", "least.yaml", "--vary", "fleet.minibus.count=1,2", "--replications", "2"),
    ("report", "results/least-by-fleet-minibus-count"),
    ("sensitivity", "least.yaml", "--replications", "2", "--only", "*.dwell"),
    ("report", "results/least-sensitivity"),
    ("links", "least.yaml", "--replications", "2", "--days", "1", "--top", "1"),
    (
        "budget",
        "least.yaml",
        "--replications",
        "2",
        "--no-tornado",
        "--set",
        "costs.per_vehicle_hour=40 EUR",
        "--set",
        "costs.per_vehicle_km=1 EUR",
    ),
    ("stress", "least.yaml", "--replications", "2", "--only", "one-vehicle-out", "--no-measures"),
    ("size", "least.yaml", "--serve", "0.5", "--replications", "2", "--largest", "2"),
    ("query", "select count(*) from kpis"),
    ("network info", "network"),
    ("network plot", "network", "roads.png"),
    ("list",),
    ("schema",),
    ("migrate", "least.yaml"),
    ("warm-up", "least.yaml"),
]
ON_CARS = [
    ("validate", "cars.yaml"),
    ("run", "cars.yaml"),
    ("audit", "RUN", "--scenarios", "."),
    ("cite", "RUN"),
    ("report", "RUN"),
    ("plot", "RUN"),
    ("export", "RUN", "out/gbfs", "--format", "gbfs", "--at", "00:00"),
    ("service import", "out/gbfs", "--network", "network", "--out", "again"),
    ("compare", "cars.yaml", "--vary", "car_types.car.seats=2,4", "--replications", "2"),
    ("query", "select count(*) from kpis"),
]
NOT_ON_SCENARIOS = {  # tested with extracts, instances, feeds, bookings, centres, people who choose, and territories
    "access",
    "border", "calibrate", "day-to-day", "demand build", "demand import", "demand observed-day", "network build",
    "payers", "solve",
    "timetable build",
    "timetable check", "timetable info",
}  # fmt: skip


def said_without_prices(place: Path, said: str) -> None:
    """A comparison without prices says what was not measured."""
    assert "Not measured in any run: cost_eur, subsidy_per_rider_eur" in said
    assert "riders_per_vehicle_hour: mean of 2 runs" in said
    assert "cost_eur: mean" not in said
    folder = place / "results" / "least-by-fleet-minibus-count"
    assert pd.read_parquet(folder / "kpis.parquet")["cost_eur"].isna().all()
    assert not (folder / "figures" / "frontier.png").exists()
    assert (folder / "figures" / "means.png").is_file()


def said_of_shared_cars(_place: Path, said: str) -> None:
    """Shared cars are compared by their own figures."""
    assert "carsharing_grant_rate: mean of 2 runs" in said
    assert "service_rate" not in said


@pytest.mark.parametrize(
    ("steps", "name", "compared"),
    [(ON_RIDES, "least", said_without_prices), (ON_CARS, "least-cars", said_of_shared_cars)],
)
def test_every_command_works_on_what_is_required_only(
    place: Path, call: Call, steps: list[tuple[str, ...]], name: str, compared: Callable[[Path, str], None]
) -> None:
    for command, *words in steps:
        run = next(iter(sorted((place / "results" / name).glob("seed-*"))), Path("none"))
        code, said = call(*command.split(), *(str(run) if word == "RUN" else word for word in words))
        assert (code, "Traceback" in said) == (0, False), f"{command} {words}: {said}"
        if command == "compare":
            compared(place, said)


def test_gap_tells_which_option_names_the_folder_of_the_files(place: Path, call: Call) -> None:
    assert call("run", "least.yaml", "--no-figures", "--no-report")[0] == 0
    (run,) = (place / "results" / "least").iterdir()
    code, said = call("gap", str(run))
    assert code == 2
    assert "say --scenarios for another" in said


def test_no_command_is_forgotten() -> None:
    assert {step[0] for step in (*ON_RIDES, *ON_CARS)} | NOT_ON_SCENARIOS == commands()


@pytest.mark.usefixtures("unpainted")
def test_a_metric_of_a_service_that_is_not_there_has_no_value(place: Path, call: Call) -> None:
    words = ("--vary", "fleet.minibus.count=1,2", "--replications", "2", "--metric", "carsharing_used")
    code, said = call("compare", "least.yaml", *words)
    assert code == 0
    assert "Not measured in any run: carsharing_used" in said


def test_a_goal_that_nobody_measures_is_told(place: Path, call: Call) -> None:
    code, said = call("size", "least.yaml", "--cost", "100", "--replications", "2", "--largest", "2")
    assert code == 2
    assert "cost_eur is not measured in this scenario" in said


def test_a_goal_that_no_fleet_can_miss_is_refused_before_any_run(place: Path, call: Call) -> None:
    code, said = call("size", "least.yaml", "--serve", "0", "--wait-p95", "1200", "--replications", "2")
    assert code == 2
    said = " ".join(said.split())
    assert "--serve 0: cannot fail: every fleet serves a share of 0 or more" in said
    assert "--wait-p95 1200: cannot fail: nobody waits longer than 1200 s, as services." in said
    assert "such as 900" in said


@pytest.mark.parametrize("content", ["42", "just a text with base in it", "[base, factors]", "true"])
def test_a_file_that_is_no_mapping_is_told(place: Path, call: Call, content: str) -> None:
    (place / "e.yaml").write_text(content + "\n")
    code, said = call("compare", "e.yaml", "--vary", "fleet.minibus.count=1,2")
    assert code == 2
    assert "e.yaml:1:1: expected a mapping" in said
