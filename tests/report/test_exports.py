"""Other tools read the same run."""

from __future__ import annotations

import json

import geopandas
import numpy as np
import pandas as pd
import pytest
from ruamel.yaml import YAML

from simulator.cli.export import export
from simulator.errors import ResultError
from simulator.experiments.publish import write_run
from simulator.report.exports.simwrapper import _yaml
from tests.bundled import bundled
from tests.timetable.days import Settings, result_of


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return write_run(bundled("tiny/line"), tmp_path_factory.mktemp("run"), {}, figures=False)


@pytest.fixture(scope="module")
def requests(folder) -> pd.DataFrame:
    return pd.read_parquet(folder / "requests.parquet")


def test_geojson_holds_network_stops_trips_and_ways(folder, requests, tmp_path) -> None:
    export(folder, tmp_path, "geojson")
    layers = {path.stem: geopandas.read_file(path) for path in tmp_path.iterdir()}
    assert set(layers) == {"network", "stops", "trips", "legs"}
    assert len(layers["network"]) == len(pd.read_parquet(folder / "network" / "edges.parquet"))
    assert layers["trips"]["request_id"].tolist() == requests["request_id"].tolist()
    assert layers["trips"]["served"].sum() == 3
    legs = pd.read_parquet(folder / "legs.parquet")
    lengths = layers["legs"].to_crs("EPSG:25833").length
    assert np.allclose(lengths, legs["length_m"][legs["from_node"] != legs["to_node"]], rtol=0.02)


def test_geopackage_is_one_file_with_the_same_bytes(folder, tmp_path) -> None:
    for name in ("a", "b"):
        export(folder, tmp_path / name, "geopackage")
    (one,), (other,) = ((tmp_path / name).iterdir() for name in ("a", "b"))
    assert set(geopandas.list_layers(one)["name"]) == {"network", "stops", "trips", "legs"}
    assert one.read_bytes() == other.read_bytes()


def test_kepler_trips_have_times_that_never_run_back(folder, tmp_path) -> None:
    export(folder, tmp_path, "kepler")
    trips = json.loads((tmp_path / "kepler_trips.json").read_text(encoding="utf-8"))
    legs = pd.read_parquet(folder / "legs.parquet")
    assert len(trips["features"]) == (legs["from_node"] != legs["to_node"]).sum()
    for feature in trips["features"]:
        times = [point[3] for point in feature["geometry"]["coordinates"]]
        assert times == sorted(times)
        assert times[-1] - times[0] == feature["properties"]["arrived_s"] - feature["properties"]["departed_s"]


def test_events_have_words(folder, tmp_path) -> None:
    export(folder, tmp_path, "events")
    table = pd.read_csv(tmp_path / "events.csv")
    assert len(table) == len(pd.read_parquet(folder / "events.parquet"))
    assert {"submitted", "boarded", "alighted"} <= set(table["event"])
    boarded = table[table["event"] == "boarded"]
    assert boarded["request_id"].notna().all() and boarded["vehicle_id"].str.startswith("minibus").all()


def test_a_dashboard_names_files_that_are_there(folder, tmp_path) -> None:
    export(folder, tmp_path, "simwrapper")
    for dashboard in ("dashboard-1.yaml", "dashboard-2.yaml"):
        content = YAML(typ="safe", pure=True).load(tmp_path / dashboard)
        for panel in (panel for row in content["layout"].values() for panel in row):
            file = tmp_path / (panel.get("dataset") or panel["shapes"])
            assert file.is_file(), file
            if "columns" in panel:
                assert {panel["x"], *panel["columns"]} <= set(pd.read_csv(file).columns)


def test_a_dashboard_is_written_as_people_read_it() -> None:
    assert _yaml({"title": "Brücke", "rows": [1]}) == "title: Brücke\nrows:\n- 1\n"


def test_what_is_no_run_leaves_nothing(tmp_path) -> None:
    with pytest.raises(ResultError, match="no such results folder"):
        export(tmp_path / "none", tmp_path / "out", "geojson")
    assert not (tmp_path / "out").exists()


def test_events_name_buses_and_those_who_ask_for_nothing_else(tmp_path) -> None:
    """One rides, one in between gets no ride at all; no ridepooling service knows of either."""
    rides: list[Settings] = [{"from": 0, "to": 5000, "at": "07:55"}, {"from": 0, "to": 5000, "at": "20:00"}]
    written = write_run(result_of(tmp_path, rides), tmp_path / "run", {}, figures=False)
    export(written, tmp_path / "out", "events")
    told = pd.read_parquet(tmp_path / "out" / "events.parquet")
    kinds = {name: table[["service", "vehicle_id", "request_id"]] for name, table in told.groupby("event")}
    (trip,) = pd.read_parquet(written / "gtfs_trip_loads.parquet").query("boardings == 1")["gtfs_trip_id"]
    assert kinds["vehicle_taken"].to_numpy().tolist() == [["lines", trip, "r0"]]
    assert kinds["submitted"]["request_id"].tolist() == ["r0", "r1"]
    assert told["booking_id"].isna().all()
