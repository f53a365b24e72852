from __future__ import annotations

import pytest
from typer.testing import CliRunner

from simulator.cli.network import app
from simulator.errors import NetworkError
from simulator.network.files import read_network, write_network
from tests.network.osm_village import write_village


def run(*words):
    return CliRunner().invoke(app, [str(word) for word in words], catch_exceptions=False)


def test_build_info_plot(tmp_path):
    source = write_village(tmp_path / "village.osm")
    built = run("build", source, tmp_path / "net", "--name", "Dorf")
    assert built.exit_code == 0
    assert "2 parts cannot be reached from the rest and back: 3 nodes and" in built.output
    assert read_network(tmp_path / "net").name == "Dorf"
    info = run("info", tmp_path / "net").output
    assert "Dorf: 10 nodes" in info
    assert "ferry: 1 streets" in info
    assert "every node can be reached from every other" in info
    assert "ODbL 1.0; (c) OpenStreetMap contributors" in info
    for name in ("a.png", "b.png"):
        assert run("plot", tmp_path / "net", tmp_path / name).exit_code == 0
    assert (tmp_path / "a.png").read_bytes() == (tmp_path / "b.png").read_bytes()
    assert (tmp_path / "a.png").read_bytes().startswith(b"\x89PNG")


def test_target_is_checked_before_the_work(tmp_path):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("dear")
    with pytest.raises(NetworkError, match="nothing was written"):
        run("build", "a place nobody asks for", tmp_path / "mine")


def test_parts_are_told(tmp_path):
    from tests.network.worlds import network_of

    write_network(network_of([0, 1, 2], [0, 0, 0], [(0, 1, 9, 9, False)]), tmp_path / "net")
    assert "2 parts that cannot all be reached" in run("info", tmp_path / "net").output


def test_picture_that_cannot_be_written(square, tmp_path):
    write_network(square, tmp_path / "net")
    with pytest.raises(NetworkError, match="cannot be written"):
        run("plot", tmp_path / "net", tmp_path / "absent" / "a.png")
