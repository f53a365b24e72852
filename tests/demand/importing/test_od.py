"""Matrices: every trip is a request in its zones and hours, or is counted as dropped."""

from __future__ import annotations

import hashlib
import json
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely

from simulator.demand.importing.folder import write_import
from simulator.demand.importing.imported import Asked
from simulator.demand.importing.od import import_od
from simulator.demand.importing.poisson_counts import poisson_counts
from simulator.demand.importing.zones import read_zones
from simulator.demand.purposes import WEEKDAY
from simulator.demand.rounding import rounded
from simulator.errors import RequestFileError
from tests.demand.importing.matrices import SIDE, SOUTH, WEST, asked_for, feature, square, three_zones, written
from tests.worlds import line_network

LONG = "origin,destination,trips\na,b,3\nb,a,2\na,a,1\n"
WIDE = ";a;b;c\na;1;3;\nb;2;0;\n"


def zone_of(lon: float) -> str:
    return "abc"[int((lon - WEST) / SIDE)]


def pairs(requests: Any) -> list[str]:
    return sorted(
        zone_of(one) + zone_of(other)
        for one, other in zip(requests["origin_lon"], requests["destination_lon"], strict=True)
    )


@pytest.mark.parametrize(("name", "text"), [("long.csv", LONG), ("wide.csv", WIDE.replace(";a;b", "von;a;b"))])
def test_long_and_wide_say_the_same(tmp_path: Path, name: str, text: str) -> None:
    imported = import_od(asked_for(tmp_path, text, name))
    assert pairs(imported.requests) == ["aa", "ab", "ab", "ab", "ba", "ba"]
    assert imported.rows == 6 and imported.dropped.empty and not imported.personal
    assert (imported.requests["submitted_s"] == imported.requests["earliest_departure_s"]).all()
    inside = (imported.requests[["origin_lat", "destination_lat"]] - SOUTH).to_numpy()
    assert ((inside >= 0) & (inside <= SIDE)).all()


def test_hours_of_the_matrix_and_purposes_stay(tmp_path: Path) -> None:
    text = "von;nach;Fahrten;Stunde;Zweck\na;b;2;7;work\nb;c;1;16;home\n"
    requests = import_od(asked_for(tmp_path, text, lead_time=90, party_size=2)).requests
    assert (requests["earliest_departure_s"] // 3600).tolist() == [7, 7, 16]
    assert requests["purpose"].tolist() == ["work", "work", "home"]
    assert (requests["earliest_departure_s"] - requests["submitted_s"]).eq(5400).all()
    assert requests["party_size"].eq(2).all()


def test_hourly_shares_are_kept_to_the_last_trip(tmp_path: Path) -> None:
    shares = tmp_path / "hours.csv"
    shares.write_text("hour,share\n6,0.25\n7,0.5\n17,0.25\n")
    text = "origin,destination,trips\n" + "".join(f"{a},{b},1\n" for a in "abc" for b in "abc")
    requests = import_od(asked_for(tmp_path, text.replace("a,a,1", "a,a,92"), hours=shares)).requests
    hour = (requests["earliest_departure_s"] // 3600).value_counts()
    assert hour.to_dict() == {6: 25, 7: 50, 17: 25}


def test_weekday_hours_differ_by_purpose(tmp_path: Path) -> None:
    text = "origin,destination,trips,purpose\na,b,1000,work\na,b,1000,home\n"
    imported = import_od(asked_for(tmp_path, text))
    table = imported.requests
    morning = table["earliest_departure_s"].between(6 * 3600, 9 * 3600 - 1)
    assert morning[table["purpose"] == "work"].sum() == pytest.approx(1000 * 54 / sum(WEEKDAY["work"]), abs=2)
    assert morning[table["purpose"] == "home"].sum() == pytest.approx(1000 * 6 / sum(WEEKDAY["home"]), abs=2)
    assert any("car drivers" in note.english for note in imported.notes)


def test_german_purposes_have_their_hours_and_unknown_ones_are_told(tmp_path: Path) -> None:
    german, english = (
        import_od(asked_for(tmp_path, "von,nach,Fahrten,Zweck\n" + "".join(f"a,b,300,{one}\n" for one in words)))
        for words in (("Arbeit", "Arzt", "Erledigung", "Xyz", "Schule"), ("work", "errands", "xyz"))
    )
    early = german.requests["earliest_departure_s"].between(6 * 3600, 9 * 3600 - 1)
    assert early[german.requests["purpose"] == "work"].sum() == pytest.approx(300 * 54 / sum(WEEKDAY["work"]), abs=2)
    assert german.requests["purpose"].value_counts().to_dict() == {
        "errands": 600,
        "work": 300,
        "Xyz": 300,
        "school": 300,
    }
    told = ["Purposes without hours of their own, whose trips begin at the hours of all: " + one
            for one in ("Schule, Xyz.", "xyz.")]  # fmt: skip
    for imported, text in zip((german, english), told, strict=True):
        assert [note.english for note in imported.notes if note.english.startswith("Purposes")] == [text]
    shares = tmp_path / "hours.csv"
    shares.write_text("hour,share,purpose\n7,1,Arbeit\n9,1,work\n11,1,\n")  # its own word first
    text = "von,nach,Fahrten,Zweck\na,b,1,Arbeit\na,b,1,Beruf\na,b,1,Xyz\na,b,1,\n"
    asked = import_od(asked_for(tmp_path, text, hours=shares))
    assert (asked.requests["earliest_departure_s"] // 3600).tolist() == [7, 9, 11, 11]
    assert [note.values["purposes"] for note in asked.notes if "purposes" in note.values] == ["Xyz"]


def test_the_manifest_knows_all_files_that_were_read(tmp_path: Path) -> None:
    asked = asked_for(tmp_path, LONG, share=0.5)
    for name in ("one", "two"):
        write_import(import_od(asked), asked, {"profile": "od"}, tmp_path / name, lambda folder: None)
    manifest = json.loads((tmp_path / "one" / "manifest.json").read_text())
    assert set(manifest["inputs_sha256"]) == {"matrix.csv", "zones.geojson"}
    assert manifest["inputs_sha256"]["matrix.csv"] == hashlib.sha256(LONG.encode()).hexdigest()
    assert manifest["rows"] == manifest["requests"] == 3
    for file in ("requests.csv", "manifest.json", "dropped.csv"):
        assert (tmp_path / "one" / file).read_bytes() == (tmp_path / "two" / file).read_bytes()


def test_systematic_rounding_keeps_totals_of_all_runs() -> None:
    expected = np.array([0.5, 0.25, 0.25, 2.0, 0.75, 0.5, 0.1, 0.15])
    for start in (0.0, 0.31, 0.999):
        whole = rounded(expected, start)
        assert whole.sum() == 5  # 4.5, rounded half up
        assert (np.abs(whole - expected) < 1).all() and whole[3] == 2
        sums = np.concatenate([[0], np.cumsum(whole - expected)])
        assert max(abs(b - a) for a, b in pairwise(sums)) < 1
        assert np.abs(sums[:, None] - sums).max() < 1 + 1e-9  # of any run of neighbours
    assert rounded(np.array([0.4]), 0.2).tolist() == [0] and rounded(np.zeros(0), 0.2).tolist() == []
    thirds = np.mean([rounded(np.full(3, 1 / 3), start) for start in (np.arange(300) + 0.5) / 300], axis=0)
    assert thirds == pytest.approx([1 / 3] * 3, abs=0.01)


def test_poisson_numbers_are_quantiles() -> None:
    assert poisson_counts(np.array([1.0, 1.0, 0.0]), np.array([0.36, 0.38, 0.99])).tolist() == [0, 1, 0]


def test_share_and_rounding_conserve_trips(tmp_path: Path) -> None:
    random = np.random.default_rng(3)
    text = "origin,destination,trips\n" + "".join(
        f"{a},{b},{value:.3f}\n"
        for (a, b), value in zip([(a, b) for a in "abcx" for b in "abc"], random.random(12) * 9, strict=True)
    )
    imported = import_od(asked_for(tmp_path, text, share=0.37))
    total = sum(float(line.split(",")[2]) for line in text.splitlines()[1:])
    assert imported.rows == int(total * 0.37 + 0.5) == len(imported.requests) + len(imported.dropped)
    lost = sum(float(line.split(",")[2]) for line in text.splitlines()[1:] if line.startswith("x"))
    assert abs(len(imported.dropped) - lost * 0.37) < 1
    assert set(imported.dropped["reason"]) == {"zone_unknown"} and set(imported.dropped["line"]) <= {11, 12, 13}
    assert any("not among the areas: 1 (x)." in note.english for note in imported.notes)


def test_a_trip_keeps_its_place_and_hour_when_others_come(tmp_path: Path) -> None:
    one = import_od(asked_for(tmp_path, "origin,destination,trips,hour\na,b,3,8\n")).requests
    more = import_od(asked_for(tmp_path, "origin,destination,trips,hour\nc,b,2,8\na,b,4,8\n")).requests
    both = more[more["request_id"].isin(one["request_id"])].reset_index(drop=True)
    assert len(both) == 3 and both.equals(one)
    again = import_od(asked_for(tmp_path, "origin,destination,trips,hour\na,b,3,8\n", seed=1)).requests
    assert not again["origin_lon"].equals(one["origin_lon"])


def test_where_people_live_else_crossroads_else_anywhere(tmp_path: Path) -> None:
    localities = tmp_path / "localities.csv"
    localities.write_text(f"locality,lon,lat,population\nx,{WEST + 0.005},53.005,10\ny,{WEST + 0.001},53.001,0\n")
    network = line_network(3, spacing_m=400)  # on the western border of a
    asked = asked_for(tmp_path, "origin,destination,trips\na,a,40\na,b,10\n", localities=localities)
    table = import_od(asked).requests
    inside = table[table["destination_lon"] < WEST + SIDE]
    assert (inside["origin_lon"] - WEST - 0.005).abs().max() < 300 / 66_000
    far = import_od(asked_for(tmp_path, "origin,destination,trips\na,a,9\n", localities=localities, network=network))
    near_by = far.requests["origin_lon"].sub(WEST + 0.005).abs().max() < 300 / 66_000
    assert near_by and far.requests["origin_lat"].nunique() == 9
    localities.write_text(f"locality,lon,lat,population\nx,{WEST + 0.0099},53.0099,10\n")  # 0.73 km away
    far = import_od(asked_for(tmp_path, "origin,destination,trips\na,a,9\n", localities=localities, network=network))
    assert set(far.requests["origin_lat"].round(6)) <= set(network.lat.round(6))
    imported = import_od(asked_for(tmp_path, "origin,destination,trips\na,a,40\na,b,10\n", network=network))
    assert set(imported.requests["origin_lat"].round(6)) == set(network.lat.round(6))
    assert (imported.requests["origin_lat"] != imported.requests["destination_lat"]).all()
    assert imported.dropped["reason"].tolist() == ["zone_without_street"] * 10


def test_one_place_for_both_ends_is_no_trip(tmp_path: Path) -> None:
    with pytest.raises(
        RequestFileError, match="none of its 5 trips is left; the first one begins and ends at one place"
    ):
        import_od(asked_for(tmp_path, "origin,destination,trips\na,a,5\n", network=line_network(2, spacing_m=4000)))


@pytest.mark.parametrize(
    ("text", "settings", "message"),
    [
        ("origin,destination,trips\na,b,-1\n", {}, "matrix.csv:2: trips: -1 is not between 0 and 1e+09"),
        ("origin,destination,trips\na,b,x\n", {}, 'matrix.csv:2: trips: "x" is not a number'),
        ("origin,destination,trips\na,b,1\nc,a,1\na,b,1\n", {}, ":4: origin: a to b stands here again, after line 2"),
        ("origin,destination\na,b\n", {}, "matrix.csv:1: trips: column is missing"),
        ("origin,destination,trips,hour\na,b,1,24\n", {}, "24 is not between 0 and 23"),
        ("o,a,b\na,1,2\na,1,2\n", {}, 'matrix.csv:3: origin: "a" stands here a second time'),
        ("o,a,a\na,1,2\n", {}, "a: stands twice in the header"),
        ("o\na\n", {}, "one column; expected columns origin, destination, trips"),
        ("o,a\na,-3\n", {}, "matrix.csv:2: to a: -3 is not between"),
        ("origin,destination,trips\nx,y,4\n", {}, "none of its 4 trips is left; the first one begins"),
        ("origin,destination,trips\na,b,9e8\n", {}, "900,000,000 trips; at most 10,000,000 are read"),
        (LONG, {"share": "1.5"}, "--set: share: 1.5 is not between 0 and 1"),
        (LONG, {"share": "x"}, '--set: share: "x" is no number'),
        (LONG, {"rounding": "up"}, '--set: rounding: "up"; expected exact or poisson'),
        (LONG, {"zones": "nowhere.gpkg"}, "nowhere.gpkg: is no file"),
        (LONG, {"zone_id": "zon"}, 'no column "zon" in the zones; did you mean "zone"'),
        ("o,line,d\na,-3,2\n", {}, "matrix.csv:2: to line: -3 is not between"),
        ("", {}, "the file is empty"),
    ],
)  # fmt: skip
def test_bad_matrices_and_settings_are_told(tmp_path: Path, text: str, settings: dict[str, str], message: str) -> None:
    with pytest.raises(RequestFileError) as error:
        import_od(asked_for(tmp_path, text, **settings))
    assert message in str(error.value)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("hour,share\n7,0.5\n8,0.4\n", "hours.csv: share: the shares add up to 0.9; expected 1"),
        ("hour,share\n7,45\n8,55\n", "hours.csv:2: share: 45 is above 1; write shares: 0.045 is 4.5 %"),
        ("hour,share\n7,0.5\n7,0.5\n", "hours.csv:3: hour: 7 stands here a second time"),
        ("hour,share,purpose\n7,1,work\n", "add shares without a purpose"),
        ("hour,share\n24,1\n", "24 is not between 0 and 23"),
    ],
)
def test_bad_hours_are_told(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "hours.csv").write_text(text)
    with pytest.raises(RequestFileError) as error:
        import_od(asked_for(tmp_path, LONG, hours=tmp_path / "hours.csv"))
    assert message in str(error.value)
    with pytest.raises(RequestFileError, match="the matrix has hours of its own"):
        import_od(asked_for(tmp_path, "origin,destination,trips,hour\na,b,1,3\n", hours=tmp_path / "hours.csv"))


BOW_TIE = {"type": "Polygon", "coordinates": [[[12, 53], [12.1, 53.1], [12.1, 53], [12, 53.1], [12, 53]]]}


@pytest.mark.parametrize(
    ("features", "message"),
    [
        ([feature(square(0), zone="a"), feature(square(1), zone="a")], 'zone 2: zone "a" is that of zone 1 already'),
        ([feature(square(0), zone="a"), feature(square(1))], "zone 2: has no zone"),
        ([feature(square(0, 0.015), zone="a"), feature(square(1), zone="b")], 'overlaps zone 2 "b": they share 50'),
        ([feature(BOW_TIE, zone="a")], 'zone 1 "a": is no outline of an area: Self-intersection'),
        ([feature({"type": "Point", "coordinates": [12, 53]}, zone="a")], 'zone 1 "a": is Point; expected Polygon'),
        ([feature(None, zone="a")], 'zone 1 "a": is empty; expected Polygon'),
        ([feature(square(0), nummer="a")], "which column has the ids? say zone_id=...; it has nummer"),
        ([], "holds no zones"),
    ],
)  # fmt: skip
def test_bad_zones_are_told(tmp_path: Path, features: list[dict[str, Any]], message: str) -> None:
    with pytest.raises(RequestFileError) as error:
        read_zones(written(tmp_path, features))
    assert message in str(error.value)


def test_slivers_between_zones_are_none_of_anybodys_business(tmp_path: Path) -> None:
    zones = read_zones(written(tmp_path, [feature(square(0, 0.01001), zone=1), feature(square(1), zone=2.0)]))
    assert zones.ids == ("1", "2")
    assert zones.holding(np.array([WEST + 0.01, 0.0]), np.array([SOUTH, 0.0])).tolist() == [0, -1]


def test_geopackage_in_metres(tmp_path: Path) -> None:
    import geopandas

    frame = geopandas.read_file(three_zones(tmp_path)).to_crs("EPSG:25833")
    frame.to_file(tmp_path / "zones.gpkg", layer="zones")
    zones = read_zones(tmp_path / "zones.gpkg")
    assert zones.ids == ("a", "b", "c")
    assert shapely.area(zones.areas).tolist() == pytest.approx([SIDE**2] * 3, rel=1e-6)
    frame.to_file(tmp_path / "zones.gpkg", layer="again")
    with pytest.raises(RequestFileError, match="layer: has several layers; there are zones, again"):
        read_zones(tmp_path / "zones.gpkg")
    assert read_zones(tmp_path / "zones.gpkg", layer="again").ids == zones.ids
    frame.to_file(tmp_path / "metres.geojson", driver="GeoJSON", crs=None)
    assert read_zones(three_zones(tmp_path), crs="EPSG:4326").ids == zones.ids
    with pytest.raises(RequestFileError, match="is no coordinate system that is known"):
        read_zones(three_zones(tmp_path), crs="EPSG:1")
    (tmp_path / "broken.geojson").write_text('{"type": "FeatureCollection", "features": [')
    with pytest.raises(RequestFileError, match="cannot be read as a map"):
        read_zones(tmp_path / "broken.geojson")


def test_omx(tmp_path: Path) -> None:
    h5py = pytest.importorskip("h5py")
    path = tmp_path / "matrix.omx"
    with h5py.File(path, "w") as file:
        file["data/AM"] = np.array([[1.0, 3.0, 0], [2.0, np.nan, 0], [0, 0, 0]])
        file["data/bad"] = np.array([[1.0, -3.0], [2.0, 0]])
        file["data/loss"] = np.diag([0, -2.5, 0])
        file["lookup/name"] = np.array([b"a", b"b", b"c"])
        file["lookup/number"] = np.array([7, 8, 9])
    zones = {"zones": str(three_zones(tmp_path))}
    imported = import_od(Asked((path,), settings=zones | {"matrix": "AM", "lookup": "name"}))
    assert pairs(imported.requests) == ["aa", "ab", "ab", "ab", "ba", "ba"]
    assert imported.notes[0].english == "Cells of the matrix without a number, taken as no trip: 1."
    told = [
        ({}, "matrix: holds 3; say matrix=..., one of AM, bad, loss"),
        ({"matrix": "PM"}, 'matrix: there is no "PM"; there are AM, bad, loss'),
        ({"matrix": "AM"}, "lookup: holds 2; say lookup=..., one of name, number"),
        ({"matrix": "bad", "lookup": "name"}, '"name" has 3 ids; expected another for each of 2 zones'),
        ({"matrix": "loss", "lookup": "name"}, "loss, b to b: -2.5 is not between 0 and 1e+09"),
        ({"matrix": "AM", "lookup": "number"}, "none of its 6 trips is left"),
    ]
    for settings, message in told:
        with pytest.raises(RequestFileError) as error:
            import_od(Asked((path,), settings=zones | settings))
        assert message in str(error.value)
    path.write_bytes(b"no HDF5")
    with pytest.raises(RequestFileError, match="cannot be read as OMX"):
        import_od(Asked((path,), settings=zones))


def test_omx_without_its_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "h5py", None)
    asked = asked_for(tmp_path, "", "matrix.omx")
    with pytest.raises(RequestFileError, match="need the package h5py; install it with: pip install h5py"):
        import_od(asked)
