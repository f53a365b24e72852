"""Every source is read alike by a scenario's ``network.file`` and by ``network build``."""

from __future__ import annotations

import pytest
from typer.testing import CliRunner

from simulator.cli.network import app
from simulator.errors import NetworkError
from simulator.network.files import read_network, write_network
from simulator.network.graph import make_network
from simulator.network.osm import load_region
from simulator.scenario.models import NetworkConfig
from simulator.world.roads import open_network
from tests.network.formats import FORMATS, as_folder, random_network


@pytest.fixture(autouse=True)
def own_cache(tmp_path, monkeypatch):
    monkeypatch.setenv("ELBE_DRT_CACHE", str(tmp_path / "cache"))


@pytest.mark.parametrize("format_", sorted(FORMATS))
def test_scenario_and_build_give_the_same(format_, tmp_path):
    source = FORMATS[format_](random_network(7), tmp_path)
    in_scenario = open_network(NetworkConfig(file=source))
    built = CliRunner().invoke(app, ["build", str(source), str(tmp_path / "net")], catch_exceptions=False)
    assert built.exit_code == 0
    assert read_network(tmp_path / "net").digest() == in_scenario.digest()
    again = CliRunner().invoke(app, ["build", str(source), str(tmp_path / "net")], catch_exceptions=False)
    assert again.exit_code == 0
    assert not list(tmp_path.glob(".net*"))


def test_changed_tables_are_another_network(tmp_path):
    folder = FORMATS["csv"](random_network(7), tmp_path)
    first = load_region(folder, tmp_path / "cache")
    edges = (folder / "edges.csv").read_text()
    (folder / "edges.csv").write_text(edges.replace(",tertiary", ",primary"))
    assert set(first.edges["highway"]) == {"tertiary"}
    assert set(load_region(folder, tmp_path / "cache").edges["highway"]) == {"primary"}


def test_the_system_is_part_of_what_is_cached(tmp_path):
    nodes = "id,x,y\n1,300,500\n2,301,500\n3,301,501\n"
    (tmp_path / "nodes.csv").write_text(nodes)
    (tmp_path / "edges.csv").write_text("u,v,length,speed_kph,oneway\n1,2,1,50,false\n2,3,1,50,false\n")
    first = open_network(NetworkConfig(file=tmp_path, crs="EPSG:25833"))
    second = open_network(NetworkConfig(file=tmp_path, crs="EPSG:25832"))
    assert abs(first.lon - second.lon).min() == pytest.approx(6, abs=1e-3)


def test_network_folder_in_another_unit(tmp_path):
    network = random_network(7)
    edges = network.edges.assign(length=network.edges["length"] / 1000)
    write_network(make_network("km", network.lon, network.lat, edges), tmp_path / "net")
    with pytest.raises(NetworkError, match=r"edges.parquet: length: half of the streets .* expected metres"):
        open_network(NetworkConfig(file=tmp_path / "net"))


def test_network_folder_is_no_source_to_import(tmp_path):
    folder = as_folder(random_network(7), tmp_path)
    result = CliRunner().invoke(app, ["build", str(folder), str(tmp_path / "other")])
    assert "expected a folder with nodes.csv and edges.csv" in str(result.exception)


def test_system_goes_with_a_file_that_has_none(tmp_path):
    source = FORMATS["osm"](random_network(7), tmp_path)
    with pytest.raises(NetworkError, match="OpenStreetMap has longitude and latitude"):
        open_network(NetworkConfig(file=source, crs="EPSG:25833"))
    with pytest.raises(ValueError, match="crs goes with file"):
        NetworkConfig(place="Perleberg", crs="EPSG:25833")
