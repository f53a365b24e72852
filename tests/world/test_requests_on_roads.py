"""Requests as a ridepooling service sees them: where they are met, what they may expect, who gets no ride at all."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from simulator.network.graph import RoadNetwork
from simulator.network.roads import Roads
from simulator.network.travel_times import NO_WAY, build_travel_times
from simulator.reasons import Reason
from simulator.scenario.models import Scenario
from simulator.services.ridepooling.requests import boarding_s, relies_on, requests_on_roads, stop_option_table
from simulator.services.ridepooling.schema import ConstraintSet
from simulator.world.access import Access
from tests.worlds import NO_CACHE, demand_of, line_network, network_of, ridepooling, scenario_of, sections_of

LINE = line_network(8)  # a minute and a kilometre from node to node
TWO_ROADS = network_of([(0, 1, 1000.0), (2, 3, 1000.0)], 4)
BUS = [{"seats": 8, "wheelchairs": 1, "parcels": 0}]
FILE = {"kind": "file", "requests_file": "requests.csv", "impossible": "reject"}
STOPS = {"mode": "stop_based", "stops_file": "stops.csv", "walk": {"limit_m": 500}}
Place = tuple[int, float, int]  # node, walk [m] and [s]


def access(*places: list[Place], stops: str = "", off_road_m: float = 0.0) -> Access:
    """Return the options of each place, the nearest first. stops: letters for nodes; nodes have no names without."""
    options = [option for place in places for option in place]
    node, walk_m, walk_s = zip(*options, strict=True)
    return Access(
        np.cumsum([0, *map(len, places)]),
        np.array(node, dtype=np.int32),
        np.array([stops[one] if stops else "" for one in node], dtype=object),
        np.array(walk_m),
        np.array(walk_s, dtype=np.int32),
        np.full(len(places), off_road_m),
    )


def on_roads(
    requests: list[dict[str, Any]],
    ends: tuple[Access, Access],
    vehicles: list[dict[str, int]] = BUS,
    network: RoadNetwork = LINE,
    **changes: Any,
) -> tuple[pd.DataFrame, dict[int, Reason]]:
    rows = [{"origin_node": -1, "destination_node": -1, **row} for row in requests]
    roads = Roads.steady(build_travel_times(network, NO_CACHE))
    fleet = pd.DataFrame(vehicles, columns=["seats", "wheelchairs", "parcels"])
    return requests_on_roads(scenario_of(network, **changes).parts[0], ends, roads, demand_of(rows), fleet)


def test_ways_begin_and_end_at_the_nearest_places() -> None:
    ends = access([(1, 50.04, 40), (2, 90, 72)], [(6, 0, 0)]), access([(4, 25.04, 20)], [(5, 30, 24), (7, 60, 48)])
    table, rejected = on_roads([{"submitted_s": 100}, {"submitted_s": 200}], ends)
    columns = ["request", "earliest_departure_s", "origin_node", "destination_node", "access_walk_m", "access_walk_s"]
    assert table[columns].to_numpy().tolist() == [[0, 100, 1, 4, 50.0, 40], [1, 200, 6, 5, 0, 0]]
    columns = ["egress_walk_m", "egress_walk_s", "direct_s", "direct_m"]
    assert table[columns].to_numpy().tolist() == [[25, 20, 180, 3000], [30, 24, 60, 1000]]
    assert rejected == {}


def test_who_must_not_arrive_too_soon_leaves_late_enough() -> None:
    """Walks of 40 s and 20 s, 180 s of driving; two board for 60 s and 10 s each: 320 s before 9000 s.

    The next one is met 8 s from its door, a minute from where it goes; the last one goes nowhere.
    """
    usual = [(1, 50.0, 40), (2, 90.0, 72)], [(4, 25.0, 20)]
    places = [usual, ([(3, 10.0, 8)], [(4, 0.0, 0)]), usual, usual, ([(4, 0.0, 0)], [(4, 0.0, 0)])]
    ends = access(*(origin for origin, _ in places)), access(*(destination for _, destination in places))
    asked = {"submitted_s": 100, "earliest_arrival_s": 9000, "party_size": 2}
    requests = [asked, asked, asked | {"earliest_departure_s": 8800}, asked | {"wheelchairs": 1}]
    requests.append(asked | {"party_size": 1})
    slow = {"dwell_s": 60, "dwell_per_rider_s": 10, "dwell_per_wheelchair_s": 120}
    table, _ = on_roads(requests, ends, service=slow)
    assert table["earliest_departure_s"].tolist() == [9000 - 320, 9000 - 148, 8800, 9000 - 440, 9000 - 70]
    table, _ = on_roads(requests, ends, service=slow | STOPS | {"stop_choice": "best"})
    # From the second stop it is 28 s sooner: 32 s more to walk, a minute less to drive.
    assert table["earliest_departure_s"].tolist() == [9000 - 292, 9000 - 148, 8800, 9000 - 412, 9000 - 70]
    requests[1] = {"submitted_s": 100}
    assert on_roads(requests, ends, service=slow)[0]["earliest_departure_s"].tolist()[1] == 100


def test_boarding_takes_longer_for_many_and_for_wheelchairs() -> None:
    table = pd.DataFrame({"party_size": [1, 4], "wheelchairs": [0, 2]})
    service = {"dwell_s": 30, "dwell_per_rider_s": 7, "dwell_per_wheelchair_s": 100}
    assert boarding_s(ridepooling(scenario_of(LINE, service=service)), table).tolist() == [37, 258]


def test_who_has_no_other_service_for_requests_relies_on_this_one() -> None:
    asks = {"only": [["test"]], "both": [["test"], ["rival"]], "afoot": [["test", "feet"]], "other": [["rival"]]}
    data = sections_of(LINE, classes={name: {"asks": asked} for name, asked in asks.items()})
    services = data["services"]
    data["services"] = {**services, "rival": services["test"], "feet": {"kind": "own_means", "by": "walk"}}
    demand = pd.DataFrame({"traveller_class": list(asks)})
    part = Scenario.model_validate(data).parts[0]
    assert relies_on(part, demand).tolist() == [True, False, True, False]


def test_without_any_road_nothing_but_walks_and_boarding_is_known() -> None:
    ends = access([(0, 0, 0)], [(0, 0, 30)]), access([(1, 0, 0)], [(3, 0, 20)])
    requests = [{"submitted_s": 0}, {"submitted_s": 1, "earliest_arrival_s": 9000}]
    table, rejected = on_roads(requests, ends, network=TWO_ROADS, demand=FILE)
    assert table["direct_s"].tolist() == [60, NO_WAY]
    assert table["earliest_departure_s"].tolist() == [0, 9000 - 50 - 60]
    assert table["max_ride_s"].tolist() == [90 + 1200, 1200]
    assert rejected == {1: Reason.NO_ROAD}


@pytest.mark.parametrize(
    ("rules", "ride_s"),
    [
        ({"max_ride_alpha": 1.11, "max_ride_beta_s": 7}, 206),  # 199.8 + 7 s
        ({"max_ride_alpha": 1.5, "max_ride_beta_s": 100, "max_absolute_detour_s": 120}, 300),
        ({"max_ride_alpha": 1.5, "max_ride_beta_s": 0, "max_absolute_detour_s": 120}, 270),
    ],
)
def test_the_longest_ride_is_that_of_the_class(rules: dict[str, Any], ride_s: int) -> None:
    """Of a way of 180 s; others may ride for 1.5 times as long and 20 minutes."""
    classes = {"adult": {}, "member": {"limits": "member"}}
    limits = {"default": {}, "member": {**rules, "max_wait_s": 77, "hard": False}}
    requests = [{"submitted_s": n, "traveller_class": name} for n, name in enumerate(("member", "adult"))]
    ends = access([(1, 0, 0)], [(1, 0, 0)]), access([(4, 0, 0)], [(4, 0, 0)])
    table, _ = on_roads(requests, ends, classes=classes, limits=limits)
    assert table[["max_wait_s", "max_ride_s", "hard"]].to_numpy().tolist() == [[77, ride_s, False], [1200, 1470, True]]


def test_the_longest_travel_has_the_walks_to_the_nearest_stops_on_top() -> None:
    """Of a way of 180 s, and 40 and 25 s on foot; without both keys nothing limits it."""
    classes = {"adult": {}, "member": {"limits": "member"}}
    limits = {"default": {}, "member": {"max_travel_alpha": 1.11, "max_travel_beta": "7 s"}}
    requests = [{"submitted_s": n, "traveller_class": name} for n, name in enumerate(("member", "adult"))]
    ends = access([(1, 0, 40)], [(1, 0, 40)]), access([(4, 0, 25)], [(4, 0, 25)])
    table, _ = on_roads(requests, ends, classes=classes, limits=limits)
    assert table["max_travel_s"].tolist() == [206 + 40 + 25, -1]


@pytest.mark.parametrize("half", ["max_travel_alpha", "max_travel_beta_s"])
def test_the_longest_travel_is_told_by_both_numbers(half: str) -> None:
    with pytest.raises(ValueError, match="expected both max_travel_alpha and max_travel_beta, or none of them"):
        ConstraintSet.model_validate({half: 2})


@pytest.mark.parametrize(
    ("party", "fits"),
    [
        ({"party_size": 8}, True),
        ({"party_size": 9}, False),
        ({"party_size": 9, "wheelchairs": 1}, True),
        ({"party_size": 2, "wheelchairs": 2}, False),
        ({"parcels": 3}, True),
        ({"parcels": 4}, False),
        ({"party_size": 3, "parcels": 1}, False),  # the van takes them, and the bus has the seats
    ],
)
def test_a_party_fits_into_one_vehicle_or_none(party: dict[str, int], fits: bool) -> None:
    van = {"seats": 2, "wheelchairs": 0, "parcels": 3}
    request, ends = {"submitted_s": 0, **party}, (access([(1, 0, 0)]), access([(4, 0, 0)]))
    assert on_roads([request], ends, [*BUS, van])[1] == ({} if fits else {0: Reason.PARTY_TOO_LARGE})
    assert on_roads([request], ends, [])[1] == {}  # without vehicles it is not the party that is too large


@pytest.mark.parametrize(
    ("origin", "destination", "reason"),
    [
        ((1, 500, 400), (4, 500, 400), None),
        ((1, 500.1, 401), (4, 0, 0), Reason.NO_STOP_IN_WALKING_RANGE),
        ((1, 0, 0), (4, 500.1, 401), Reason.NO_STOP_IN_WALKING_RANGE),
        ((1, 100, 80), (1, 200, 160), Reason.WALK_INSTEAD),
        ((1, 100, 80), (1, 600, 480), Reason.NO_STOP_IN_WALKING_RANGE),
    ],
)
def test_who_walks_too_far_or_to_the_same_stop_is_told_so(origin: Place, destination: Place, reason: Reason) -> None:
    ends = access([origin], stops="ABCDEFGH"), access([destination], stops="ABCDEFGH")
    assert on_roads([{"submitted_s": 0}], ends, service=STOPS)[1] == ({} if reason is None else {0: reason})
    assert on_roads([{"submitted_s": 0}], ends)[1] == {}  # from door to door there are no stops


@pytest.mark.parametrize("off_road_m", [1000.0, 1000.1])
@pytest.mark.parametrize(("service", "demand", "told"), [({}, {}, True), (STOPS, {}, False), (STOPS, FILE, True)])
def test_who_is_far_from_any_road_cannot_be_met(
    off_road_m: float, service: dict[str, Any], demand: dict[str, Any], told: bool
) -> None:
    """At most a kilometre; who is drawn for stops is counted by its walk."""
    changes = {"service": service, **({"demand": demand} if demand else {})}
    near, far = access([(1, 0, 0)], stops="ABCDEFGH"), access([(4, 0, 0)], stops="ABCDEFGH", off_road_m=off_road_m)
    refused = told and off_road_m > 1000
    for ends in ((near, far), (far, near)):
        table, rejected = on_roads([{"submitted_s": 0}], ends, **changes)
        assert rejected == ({0: Reason.NO_STOP_IN_WALKING_RANGE} if refused else {})
        assert table["direct_s"].tolist() == [NO_WAY if refused else 180]


def test_options_are_listed_by_request_pickups_first() -> None:
    ends = (
        access([(2, 0.04, 0), (1, 50.06, 40)], [(6, 0, 0)], stops="ABCDEFGH"),
        access([(4, 25, 20)], [(5, 30, 24), (7, 60, 48)], stops="ABCDEFGH"),
    )
    table = stop_option_table(*ends)
    assert table.index.tolist() == list(range(6))
    assert table.to_numpy().tolist() == [
        [0, 0, 0, 2, "C", 0.0, 0],
        [0, 0, 1, 1, "B", 50.1, 40],
        [0, 1, 0, 4, "E", 25.0, 20],
        [1, 0, 0, 6, "G", 0.0, 0],
        [1, 1, 0, 5, "F", 30.0, 24],
        [1, 1, 1, 7, "H", 60.0, 48],
    ]
