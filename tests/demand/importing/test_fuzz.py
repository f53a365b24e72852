"""Whatever files hold: requests, or an error that says what is wrong; never a traceback, never a trip that is lost."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from simulator.demand.importing.eqasim import import_eqasim
from simulator.demand.importing.imported import Asked, Imported
from simulator.demand.importing.matsim import import_matsim
from simulator.demand.importing.od import import_od
from simulator.demand.importing.requests_text import requests_csv
from simulator.errors import ElbeDrtError
from tests.demand.importing.matrices import asked_for, three_zones
from tests.demand.importing.test_eqasim import population
from tests.demand.importing.test_matsim import V6

PIECES = [
    b"",
    b"\0",
    b'"',
    b";",
    b",",
    b"\n",
    b"-",
    b"nan",
    b"1e999",
    b"\xff\xfe",
    b"<",
    b">",
    b"&",
    b"{",
    b"]",
    b"0" * 40,
]


def od_file(folder: Path, name: str) -> tuple[Path, Callable[[], Imported]]:
    hours = folder / "hours.csv"
    hours.write_text("hour,share,purpose\n7,0.5,\n8,0.5,\n9,1,work\n")
    text = "origin,destination,trips,purpose\na,b,3.5,work\nb,a,2,\nc,c,1,home\n"
    asked = asked_for(folder, text, hours=hours)
    wide = folder / "wide.csv"
    wide.write_text("zone;a;b;c\na;1,5;3;\nb;2;0;1\n")
    files = {"long": asked.files[0], "hours": hours, "zones": folder / "zones.geojson", "wide": wide}
    read = Asked((wide,), settings={"zones": str(three_zones(folder))}) if name == "wide" else asked
    return files[name], lambda: import_od(read)


def plans_file(folder: Path, name: str) -> tuple[Path, Callable[[], Imported]]:
    path = folder / "plans.xml"
    path.write_text(V6)
    return path, lambda: import_matsim(Asked((path,)))


def eqasim_file(folder: Path, name: str) -> tuple[Path, Callable[[], Imported]]:
    path = population(folder)
    files = {name: folder / f"ile_de_france_{name}" for name in ("trips.csv", "persons.csv", "activities.gpkg")}
    return files[name], lambda: import_eqasim(Asked((path,)))


CASES = {
    "long": od_file, "hours": od_file, "zones": od_file, "wide": od_file, "plans": plans_file,
    "trips.csv": eqasim_file, "persons.csv": eqasim_file, "activities.gpkg": eqasim_file,
}  # fmt: skip


def changed(content: bytes, random: np.random.Generator) -> bytes:
    """Return a file with a piece in another's place, or cut off."""
    for _ in range(random.integers(1, 4)):
        place, length = int(random.integers(len(content) + 1)), int(random.integers(0, 8))
        drawn = bytes(random.integers(256, size=3).tolist())
        piece = PIECES[random.integers(len(PIECES))] if random.random() < 0.7 else drawn
        content = content[:place] + piece + content[place + length :]
    return content[: random.integers(len(content) + 1)] if random.random() < 0.1 else content


@pytest.mark.parametrize("draws", [4, pytest.param(150, marks=pytest.mark.slow)])
@pytest.mark.parametrize("name", CASES)
def test_broken_files_are_told(tmp_path: Path, name: str, draws: int) -> None:
    path, read = CASES[name](tmp_path, name)
    whole, random = path.read_bytes(), np.random.default_rng([sum(name.encode()), draws])
    for _ in range(draws):
        path.write_bytes(changed(whole, random))
        try:
            found = read()
        except ElbeDrtError as error:
            assert str(error)
        else:
            assert found.rows == len(found.requests) + len(found.dropped)
            assert found.requests["request_id"].is_unique


def test_files_without_any_trip_are_quiet_days(tmp_path: Path) -> None:
    empty = tmp_path / "plans.xml"
    empty.write_text("<population><person id='1'><plan/></person></population>")
    header = "person_id;trip_index;departure_time;preceding_activity_index;following_activity_index\n"
    for found in (
        import_od(asked_for(tmp_path, "origin,destination,trips\n")),
        import_od(asked_for(tmp_path, "origin,destination,trips\na,b,0\n", rounding="poisson")),
        import_matsim(Asked((empty,))),
        import_eqasim(Asked((population(tmp_path, trips=header),))),
    ):
        assert found.rows == len(found.requests) == len(found.dropped) == 0
        assert requests_csv(found.requests, None).startswith("request_id,")
