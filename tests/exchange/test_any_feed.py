"""Whatever a feed holds, it is read or refused with a message; and what is read runs."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest

from simulator.errors import ElbeDrtError
from simulator.exchange.flex_import import import_flex
from simulator.exchange.gbfs_import import import_gbfs
from simulator.exchange.remarks import Remarks
from tests.exchange.feeds import FILES, feed, locations, square, zone_times
from tests.exchange.test_gbfs_import import DATA, snapshot

ODD = ["", " ", "0", "-1", "2", "99:99:99", "08:00", "x", "ü", '"', ",", "\n", "1e9", "nan", "20261301", "g", "t", "\0"]
ODD_JSON = [None, "", 0, -1, 1e300, True, [], {}, [1], {"id": 1}, "ü", "small", [[[]]], "nan"]


def spoilt_text(text: str, luck: random.Random) -> str:
    """Return a table with some cells, rows or columns that are something else."""
    rows = [line.split(",") for line in text.splitlines()]
    for _ in range(luck.randint(1, 3)):
        row = luck.choice(rows)
        column = luck.randrange(len(row)) if row else 0
        what = luck.randrange(4)
        if what == 0 and row:
            row[column] = luck.choice(ODD)
        elif what == 1 and row:
            del row[column]
        elif what == 2:
            rows.append(list(luck.choice(rows)))
        elif len(rows) > 1:
            rows.remove(row)
    return "\n".join(",".join(row) for row in rows) + luck.choice(["", "\n"])


def spoilt_json(value: object, luck: random.Random) -> object:
    """Return data of which one part is something else."""
    if not isinstance(value, dict | list) or not value or luck.random() < 0.15:
        return luck.choice(ODD_JSON)
    if isinstance(value, list):
        place = luck.randrange(len(value))
        return [spoilt_json(one, luck) if number == place else one for number, one in enumerate(value)]
    key = luck.choice(sorted(value))
    if luck.random() < 0.1:
        return {name: one for name, one in value.items() if name != key}
    return {name: spoilt_json(one, luck) if name == key else one for name, one in value.items()}


ZONES = {
    "locations.geojson": locations(a=square(12, 53), b=square(13, 53)),
    "stop_times.txt": zone_times("t,a,1,08:00:00,18:00:00,2,1", "t,b,2,08:00:00,18:00:00,1,2"),
}


def try_feed(folder: Path, seed: int) -> bool:
    """Return whether a spoilt feed is read; one that is refused says why in a line."""
    luck = random.Random(seed)
    files = {**FILES, **(ZONES if seed % 2 else {})}
    name = luck.choice(sorted(files))
    if name == "locations.geojson":
        files[name] = json.dumps(spoilt_json(json.loads(files[name]), luck))
    else:
        files[name] = spoilt_text(files[name], luck)
    try:
        imported = import_flex(feed(folder / str(seed), files), Remarks())
    except ElbeDrtError as error:
        assert str(error)
        return False
    for service in imported.services:
        assert service.hours and (service.stops or service.zones)
        assert all(0 <= start < end for start, end in service.hours.values())
        assert service.horizon_s is None or service.horizon_s > service.notice_s >= 0
    return True


def try_snapshot(folder: Path, seed: int) -> bool:
    """Return whether a spoilt snapshot is read."""
    luck = random.Random(seed)
    name = luck.choice(sorted(DATA))
    try:
        cars = import_gbfs(snapshot(folder / str(seed), {name: spoilt_json(DATA[name], luck)}), Remarks())
    except ElbeDrtError as error:
        assert str(error)
        return False
    assert cars.kinds
    assert all(0 <= station.cars <= station.capacity for station in cars.stations)
    return True


@pytest.mark.parametrize("attempt", [try_feed, try_snapshot])
def test_spoilt_feeds_are_read_or_refused(tmp_path, attempt) -> None:
    read = [attempt(tmp_path, seed) for seed in range(60)]
    assert 0.2 < sum(read) / len(read) < 1


@pytest.mark.slow
@pytest.mark.parametrize("attempt", [try_feed, try_snapshot])
def test_many_spoilt_feeds_are_read_or_refused(tmp_path, attempt) -> None:
    for seed in range(150, 450):
        attempt(tmp_path, seed)
