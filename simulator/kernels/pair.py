"""The cheapest of many ways that consist of one ride or of two, exactly."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from simulator.kernels.bundle import Address
from simulator.kernels.gaps import Insertion, boarding_after, dropoff_after, is_no_ride, open_search, try_gap
from simulator.kernels.insertion import fits
from simulator.kernels.jit import jit_in_place
from simulator.kernels.layout import (
    COST,
    DROPOFF_CHOICE,
    DROPOFF_POSITION,
    FIRST,
    NO_COST,
    PICKUP_POSITION,
    REQ_PICKUPS,
    STOPS,
    WEIGHT_RIDE,
    WEIGHT_WAIT,
    WINNER,
)
from simulator.kernels.least import least_cost
from simulator.kernels.parts import (
    CHANGES,
    EXTRA,
    FIRST_PART,
    FIRST_PLACE,
    FOUND_FIELDS,
    NO_PART,
    NOWHERE,
    PAIR,
    SECOND_PART,
    SECOND_PLACE,
    TOTAL,
    UNKNOWN,
    Parts,
    parts_at,
    question_of,
)
from simulator.kernels.question import Question
from simulator.kernels.search import best_insertion_up_to
from simulator.kernels.with_rides import arrival_of, leave_with, question_of_one, tell


@jit_in_place
def best_pair(at: Address, order: NDArray[np.int64], told: NDArray[np.int64], now: int) -> None:
    """Find the cheapest pair of parts, each with its place in a plan, the second in the plans that the first leaves.

    A pair costs what its two insertions cost, the first one as ``search.best_insertion`` counts, the second likewise in
    the plan with the first rider and with all that is promised to that one, and its extra. Both may go in one vehicle.
    Of equal places for one pair the first that ``gaps.keep_better`` would keep for the first part comes first, then for
    the second. Of equally cheap pairs the one that arrives first, then that with fewer changes, then the first.

    at: of ``Parts``, after ``open_parts``; its ``found`` is what is found, PAIR -1 if nothing. order: int64 (pairs,),
    the most promising first. told: int64 (2, 2), written: planned starts of boarding and alighting of both rides [s].
    O(pairs) searches at worst, and for each O(stops^2) insertions into every vehicle that may take both.

    In different vehicles the two know nothing of each other. If their best are not in one and the same, they are the
    answer; else one of them is in its best vehicle, and the other in the best of all others: with a third pair of
    vehicles, one of the two could be moved to a better one that the other is not in. In one vehicle, the second costs
    at least what ``least_cost`` says of it and the first at least its own ride and walks, and the other way round.
    """
    parts = parts_at(at)
    found, pairs, own = parts.found, parts.pairs, parts.own
    for turn in range(len(order)):
        pair = order[turn]
        first, second = pairs[pair, FIRST_PART], pairs[pair, SECOND_PART]
        bound = pairs[pair, EXTRA] + own[first] + (own[second] if second != NO_PART else np.int64(0))
        if own[first] >= NOWHERE or (second != NO_PART and own[second] >= NOWHERE):
            continue
        if _only_grows(parts) and bound > found[TOTAL]:
            continue
        parts.mine[:] = -1
        parts.mine[TOTAL] = NOWHERE
        parts.mine[PAIR] = pair
        _try_pair(parts, first, second, now)
        if parts.mine[TOTAL] < NOWHERE and _is_better(parts, now):
            for field in range(FOUND_FIELDS):
                found[field] = parts.mine[field]
    if found[PAIR] >= 0:
        tell(parts, found, told, now)


@jit_in_place
def _only_grows(parts: Parts) -> bool:
    """Return whether no later stop pays off by the weights; else there are no bounds."""
    return bool(parts.shared.weights[WEIGHT_WAIT] >= parts.shared.weights[WEIGHT_RIDE])


@jit_in_place
def _limit(parts: Parts) -> int:
    """Return what both insertions may cost to be of interest."""
    total = min(parts.found[TOTAL], parts.mine[TOTAL]) if _only_grows(parts) else np.int64(NOWHERE)
    limit: int = total - parts.pairs[parts.mine[PAIR], EXTRA]
    return limit


@jit_in_place
def _try_pair(parts: Parts, first: int, second: int, now: int) -> None:
    """Write to ``mine`` the best places for a pair, if they are not worse than what is found."""
    a, b, own = parts.alone[first], parts.alone[second], parts.own
    rest = np.int64(0) if second == NO_PART else own[second]
    _search_alone(parts, first, _limit(parts) - rest, now)
    if a[WINNER] < 0:
        return
    if second == NO_PART:
        _try_first(parts, a)
        _keep(parts)
        return
    _search_alone(parts, second, _limit(parts) - a[COST], now)
    if b[WINNER] >= 0 and a[COST] + b[COST] <= _limit(parts):
        if a[WINNER] != b[WINNER]:
            _try_both(parts, a, b)
        else:
            if _search_elsewhere(parts, second, b[WINNER], _limit(parts) - a[COST], now):
                _try_both(parts, a, parts.shared.best)
            if _search_elsewhere(parts, first, a[WINNER], _limit(parts) - b[COST], now):
                _try_both(parts, parts.shared.best, b)
    if a[COST] + rest <= _limit(parts):
        _try_each_vehicle(parts, (first, second), now)


@jit_in_place
def _try_each_vehicle(parts: Parts, pair: tuple[int, int], now: int) -> None:
    """Try all places for both parts of a pair in the plan of one vehicle, for each that may be good."""
    first, second = pair
    grows, own, question = _only_grows(parts), parts.own, question_of(parts, second, now)
    if grows:
        _open_least(parts, first, now)
    for vehicle in range(parts.shared.vehicles.shape[1]):
        if grows:
            limit = _limit(parts)
            if parts.least[first, vehicle] + own[second] > limit or least_cost(question, vehicle) + own[first] > limit:
                continue
        _try_one_vehicle(parts, pair, vehicle, now)


@jit_in_place
def _search_alone(parts: Parts, part: int, limit: int, now: int) -> None:
    """Note the best insertion of a part, if it costs no more than a limit and has not been noted."""
    alone = parts.alone[part]
    if not _only_grows(parts):
        limit = np.int64(NO_COST - 1)
    if alone[WINNER] == UNKNOWN or (alone[WINNER] < 0 and parts.searched[part] < limit):
        parts.searched[part] = limit
        question = question_of(parts, part, now)
        insertion = best_insertion_up_to(parts.at, question.reach, question.request, question.options, now, limit)
        for field in range(6):
            alone[field] = insertion[field]


@jit_in_place
def _open_least(parts: Parts, part: int, now: int) -> None:
    """Note for each vehicle the least that a part costs there, if that has not been done. O(slots)."""
    least = parts.least[part]
    if least[0] == UNKNOWN:
        question = question_of(parts, part, now)
        for vehicle in range(len(least)):
            least[vehicle] = least_cost(question, vehicle)


@jit_in_place
def _search_elsewhere(parts: Parts, part: int, but: int, limit: int, now: int) -> bool:
    """Leave in ``best`` the best insertion of a part into another vehicle; return whether there is one. O(slots)."""
    question, best, grows = question_of(parts, part, now), parts.shared.best, _only_grows(parts)
    if grows:
        _open_least(parts, part, now)
    _allow(best, limit)
    for vehicle in range(parts.shared.vehicles.shape[1]):
        if vehicle != but and not (grows and parts.least[part, vehicle] > best[COST]):
            _search_in(question, vehicle)
    return _has_found(question)


@jit_in_place
def _allow(best: NDArray[np.int64], limit: int) -> None:
    """Let a search find what costs no more."""
    best[:] = -1
    best[COST] = limit + 1


@jit_in_place
def _search_in(question: Question, vehicle: int) -> None:
    """Keep in ``best`` what is better of it and the best insertion into the plan of one vehicle."""
    vehicles = question.shared.vehicles
    for option in range(question.request[REQ_PICKUPS]):
        search = open_search(question, option)
        for slot in range(vehicles[FIRST, vehicle], vehicles[STOPS, vehicle] + 1):
            try_gap(question, search, vehicle, slot)


@jit_in_place
def _has_found(question: Question) -> bool:
    """Return whether a search that was allowed so much has found anything; count dropoff options as answers do."""
    best = question.shared.best
    if best[WINNER] < 0:
        return False
    best[DROPOFF_CHOICE] -= question.request[REQ_PICKUPS]
    return True


@jit_in_place
def _try_one_vehicle(parts: Parts, pair: tuple[int, int], vehicle: int, now: int) -> None:
    """Try all places for both parts of a pair in the plan of one vehicle."""
    first, second = pair
    shared = parts.shared
    question = question_of(parts, first, now)
    request, options, count = question.request, question.options, shared.vehicles[STOPS, vehicle]
    rest = parts.own[second] if _only_grows(parts) else np.int64(0)
    for option in range(request[REQ_PICKUPS]):
        search = open_search(question, option)
        for slot in range(shared.vehicles[FIRST, vehicle], count + 1):
            if not fits(question, vehicle, slot):
                continue
            boarding = boarding_after(question, search, vehicle, slot)
            if boarding.vehicle < 0:
                continue
            for other in range(request[REQ_PICKUPS], len(options)):
                if is_no_ride(options, search.pickup, other):
                    continue
                for after in range(slot, count + 1):
                    shared.best[COST] = _limit(parts) - rest
                    cost, dropoff = dropoff_after(question, search, boarding, other, after)
                    if dropoff >= 0:
                        to = other - request[REQ_PICKUPS]
                        place = (cost, np.int64(vehicle), np.int64(slot), np.int64(dropoff), np.int64(option), to)
                        _try_second(parts, pair, place, now)


@jit_in_place
def _try_second(parts: Parts, pair: tuple[int, int], place: Insertion, now: int) -> None:
    """Try all places for the second part in the plan that the first one leaves."""
    one, second = parts.one, pair[1]
    leave_with(parts, pair[0], place, now)
    question = question_of_one(parts, second, place[WINNER], now)
    _allow(one.best, _limit(parts) - place[COST] if _only_grows(parts) else np.int64(NO_COST - 1))
    _search_in(question, np.int64(0))
    if _has_found(question):
        for field in range(6):
            parts.tried[FIRST_PLACE + field] = place[field]
            parts.tried[SECOND_PLACE + field] = one.best[field]
        parts.tried[SECOND_PLACE + WINNER] = place[WINNER]
        _add_up(parts)
        _keep(parts)


@jit_in_place
def _try_first(parts: Parts, first: NDArray[np.int64]) -> None:
    """Let what is tried be one ride."""
    for field in range(6):
        parts.tried[FIRST_PLACE + field], parts.tried[SECOND_PLACE + field] = first[field], np.int64(-1)
    parts.tried[SECOND_PLACE] = 0
    _add_up(parts)


@jit_in_place
def _try_both(parts: Parts, first: NDArray[np.int64], second: NDArray[np.int64]) -> None:
    """Let what is tried be two rides in different vehicles, and keep it if it is better."""
    for field in range(6):
        parts.tried[FIRST_PLACE + field], parts.tried[SECOND_PLACE + field] = first[field], second[field]
    _add_up(parts)
    _keep(parts)


@jit_in_place
def _add_up(parts: Parts) -> None:
    tried, pair = parts.tried, parts.mine[PAIR]
    tried[PAIR] = pair
    tried[TOTAL] = parts.pairs[pair, EXTRA] + tried[FIRST_PLACE] + tried[SECOND_PLACE]


@jit_in_place
def _keep(parts: Parts) -> None:
    """Let ``mine`` be what is tried, if that is cheaper, or as cheap and comes first."""
    tried, mine = parts.tried, parts.mine
    better = tried[TOTAL] < mine[TOTAL]
    if tried[TOTAL] == mine[TOTAL]:
        for field in range(FIRST_PLACE + WINNER, FOUND_FIELDS):
            of_place = (field - FIRST_PLACE) % 6
            if of_place != COST and tried[field] != mine[field]:
                later_wins = of_place in (PICKUP_POSITION, DROPOFF_POSITION)
                better = (tried[field] > mine[field]) == later_wins
                break
    if better:
        for field in range(FOUND_FIELDS):
            mine[field] = tried[field]


@jit_in_place
def _is_better(parts: Parts, now: int) -> bool:
    """Return whether the pair at hand is better than the best so far."""
    mine, found, pairs = parts.mine, parts.found, parts.pairs
    if mine[TOTAL] != found[TOTAL] or found[PAIR] < 0:
        return bool(mine[TOTAL] < found[TOTAL])
    arrives, others = arrival_of(parts, mine, now), arrival_of(parts, found, now)
    if arrives != others:
        return bool(arrives < others)
    changes, others = pairs[mine[PAIR], CHANGES], pairs[found[PAIR], CHANGES]
    if changes != others:
        return bool(changes < others)
    return bool(mine[PAIR] < found[PAIR])
