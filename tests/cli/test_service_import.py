"""``elbe-drt service import``: a folder that runs, whole or not at all."""

from __future__ import annotations

import csv
import shutil
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from scipy.spatial import Delaunay

from simulator.exchange.flex_import import import_flex
from simulator.exchange.gbfs_files import is_gbfs
from simulator.exchange.remarks import Remarks
from simulator.scenario.catalogue import bundled_folder
from tests.cli import test_least_scenarios as least
from tests.cli.test_least_scenarios import Call
from tests.exchange.feeds import STOP_TIMES, STOPS, feed, locations, square, zone_times
from tests.exchange.test_gbfs_import import FREE, TYPES, snapshot
from tests.reference_data import reference_data

call = least.call  # a fixture


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copytree(bundled_folder() / "tiny" / "network", tmp_path / "network")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def listed(place: Path) -> list[dict[str, str]]:
    with (place / "out" / "repairs.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("where", ["stops", "zones"])
def test_an_import_is_valid_and_runs(place: Path, call: Call, where: str) -> None:
    zones = {
        "locations.geojson": locations(a=square(11.95, 52.95)),
        "stop_times.txt": zone_times("t,a,1,08:00:00,18:00:00,2,1", "t,a,2,08:00:00,18:00:00,1,2"),
    }
    feed(place / "feed", zones if where == "zones" else {})
    code, said = call("service", "import", "feed", "--network", "network", "--out", "out")
    assert code == 0
    assert "written to out/scenario.yaml: rufbus-sued; repairs.csv: 0 repaired" in said
    assert call("validate", "out/scenario.yaml")[0] == 0
    code, said = call("run", "out/scenario.yaml", "--set", "demand.requests_per_day=5", "--no-figures", "--no-report")
    assert (code, "Traceback" in said) == (0, False), said


def test_stops_far_from_the_roads_are_left_out_and_told(place: Path, call: Call) -> None:
    feed(place / "feed", {"stops.txt": STOPS.replace("b,Bergen,53.01,12.02", "b,Bergen,53.01,12.00")})
    assert call("service", "import", "feed", "--network", "network", "--out", "out")[0] == 0
    # the road runs along 12 degrees east: 0.04 degrees are 0.04 * 111.3 km * cos(53 degrees)
    (row,) = [row for row in listed(place) if row["kind"] == "differs"]
    assert (row["file"], row["value"], row["problem"]) == ("stops.txt", "c", "is 2.7 km from the nearest road")
    kept = (place / "out" / "stops-rufbus-sued.csv").read_text(encoding="utf-8").splitlines()[1:]
    assert [line.split(",")[0] for line in kept] == ["Süd 1", "b"]


def test_shared_cars_run_too(place: Path, call: Call) -> None:
    snapshot(place / "gbfs")
    assert call("service", "import", "gbfs", "--network", "network", "--out", "out")[0] == 0
    code, said = call("run", "out/scenario.yaml", "--no-figures", "--no-report")
    assert (code, "Traceback" in said) == (0, False), said


def test_every_assumption_is_in_the_list_and_in_the_ledger(place: Path, call: Call) -> None:
    feed(place / "feed")
    call("service", "import", "feed", "--network", "network", "--out", "out")
    assumed = {row["field"] for row in listed(place) if row["kind"] == "assumed"}
    fleet = {f"services.rufbus-sued.fleet.minibus.{key}" for key in ("count", "seats", "shift", "depots")}
    assert assumed == {"demand.requests_per_day", "demand.localities"} | fleet
    code, said = call("validate", "out/scenario.yaml", "--assumptions")
    assert code == 0
    assert "GTFS feed feed of Kreis" in said


def test_what_is_there_is_not_overwritten_without_force(place: Path, call: Call) -> None:
    feed(place / "feed")
    assert call("service", "import", "feed", "--network", "network", "--out", "out")[0] == 0
    before = (place / "out" / "scenario.yaml").read_bytes()
    code, said = call("service", "import", "feed", "--network", "network", "--out", "out")
    assert code == 2
    assert "out: exists; --force puts the new import in its place" in said
    feed(place / "feed", {"stop_times.txt": STOP_TIMES.replace("18:00", "17:00")})
    assert call("service", "import", "feed", "--network", "network", "--out", "out", "--force")[0] == 0
    assert (place / "out" / "scenario.yaml").read_bytes() != before


def test_a_folder_that_is_no_import_is_never_replaced(place: Path, call: Call) -> None:
    feed(place / "feed")
    code, said = call("service", "import", "feed", "--out", "network", "--force")
    assert code == 2
    assert "network: exists and is no import of before; nothing was written" in said
    assert (place / "network" / "nodes.parquet").is_file()


def test_strict_refuses_what_has_to_be_repaired(place: Path, call: Call) -> None:
    feed(place / "feed", {"stops.txt": STOPS + "z,Nirgends,0,0\n"})
    code, said = call("service", "import", "feed", "--network", "network", "--out", "out", "--strict")
    assert code == 2
    assert 'feed/stops.txt:5: stop_lat: "0, 0" can be no place of stop z; left out' in said
    assert "feed: not as it should be, 1 repairs; nothing was written (--strict)" in said
    assert not (place / "out").exists()
    assert not list(place.glob(".unfinished*"))


def test_repairs_are_told_where_nothing_is_left(place: Path, call: Call) -> None:
    feed(place / "feed", {"stop_times.txt": STOP_TIMES.replace("08:00:00", "25:99:00")})
    code, said = call("service", "import", "feed", "--network", "network", "--out", "out")
    assert code == 2
    assert "feed/stop_times.txt:2: start_pickup_drop_off_window" in said
    assert "has no service on demand" in said
    assert not (place / "out").exists()


@pytest.mark.parametrize("name", ["gbfs", "free_bike_status", "station_information"])
def test_any_file_of_gbfs_tells_what_a_folder_is(place: Path, name: str) -> None:
    assert not is_gbfs(place)
    (place / f"{name}.json").write_text("{}", encoding="utf-8")
    assert is_gbfs(place)


def test_roads_elsewhere_are_refused(place: Path, call: Call) -> None:
    feed(place / "feed", {"stops.txt": STOPS.replace(",12.", ",9.")})
    code, said = call("service", "import", "feed", "--network", "network", "--out", "out")
    assert code == 2
    assert "network: has no road near the service, which lies at 9.00..9.04, 53.00..53.02 degrees" in said
    assert not (place / "out").exists()


@pytest.mark.parametrize(
    ("name", "message"), [("none", "cannot be read"), ("text.zip", "is no zip"), ("network", "is no GTFS feed")]
)
def test_what_is_no_feed_is_told(place: Path, call: Call, name: str, message: str) -> None:
    (place / "text.zip").write_text("no zip")
    code, said = call("service", "import", name, "--out", "out")
    assert (code, "Traceback" in said) == (2, False)
    assert message in said


def test_free_cars_run_too(place: Path, call: Call) -> None:
    types = {"vehicle_types": [{**kind, "return_constraint": "free_floating"} for kind in TYPES]}
    snapshot(place / "gbfs", {"vehicle_types": types, "vehicle_status": {"vehicles": FREE},
                              "station_information": None, "station_status": None})  # fmt: skip
    assert call("service", "import", "gbfs", "--network", "network", "--out", "out")[0] == 0
    code, said = call("run", "out/scenario.yaml", "--no-figures", "--no-report")
    assert (code, "Traceback" in said) == (0, False), said


def triangles(stops: np.ndarray, folder: Path) -> Path:
    """Write roads between neighbouring places: the edges of their Delaunay triangles, as CSV. stops: degrees (n, 2)."""
    edges = {tuple(sorted(pair)) for corner in Delaunay(stops).simplices.tolist() for pair in combinations(corner, 2)}
    folder.mkdir()
    nodes = "".join(f"{number},{lon},{lat}\n" for number, (lon, lat) in enumerate(stops))
    (folder / "nodes.csv").write_text(f"id,lon,lat\n{nodes}")
    degrees = np.array([111_320 * np.cos(np.radians(53)), 111_320])  # in metres
    lengths = ((u, v, np.hypot(*((stops[u] - stops[v]) * degrees))) for u, v in sorted(edges))
    ways = "".join(f"{u},{v},{max(length, 1):.1f},false,50\n" for u, v, length in lengths)
    (folder / "edges.csv").write_text(f"u,v,length,oneway,speed_kph\n{ways}")
    return folder


@pytest.mark.slow  # a week of two services, a minute
def test_the_rufbus_of_the_uckermark_runs_on_roads_between_its_stops(place: Path, call: Call) -> None:
    path = reference_data("region", "pt", "gtfs_flex_vbb_rufbus_uckermark.zip")
    remarks = Remarks()
    stops = {(stop.lon, stop.lat) for service in import_flex(path, remarks).services for stop in service.stops}
    triangles(np.array(sorted(stops)), place / "csv")
    assert call("network", "build", "csv", "roads")[0] == 0
    code, said = call("service", "import", str(path), "--network", "roads", "--out", "out")
    assert code == 0
    code, said = call("run", "out/scenario.yaml", "--no-figures", "--no-report")
    assert code == 0, said


@pytest.mark.parametrize("name", ["gtfs_flex_vbb_rufbus_uckermark", "gtfs_flex_example_heartland_express"])
def test_published_feeds_become_valid_scenarios_without_roads(place: Path, call: Call, name: str) -> None:
    """Roads are those of the box around them, which are fetched when it runs."""
    path = reference_data("region", "pt", f"{name}.zip")
    assert call("service", "import", str(path), "--out", "out")[0] == 0
    code, said = call("validate", "out/scenario.yaml")
    assert (code, said.strip()) == (0, "out/scenario.yaml: ok")
