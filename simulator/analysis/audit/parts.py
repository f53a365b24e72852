"""The auditor's view of rides that are parts of journeys: what each has to keep, from what was told of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pandas as pd

from simulator.event_kinds import Event
from simulator.tables import NO_TIME

Wish = dict[str, int]


def held_rides(events: pd.DataFrame) -> frozenset[tuple[int, int]]:
    """Return which rides vehicles began to wait for, and when [s]."""
    rows = events[events["kind"] == Event.HELD]
    return frozenset(zip(rows["ride"].tolist(), rows["time_s"].tolist(), strict=True))


def mended_rides(events: pd.DataFrame) -> frozenset[int]:
    """Return the rides that were booked later than the first parts of their journeys, be it with another service."""
    legs = events[events["kind"] == Event.LEG]
    later = legs["time_s"] > legs.groupby("request")["time_s"].transform("min")
    return frozenset(legs.loc[later, "ride"].tolist())


def begun(whole: Mapping[str, int], booked_s: int, *, mended: bool) -> Wish:
    """Return what a part has to keep of which nothing is told yet. whole: what the request has, see ``requests``.

    mended: it is booked later than the first ones, or after one of them was given back or missed.
    """
    wish = {**whole, "submitted_s": booked_s, "earliest_arrival_s": NO_TIME}
    if mended:  # what is planned instead of a connection that was missed may come too late
        wish["latest_arrival_s"] = NO_TIME
    return wish


def due(wish: Wish, whole: Mapping[str, int], by_s: int) -> None:
    """Let a part be one to a station, to be there by a time [s]; it may begin as late as that allows; changes wish."""
    if whole["earliest_arrival_s"] != NO_TIME:  # who goes all the way has to leave late for that; others need not
        wish["earliest_departure_s"] = wish["submitted_s"]
    wish.update(latest_arrival_s=by_s, dropoff_walk_s=0, max_wait_s=NO_TIME, max_travel_s=NO_TIME, ends_there=1)


def ready(wish: Wish, from_s: int) -> None:
    """Let a part be one from a station, from a time on [s]; the journey has a longest wait of its own; changes wish."""
    wish.update(earliest_departure_s=from_s, pickup_walk_s=0, max_wait_s=NO_TIME, begins_there=1)


def walked(wish: Wish, walk_s: int) -> None:
    """Let a part begin so far from where they are [s]; how long they may travel stays so long; changes wish."""
    if wish["max_travel_s"] != NO_TIME:  # ``measured`` will add what is walked more
        wish["max_travel_s"] -= walk_s - wish["pickup_walk_s"]
    wish["pickup_walk_s"] = walk_s


def measured(
    wish: Wish, whole: Mapping[str, int], direct_s: Callable[[int, int, int, int], int], boards_s: int
) -> None:
    """Let a part take as much longer than its own direct drive as the whole way may; changes wish.

    direct_s: the drive between two nodes from a time on [s], by what is known at a further one. boards_s: when it is
    planned to begin; one to a station is measured when it has to leave for that, at the latest then. The way to or from
    a station is measured as the whole one is: where the stop is that is next, though they may walk to another one.
    """
    ends, known_s = (wish["pickup_node"], wish["dropoff_node"]), wish["submitted_s"]
    leaves_s = max(known_s, wish["earliest_departure_s"])
    wish["met_direct_s"] = direct_s(*ends, leaves_s, known_s)
    next_ones = (
        ends[0] if wish.get("begins_there") else whole["pickup_node"],
        ends[1] if wish.get("ends_there") else whole["dropoff_node"],
    )
    longest_s = max(direct_s(*one, when_s, known_s) for one in (ends, next_ones) for when_s in (leaves_s, boards_s))
    longer_s = longest_s - max(whole["met_direct_s"], 0)
    if wish["max_ride_s"] != NO_TIME:
        wish["max_ride_s"] += longer_s
    if wish["max_travel_s"] != NO_TIME:
        walks = ("pickup_walk_s", "dropoff_walk_s")
        wish["max_travel_s"] += longer_s + sum(wish[name] - whole[name] for name in walks)
