"""The compiled best insertion equals the brute-force oracle on random fleets."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.fleet.plans import Plans
from simulator.fleet.reading import read_only
from simulator.kernels import layout as f
from simulator.kernels.acceptance import Terms
from simulator.kernels.follow import NEEDS_LEG
from simulator.kernels.gaps import new_scratch
from simulator.kernels.question import share
from simulator.kernels.search import best_insertion
from simulator.kernels.times import Times, drive_s
from simulator.kernels.timing import begins_at
from simulator.kernels.told import times_when_inserted
from simulator.network.filling import least_between_cells
from simulator.reasons import LegPurpose
from tests import oracles

CAPACITY = (3, 1, 1, 4)
FLEETS = 150  # also of the same code without compilation


@st.composite
def drive_times(draw, nodes: int = 6) -> Times:
    """Random one-way travel times with zeros in them that keep the triangle inequality, in two or three cells."""
    direct = draw(st.lists(st.integers(0, 12), min_size=nodes * nodes, max_size=nodes * nodes))
    seconds = np.array(direct).reshape(nodes, nodes) * 30
    np.fill_diagonal(seconds, 0)
    for k in range(nodes):
        seconds = np.minimum(seconds, seconds[:, k : k + 1] + seconds[k : k + 1, :])
    unit = draw(st.sampled_from([1, 1, 30]))
    units = (seconds // unit).astype(np.uint16)
    cell = np.array(draw(st.lists(st.integers(0, 2), min_size=nodes, max_size=nodes)), dtype=np.int16)
    return Times(units, units.T.copy(), cell, least_between_cells(units, cell, 3), unit)


@st.composite
def requests(draw, now: int, nodes: int = 6) -> tuple[np.ndarray, np.ndarray]:
    """A request, and one to three places for its pickup and for its dropoff."""
    what = np.zeros(f.REQUEST_FIELDS, dtype=np.int64)
    earliest = now + draw(st.sampled_from([0, 0, 30, 300, 900]))
    what[f.REQ_PICKUPS] = draw(st.sampled_from([1, 1, 2, 3]))
    what[f.REQ_EARLIEST] = earliest
    what[f.REQ_MAX_WAIT] = draw(st.sampled_from([0, 120, 600, 1800]))
    what[f.REQ_LATEST_ARRIVAL] = draw(st.sampled_from([f.FOREVER, earliest + 900]))
    what[f.REQ_MAX_RIDE] = draw(st.sampled_from([60, 300, 600, 1800, f.FOREVER]))
    what[f.REQ_MAX_TRAVEL] = draw(st.sampled_from([f.FOREVER, f.FOREVER, 400, 1200]))
    what[f.REQ_PICKUP_DWELL] = draw(st.sampled_from([0, 60, 90]))
    what[f.REQ_DROPOFF_DWELL] = draw(st.sampled_from([0, 60]))
    seats, chairs = draw(st.integers(0, 3)), draw(st.integers(0, 1))
    what[f.REQ_SIZE] = max(1, seats + chairs)
    what[f.REQ_LOAD : f.REQ_LOAD + f.LOADS] = seats, chairs, draw(st.integers(0, 1)), 1
    count = int(what[f.REQ_PICKUPS]) + draw(st.sampled_from([1, 1, 2, 3]))
    option = st.tuples(st.integers(0, nodes - 1), st.sampled_from([0, 0, 60, 200]))
    options = np.zeros((count, f.OPTION_FIELDS), dtype=np.int32)
    options[:] = draw(st.lists(option, min_size=count, max_size=count))
    return what, options


@st.composite
def pauses(draw) -> list[tuple[int, int, int, int]]:
    """Corridors of breaks and changeovers, one after the other: earliest and latest beginning, length, earliest end."""
    found, free = [], 600
    for _ in range(draw(st.sampled_from([0, 1, 1, 2]))):
        earliest = free + draw(st.sampled_from([0, 30, 400]))
        latest = earliest + draw(st.sampled_from([0, 200, 900]))
        length = draw(st.sampled_from([60, 300]))
        end = earliest + length + draw(st.sampled_from([0, 0, 100, 600, 1500]))
        found.append((earliest, latest, length, end))
        free = max(latest + length, end)
    return found


def give_pauses(plans: Plans, vehicle: int, spans: list[tuple[int, int, int, int]]) -> None:
    depot, shift_end = plans.vehicles[[f.DEPOT, f.SHIFT_END], vehicle].tolist()
    spans[:] = spans if shift_end > 9000 else []
    if spans:
        rows = [(f.BREAK if span[0] + span[2] == span[3] else f.CHANGEOVER, depot, *span) for span in spans]
        plans.plan_pauses(vehicle, np.array(rows, dtype=np.int32), 0)


def as_oracle(plans: Plans, vehicle: int, now: int, spans: list[tuple[int, int, int, int]]) -> oracles.OracleVehicle:
    """Read a plan into the oracle's terms; only inputs are read, no computed times of later stops.

    spans: all pauses of the vehicle's day; those in the plan are the last of them.
    """
    column = plans.array[:, :, vehicle].astype(int)
    state = plans.vehicles[:, vehicle].astype(int)
    stops, boarded = [], {}
    loads = column[f.LOAD : f.LOAD + f.LOADS]
    ahead = iter(spans[len(spans) - int((column[f.KIND, 1 : state[f.STOPS] + 1] >= f.BREAK).sum()) :])
    for slot in range(1, state[f.STOPS] + 1):
        is_pickup = column[f.KIND, slot] == f.PICKUP
        request = column[f.REQUEST, slot]
        is_pause = column[f.KIND, slot] >= f.BREAK
        if not is_pickup and not is_pause and request not in {stop.request for stop in stops}:
            boarded[request] = column[f.RIDE_START, slot]
        stops.append(
            oracles.OracleStop(
                node=column[f.NODE, slot],
                request=request,
                is_pickup=is_pickup,
                earliest=column[f.EARLIEST, slot],
                latest=column[f.LATEST, slot],
                dwell=column[f.DWELL, slot],
                riders=column[f.SIZE, slot],
                max_ride=column[f.MAX_RIDE, slot],
                load_change=tuple(loads[:, slot] - loads[:, slot - 1]),
                pause=next(ahead) if is_pause else None,
            )
        )
    moving = bool(state[f.MOVING])
    return oracles.OracleVehicle(
        node=column[f.NODE, 0],
        began=column[f.START, 0],
        departure=column[f.DEPARTURE, 0],
        stops=tuple(stops),
        boarded=boarded,
        load=tuple(loads[:, 0]),
        capacity=tuple(state[f.CAPACITY : f.CAPACITY + f.LOADS]),
        depot=state[f.DEPOT],
        shift_end=state[f.SHIFT_END],
        junction=plans.junction(vehicle, now)[1:] if moving else None,
        arrival=column[f.ARRIVAL, 1] if moving else None,
        may_divert=not state[f.FIRST],
    )


def oracle_options(what: np.ndarray, options: np.ndarray):
    """Return the pickups and the dropoffs to choose from, each with its walk."""
    load = tuple(what[f.REQ_LOAD : f.REQ_LOAD + f.LOADS].tolist())
    shared = {"request": 999, "riders": int(what[f.REQ_SIZE]), "max_ride": int(what[f.REQ_MAX_RIDE])}
    earliest, pickups = int(what[f.REQ_EARLIEST]), int(what[f.REQ_PICKUPS])
    boarding = [
        oracles.OracleStop(
            node=node,
            is_pickup=True,
            earliest=earliest + walk,
            latest=earliest + walk + int(what[f.REQ_MAX_WAIT]),
            dwell=int(what[f.REQ_PICKUP_DWELL]),
            load_change=load,
            **shared,
        )
        for node, walk in options[:pickups].tolist()
    ]
    alighting = [
        oracles.OracleStop(
            node=node,
            is_pickup=False,
            earliest=earliest,
            latest=min(int(what[f.REQ_LATEST_ARRIVAL]), earliest + int(what[f.REQ_MAX_TRAVEL])) - walk,
            dwell=int(what[f.REQ_DROPOFF_DWELL]),
            load_change=tuple(-x for x in load),
            **shared,
        )
        for node, walk in options[pickups:].tolist()
    ]
    walks = options[:, f.OPTION_WALK].tolist()
    return list(zip(boarding, walks[:pickups], strict=True)), list(zip(alighting, walks[pickups:], strict=True))


def advance(plans: Plans, rows: np.ndarray, vehicle: int, now: int, divert: bool, junction: int) -> int:
    """Let a vehicle do what comes next by its plan, in time; return when that is."""
    if not plans.stop_count(vehicle):
        return now
    rows[-1, 0] = 0
    at = due(plans, vehicle, now)
    outcome, _ = plans.follow(rows, vehicle, at, diverts=divert, waits_first=False)
    if outcome == NEEDS_LEG:
        node, first = plans.origin(vehicle)[0], plans.stop(vehicle, 1)
        way = [(node, 0), (first.node, first.drive_s)]
        passed = drive_s(plans.times, node, junction)
        if passed + drive_s(plans.times, junction, first.node) == first.drive_s:
            way.insert(1, (junction, passed))
        leg = np.array([(*step, 0) for step in way], dtype=np.int32).T
        plans.depart(rows, vehicle, at, leg, int(LegPurpose.SERVE), diverts=divert)
    return at


def due(plans: Plans, vehicle: int, now: int) -> int:
    """Return when a vehicle with stops acts next; it may leave early for its next stop, at ``now``."""
    first = plans.stop(vehicle, 1)
    node, departure = plans.origin(vehicle)
    if plans.vehicles[f.MOVING, vehicle]:
        return first.arrival_s
    begins = plans.next_stop(vehicle)[1]
    if first.node == node:
        return begins
    return max(departure, min(now, begins - first.drive_s))


def check_begins(plans: Plans, vehicle: int, now: int, spans: list[tuple[int, int, int, int]], seconds) -> None:
    """Compare when the stops of a plan begin, and pauses end, with the oracle."""
    state = as_oracle(plans, vehicle, now, spans)
    starts, _, _ = oracles.timetable(state, state.stops, seconds, state.junction is not None)
    for slot, (stop, start) in enumerate(zip(state.stops, starts, strict=True), 1):
        planned = int(plans.array[f.START, slot, vehicle])
        assert start == (planned if stop.pause is None else (begins_at(plans.array, slot, vehicle), planned))


@settings(max_examples=FLEETS)
@given(data=st.data())
def test_best_insertion_equals_brute_force(data) -> None:
    check_fleet(data.draw)


@pytest.mark.slow(0.9)
@settings(max_examples=6 * FLEETS)
@given(data=st.data())
def test_best_insertion_equals_brute_force_in_many_fleets(data) -> None:
    check_fleet(data.draw)


def check_fleet(draw, search=best_insertion, oracle=oracles.best_insertion) -> None:
    """Compare every insertion that a search finds on a drawn day of a drawn fleet with the oracle's."""
    times = draw(drive_times())
    seconds = times.seconds.astype(int) * times.unit_s
    fleet = draw(st.integers(1, 3))
    plans = Plans(times, fleet, slots=4, debug=True)
    shift_end = draw(st.sampled_from([1200, 3000, 90_000, 90_000]))
    spans = [draw(pauses()) for _ in range(fleet)]
    for vehicle in range(fleet):
        plans.enter(vehicle, draw(st.integers(0, 5)), draw(st.sampled_from([0, 0, 600])), shift_end, CAPACITY)
        give_pauses(plans, vehicle, spans[vehicle])
    weights = np.array(
        draw(st.sampled_from([(1000, 1000, 500, 1000), (1000, 0, 0, 700), (0, 1000, 1000, 0), (500, 300, 1000, 2000)]))
    )
    reach = np.zeros((0, 0), dtype=np.int64)
    rows = np.zeros((1000, f.ROW_FIELDS), dtype=np.int32)
    now = 0
    for request in range(draw(st.integers(1, 9))):
        what, options = draw(requests(now))
        arrays = (plans.array, plans.vehicles, plans.legs, plans.index)
        shared = share(arrays, times, new_scratch(plans.array.shape[1], len(times.least)), weights)
        found = search(shared.address, reach, read_only(what), read_only(options), now)  # as policies see them
        vehicles = [as_oracle(plans, vehicle, now, spans[vehicle]) for vehicle in range(fleet)]
        expected = oracle(
            vehicles, *oracle_options(what, options), seconds.tolist(), oracles.Weights(*weights.tolist()), now
        )
        if found[1] < 0:
            assert expected[1] < 0
            continue
        assert tuple(found) == expected
        before, after = draw(st.sampled_from([(f.FOREVER, f.FOREVER), (0, 120), (300, 0)]))
        terms = Terms(int(what[f.REQ_MAX_WAIT]), before, after, int(what[f.REQ_MAX_RIDE]))
        rows[-1, 0] = 0
        slots = (*found[1:], 0)
        was = [array.copy() for array in arrays[:3]]
        told = times_when_inserted(shared.address, request, what, options, slots, now)
        assert all((array == before).all() for array, before in zip(arrays[:3], was, strict=True))
        plans.accept(rows, request, what, options, slots, terms, now)
        kinds = (f.PICKUP, f.DROPOFF)
        assert told == tuple(plans.planned_start(found[1], request, kind) for kind in kinds)
        for vehicle in range(fleet):
            check_begins(plans, vehicle, now, spans[vehicle], seconds.tolist())
            for _ in range(draw(st.integers(0, 3))):
                now = max(now, advance(plans, rows, vehicle, now, draw(st.booleans()), draw(st.integers(0, 5))))
        now += draw(st.sampled_from([0, 30, 300]))
        for vehicle in range(fleet):  # vehicles act in time: nobody waits beyond what the plan says
            while plans.stop_count(vehicle) and due(plans, vehicle, 2 * now) < now:
                advance(plans, rows, vehicle, now, True, 0)
