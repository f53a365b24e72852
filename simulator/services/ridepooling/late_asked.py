"""Requests of people on tours who asked later than they had wanted to, as they were not there: told as they asked."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulator.event_kinds import Event
from simulator.tables import NO_TIME, NO_TOUR, OWN_MEANS
from simulator.world.build import World
from simulator.world.tours import begin_on_the_way, has_tours


def as_asked(world: World, events: pd.DataFrame, known: Any) -> World:
    """Return the world with these requests submitted when they were, and no departure wished for before that.

    Who goes on with a vehicle of their own does so whatever the time: nothing is left of when they wanted to arrive.
    known: of those who ask nobody, the last ones of the world, see ``travellers.known.Known``.
    """
    demand = world.demand
    if not has_tours(demand):
        return world
    asked_s = first_asked_s(world, events)
    along = events.loc[events["kind"] == Event.SAME_MEANS, "request"].to_numpy(np.int64)
    known_along = _ask_as_if(world, known, asked_s)
    late = asked_s > demand["submitted_s"].to_numpy(np.int64)
    if not late.any() and not len(along) and not len(known_along):
        return world
    is_along = np.zeros(len(demand), dtype=np.bool_)
    is_along[along] = is_along[known_along] = True
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


def _ask_as_if(world: World, known: Any, asked_s: NDArray[np.int64]) -> NDArray[np.int64]:
    """Put in when those would have asked who ask nobody; return who of them go on with a vehicle of their own.

    Who goes on with it does so when they leave; all others ask as soon as they have an answer on the trip before.
    """
    count, demand = len(known.request), world.demand
    rows = np.arange(len(demand) - count, len(demand))
    parts = world.scenario.parts
    kept = [part.number for part in parts if part.kind == OWN_MEANS and part.config.by != "walk"]
    later = begin_on_the_way(demand)[rows]
    along = later & np.isin(known.service, kept)
    told = demand.iloc[rows][["tour", "tour_position"]].assign(row=rows, answered_s=known.answered_s, later=later)
    told = told.sort_values(["tour", "tour_position"])
    before = told[["tour", "answered_s"]].shift(fill_value=NO_TOUR)
    goes_on = told[(told["later"] & (told["tour"] == before["tour"])).to_numpy(bool)]
    answered_s = before.loc[goes_on.index, "answered_s"].to_numpy(np.int64)
    asked_s[goes_on["row"]] = np.maximum(asked_s[goes_on["row"]], answered_s)
    asked_s[rows[along]] = np.maximum(asked_s[rows[along]], known.answered_s[along])
    return rows[along]


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
