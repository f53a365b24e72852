"""The same network in every format is the same network; values that are none are refused in every format alike."""

from __future__ import annotations

import random
import re

import numpy as np
import pytest

from simulator.errors import ElbeDrtError
from simulator.network.files import read_network, write_network
from simulator.network.osm import import_region
from tests.network.formats import FORMATS, as_folder, random_network

SEEDS = range(5)
ABSURD = ("nan", "inf", "-inf", "-1", "1e300", "1e9", "text", "", "0x10", "--", "1,5")
NUMBER = re.compile(r'(?<=[">,])-?\d+(?:\.\d+)(?=["<,\n])')  # all that have a decimal point: places, lengths, times


@pytest.mark.parametrize("seed", SEEDS)
def test_folder_is_read_as_it_was(seed, tmp_path):
    network = random_network(seed)
    assert read_network(as_folder(network, tmp_path)).digest() == network.digest()


@pytest.mark.parametrize("format_", sorted(set(FORMATS) - {"osm"}))
@pytest.mark.parametrize("seed", SEEDS)
def test_formats_with_lengths_and_times_give_the_same_network(seed, format_, tmp_path):
    network = random_network(seed)
    again, report = import_region(FORMATS[format_](network, tmp_path))
    assert again.digest() == network.digest()
    assert again.edges["oneway"].tolist() == network.edges["oneway"].tolist()
    assert (report.components, report.dropped_nodes) == (1, 0)


@pytest.mark.parametrize("seed", SEEDS)
def test_openstreetmap_gives_the_same_streets(seed, tmp_path):
    """Lengths follow from the places there, so that they agree to a part in a million."""
    network = random_network(seed)
    again, _ = import_region(FORMATS["osm"](network, tmp_path))
    assert (again.tail.tolist(), again.head.tolist()) == (network.tail.tolist(), network.head.tolist())
    np.testing.assert_allclose(again.lon, network.lon, atol=1e-7)
    np.testing.assert_allclose(again.length_m, network.length_m, rtol=1e-5)
    np.testing.assert_allclose(again.time_ms, network.time_ms, rtol=1e-4)


@pytest.mark.parametrize("format_", sorted(FORMATS))
@pytest.mark.parametrize("value", ABSURD)
def test_one_absurd_value(format_, value, tmp_path):
    """What is read in spite of it can be written and read back; all else is told with the file's name."""
    draw = random.Random(f"{format_} {value}")
    source = FORMATS[format_](random_network(1), tmp_path)
    files = sorted(source.iterdir()) if source.is_dir() else [source]
    for file in files:
        whole = file.read_text(encoding="utf-8")
        for place in draw.sample(list(NUMBER.finditer(whole)), 3):
            file.write_text(whole[: place.start()] + value + whole[place.end() :], encoding="utf-8")
            try:
                network, _ = import_region(source)
            except ElbeDrtError as error:
                assert str(tmp_path) in str(error)
                continue
            assert np.isfinite(network.length_m).all()
            assert (network.length_m >= 0).all()
            write_network(network, tmp_path / "written")
            assert read_network(tmp_path / "written").digest() == network.digest()
        file.write_text(whole, encoding="utf-8")


@pytest.mark.parametrize("format_", ["graphml", "matsim", "csv"])
@pytest.mark.parametrize("value", ["nan", "inf", "-1", "1e300", "text"])
def test_absurd_lengths_are_refused_with_their_value(format_, value, tmp_path):
    source = FORMATS[format_](random_network(2), tmp_path)
    file = source / "edges.csv" if source.is_dir() else source
    length = str(random_network(2).edges["length"].iloc[3])
    file.write_text(file.read_text(encoding="utf-8").replace(length, value), encoding="utf-8")
    with pytest.raises(ElbeDrtError, match="length: expected 0 to") as caught:
        import_region(source)
    assert f": {value}" in str(caught.value)


@pytest.mark.parametrize("format_", sorted(set(FORMATS) - {"csv"}))
def test_torn_and_garbled_files(format_, tmp_path):
    draw = random.Random(format_)
    source = FORMATS[format_](random_network(3), tmp_path)
    whole = source.read_bytes()
    for _ in range(8):
        cut = draw.randrange(len(whole))
        garbled = bytearray(whole)
        garbled[cut] = draw.randrange(256)
        for content in (whole[:cut], bytes(garbled)):
            source.write_bytes(content)
            try:
                network, _ = import_region(source)
            except ElbeDrtError:
                continue
            write_network(network, tmp_path / "written")
