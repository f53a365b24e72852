"""Bike sharing, a kind of service from a package outside of the tree: by hand, and the same bytes wherever it runs."""

from __future__ import annotations

import ast
import hashlib
import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest

from simulator import registry
from simulator.experiments.audit import audit_result
from simulator.experiments.run import RunResult, run
from simulator.scenario.loader import load_scenario
from tests.cli.test_main import call
from tests.packages.shuttle import BIKES, FILES, install
from tests.packages.test_package import TINY, elbe_drt, lines
from tests.packages.test_registry import forget
from tests.worlds import NO_CACHE

STATIONS = """
  bikes:
    kind: bikes
    per_ride: 1.5 EUR
    stations:
      - {name: A, lon: 12.0, lat: 53.0, places: 3, bikes: 2}
      - {name: B, lon: 12.0, lat: 53.045, places: 2}
      - {name: C, lon: 12.0, lat: 53.09, places: 1}
"""
ASKS = "people: {classes: {adult: {asks: [bikes, line]}}}\n"
HEAD = "request_id,submitted,earliest_departure,origin_lon,origin_lat,destination_lon,destination_lat,party_size\n"
A, B, C = "12.0,53.0", "12.0,53.045", "12.0,53.09"


def write_day(folder: Path, demand: str = "  kind: file\n  requests_file: requests.csv\n", rides: str = "") -> Path:
    """Write the bundled day of three places, five kilometres apart, with stations there, all of whom ask for bikes."""
    shutil.copytree(TINY, folder)
    file = folder / "line.yaml"
    text = file.read_text(encoding="utf-8").rstrip("\n") + STATIONS + ASKS
    file.write_text(text.replace("  kind: file\n  requests_file: requests.csv\n", demand), encoding="utf-8")
    if rides:
        (folder / "requests.csv").write_text(HEAD + rides, encoding="utf-8")
    return file


@pytest.fixture(scope="module")
def packages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return install(tmp_path_factory.mktemp("site-packages"))


@pytest.fixture
def bikes_installed(packages: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.syspath_prepend(packages)
    forget()
    yield
    monkeypatch.undo()
    forget()


def day(tmp_path: Path, rides: str) -> RunResult:
    return run(load_scenario(write_day(tmp_path / "day", rides=rides)), cache=NO_CACHE, debug=True)


def test_bike_sharing_is_a_folder_that_knows_no_other_service() -> None:
    files = sorted(BIKES.glob("*.py"))
    assert sum(len(file.read_text(encoding="utf-8").splitlines()) for file in files) <= 200
    imported = {
        node.module
        for file in files
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom) and node.module
    }
    assert {name for name in imported if name.startswith("simulator.services")} == {"simulator.services.trips"}
    assert "elbe_shuttle/bikes/service.py" in FILES


@pytest.mark.usefixtures("bikes_installed")
def test_trips_by_hand(tmp_path: Path) -> None:
    """5 km by bike at 15 km/h are 1200 s; nobody walks, as all are at a station.

    ann and bob take the two bikes of A to C and B. The only place at C is taken then: cora, from B at 09:00, has a
    bike, but no place within a kilometre of C, so she goes by bus, as do dan and a friend, who are two. eve rides ann's
    bike back from C to A, which frees the place; only then can finn ride from B to C.
    """
    rides = "".join(
        f"{name},{at},{at},{start},{end},{party}\n"
        for name, at, start, end, party in (
            ("ann", "07:30", A, C, 1), ("bob", "07:40", A, B, 1), ("cora", "09:00", B, C, 1), ("dan", "09:01", B, C, 2),
            ("eve", "09:10", C, A, 1), ("finn", "09:20", B, C, 1),
        )
    )  # fmt: skip
    result = day(tmp_path, rides)
    trips = result.tables.trips.set_index("request_id")
    assert trips["status"].to_dict() == {
        "ann": "served", "bob": "served", "cora": "rejected", "dan": "rejected", "eve": "served", "finn": "served",
    }  # fmt: skip
    assert trips.loc[["cora", "dan"], "reason"].tolist() == ["no_stop_in_walking_range", "party_too_large"]
    served = trips[trips["status"] == "served"]
    assert served["vehicle"].to_dict() == {"ann": 1, "bob": 2, "eve": 1, "finn": 2}  # the bus is vehicle 0
    assert served["ride_s"].to_dict() == {"ann": 2400, "bob": 1200, "eve": 2400, "finn": 1200}
    assert served["length_m"].to_dict() == {"ann": 10_000, "bob": 5000, "eve": 10_000, "finn": 5000}
    assert served["arrival_s"].to_dict() == {"ann": 29_400, "bob": 28_800, "eve": 35_400, "finn": 34_800}
    assert (served["walk_s"] == 0).all()
    assert (served["price_eur"] == 1.5).all()
    journeys = result.journeys.set_index("request_id")
    assert journeys["means"].to_dict() == {name: "line" if name in ("cora", "dan") else "bikes" for name in trips.index}
    assert journeys["mode"].to_dict() == {
        name: "ridepooling" if name in ("cora", "dan") else "bike" for name in trips.index
    }
    assert result.kpis["requests"] == 2
    assert (result.kpis["bikes_used"], result.kpis["bike_km"]) == (2, 30)
    assert result.kpis["bikes.trips"] == 4
    assert result.kpis["bikes.trip_price_eur"] == 6
    assert audit_result(result) == []


@pytest.mark.usefixtures("bikes_installed")
def test_the_last_bike_goes_to_who_asks_first(tmp_path: Path) -> None:
    result = day(tmp_path, "".join(f"r{n},07:30,07:30,{A},{B},1\n" for n in range(3)))
    status = result.tables.trips.set_index("request_id")["status"]
    assert status[["r0", "r1", "r2"]].tolist() == ["served", "served", "rejected"]
    assert audit_result(result) == []


@pytest.mark.usefixtures("bikes_installed")
@pytest.mark.parametrize(
    ("kind", "column", "change", "said"),
    [
        ("vehicle_taken", "vehicle", 1, "accepted was vehicle"),
        ("vehicle_taken", "vehicle", 1, "somebody has the vehicle already"),
        ("vehicle_taken", "node", 1, "at a station with"),
        ("vehicle_left", "time_s", 100, "rides 1300 s, expected 1200 s"),
        ("trip_began", "time_s", -60, "leaves before"),
        ("trip_ended", "value", 600, "expected 1344 s"),
    ],
)
def test_the_auditor_sees_what_cannot_be(tmp_path: Path, kind: str, column: str, change: int, said: str) -> None:
    from simulator.event_kinds import Event

    result = day(tmp_path, "".join(f"r{number},07:30,07:40,{A},{B},1\n" for number in range(2)))
    row = (result.events["kind"] == Event[kind.upper()]).idxmax()
    result.events.loc[row, column] += change
    assert any(said in line for line in audit_result(RunResult(result.world, result.events)))


@pytest.fixture(scope="module")
def scenario(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A day whose demand is the package's, too."""
    return write_day(tmp_path_factory.mktemp("scenarios") / "tiny", "  kind: shuttle\n  rides: 6\n")


VARIED = ("--vary", "services.bikes.per_ride_eur=1,2", "--replications", "1", "--metric", "bike_km", "--quiet")


@pytest.fixture(scope="module")
def compared(packages: Path, scenario: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What two workers make of it."""
    out = tmp_path_factory.mktemp("two")
    return Path(lines(elbe_drt(packages, "compare", scenario, *VARIED, "--workers", 2, "--out", out))[0])


def tables(folder: Path) -> dict[str, str]:
    """The digests of all tables and figures of a run."""
    files = [file for pattern in ("*.parquet", "kpis.json", "columns.json") for file in folder.glob(pattern)]
    return {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in files}


def runs(folder: Path) -> dict[str, dict[str, str]]:
    return {run.name: tables(run) for run in sorted((folder / "runs").iterdir())}


@pytest.mark.usefixtures("bikes_installed")
def test_the_command_line_and_two_workers_do_the_same(
    scenario: Path, compared: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ("run", str(scenario), "--set", "services.bikes.per_ride_eur=2", "--seed", "1", "--out", str(tmp_path))
    assert call(monkeypatch, *words, "--quiet", "--no-figures") == 0
    folder = Path(capsys.readouterr().out.strip())
    found = tables(folder)
    assert {"trips.parquet", "trips_input.parquet", "events.parquet", "journeys.parquet"} <= found.keys()
    assert found in runs(compared).values()
    kpis = json.loads((folder / "kpis.json").read_text())
    assert kpis["bikes.trips"] == kpis["bikes_used"] > 0
    assert kpis["bikes.trip_price_eur"] == 2 * kpis["bikes.trips"]
    kinds = json.loads((folder / "columns.json").read_text())["kpis"]
    assert kinds["bikes_used"]["unit"] == "bikes"
    assert kinds["bikes.trip_person_km"]["unit"] == "km"
    page = (folder / "report.html").read_text(encoding="utf-8")
    assert 'data-chart="bikes"' in page
    assert f"{kpis['bikes.trips']} of {kpis['bikes.trip_requests']} who asked went with it" in page
    row = f'<th scope="row">bikes</th><td class="number">{kpis["bikes.trips"]}</td><td class="remark">rides</td>'
    assert page.split("<caption>Bike sharing</caption>")[1].split("</table>")[0].count(row) == 1
    assert f"{kpis['bikes.trips']} von {kpis['bikes.trip_requests']}, die fragten, waren damit unterwegs" in page
    assert len(pd.read_parquet(folder / "trips.parquet")) == kpis["bikes.trip_requests"]
    assert call(monkeypatch, "audit", str(folder), "--scenarios", str(scenario.parent)) == 0, capsys.readouterr().out


@pytest.mark.slow
def test_a_dask_cluster_does_the_same(packages: Path, scenario: Path, compared: Path, tmp_path: Path) -> None:
    pytest.importorskip("distributed", reason="the extra for clusters is not installed")
    words = ("compare", scenario, *VARIED, "--workers", 2, "--executor", "dask", "--out", tmp_path)
    assert runs(Path(lines(elbe_drt(packages, *words))[0])) == runs(compared)


def test_the_schema_knows_the_kind(packages: Path, scenario: Path) -> None:
    parts = json.loads(elbe_drt(packages, "schema").stdout)["$defs"]
    bikes = parts["service_bikes"]["properties"]
    assert bikes["kind"]["const"] == "bikes"
    assert bikes["longest_walk_m"]["description"] == "To or from a station, along streets [m]"
    assert not [name for name in registry.names("service") if name == "bikes"]
    text = scenario.read_text(encoding="utf-8").replace("places: 1}", "places: 1, bikes: 2}")
    (scenario.parent / "wrong.yaml").write_text(text, encoding="utf-8")
    done = elbe_drt(packages, "validate", scenario.parent / "wrong.yaml")
    assert "services.bikes.stations[2]: more bikes than places" in done.stderr
