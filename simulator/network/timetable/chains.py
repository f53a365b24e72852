"""Trips that riders can stay seated between: which follow each other in one vehicle."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import pairwise

import pandas as pd

from simulator.network.gtfs.references import LEAVE, STAY

MOST_WAYS = 64  # that go on from one trip; a feed that means more is broken

Link = tuple[int, int]


def links_of(trips: pd.DataFrame, transfers: pd.DataFrame) -> Iterator[Link]:
    """Yield the pairs (trip, the one it goes on as) among trips of one service day, as rows of ``trips``.

    trips: trip_id, block_id, first_s, last_s, first_station, last_station. In a block each goes on as the next, where
    that begins at the station at which it ends, and no sooner; not where a transfer of type 5 forbids it. Transfers of
    type 4 link two trips anyhow, where the second begins no sooner than the first ends.
    """
    rows = {trip: row for row, trip in enumerate(trips["trip_id"])}
    forbidden, wanted = set[Link](), set[Link]()
    told = transfers[transfers["transfer_type"].isin([STAY, LEAVE])]
    for one in told.itertuples(index=False):
        if one.from_trip_id in rows and one.to_trip_id in rows:
            link = rows[one.from_trip_id], rows[one.to_trip_id]
            (forbidden if one.transfer_type == LEAVE else wanted).add(link)
    first, last = trips["first_s"].tolist(), trips["last_s"].tolist()
    begins, ends = trips["first_station"].tolist(), trips["last_station"].tolist()
    in_blocks = trips[trips["block_id"] != ""]
    order = in_blocks.sort_values(["block_id", "first_s", "last_s"], kind="stable").index.tolist()
    blocks = trips["block_id"].tolist()
    for one, other in pairwise(order):
        same = blocks[one] == blocks[other] and ends[one] == begins[other]
        if same and last[one] <= first[other] and (one, other) not in forbidden:
            wanted.add((one, other))
    # Trips that take no time at all must not go round in a circle.
    yield from sorted(
        (one, other)
        for one, other in wanted
        if last[one] <= first[other] and (first[one], last[one], one) < (first[other], last[other], other)
    )


def chains_of(links: Iterable[Link]) -> list[tuple[int, ...]]:
    """Return all ways along some links from a trip that none leads to, to one that none leads from."""
    after, led_to = defaultdict[int, list[int]](list), set[int]()
    for one, other in links:
        after[one].append(other)
        led_to.add(other)
    found = list[tuple[int, ...]]()
    for begin in sorted(set(after) - led_to):
        ways, open_ways = 0, list[tuple[int, ...]]([(begin,)])
        while open_ways and ways < MOST_WAYS:
            way = open_ways.pop()
            following = after.get(way[-1])
            if following:
                open_ways += [(*way, trip) for trip in reversed(following)]
            else:
                found.append(way)
                ways += 1
    return found
