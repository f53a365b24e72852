"""Cuts of a real timetable, with what seldom comes in one: loops, overtaking, nights, changes in the same second."""

from __future__ import annotations

import numpy as np

from simulator.network.timetable.timetable import Timetable
from simulator.units import DAY_S
from tests.network.timetable.tables import Call, Tables

STOPS, CHAINS = 14, 30


def mutated(timetable: Timetable, seed: int) -> Tables:
    """Return some trips that call near each other, each with one mutation or none."""
    draw = np.random.default_rng([seed, 2])
    calls = timetable.calls
    middle = int(draw.choice(calls["stop"].to_numpy()))
    near = (
        (timetable.stops[["lon", "lat"]] - timetable.stops.loc[middle, ["lon", "lat"]].astype(float)).pow(2).sum(axis=1)
    )
    number = {int(stop): at for at, stop in enumerate(near.sort_values(kind="stable").index[:STOPS])}
    kept = calls[calls["stop"].isin(list(number))]
    long_enough = kept.groupby("chain").filter(lambda chain: len(chain) > 1)
    chains = np.unique(long_enough["chain"].to_numpy())
    tables = Tables(STOPS, [], {})
    for chain in draw.choice(chains, size=min(CHAINS, len(chains)), replace=False).tolist():
        of_chain = long_enough[long_enough["chain"] == chain]
        trip: list[Call] = [
            (number[stop], arrival, departure)
            for stop, arrival, departure in of_chain[["stop", "arrival_s", "departure_s"]].itertuples(index=False)
        ]
        tables.trips += _mutated(trip, draw)
    for one, other, walk_s in timetable.walks.itertuples(index=False):
        if one in number and other in number and draw.random() < 0.9:
            tables.walks[number[one], number[other]] = int(draw.choice([walk_s, 0, 60]))
    return tables


def _mutated(trip: list[Call], draw: np.random.Generator) -> list[list[Call]]:
    """Return a trip as it is, or one or two others in its place."""
    kind = int(draw.integers(6))
    if kind == 0:  # a loop: back to where it began
        last = trip[-1][2]
        return [[*trip, (trip[0][0], last + 60, last + 60)]]
    if kind == 1:  # an express that begins later and is sooner at the end
        first, last = trip[0][1], trip[-1][1]
        return [
            trip,
            [(s, first + 60 + (a - first) // 3, first + 60 + (d - first) // 3) for s, a, d in trip if last > first],
        ]
    if kind == 2:  # in the night that follows
        return [[(stop, arrival + DAY_S, departure + DAY_S) for stop, arrival, departure in trip]]
    if kind == 3:  # to the hour: every hop in no time, and changes in the same second
        hour = trip[0][1] // 3600 * 3600
        return [[(stop, hour, hour) for stop, _, _ in trip]]
    if kind == 4:  # against its direction, at the same times
        stops = [stop for stop, _, _ in trip][::-1]
        return [[(stop, arrival, departure) for stop, (_, arrival, departure) in zip(stops, trip, strict=True)]]
    return [trip]
