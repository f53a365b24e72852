"""The demand of a finished day as one problem, for whoever had known everything in advance."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulator.dispatch.fleet_problem import Fleet, fleet_problem
from simulator.event_kinds import Event
from simulator.kernels import layout as f
from simulator.kernels.replan.problem import Problem
from simulator.reasons import Reason
from simulator.services.ridepooling.request_arrays import newcomer_columns, request_fields
from simulator.services.ridepooling.roster import Roster
from simulator.services.ridepooling.start_of_day import Entrance
from simulator.services.ridepooling.world import RidepoolingWorld
from simulator.tables import as_met

LONG_AGO_S = -f.FOREVER
DRIVING_ONLY = np.array([1000, 0, 0, 0], dtype=np.int64)  # cost: thousandths of a second of driving


@dataclass(frozen=True, eq=False)
class Day:
    """What a run did. served: requests that boarded. turned_away: those rejected for want of a vehicle."""

    served: NDArray[np.int64]
    turned_away: NDArray[np.int64]


def what_happened(events: pd.DataFrame, counted: pd.Series[int] | None = None) -> Day:
    """Return who was served, and who ended rejected for want of a vehicle, as ``reason`` in the table of requests.

    counted: the requests that count; all by default.
    """
    events = events if counted is None else events[events["request"].isin(counted)]
    kind, request = events["kind"], events["request"]
    # No reason is nearer to success than these two: who was given one of them at any try counts as that.
    no_vehicle = request[(kind == Event.REJECTED) & events["value"].isin((Reason.NO_VEHICLE, Reason.NO_ENERGY))]
    gave_up, declined = (request[kind == event] for event in (Event.GAVE_UP, Event.DECLINED))
    turned_away = np.setdiff1d(np.intersect1d(no_vehicle, gave_up), declined)
    served = request[kind == Event.BOARDED]
    return Day(np.sort(served.to_numpy(np.int64)), turned_away.astype(np.int64))


def driven_s(events: pd.DataFrame) -> int:
    """Return the time driven by all vehicles [s]: every departure is followed by an arrival or a turn."""
    ends = events.loc[events["kind"].isin((Event.ARRIVED, Event.DIVERTED)), "time_s"]
    return int(ends.sum() - events.loc[events["kind"] == Event.DEPARTED, "time_s"].sum())


def problem_of(world: RidepoolingWorld, events: pd.DataFrame, met: pd.DataFrame, chosen: NDArray[np.int64]) -> Problem:
    """Return the problem of serving some requests, all known from the beginning, with the day's whole fleet.

    met: the requests with the stops where they were met. Departures are those wished for, or agreed on, or those of
    the last try; limits are the scenario's, wider where the run kept to less, so what the run did is feasible here.
    """
    location, fields = world.roads.location, request_fields(world)
    departure = _last(events, Event.AGREED, "value", len(met))
    asked = _last(events, Event.SUBMITTED, "time_s", len(met))
    wished = np.maximum(asked, met["earliest_departure_s"].to_numpy(np.int64))
    fields[:, f.REQ_EARLIEST] = np.where(departure >= 0, departure, wished)
    places = as_met(met)
    access, egress = places["pickup_walk_s"].to_numpy(np.int64), places["dropoff_walk_s"].to_numpy(np.int64)
    boarded, alighted = (_last(events, kind, "time_s", len(met)) for kind in (Event.BOARDED, Event.ALIGHTED))
    rode = boarded >= 0
    wait = np.where(rode, boarded - fields[:, f.REQ_EARLIEST] - access, 0)
    ride = np.where(rode, alighted - boarded - fields[:, f.REQ_PICKUP_DWELL], 0)
    fields[:, f.REQ_MAX_WAIT] = np.maximum(met["max_wait_s"], wait)
    fields[:, f.REQ_MAX_RIDE] = np.maximum(met["max_ride_s"], ride)
    travel = np.where(rode, alighted + egress - fields[:, f.REQ_EARLIEST], 0)
    fields[:, f.REQ_MAX_TRAVEL] = np.maximum(fields[:, f.REQ_MAX_TRAVEL], travel)
    fields[:, f.REQ_LATEST_ARRIVAL] = np.maximum(fields[:, f.REQ_LATEST_ARRIVAL], alighted + egress)
    origin, destination = (location[places[f"{end}_node"]] for end in ("pickup", "dropoff"))
    columns = [
        newcomer_columns(
            request,
            fields[request],
            _option(origin[request], access[request]),
            _option(destination[request], egress[request]),
        )
        for request in chosen.tolist()
    ]
    nobody = np.zeros((f.PLAN_FIELDS, 0), dtype=np.int32)
    return fleet_problem(_fleet(world), np.concatenate([nobody, *columns], axis=1)).problem


def _option(location: int, walk_s: int) -> NDArray[np.int32]:
    """Return a place to meet as an option; how far the next charging site is does not matter in hindsight."""
    option = np.zeros(f.OPTION_FIELDS, dtype=np.int32)
    option[f.OPTION_NODE], option[f.OPTION_WALK] = location, walk_s
    return option


def _last(events: pd.DataFrame, kind: Event, column: str, count: int) -> NDArray[np.int64]:
    """Return a value of the last event of a kind by request, int64 (requests,), -1 where there is none."""
    rows = events[(events["kind"] == kind) & (events["request"] >= 0)]
    found = np.full(count, -1, dtype=np.int64)
    found[rows["request"].to_numpy()] = rows[column].to_numpy()
    return found


def _fleet(world: RidepoolingWorld) -> Fleet:
    """Return all vehicles in their depots, without stops, breaks or limits of energy."""
    free = replace(world, pauses=world.pauses.iloc[:0])
    plans = Entrance(free, Roster(free, at_once=True)).plans
    windows = np.zeros((len(world.requests), 2), dtype=np.int32)
    drives_s = world.roads.at(world.begins_s).drives_s
    return Fleet(plans.array, plans.vehicles, plans.legs, windows, drives_s, LONG_AGO_S, DRIVING_ONLY)
