"""Feeds with bytes gone wrong are used or refused, and never end in a traceback."""

from __future__ import annotations

import random
import zipfile
from pathlib import Path

import pytest

from simulator.days import NO_CHANGE
from simulator.errors import TimetableError
from simulator.network.gtfs.description import describe
from simulator.network.gtfs.feed import read_feed
from simulator.network.timetable.days import timetable_day, timetable_of
from simulator.network.timetable.walks import Walking
from simulator.scenario.access_models import Walk
from tests.network.timetable.random_feeds import random_feed

JUNK = (b'"', b",", b"\n", b"\r", b"\x00", b"99999999999", b"-", b"1e308", b"00000000", b"\xff\xfe", b",,,,,", b"\xe4")


def damaged(content: bytes, draw: random.Random) -> bytes:
    """Return a file with something taken out, put in or overwritten, mostly below its header."""
    for _ in range(draw.choice([0, 0, 1, 2])):
        first = content.find(b"\n") + 1 if draw.random() < 0.97 else 0
        place, junk = draw.randint(first, len(content)), draw.choice(JUNK)
        content = content[:place] + draw.choice([junk, b""]) + content[place + draw.choice([0, 1, 8]) :]
    return content


def is_used(path: Path, seed: int) -> bool:
    """Return whether a damaged feed can be used; all of it is tried out then."""
    draw = random.Random(seed)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in random_feed(seed).files.items():
            file.writestr(name, damaged(content, draw))
    packed = bytearray(path.read_bytes())
    for _ in range(draw.choice([0, 0, 0, 1])):
        packed[draw.randrange(len(packed))] = draw.randrange(256)
    path.write_bytes(packed)
    try:
        feed = read_feed(path)
    except TimetableError:
        return False
    assert describe(feed)
    assert len(timetable_of(feed, [timetable_day(0, feed.first_date, NO_CHANGE)], Walking(Walk())).stops)
    return True


def test_damaged_feeds(tmp_path: Path) -> None:
    assert 3 < sum(is_used(tmp_path / "feed.zip", seed) for seed in range(15)) < 15


@pytest.mark.slow
def test_many_damaged_feeds(tmp_path: Path) -> None:
    assert 40 < sum(is_used(tmp_path / "feed.zip", seed) for seed in range(100, 250)) < 150
