"""The requests as a ridepooling service sees them: where they are met, how long they walk, what they may expect."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulator.network.roads import Roads
from simulator.network.travel_times import NO_WAY
from simulator.reasons import Reason
from simulator.scenario.models import ServicePart
from simulator.services.ridepooling.schema import Config
from simulator.tables import NO_TIME, REQUEST_INPUT_DTYPES, STOP_OPTION_DTYPES, typed
from simulator.world.access import Access
from simulator.world.gateways import outside_ends, without_places_outside
from simulator.world.impossible_requests import Impossible, check_connected


def requests_on_roads(
    part: ServicePart[Config],
    access: tuple[Access, Access],
    roads: Roads,
    demand: pd.DataFrame,
    vehicles: pd.DataFrame,
    impossible: Impossible | None = None,
) -> tuple[pd.DataFrame, dict[int, Reason]]:
    """Return the requests with access nodes, walks and limits, and which of them no vehicle can ever serve."""
    scenario, (origin, destination) = part.scenario, access
    start, end = origin.nearest, destination.nearest
    origin_node, destination_node = origin.node[start], destination.node[end]
    walk_s = origin.walk_s[start] + destination.walk_s[end]
    least_s = roads.least_s(origin_node, destination_node)
    departure_s = _no_sooner(part.config, demand, access, roads, walk_s + np.maximum(least_s, 0))
    asked_s = demand["submitted_s"].to_numpy(np.int64)
    direct_s = roads.direct_s(origin_node, destination_node, departure_s, asked_s)
    cut_off = np.flatnonzero(direct_s == NO_WAY)
    if not (scenario.network.changes or roads.changes):
        relies = cut_off[relies_on(part, demand)[cut_off]]
        check_connected(impossible or Impossible(scenario), demand, relies, origin_node, destination_node)
    uses_stops = part.config.mode == "stop_based"
    off_road = np.maximum(origin.off_road_m, destination.off_road_m) > scenario.network.max_snap_m
    off_road &= not uses_stops or scenario.demand.as_file is not None
    begins, ends = outside_ends(demand)
    outside = begins | ends
    direct_s[off_road | outside] = NO_WAY  # between the nearest roads there is one, but nobody is there
    table = without_places_outside(demand).assign(
        request=np.arange(len(demand)),
        earliest_departure_s=departure_s,
        origin_node=origin_node,
        destination_node=destination_node,
        origin_stop=origin.stop_id[start],
        destination_stop=destination.stop_id[end],
        access_walk_m=np.where(begins, np.nan, origin.walk_m[start].round(1)),
        access_walk_s=origin.walk_s[start],
        egress_walk_m=np.where(ends, np.nan, destination.walk_m[end].round(1)),
        egress_walk_s=destination.walk_s[end],
        direct_s=direct_s,
        direct_m=roads.lengths_m(origin_node, destination_node, departure_s, asked_s),
        **_limits(part, demand["traveller_class"], direct_s, walk_s),
    )
    rejected = dict.fromkeys(cut_off.tolist(), Reason.NO_ROAD)
    rejected |= _rejections_at_once(part.config, table, uses_stops, vehicles)
    rejected |= dict.fromkeys(np.flatnonzero(off_road).tolist(), Reason.NO_STOP_IN_WALKING_RANGE)
    large = {row for row, reason in rejected.items() if reason == Reason.PARTY_TOO_LARGE}  # for parts of the way, too
    rejected |= dict.fromkeys(set(np.flatnonzero(outside).tolist()) - large, Reason.OUTSIDE_AREA)
    return typed(table, REQUEST_INPUT_DTYPES), rejected


def relies_on(part: ServicePart[Config], demand: pd.DataFrame) -> NDArray[np.bool_]:
    """Return which requests have no other service that takes requests, bool (requests,)."""
    scenario, classes = part.scenario, []
    for name in part.asked_by:
        asked = {service for turn in scenario.asks(name) for service in turn}
        if all(service == part.name or not scenario.services[service].answers_requests for service in asked):
            classes.append(name)
    return demand["traveller_class"].isin(classes).to_numpy(bool)


def _no_sooner(
    config: Config,
    demand: pd.DataFrame,
    access: tuple[Access, Access],
    roads: Roads,
    way_s: NDArray[np.int32],
) -> NDArray[np.int64]:
    """Return the earliest departures [s]; who must not arrive too soon leaves so late that even a direct ride does not.

    way_s: int32 (requests,), walks and direct ride between the nearest stops.
    """
    departure_s = demand["earliest_departure_s"].to_numpy(np.int64)
    not_before_s = demand["earliest_arrival_s"].to_numpy(np.int64)
    rows = np.flatnonzero(not_before_s != NO_TIME)
    if not len(rows):
        return departure_s
    way_s = way_s.astype(np.int64)
    origin, destination = access
    for row in rows.tolist() if config.stop_choice == "best" else ():
        here = slice(origin.first[row], origin.first[row + 1])
        there = slice(destination.first[row], destination.first[row + 1])
        ways = roads.least_s(origin.node[here][:, None], destination.node[there][None, :])
        way_s[row] = (origin.walk_s[here][:, None] + np.maximum(ways, 0) + destination.walk_s[there][None, :]).min()
    way_s += boarding_s(config, demand)
    later_s = np.where(not_before_s != NO_TIME, not_before_s - way_s, departure_s)
    no_sooner_s: NDArray[np.int64] = np.maximum(departure_s, later_s)
    return no_sooner_s


def boarding_s(service: Config, table: pd.DataFrame) -> NDArray[np.int64]:
    """Return how long each party takes to board, or to alight [s], (requests,)."""
    size, wheelchairs = table["party_size"].to_numpy(np.int64), table["wheelchairs"].to_numpy(np.int64)
    lasts_s: NDArray[np.int64] = (
        service.dwell_s + service.dwell_per_rider_s * size + service.dwell_per_wheelchair_s * wheelchairs
    )
    return lasts_s


def stop_option_table(origin: Access, destination: Access) -> pd.DataFrame:
    """Return every place where a request can be met, see ``tables.STOP_OPTION_DTYPES``; pickups before dropoffs."""
    parts = []
    for end, access in ((0, origin), (1, destination)):
        request = np.repeat(np.arange(len(access.first) - 1), np.diff(access.first))
        option = np.arange(len(request)) - access.first[request]
        parts.append(
            pd.DataFrame(
                {
                    "request": request,
                    "end": end,
                    "option": option,
                    "node": access.node,
                    "stop_id": access.stop_id,
                    "walk_m": access.walk_m.round(1),
                    "walk_s": access.walk_s,
                }
            )
        )
    table = pd.concat(parts).sort_values(["request", "end", "option"], kind="stable", ignore_index=True)
    return typed(table, STOP_OPTION_DTYPES)


def _limits(
    part: ServicePart[Config], classes: pd.Series, direct_s: NDArray[np.int32], walk_s: NDArray[np.int32]
) -> dict[str, NDArray[np.generic]]:
    """Return the longest wait, ride and travel [s] of each request, and whether they are hard.

    Longest ride = alpha * direct + beta, and direct + the absolute detour. Travel has its own alpha and beta, and the
    walks to and from the nearest stops on top, walk_s.
    """
    count = len(classes)
    max_wait_s, max_ride_s, max_travel_s = (np.full(count, NO_TIME, dtype=np.int64) for _ in range(3))
    hard = np.zeros(count, dtype=bool)
    for name in part.asked_by:
        rules = part.config.limits[part.scenario.people.classes[name].limits]
        rows = (classes == name).to_numpy(bool)
        direct = np.maximum(direct_s[rows], 0)
        longest = np.floor(rules.max_ride_alpha * direct + rules.max_ride_beta_s)
        if rules.max_absolute_detour_s is not None:
            longest = np.minimum(longest, direct + rules.max_absolute_detour_s)
        max_wait_s[rows], max_ride_s[rows], hard[rows] = rules.max_wait_s, longest, rules.hard
        if rules.max_travel_alpha is not None and rules.max_travel_beta_s is not None:
            longest = np.floor(rules.max_travel_alpha * direct + rules.max_travel_beta_s)
            max_travel_s[rows] = longest + walk_s[rows]
    return {"max_wait_s": max_wait_s, "max_ride_s": max_ride_s, "max_travel_s": max_travel_s, "hard": hard}


def _rejections_at_once(
    config: Config, table: pd.DataFrame, uses_stops: bool, vehicles: pd.DataFrame
) -> dict[int, Reason]:
    limit_m = config.walk.limit_m
    seats = (table["party_size"] - table["wheelchairs"]).to_numpy()
    fits = np.zeros(len(table), dtype=bool)
    for _, kind in vehicles.drop_duplicates(["seats", "wheelchairs", "parcels"]).iterrows():
        fits |= (
            (seats <= kind["seats"])
            & (table["wheelchairs"].to_numpy() <= kind["wheelchairs"])
            & (table["parcels"].to_numpy() <= kind["parcels"])
        )
    rejected: dict[int, Reason] = {}
    if len(vehicles):
        rejected |= dict.fromkeys(np.flatnonzero(~fits).tolist(), Reason.PARTY_TOO_LARGE)
    if uses_stops:
        same = (table["origin_stop"] == table["destination_stop"]).to_numpy()
        too_far = ((table["access_walk_m"] > limit_m) | (table["egress_walk_m"] > limit_m)).to_numpy()
        rejected |= dict.fromkeys(np.flatnonzero(same).tolist(), Reason.WALK_INSTEAD)
        rejected |= dict.fromkeys(np.flatnonzero(too_far).tolist(), Reason.NO_STOP_IN_WALKING_RANGE)
    return rejected
