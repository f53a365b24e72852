from __future__ import annotations

import pandas as pd

from simulator.network.gtfs.regions import stops_in_box, stops_near
from tests.network.timetable.feeds import small_feed
from tests.network.worlds import network_of


def test_stops_on_the_edge_of_a_box_are_in_it() -> None:
    stops = small_feed().tables["stops"]
    assert stops_in_box(stops, (12.0, 53.05, 12.1, 53.2)) == {"B", "C", "D"}
    assert stops_in_box(stops, (12.01, 53.05, 12.1, 53.2)) == {"D"}


def test_stops_near_a_street_though_far_from_its_ends() -> None:
    """The street runs along 53 degrees north from 12 to 12.1 degrees east, which are 6.7 km; 0.01 north are 1.11 km."""
    street = network_of([12.0, 12.1], [53.0, 53.0], [(0, 1, 6700, 400, False)])
    stops = pd.DataFrame(
        {
            "stop_id": ["middle", "north", "east", "nowhere"],
            "stop_lon": [12.05, 12.05, 12.13, float("nan")],
            "stop_lat": [53.0, 53.01, 53.0, float("nan")],
        }
    )
    assert stops_near(stops, street, 1000.0) == {"middle"}
    assert stops_near(stops, street, 1200.0) == {"middle", "north"}  # 1.11 km
    assert stops_near(stops, street, 2100.0) == {"middle", "north", "east"}  # 2.01 km
