"""Ways with a journey by timetable between hubs, or on foot at one end: which there are, what they cost at least."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from simulator.kernels.bundle import Address, Bundle, dimensions, opener
from simulator.kernels.jit import jit, jit_in_place

ON_FOOT = -1  # instead of a hub
NO_HUB = -2
NO_TIME = -1  # of arriving
NO_WAY = -1
BOUND, RANK, ACCESS, EGRESS, LEAVES, ARRIVES, RIDES, BEGINS = range(8)  # columns of ways
WAY_FIELDS = 8
MOST_RIDES = 16
EVER = 1 << 26  # times are less than so many seconds before or after the first day
_FEW = 64

Near = tuple[NDArray[np.int32], NDArray[np.int32]]  # stops, and the walks to or from them [s]
Span = tuple[int, int]


class Best(Bundle):
    """Lists of best journeys; read only."""

    offsets: NDArray[np.int64]  # (lists + 1,)
    rows: NDArray[np.int32] = dimensions(2)  # (journeys, 3) leaves, arrives [s], rides; of a list the latest first


class Hubs(Bundle):
    """Best journeys between hubs, and between hubs and stops one can walk to.

    between: by hub * hubs + other hub. away: by hub * stops + stop, until one gets off. back: by hub * stops + stop,
    from when one gets on. hub_of: of each stop, or NO_HUB.
    """

    hubs: int
    stops: int
    between: Best
    away: Best
    back: Best
    hub_of: NDArray[np.int32]


class Asked(Bundle):
    """What a request asks for.

    origin, origin_s, destination, destination_s: stops one can walk to, and the walks [s]. to_s, from_s: (hubs,), see
    ``services.protocol.Reach``, with the ways by bike behind those of to_s, if any; to_cost, from_cost: what either
    costs at least, its fare included. Times in s, by and after: of arriving, or NO_TIME. wait, least, change: what a
    second of wait costs, one of the cheapest of wait, ride and walk, and a change, of all riders. fare: what that by
    timetable costs. drives: the direct drives of the rides on demand take less than so long together [s]; to_beside,
    from_beside: what of to_s and from_s is none.
    """

    origin: NDArray[np.int32]
    origin_s: NDArray[np.int32]
    destination: NDArray[np.int32]
    destination_s: NDArray[np.int32]
    to_s: NDArray[np.int64]
    from_s: NDArray[np.int64]
    to_cost: NDArray[np.int64]
    from_cost: NDArray[np.int64]
    leaves: int
    by: int
    after: int
    buffer: int
    window: int
    longest_wait: int
    longest: int
    wait: int
    least: int
    change: int
    fare: int
    drives: int
    to_beside: int
    from_beside: int


hubs_at, asked_at = opener(Hubs), opener(Asked)


@jit
def joined(best: Best, first: int, near: Near, sign: int, span: Span) -> NDArray[np.int32]:
    """Return the best journeys of several lists with walks to or from their stops, as rows of ``Best``.

    first: of the lists; near: their positions behind it, and the walks. sign: -1 walks before, 1
    behind. span: they leave from when until when [s]. O(n log n).
    """
    count = 0
    for stop in near[0]:
        count += best.offsets[first + stop + 1] - best.offsets[first + stop]
    keys = np.empty(count, dtype=np.int64)
    count = 0
    for place in range(len(near[0])):
        stop, walk = first + near[0][place], np.int64(near[1][place])
        for row in range(best.offsets[stop], best.offsets[stop + 1]):
            leaves, arrives = np.int64(best.rows[row, 0]), np.int64(best.rows[row, 1])
            if sign < 0:
                leaves -= walk
            else:
                arrives += walk
            if leaves < span[0]:
                break
            if leaves <= span[1]:
                keys[count] = ((EVER - leaves) * 2 * EVER + arrives + EVER) * MOST_RIDES + best.rows[row, 2]
                count += 1
    return _none_beaten(np.sort(keys[:count]))


@jit
def _none_beaten(keys: NDArray[np.int64]) -> NDArray[np.int32]:
    """Return the journeys of which none leaves as late, arrives as early and has as few rides as another."""
    found = np.empty((len(keys), 3), dtype=np.int32)
    earliest = np.full(MOST_RIDES, 2 * EVER, dtype=np.int64)  # arrival with at most so many rides
    count = 0
    for key in keys:
        rides, times = key % MOST_RIDES, key // MOST_RIDES
        arrives = times % (2 * EVER) - EVER
        if arrives < earliest[rides]:
            for more in range(rides, MOST_RIDES):
                earliest[more] = min(earliest[more], arrives)
            found[count, 0], found[count, 1], found[count, 2] = EVER - times // (2 * EVER), arrives, rides
            count += 1
    return found[:count]


@jit
def list_ways(hubs: Address, request: Address, most: int) -> NDArray[np.int64]:
    """Return the ways of a request that keep all limits and may cost no more than ``most``; int64 (ways, WAY_FIELDS).

    BOUND: what they cost at least, in thousandths, ascending. RANK: in the order of access, egress, and the latest
    first; hubs before feet. ACCESS, EGRESS: hubs or ON_FOOT, never both; ACCESS: hubs by bike behind the hubs.
    LEAVES, ARRIVES, RIDES: of the journey by timetable. BEGINS: when to leave the origin. hubs: of ``Hubs``. request:
    of ``Asked``. O(hubs^2 * log n + ways).
    """
    work, asked = hubs_at(hubs), asked_at(request)
    found, count, rank = np.empty((_FEW, WAY_FIELDS), dtype=np.int64), 0, 0
    ways_to = len(asked.to_s)
    for one in range(ways_to + 1):
        access = np.int64(one) if one < ways_to else np.int64(ON_FOOT)
        if access != ON_FOOT and asked.to_s[access] == NO_WAY:
            continue
        hub = access % work.hubs if access != ON_FOOT else access
        span = _span(asked, access)
        for other in range(work.hubs + 1):
            egress = np.int64(other) if other < work.hubs else np.int64(ON_FOOT)
            if hub == egress or (egress != ON_FOOT and asked.from_s[egress] == NO_WAY):
                continue
            base = _base(asked, access, egress)
            if base > most or _drives(asked, access, egress) >= asked.drives:
                continue
            rows = _between(work, asked, hub, egress, span)
            for row in range(_first_by(rows, span[1]), len(rows)):
                if rows[row, 0] < span[0]:
                    break
                rank += 1
                if count == len(found):
                    found = np.concatenate((found, np.empty_like(found)))
                found[count, RANK], found[count, ACCESS], found[count, EGRESS] = rank, access, egress
                if _fits(asked, base, rows[row], found[count]) and found[count, BOUND] <= most:
                    count += 1
    return found[np.argsort(found[:count, BOUND], kind="mergesort")]


@jit_in_place
def _span(asked: Asked, access: int) -> Span:
    """Return from when until when journeys may leave a hub, or the origin on foot [s]."""
    first, last = np.int64(asked.leaves), np.int64(asked.by)
    if asked.by == NO_TIME:
        last = np.int64(asked.leaves + asked.longest_wait)
    if access != ON_FOOT:
        buffer, window = _slack(asked, access)
        first += asked.to_s[access] + buffer
        if asked.by == NO_TIME:
            last += asked.to_s[access] + buffer + window
    return first, last


@jit_in_place
def _slack(asked: Asked, access: int) -> Span:
    """Return buffer and window of a way to a hub [s]; who comes by bike needs none."""
    if access >= len(asked.from_s):
        return np.int64(0), np.int64(0)
    return np.int64(asked.buffer), np.int64(asked.window)


@jit_in_place
def _base(asked: Asked, access: int, egress: int) -> int:
    """Return what ways by two hubs cost at least, whenever they go."""
    cost = np.int64(asked.fare)
    if access != ON_FOOT:
        cost += asked.change + asked.to_cost[access]
    if egress != ON_FOOT:
        cost += asked.change + asked.from_cost[egress]
    return cost


@jit_in_place
def _drives(asked: Asked, access: int, egress: int) -> int:
    """Return how long the direct drives of the rides on demand take [s]."""
    drives = np.int64(0)
    if access != ON_FOOT and access < len(asked.from_s):
        drives += asked.to_s[access] - asked.to_beside
    if egress != ON_FOOT:
        drives += asked.from_s[egress] - asked.from_beside
    return drives


@jit
def _elsewhere(work: Hubs, near: Near, hub: int) -> Near:
    """Return the stops that are not of a hub, and the walks: nobody rides from a station back to it."""
    others = work.hub_of[near[0]] != hub
    return near[0][others], near[1][others]


@jit
def _between(work: Hubs, asked: Asked, access: int, egress: int, span: Span) -> NDArray[np.int32]:
    """Return the best journeys between two hubs, or on foot, as rows of ``Best``; all that leave within a span."""
    longer = span[0], span[1] + asked.longest  # what leaves later may be as good
    if egress == ON_FOOT:
        near = _elsewhere(work, (asked.destination, asked.destination_s), access)
        return joined(work.away, access * work.stops, near, 1, longer)
    if access == ON_FOOT:
        near = _elsewhere(work, (asked.origin, asked.origin_s), egress)
        return joined(work.back, egress * work.stops, near, -1, longer)
    pair = access * work.hubs + egress
    return work.between.rows[work.between.offsets[pair] : work.between.offsets[pair + 1]]


@jit_in_place
def _first_by(rows: NDArray[np.int32], until: int) -> int:
    """Return the first row, the latest first, that leaves by a time. O(log n)."""
    first, last = 0, len(rows)
    while first < last:
        middle = (first + last) >> 1
        if rows[middle, 0] > until:
            first = middle + 1
        else:
            last = middle
    return first


@jit_in_place
def _fits(asked: Asked, base: int, journey: NDArray[np.int32], way: NDArray[np.int64]) -> bool:
    """Write the rest of a way with a journey; return whether it keeps the limits. way: int64 (WAY_FIELDS,), changed."""
    access, egress = way[ACCESS], way[EGRESS]
    leaves, arrives = np.int64(journey[0]), np.int64(journey[1])
    begins, ends, waits = leaves, arrives, np.int64(0)
    if access != ON_FOOT:
        buffer, window = _slack(asked, access)
        begins = max(np.int64(asked.leaves), leaves - buffer - window - asked.to_s[access])
        waits += leaves - begins - asked.to_s[access]
    if egress != ON_FOOT:
        ends += asked.from_s[egress]
    waits += begins - asked.leaves if asked.by == NO_TIME else asked.by - ends
    way[LEAVES], way[ARRIVES], way[RIDES], way[BEGINS] = leaves, arrives, journey[2], begins
    way[BOUND] = base + asked.wait * waits + asked.least * (arrives - leaves) + asked.change * (journey[2] - 1)
    return bool(ends - begins <= asked.longest and ends >= asked.after and (asked.by == NO_TIME or ends <= asked.by))
