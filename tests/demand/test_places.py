from __future__ import annotations

import numpy as np
import pytest

from simulator.demand.places import read_attractors, read_localities
from simulator.errors import RequestFileError

HOMES = "locality,lon,lat,population\nA,12,53,100\nB,12.1,53,300\n"
STOPS = "stop_id,lon,lat,kind,weight,county\n1,12,53,bus,4,12070\n2,12.1,53,rail,100,12068\n"


@pytest.fixture
def homes(tmp_path):
    (tmp_path / "localities.csv").write_text(HOMES)
    return read_localities(tmp_path / "localities.csv")


def test_localities_weigh_as_many_as_live_there(homes):
    assert homes.weight.tolist() == [100, 300]
    assert homes.lon.tolist() == [12.0, 12.1]


def test_only_localities_with_the_wanted_values_are_lived_in(tmp_path, homes):
    path = tmp_path / "localities.csv"
    kept = read_localities(path, keep={"locality": ("B", "C")})
    assert (kept.weight.tolist(), kept.lon.tolist()) == ([300], [12.1])
    with pytest.raises(RequestFileError, match=r"localities.csv:1: town: is filtered by, but there is no such column"):
        read_localities(path, keep={"town": ("B",)})
    with pytest.raises(RequestFileError, match="nobody lives in any locality"):
        read_localities(path, keep={"locality": ("C",)})


def test_stops_attract_with_the_root_of_their_weight_times_the_people_near(tmp_path, homes):
    (tmp_path / "stops.csv").write_text(STOPS)
    assert read_attractors(tmp_path / "stops.csv", {}, homes).weight.tolist() == [2 * 100, 10 * 300]


def test_only_rows_with_the_wanted_values_attract(tmp_path, homes):
    (tmp_path / "stops.csv").write_text(STOPS)
    assert read_attractors(tmp_path / "stops.csv", {"county": ("12070",)}, homes).lon.tolist() == [12.0]


def test_without_a_file_people_go_where_people_live(homes):
    assert read_attractors(None, {}, homes) is homes


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("locality,lon,lat,population\nA,12,53,0\n", "nobody lives"),
        ("locality,lon,lat,population\n", "nobody lives"),
        ("locality,lon,lat,population\nA,12,53,-1\n", ":2: population"),
        ("locality,lon,lat,population\nA,12,53,nan\n", ":2: population"),
        ("locality,lon,lat,population\nA,200,53,1\n", ":2: lon"),
        ("locality,lon,lat\nA,12,53\n", "column is missing"),
        ("", "empty"),
    ],
)
def test_localities_that_cannot_be_used(tmp_path, content, expected):
    path = tmp_path / "localities.csv"
    path.write_text(content)
    with pytest.raises(RequestFileError, match=expected):
        read_localities(path)


@pytest.mark.parametrize("weight", ["0", "-1", "x"])
def test_attractors_that_cannot_be_used(tmp_path, homes, weight):
    path = tmp_path / "stops.csv"
    path.write_text(f"stop_id,lon,lat,weight\n1,12,53,{weight}\n")
    with pytest.raises(RequestFileError, match="weight"):
        read_attractors(path, {}, homes)


def test_an_infinite_population_is_refused(tmp_path):
    path = tmp_path / "localities.csv"
    path.write_text("locality,lon,lat,population\nA,12,53,inf\n")
    with pytest.raises(RequestFileError):
        assert np.isfinite(read_localities(path).weight).all()
