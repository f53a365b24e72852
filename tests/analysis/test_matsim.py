"""The MATSim tables of the tiny day."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
import typer
from typer.testing import CliRunner

from simulator.analysis.matsim import export_matsim
from simulator.analysis.tables import ResultTables, build_tables
from simulator.cli.export import export
from simulator.errors import ResultError
from tests.analysis import tiny_day

HEADERS = {
    "drt_customer_stats": "runId;iteration;rides;rides_pax;groupSize_mean;wait_average;wait_max;wait_p95;wait_p75;"
    "wait_median;percentage_WT_below_10;percentage_WT_below_15;inVehicleTravelTime_mean;distance_m_mean;"
    "directDistance_m_mean;totalTravelTime_mean;fareAllReferences_mean;rejections;rejectionRate",
    "drt_vehicle_stats": "runId;iteration;vehicles;totalServiceDuration;totalDistance;totalEmptyDistance;emptyRatio;"
    "totalPassengerDistanceTraveled;averageDrivenDistance;averageEmptyDistance;averagePassengerDistanceTraveled;"
    "d_p/d_t;l_det;minShareIdleVehicles;minCountIdleVehicles",
    "drt_legs": "submissionTime;departureTime;personId;requestId;vehicleId;fromLinkId;fromX;fromY;toLinkId;toX;toY;"
    "waitTime;arrivalTime;inVehicleTravelTime;travelDistance_m;directTravelDistance_m;fareForLeg;"
    "earliestDepartureTime;latestDepartureTime;latestArrivalTime;pickupTime",
    "drt_rejections": "time;personIds;requestId;fromLinkId;fromX;fromY;toLinkId;toX;toY;cause",
    "drt_detours": "person;distance;unsharedDistance;distanceDetour;time;unsharedTime;timeDetour",
    "waitStats": "timebin;legs;average_wait;min;p_5;p_25;median;p_75;p_95;max",
    "vehicleDistanceStats": "vehicleId;drivenDistance_m;occupiedDistance_m;emptyDistance_m;"
    "passengerDistanceTraveled_pm",
    "drt_sharing_metrics": "runId;iteration;poolingRate;sharingFactor;nPooled;nTotal",
}


@pytest.fixture
def folder(tiny_tables: ResultTables, tmp_path: Path) -> Path:
    export_matsim(tiny_tables, tmp_path / "matsim", run_id="tiny")
    return tmp_path / "matsim"


def read(folder: Path, name: str) -> pd.DataFrame:
    return pd.read_csv(folder / f"{name}_drt.csv", sep=";")


@pytest.mark.parametrize("name", HEADERS)
def test_headers(folder: Path, name: str) -> None:
    assert (folder / f"{name}_drt.csv").read_text(encoding="utf-8").splitlines()[0] == HEADERS[name]


def test_customer_stats(folder: Path) -> None:
    stats = read(folder, "drt_customer_stats").iloc[0]
    assert (stats["runId"], stats["rides"], stats["rides_pax"], stats["rejections"]) == ("tiny", 5, 6, 1)
    assert (stats["wait_average"], stats["percentage_WT_below_10"]) == (182, 80)
    assert stats["inVehicleTravelTime_mean"] == pytest.approx((450 + 150 + 150 + 420 + 360) / 5)
    assert stats["totalTravelTime_mean"] == pytest.approx(182 + 306)


def test_vehicle_stats(folder: Path) -> None:
    stats = read(folder, "drt_vehicle_stats").iloc[0]
    assert (stats["totalDistance"], stats["totalEmptyDistance"]) == (30_000, 17_000)
    assert stats["d_p/d_t"] == pytest.approx(22 / 30, abs=1e-6)
    assert stats["l_det"] == pytest.approx(30 / 20)
    # at 1300 s the van drives while the bus sets off for the depot
    assert (stats["minShareIdleVehicles"], stats["minCountIdleVehicles"]) == (0, 0)


def test_sharing_and_distances(folder: Path) -> None:
    sharing = read(folder, "drt_sharing_metrics").iloc[0]
    assert (sharing["poolingRate"], sharing["nPooled"], sharing["nTotal"]) == (0.8, 4, 5)
    assert sharing["sharingFactor"] == pytest.approx((1.2 + 2 + 1 + 2 + 2) / 5)
    by_riders = read(folder, "drt_detailed_distanceStats").iloc[0]
    assert [by_riders[f"{n} pax distance_m"] for n in range(4)] == [17_000, 6_000, 5_000, 2_000]


def test_legs_rejections_and_waits(folder: Path) -> None:
    legs = read(folder, "drt_legs").set_index("requestId")
    assert legs.loc["cem", ["submissionTime", "waitTime", "arrivalTime"]].tolist() == [400, 780, 1330]
    assert legs.loc["ann", "vehicleId"] == "bus-01"
    assert read(folder, "drt_rejections")[["time", "requestId", "cause"]].iloc[0].tolist() == [
        500,
        "fay",
        "party_too_large",
    ]
    waits = read(folder, "waitStats")
    assert waits["timebin"].tolist() == ["00:00:00", "00:30:00"]
    assert waits["legs"].tolist() == [3, 2]
    assert waits["average_wait"].tolist() == pytest.approx([910 / 3, 0], abs=1e-5)
    assert read(folder, "drt_detours")["timeDetour"].tolist() == pytest.approx([7 / 6, 1, 1, 1, 1.1], abs=1e-5)


def test_an_empty_day_has_headers_only(tmp_path: Path) -> None:
    nothing = [table.iloc[:0] for table in (tiny_day.events(), tiny_day.requests_input(), tiny_day.vehicles_input())]
    export_matsim(build_tables(*nothing), tmp_path)
    assert len(read(tmp_path, "drt_legs")) == len(read(tmp_path, "waitStats")) == 0
    assert read(tmp_path, "drt_customer_stats")["rides"].tolist() == [0]


def run_export(*arguments: object) -> object:
    app = typer.Typer()
    app.command()(export)
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


@pytest.fixture
def run_folder(tmp_path: Path) -> Path:
    folder = tmp_path / "seed-1"
    folder.mkdir()
    tiny_day.events().to_parquet(folder / "events.parquet", index=False)
    tiny_day.requests_input().to_parquet(folder / "requests_input.parquet", index=False)
    tiny_day.vehicles_input().to_parquet(folder / "vehicles_input.parquet", index=False)
    (folder / "scenario.yaml").write_text("services: {line: {kind: ridepooling}}\n", encoding="utf-8")
    return folder


def test_export_command(run_folder: Path, tmp_path: Path) -> None:
    result = run_export(run_folder, tmp_path / "out" / "deep")
    assert result.exit_code == 0, result.output
    assert "9 matsim tables written" in result.output
    assert read(tmp_path / "out" / "deep", "drt_customer_stats")["runId"].tolist() == ["seed-1"]


def test_export_command_says_what_is_wrong(run_folder: Path, tmp_path: Path) -> None:
    def message(*arguments: object) -> str:
        error = run_export(*arguments).exception
        assert isinstance(error, ResultError), error
        return str(error)

    assert "no such results folder" in message(tmp_path / "nothing", tmp_path / "out")
    blocked = tmp_path / "file"
    blocked.write_text("")
    assert "cannot be written" in message(run_folder, blocked)
    tiny_day.events().drop(columns="node").to_parquet(run_folder / "events.parquet")
    assert "columns missing: node" in message(run_folder, tmp_path / "out")
    (run_folder / "events.parquet").write_bytes(b"PAR1 not really PAR1")
    assert "cannot be read as Parquet" in message(run_folder, tmp_path / "out")
    (run_folder / "events.parquet").unlink()
    assert "not the results of a run: events.parquet missing" in message(run_folder, tmp_path / "out")
    tiny_day.events().assign(node="x").to_parquet(run_folder / "events.parquet")
    assert "column node" in message(run_folder, tmp_path / "out")
    tiny_day.events().assign(node=None).to_parquet(run_folder / "events.parquet")
    assert "column node" in message(run_folder, tmp_path / "out")
