from __future__ import annotations

import pytest

from simulator.network.osm_tags import blocks_cars, direction, way_kind


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
    ],
)
def test_kind(tags, kind):
    assert way_kind(tags) == kind


def test_driveways_on_request():
    assert way_kind({"highway": "service", "service": "driveway"}, driveways=True) == "road"
    assert way_kind({"highway": "service", "service": "driveway", "access": "private"}, driveways=True) != "road"


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        ({}, 0),
        ({"oneway": "yes"}, 1),
        ({"oneway": "-1"}, -1),
        ({"oneway": "reverse"}, -1),
        ({"oneway": "no"}, 0),
        ({"junction": "roundabout"}, 1),
        ({"junction": "circular"}, 1),
        ({"junction": "roundabout", "oneway": "-1"}, -1),
        ({"highway": "motorway"}, 1),
        ({"highway": "motorway", "oneway": "no"}, 0),
        ({"oneway": "reversible"}, 0),
    ],
)
def test_direction(tags, expected):
    assert direction(tags) == expected


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
    ],
)
def test_barriers(tags, blocks):
    assert blocks_cars(tags) is blocks
