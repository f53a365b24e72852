"""Cuts of a real timetable, with what seldom comes in one: loops, overtaking, nights, changes in the same second."""

from __future__ import annotations

import numpy as np
import pandas as pd

from simulator.network.timetable.timetable import Timetable
from simulator.units import DAY_S, HOUR_S
from tests.network.timetable.tables import Call, Tables

STOPS, FEWEST, CHAINS = 14, 8, 25
HOURS = 2  # before and after a call


def mutated(timetable: Timetable, seed: int) -> Tables:
    """Return some trips that call near each other within some hours, each with one mutation or none."""
    draw = np.random.default_rng([seed, 2])
    kept, number = _cut(timetable, draw)
    while kept["chain"].nunique() < FEWEST:
        kept, number = _cut(timetable, draw)
    chains = kept["chain"].unique()
    tables = Tables(STOPS, [], {})
    for chain in draw.choice(chains, size=min(CHAINS, len(chains)), replace=False).tolist():
        of_chain = kept[kept["chain"].to_numpy() == chain]
        columns = (of_chain[name].tolist() for name in ("stop", "arrival_s", "departure_s"))
        tables.trips += _mutated([(number[stop], *times) for stop, *times in zip(*columns, strict=True)], draw)
    for one, other, walk_s in timetable.walks.itertuples(index=False):
        if one in number and other in number and draw.random() < 0.9:
            tables.walks[number[one], number[other]] = int(draw.choice([walk_s, 0, 60]))
    return tables


def _cut(timetable: Timetable, draw: np.random.Generator) -> tuple[pd.DataFrame, dict[int, int]]:
    """Return calls near one of them, of chains with several, and a number for each stop there."""
    calls = timetable.calls
    here = calls.iloc[int(draw.integers(len(calls)))]
    at = timetable.stops[["lon", "lat"]].to_numpy()
    near = np.argsort(np.abs(at - at[here["stop"]]).sum(axis=1), kind="stable")[:STOPS]
    soon = np.abs(calls["departure_s"].to_numpy() - here["departure_s"]) < HOURS * HOUR_S
    kept = calls[soon & np.isin(calls["stop"].to_numpy(), near)]
    several = kept["chain"].duplicated(keep=False)
    return kept[several], {stop: number for number, stop in enumerate(near.tolist())}


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
