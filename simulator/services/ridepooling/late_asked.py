"""Requests of people on tours who asked later than they had wanted to, as they were not there: told as they asked."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulator.event_kinds import Event
from simulator.tables import NO_TIME
from simulator.world.build import World
from simulator.world.tours import has_tours


def as_asked(world: World, events: pd.DataFrame) -> World:
    """Return the world with these requests submitted when they were, and no departure wished for before that.

    Who goes on with a vehicle of their own does so whatever the time: nothing is left of when they wanted to arrive.
    """
    demand = world.demand
    if not has_tours(demand):
        return world
    asked_s = first_asked_s(world, events)
    along = events.loc[events["kind"] == Event.SAME_MEANS, "request"].to_numpy(np.int64)
    late = asked_s > demand["submitted_s"].to_numpy(np.int64)
    if not late.any() and not len(along):
        return world
    is_along = np.zeros(len(demand), dtype=np.bool_)
    is_along[along] = True
    services: dict[str, Any] = dict(world.services)
    for name, its in world.with_requests.items():
        changed = _changed(its.requests, asked_s[: len(its.requests)], is_along)
        services[name] = replace(its, requests=changed)
    return replace(world, demand=_changed(demand, asked_s, is_along), services=services)


def first_asked_s(world: World, events: pd.DataFrame) -> NDArray[np.int64]:
    """Return when each request asked a service with trips first [s], int64 (requests,); the wish of who asked none."""
    asked_s = world.demand["submitted_s"].to_numpy(np.int64).copy()
    rows = events[(events["kind"] == Event.SUBMITTED) & (events["request"] >= 0)].drop_duplicates("request")
    asked_s[rows["request"].to_numpy(np.int64)] = rows["time_s"].to_numpy(np.int64)
    return asked_s


def _changed(table: pd.DataFrame, asked_s: NDArray[np.int64], is_along: NDArray[np.bool_]) -> pd.DataFrame:
    """Return a table of requests, the first ones or all, with their times as they asked."""
    late = asked_s > table["submitted_s"].to_numpy(np.int64)
    wish_s = table["earliest_departure_s"].to_numpy(np.int64)
    changed = {
        "submitted_s": np.where(late, asked_s, table["submitted_s"]),
        "earliest_departure_s": np.where(late, np.maximum(asked_s, wish_s), wish_s),
        "latest_arrival_s": np.where(is_along[: len(table)], NO_TIME, table["latest_arrival_s"]),
    }
    return table.assign(**{name: values.astype(np.int32) for name, values in changed.items()})
