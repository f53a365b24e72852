"""The catalogue names every file of a results folder, with the columns and types it has."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from simulator.analysis.run_inputs import read_tables
from simulator.analysis.services import with_names
from simulator.errors import ResultError
from simulator.experiments.publish import STOP_COLUMNS, write_run
from simulator.results.catalogue import CATALOGUE, catalogue_markdown, of_kind
from simulator.results.entry import Kind
from simulator.results.reader import (
    missing_files,
    read_if_any,
    read_json,
    read_named,
    read_services,
    read_table,
    read_yaml,
    require,
)
from simulator.results.writer import write_tables
from simulator.tables import CARS, DUTY_DTYPES, no_rows
from tests.bundled import bundled

DAYS = ("tiny/line", "prignitz/offers", "prignitz/drivers", "prignitz/integrated", "prignitz/high-water")
TABLES = of_kind(Kind.INPUT, Kind.LOG, Kind.TABLE)


@pytest.fixture(scope="module", params=DAYS)
def folder(request, tmp_path_factory) -> Path:
    result = bundled(request.param)
    return write_run(result, tmp_path_factory.mktemp("results"), {}, figures=False)


def plain(dtype: object) -> str:
    """Return the name of a type, the same for all kinds of text."""
    name = str(pd.Series(dtype=dtype).dtype)  # type: ignore[call-overload]
    return "text" if name in ("str", "string", "object") else name


def test_every_file_is_in_the_catalogue_and_is_as_it_says(folder) -> None:
    known = {entry.file for entry in CATALOGUE.values()}
    assert {path.name + "/" * path.is_dir() for path in folder.iterdir()} <= known
    always = {entry.file for entry in CATALOGUE.values() if not entry.optional}
    assert {name for name in always if not (folder / name.rstrip("/")).exists()} == set()
    for entry in TABLES:
        path = folder / entry.file
        if not path.is_file():
            continue
        table = pd.read_parquet(path)
        found = {column: plain(dtype) for column, dtype in table.dtypes.items()}
        assert set(found) >= set(entry.dtypes), entry.name
        if entry.name != "closed_roads":  # has the columns of a network's edges
            expected = dict(entry.dtypes) | {name: entry.also[name] for name in entry.also if name in found}
            assert found == {name: plain(dtype) for name, dtype in expected.items()}, entry.name
        assert not table.duplicated(list(entry.key) or None).any() or not entry.key, entry.name


def test_every_column_is_defined_and_every_key_is_a_column() -> None:
    for entry in TABLES:
        assert set(entry.key) <= set(entry.dtypes) | set(entry.also), entry.name
        if entry.definitions:
            assert set(entry.definitions) == set(entry.dtypes) | set(entry.also), entry.name


def test_stops_are_written_as_the_catalogue_says() -> None:
    entry = CATALOGUE["service_stops"]
    assert {"service", *STOP_COLUMNS} == set(entry.dtypes) | set(entry.also)


def test_the_written_catalogue_is_current() -> None:
    text = (Path(__file__).parents[2] / "docs" / "results.md").read_text(encoding="utf-8")
    assert catalogue_markdown() in text


def test_what_is_written_is_read_again(tmp_path) -> None:
    duties = with_names(no_rows(DUTY_DTYPES), "line")
    write_tables(tmp_path, {"duties_input": duties})
    pd.testing.assert_frame_equal(read_table(tmp_path, "duties_input"), duties)
    assert read_if_any(tmp_path, "duties_input") is None
    assert read_if_any(tmp_path, "pauses_input") is None
    assert missing_files(tmp_path, ("duties_input", "events")) == ["events.parquet"]


@pytest.mark.parametrize("name", ["tiny/line", "prignitz/integrated"])
def test_folders_of_earlier_versions_are_read_as_those_of_now(name, tmp_path) -> None:
    """They told no service in any table, and had no list of services."""
    result = bundled(name)
    now = write_run(result, tmp_path / "now", {}, figures=False)
    earlier = tmp_path / "earlier"
    shutil.copytree(now, earlier)
    (earlier / "services_input.parquet").unlink()
    for entry in TABLES:
        path = earlier / entry.file
        if path.is_file() and entry.later:
            pd.read_parquet(path).drop(columns=list(entry.later)).to_parquet(path)
    rides, *cars = result.services
    old = f"service: {{name: {rides.name}}}\n" + "carsharing: {days: 1}\n" * len(cars)
    (earlier / "scenario.yaml").write_text(old, encoding="utf-8")
    assert read_services(now) == result.services
    assert read_services(earlier) == [rides, *(service._replace(name=CARS) for service in cars)]
    for entry in of_kind(Kind.INPUT, Kind.LOG):
        if (earlier / entry.file).is_file() and entry.dtypes and entry.name != "closed_roads":
            expected = read_table(now, entry.name)
            if entry.owner == CARS:  # the service had no name of its own
                expected = expected.assign(service=CARS).astype({"service": "string"})
            if entry.name == "requests_input":  # nobody limited it
                expected["max_travel_s"] = np.int32(-1)
            if entry.name == "bookings_input":  # nobody wrote down whom they are for
                expected["party_size"] *= 0
            pd.testing.assert_frame_equal(read_table(earlier, entry.name), expected, check_like=True)
    pd.testing.assert_frame_equal(read_tables(earlier).requests, result.tables.requests)


def test_what_does_not_fit_is_told(tmp_path) -> None:
    with pytest.raises(ResultError, match="no such results folder"):
        require(tmp_path / "none", ("events",))
    with pytest.raises(ResultError, match=r"not the results of a run: events\.parquet, legs\.parquet missing"):
        require(tmp_path, ("events", "legs"))
    (tmp_path / "power.parquet").write_bytes(b"PAR1 no more")
    with pytest.raises(ResultError, match=r"power\.parquet: cannot be read as Parquet"):
        read_table(tmp_path, "power")
    pd.DataFrame({"site": [0], "kw": ["much"], "energy": "electricity"}).to_parquet(tmp_path / "power.parquet")
    with pytest.raises(ResultError, match=r"power\.parquet: columns missing: time_s"):
        read_table(tmp_path, "power")
    much = {"site": [0], "time_s": [0], "kw": ["much"], "energy": "electricity"}
    pd.DataFrame(much).to_parquet(tmp_path / "power.parquet")
    with pytest.raises(ResultError, match=r"power\.parquet: column kw: expected float64"):
        read_table(tmp_path, "power")
    with pytest.raises(ResultError, match=r"kpis\.json: cannot be read"):
        read_json(tmp_path, "kpis")
    (tmp_path / "kpis.json").write_text("[1,", encoding="utf-8")
    with pytest.raises(ResultError, match=r"kpis\.json:1:4: is not JSON"):
        read_json(tmp_path, "kpis")
    (tmp_path / "kpis.json").write_text("[1]", encoding="utf-8")
    with pytest.raises(ResultError, match=r"kpis\.json: expected names and values, found a list"):
        read_named(tmp_path, "kpis")
    (tmp_path / "scenario.yaml").write_text("a: [", encoding="utf-8")
    with pytest.raises(ResultError, match=r"scenario\.yaml: is not YAML"):
        read_yaml(tmp_path, "scenario")
