"""The cheapest pair of rides equals what comes out when everything is tried, on random small fleets."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.dispatch.pairs import FoundPair, Pair, Part, cheapest_pair
from simulator.dispatch.policy import FleetView
from simulator.fleet.plans import Plans
from simulator.fleet.reading import read_only
from simulator.kernels import layout as f
from simulator.kernels.acceptance import Terms
from simulator.kernels.gaps import new_scratch
from simulator.kernels.search import best_insertion
from tests import oracles
from tests.kernels.test_search import (
    CAPACITY,
    advance,
    as_oracle,
    drive_times,
    due,
    give_pauses,
    oracle_options,
    pauses,
)
from tests.kernels.test_search import requests as drawn_requests

NO_REACH = np.zeros((0, 0), dtype=np.int64)
WEIGHTS = [(1000, 1000, 500, 1000), (1000, 0, 0, 700), (0, 1000, 1000, 0), (500, 300, 1000, 2000)]


@st.composite
def parts_of(draw, now: int) -> list[Part]:
    """Two to four parts of ways, each with what its rider would be promised."""
    found = []
    for _ in range(draw(st.integers(2, 4))):
        what, options = draw(drawn_requests(now))
        before, after, dropoff_after = draw(
            st.sampled_from([(f.FOREVER, f.FOREVER, f.FOREVER), (0, 120, f.FOREVER), (300, 0, 60)])
        )
        terms = (int(what[f.REQ_MAX_WAIT]), before, after, int(what[f.REQ_MAX_RIDE]), dropoff_after)
        found.append(Part(read_only(what), read_only(options), NO_REACH, terms))
    return found


@st.composite
def pairs_of(draw, parts: int) -> list[Pair]:
    found = []
    for _ in range(draw(st.integers(1, 5))):
        first = draw(st.integers(0, parts - 1))
        second = draw(st.sampled_from([-1, *range(parts), *range(parts)]))
        extra = 30_000 * draw(st.sampled_from([0, 0, 1, 10]))
        found.append(Pair(first, second, extra, draw(st.sampled_from([-1, -1, 900])), draw(st.integers(0, 1))))
    return found


def view_of(plans: Plans, weights: np.ndarray) -> FleetView:
    scratch = new_scratch(plans.array.shape[1], len(plans.times.least))
    nothing = np.zeros((0, f.REQUEST_FIELDS), np.int64), np.zeros((0, f.OPTION_FIELDS), np.int32), (0,)
    return FleetView(
        plans.array, plans.vehicles, plans.legs, plans.index, NO_REACH, plans.times, *nothing, weights, scratch
    )


def put_in(plans: Plans, rows: np.ndarray, number: int, part: Part, insertion: tuple[int, ...], now: int) -> None:
    """Book a part as a service does: accept it, then promise the dropoff."""
    rows[-1, 0] = 0
    *terms, dropoff_after = part.terms
    plans.accept(rows, number, part.fields.copy(), part.options.copy(), (*insertion[1:], 0), Terms(*terms), now)
    vehicle = insertion[1]
    latest_s = plans.planned_start(vehicle, number, f.DROPOFF) + dropoff_after
    if latest_s < plans.latest_start(vehicle, number, f.DROPOFF):
        plans.promise_dropoff(vehicle, number, latest_s)


def insertion_of(ride) -> tuple[int, ...]:
    _, vehicle, pickup, dropoff, cost, pickup_option, dropoff_option = ride.answer
    return cost, vehicle, pickup, dropoff, pickup_option, dropoff_option


def check_pairs(draw, happened: Counter[str]) -> None:
    """Compare the pair that is found at every step of a drawn day with everything, and book it."""
    times, fleet = draw(drive_times()), draw(st.integers(1, 3))
    seconds, plans = (times.seconds.astype(int) * times.unit_s).tolist(), Plans(times, fleet, slots=4, debug=True)
    spans, shift_end = [draw(pauses()) for _ in range(fleet)], draw(st.sampled_from([1200, 3000, 90_000, 90_000]))
    for vehicle in range(fleet):
        plans.enter(vehicle, draw(st.integers(0, 5)), draw(st.sampled_from([0, 0, 600])), shift_end, CAPACITY)
        give_pauses(plans, vehicle, spans[vehicle])
    weights, rows, now = np.array(draw(st.sampled_from(WEIGHTS))), np.zeros((1000, f.ROW_FIELDS), np.int32), 0
    for number in range(0, 2 * draw(st.integers(1, 4)), 2):
        parts = draw(parts_of(now))
        pairs = draw(pairs_of(len(parts)))
        before = [array.copy() for array in (plans.array, plans.vehicles, plans.legs)]
        found = cheapest_pair(view_of(plans, weights), parts, pairs, now)
        assert all((a == b).all() for a, b in zip(before, (plans.array, plans.vehicles, plans.legs), strict=True))
        vehicles = [as_oracle(plans, vehicle, now, spans[vehicle]) for vehicle in range(fleet)]
        asked = [(*options_of(part, 1000 + place), part.terms) for place, part in enumerate(parts)]
        expected = tried(vehicles, asked, pairs, seconds, oracles.Weights(*weights.tolist()), now)
        if found is None or expected is None:
            assert found is None
            assert expected is None
            continue
        pair, (cost, one, other, arrives) = expected
        assert (found.pair, found.cost) == (pair, cost)
        assert [insertion_of(ride) for ride in found.rides] == [one] + ([] if other is None else [other])
        count(happened, found, parts, view_of(plans, weights), now)
        for place, ride in enumerate(found.rides):
            put_in(plans, rows, number + place, parts[ride.answer.request], insertion_of(ride), now)
        for place, ride in enumerate(found.rides):
            vehicle = ride.answer.vehicle
            kinds = (f.PICKUP, f.DROPOFF)
            assert ride[1:] == tuple(plans.planned_start(vehicle, number + place, kind) for kind in kinds)
        last = found.rides[-1]
        egress = parts[last.answer.request].options[:, f.OPTION_WALK].tolist()
        walk = egress[int(parts[last.answer.request].fields[f.REQ_PICKUPS]) + last.answer.dropoff_option]
        assert pairs[pair].arrives_s >= 0 or last.alighting_s + walk == arrives
        for vehicle in range(fleet):
            for _ in range(draw(st.integers(0, 3))):
                now = max(now, advance(plans, rows, vehicle, now, draw(st.booleans()), draw(st.integers(0, 5))))
        now += draw(st.sampled_from([0, 30, 300]))
        for vehicle in range(fleet):
            while plans.stop_count(vehicle) and due(plans, vehicle, 2 * now) < now:
                advance(plans, rows, vehicle, now, True, 0)


def options_of(part: Part, number: int):
    """Return the pickups and the dropoffs of a part, as a request with a number of its own."""
    return tuple(
        [(oracles.replace(stop, request=number), walk) for stop, walk in ends]
        for ends in oracle_options(part.fields, part.options)
    )


def tried(vehicles, asked, pairs, seconds, weights, now):
    """Return the best pair and its way by trying everything; None if there is none."""
    ways = []
    for place, pair in enumerate(pairs):
        first, second, extra, ends, changes = pair
        both = asked if second != first else [*asked, renumbered(asked[second])]
        way = oracles.best_pair(
            vehicles, both, (first, len(asked) if second == first else second, extra, ends), seconds, weights, now
        )
        if way is not None:
            ways.append((way[0], way[3], changes, place, way))
    return min(ways, key=lambda way: way[:4])[3:] if ways else None


def renumbered(part):
    """The same part once more is another ride."""
    pickups, dropoffs, terms = part
    return *([(oracles.replace(stop, request=999), walk) for stop, walk in ends] for ends in (pickups, dropoffs)), terms


def count(happened: Counter[str], found: FoundPair, parts: list[Part], view: FleetView, now: int) -> None:
    """Count what happened, beside the two best of each part alone."""
    happened["found"] += 1
    if len(found.rides) < 2:
        return
    happened["two rides"] += 1
    happened["one vehicle"] += len({ride.answer.vehicle for ride in found.rides}) == 1
    first, second = (
        best_insertion(view.shared.address, NO_REACH, part.fields, part.options, now)
        for part in (parts[ride.answer.request] for ride in found.rides)
    )
    places = [insertion_of(ride) for ride in found.rides]
    happened["first gives way"] += tuple(first) != places[0]
    happened["second goes elsewhere"] += second[1] != places[1][1]


def check_many(examples: int) -> Counter[str]:
    """Check as many days, always the same; return what happened on them."""
    happened = Counter[str]()

    @settings(max_examples=examples, derandomize=True, database=None)
    @given(data=st.data())
    def check(data) -> None:
        check_pairs(data.draw, happened)

    check()
    return happened


OFTEN = ("two rides", "one vehicle", "first gives way", "second goes elsewhere")


def test_the_cheapest_pair_is_that_of_all() -> None:
    happened = check_many(60)
    assert min(happened[what] for what in OFTEN) > 2, happened


@pytest.mark.slow(0.3)
def test_the_cheapest_pair_is_that_of_all_in_hundreds_of_cases() -> None:
    happened = check_many(400)
    assert happened["found"] > 400
    assert min(happened[what] for what in OFTEN) > 40, happened
