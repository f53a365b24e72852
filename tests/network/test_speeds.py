from __future__ import annotations

import pytest

from simulator.network.speeds import CLASS_KPH, maxspeed_of, parse_duration_s, parse_maxspeed, street_kph


@pytest.mark.parametrize(
    ("text", "kph"),
    [
        ("50", 50),
        ("50 km/h", 50),
        ("30 mph", 48.28),
        ("30mph", 48.28),
        ("DE:urban", 50),
        ("DE:rural", 100),
        ("FR:rural", 90),
        ("rural", 100),
        ("DE:motorway", 130),
        ("DE:zone30", 30),
        ("DE:zone:30", 30),
        ("DE:30", 30),
        ("walk", 7),
        ("DE:walk", 7),
        ("DE:living_street", 7),
        ("none", 130),
        ("70;50", 50),
        ("100; signals", 100),
    ],
)
def test_limits(text, kph):
    assert parse_maxspeed(text) == pytest.approx(kph, abs=0.01)


@pytest.mark.parametrize(
    "text", [None, "", "signals", "variable", "0", "-5", "fast", "1e9", "99999", "nan", "DE:zone0"]
)
def test_no_limit(text):
    assert parse_maxspeed(text) is None


def test_driven_speed_lies_below_the_limit_and_the_class():
    assert street_kph("secondary", "50") == pytest.approx(42.5)
    assert street_kph("tertiary", "DE:rural") == 70
    assert street_kph("motorway", "none") == 110
    assert street_kph("living_street", "walk") == pytest.approx(5.95)
    assert street_kph("residential", "5") == 5


def test_class_decides_without_a_limit():
    assert street_kph("residential", None) == 30
    assert street_kph("something new", None) == 40
    assert all(street_kph(highway, None) == kph for highway, kph in CLASS_KPH.items())


def test_where_limits_are_tagged():
    assert maxspeed_of({"maxspeed": "50", "maxspeed:type": "DE:rural"}) == "50"
    assert maxspeed_of({"maxspeed": "signals", "source:maxspeed": "DE:urban"}) == "DE:urban"
    assert maxspeed_of({"maxspeed:forward": "70", "maxspeed:backward": "50"}) == "70;50"
    assert maxspeed_of({}) is None


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("5", 300), ("0:05", 300), ("00:05:30", 330), ("PT5M", 300), ("PT1H30S", 3630), ("01:00", 3600)],
)
def test_durations(text, seconds):
    assert parse_duration_s(text) == seconds


@pytest.mark.parametrize("text", [None, "", "soon", "-5", "1:2:3:4", "PT", "0", "99999999", "nan"])
def test_no_duration(text):
    assert parse_duration_s(text) is None
