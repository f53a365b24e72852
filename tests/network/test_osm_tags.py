from __future__ import annotations

import pytest

from simulator.network.osm_tags import blocks_cars, directions, not_read, way_kind


@pytest.mark.parametrize(
    ("tags", "kind"),
    [
        ({"highway": "residential"}, "road"),
        ({"highway": "footway"}, "not a road for cars"),
        ({"highway": "track"}, "not a road for cars"),
        ({"highway": "construction", "construction": "primary"}, "not a road for cars"),
        ({"waterway": "river"}, "not a road for cars"),
        ({"highway": "service"}, "road"),
        ({"highway": "service", "service": "driveway"}, "driveway or car park"),
        ({"highway": "service", "service": "parking_aisle"}, "driveway or car park"),
        ({"highway": "residential", "access": "private"}, "closed to motor vehicles"),
        ({"highway": "residential", "access": "no"}, "closed to motor vehicles"),
        ({"highway": "residential", "motor_vehicle": "no"}, "closed to motor vehicles"),
        ({"highway": "residential", "access": "no", "motor_vehicle": "yes"}, "road"),
        ({"highway": "residential", "vehicle": "no", "motorcar": "destination"}, "road"),
        ({"highway": "unclassified", "vehicle": "agricultural;forestry"}, "closed to motor vehicles"),
        ({"highway": "unclassified", "vehicle": "destination;agricultural"}, "road"),
        ({"highway": "residential", "access": "destination"}, "road"),
        ({"highway": "service", "area": "yes"}, "area"),
        ({"route": "ferry", "motor_vehicle": "yes"}, "ferry"),
        ({"route": "ferry", "motorcar": "yes"}, "ferry"),
        ({"route": "ferry", "motor_vehicle": "no"}, "ferry without cars"),
        ({"route": "ferry", "foot": "yes"}, "ferry without cars"),
        ({"route": "ferry"}, "ferry without cars"),
        ({"route": "ferry", "highway": "tertiary"}, "ferry"),
        ({"route": "ferry", "highway": "tertiary", "motor_vehicle": "no"}, "ferry without cars"),
        ({"highway": "residential", "oneway": "reversible"}, "one-way street whose direction changes"),
        ({"highway": "residential", "oneway": "alternating"}, "road"),
        (
            {"highway": "residential", "motor_vehicle:forward": "no", "vehicle:backward": "no"},
            "closed to motor vehicles",
        ),
        ({"highway": "residential", "oneway": "yes", "motor_vehicle:forward": "no"}, "closed to motor vehicles"),
        ({"highway": "residential", "access": "no", "psv": "yes"}, "open to buses or taxis only"),
        ({"highway": "residential", "motor_vehicle": "no", "taxi": "designated"}, "open to buses or taxis only"),
        ({"highway": "residential", "motor_vehicle": "no", "bus": "no"}, "closed to motor vehicles"),
        ({"highway": "unclassified", "smoothness": "impassable"}, "off-road vehicles only"),
        ({"highway": "unclassified", "smoothness": "bad"}, "road"),
        ({"highway": "unclassified", "4wd_only": "yes"}, "off-road vehicles only"),
    ],
)
def test_kind(tags, kind):
    assert way_kind(tags) == kind


def test_driveways_on_request():
    assert way_kind({"highway": "service", "service": "driveway"}, driveways=True) == "road"
    assert way_kind({"highway": "service", "service": "driveway", "access": "private"}, driveways=True) != "road"


STOP = (
    "block", "bus_trap", "chain", "cycle_barrier", "fence", "full-height_turnstile", "hedge", "horse_stile",
    "jersey_barrier", "kissing_gate", "log", "motorcycle_barrier", "rope", "stile", "sump_buster", "turnstile", "wall",
    "yes",
)  # fmt: skip
LET_PASS = ("swing_gate", "lift_gate", "cattle_grid", "toll_booth", "border_control", "entrance", "kerb")
BOTH, ALONG, AGAINST, NONE = (True, True), (True, False), (False, True), (False, False)


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        ({}, BOTH),
        ({"oneway": "yes"}, ALONG),
        ({"oneway": "-1"}, AGAINST),
        ({"oneway": "reverse"}, AGAINST),
        ({"oneway": "no"}, BOTH),
        ({"oneway": "alternating"}, BOTH),
        ({"junction": "roundabout"}, ALONG),
        ({"junction": "circular"}, ALONG),
        ({"junction": "roundabout", "oneway": "-1"}, AGAINST),
        ({"highway": "motorway"}, ALONG),
        ({"highway": "motorway", "oneway": "no"}, BOTH),
        ({"oneway:motor_vehicle": "yes"}, ALONG),
        ({"oneway:vehicle": "-1"}, AGAINST),
        ({"oneway": "yes", "oneway:motor_vehicle": "no"}, BOTH),
        ({"oneway": "yes", "oneway:bicycle": "no"}, ALONG),
        ({"oneway:motor_vehicle": "yes", "oneway:motorcar": "-1"}, AGAINST),
        ({"motor_vehicle:backward": "no"}, ALONG),
        ({"vehicle:backward": "no"}, ALONG),
        ({"vehicle:backward": "destination"}, BOTH),
        ({"access:forward": "private"}, AGAINST),
        ({"vehicle:backward": "no", "motorcar": "yes"}, BOTH),
        ({"access": "no", "motor_vehicle:forward": "yes"}, ALONG),
        ({"oneway": "yes", "motor_vehicle:forward": "no"}, NONE),
        ({"access": "no"}, NONE),
    ],
)
def test_directions(tags, expected):
    assert directions(tags) == expected


@pytest.mark.parametrize(
    ("tags", "blocks"),
    [
        ({}, False),
        ({"barrier": "bollard"}, True),
        ({"barrier": "bollard", "motor_vehicle": "yes"}, False),
        ({"barrier": "gate"}, False),
        ({"barrier": "gate", "access": "private"}, True),
        ({"barrier": "lift_gate", "access": "no", "motor_vehicle": "destination"}, False),
        ({"access": "no"}, False),
        ({"barrier": "no"}, False),
        ({"barrier": "gate", "locked": "yes"}, True),
        ({"barrier": "gate", "locked": "yes", "access": "yes"}, True),
        ({"barrier": "gate", "locked": "yes", "motor_vehicle": "yes"}, False),
        ({"barrier": "gate", "locked": "no"}, False),
        ({"barrier": "cattle_grid;gate"}, False),
        ({"barrier": "gate;bollard"}, True),
        ({"barrier": "bollard", "bus": "yes", "bollard": "rising"}, True),
        *(({"barrier": kind}, True) for kind in STOP),
        *(({"barrier": kind}, False) for kind in LET_PASS),
    ],
)
def test_barriers(tags, blocks):
    assert blocks_cars(tags) is blocks


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        ({"highway": "residential"}, []),
        ({"maxheight": "2.1", "maxweight": "2.8"}, ["limits of height, width, length or weight"]),
        ({"motor_vehicle:conditional": "no @ (22:00-06:00)"}, ["access that depends on the hour or other conditions"]),
        ({"oneway:conditional": "yes @ (Mo-Fr)"}, ["access that depends on the hour or other conditions"]),
        ({"maxspeed:conditional": "30 @ wet"}, ["speed limits that depend on the hour or other conditions"]),
    ],
)
def test_what_is_not_read_is_named(tags, expected):
    assert not_read(tags) == expected
