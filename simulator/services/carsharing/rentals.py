"""Bookings of shared cars as the simulation sees them: on the roads, with how long and how far."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Self

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulator.demand.bookings_file import SHORTEST_S
from simulator.demand.luck import exponential, luck
from simulator.network.graph import RoadNetwork
from simulator.network.roads import Roads
from simulator.network.travel_times import NO_WAY
from simulator.reasons import Refusal
from simulator.scenario.calendar_models import Calendar
from simulator.scenario.models import ServicePart
from simulator.services.carsharing.demand import SPEED_KPH, BookingRequests
from simulator.services.carsharing.places import CarPlaces, in_zones
from simulator.services.carsharing.schema import Config
from simulator.tables import BOOKING_DTYPES, NO_NODE, NO_TIME, WHEN_REFUSED
from simulator.world.branch import Branch

Ways = list[list[tuple[int, list[int]]]]  # of each booking: station, stations where a trip from there may end

_ENDS = ("origin", "destination")
SAVES_M = 1.0  # a trip by car leaves less to walk, by so much at least
PARKING_S = 300  # taking and leaving a car, beside a one-way drive; assumption


@dataclass(frozen=True)
class CarsharingWorld:
    """What a car-sharing service starts from.

    bookings: ``tables.BOOKING_DTYPES``. ways: for each booking the stations where it may begin, nearest first, and with
    each those where it may end. refused_at_once: booking -> why no car can ever serve it. by_road: bool, whether length
    and drive time of a booking are those of the road between its ends. parts: bool, whether it is a drive to a station
    on a journey that others offer. node_xy_m, origin_xy_m: float64 (n, 2), nodes and origins of bookings in local
    metres. may_be_left: bool (nodes,), where cars that float may be left; none of others. terms: of a run that goes
    over to others, what the scenarios say in turn; term: which of these holds for each booking.
    """

    part: ServicePart[Config]
    places: CarPlaces
    bookings: pd.DataFrame
    ways: Ways
    refused_at_once: dict[int, Refusal]
    by_road: NDArray[np.bool_]
    parts: NDArray[np.bool_]
    node_xy_m: NDArray[np.float64]
    origin_xy_m: NDArray[np.float64]
    may_be_left: NDArray[np.bool_]
    terms: tuple[Config, ...] = ()
    term: tuple[int, ...] = ()

    def config_of(self, booking: int) -> Config:
        """Return the terms on which a booking is made, as far as they may change during a day."""
        return self.terms[self.term[booking]] if self.terms else self.config

    def on_terms(self, branch: Branch | None) -> Self:
        """Return the same where each booking has the terms of when it is submitted."""
        if branch is None:
            return self
        request, submitted_s = (self.bookings[name].to_numpy(np.int64) for name in ("request", "submitted_s"))
        term = np.zeros(len(request), dtype=np.int64)
        for step in branch.steps:
            is_later = np.append(step.is_later, False)[np.maximum(request, -1)]
            term += np.where(request >= 0, is_later, submitted_s >= step.at_s)
        return replace(self, terms=tuple(branch.configs(self.part.name)), term=tuple(term.tolist()))

    def going_over(self, later: Self) -> Self:
        """Return the same cars on the terms of a changed scenario."""
        return replace(self, part=later.part)

    def on_their_terms(self, later: Self, _is_later: NDArray[np.bool_]) -> Self:
        """Return the same; each booking knows its terms by when it is submitted."""
        return self.going_over(later)

    @property
    def config(self) -> Config:
        """Return what the scenario says about the service."""
        return self.part.config

    @property
    def calendar(self) -> Calendar:
        """Return the days of the scenario."""
        return self.part.scenario.calendar

    @property
    def first_vehicle(self) -> int:
        """Return the number of the first car among the vehicles of all services."""
        return self.places.first_vehicle

    @property
    def begins_s(self) -> int:
        """Return when the service begins [s]: with its warm-up, or with the first booking that is asked for."""
        asked_s: list[int] = self.bookings["submitted_s"].tolist()
        return min([self.calendar.begins_s, *(second for second in asked_s if second != WHEN_REFUSED)])

    @property
    def ends_s(self) -> int:
        """Return when the last car is brought back [s]."""
        ends_s: list[int] = self.bookings["actual_end_s"].tolist()
        return max([0, *ends_s])

    def without(self, outside: NDArray[np.bool_]) -> Self:
        """Return the same where some of the common requests are refused. outside: bool (requests,), which of them."""
        stands_for = self.bookings["request"].to_numpy()
        rows = np.flatnonzero((stands_for >= 0) & ~self.parts & outside[stands_for]) if outside.any() else ()
        refused = dict.fromkeys((int(row) for row in rows), Refusal.OUTSIDE_AREA)
        return replace(self, refused_at_once=self.refused_at_once | refused) if refused else self

    def only_from_home(self, later: NDArray[np.bool_]) -> Self:
        """Return the same where cars that are to be brought back are lent at home only. later: bool (requests,)."""
        if self.config.mode != "round_trip" or not later.any():
            return self
        stands_for = self.bookings["request"].to_numpy()
        rows = np.flatnonzero((stands_for >= 0) & ~self.parts & later[stands_for])
        refused = dict.fromkeys((int(row) for row in rows), Refusal.NO_CAR)
        return replace(self, refused_at_once=refused | self.refused_at_once)

    def only(self, number: NDArray[np.int32]) -> Self:
        """Return the same for some of the common requests. number: int32 (requests,), of each from now on; -1: none."""
        stands_for = self.bookings["request"].to_numpy()
        numbers = np.where(stands_for >= 0, number[stands_for], -1).astype(np.int32)
        return replace(self, bookings=self.bookings.assign(request=numbers))


def carsharing_world(
    part: ServicePart[Config], network: RoadNetwork, places: CarPlaces, asked: BookingRequests, roads: Roads
) -> CarsharingWorld:
    """Complete the bookings with what the roads say."""
    config = part.config
    table = asked.table
    by_road = (table["length_m"] == NO_TIME).to_numpy(np.bool_)
    ways = _ways(config, network, places, asked, by_road)
    length_m, drive_s, refused = _drives(config, asked, ways, roads)
    start_s = table["start_s"].to_numpy(np.int64)
    planned_s = _planned_ends(config, table, drive_s)
    actual_s = planned_s + _delays(part.seed, config, table)
    walk_up = table["walk_up"].to_numpy(np.bool_)
    names = table["booking_id"].tolist()
    cancels = luck(part.seed, "car cancellation", names, 2)
    parts = table["part"].to_numpy(np.bool_)
    public = (table["institution"] == "").to_numpy(np.bool_) & ~parts  # whose travellers others know
    known_s = np.where(table["submitted_s"] == WHEN_REFUSED, start_s, table["submitted_s"]).astype(np.int64)
    cancelled_s = known_s + (cancels[:, 1] * (start_s - known_s)).astype(np.int64)
    cancelled_s[cancelled_s == NO_TIME] -= 1  # that second stands for none
    cancelled = public & (cancels[:, 0] < config.booking.cancellation) & (cancelled_s < start_s)
    missing = luck(part.seed, "car no-show", names)[:, 0] < config.booking.no_show
    bookings = table.assign(
        booking=np.arange(len(table)),
        planned_end_s=planned_s,
        actual_end_s=actual_s,
        station=[found[0] if found else -1 for found in asked.near],
        end_station=[found[0] if found and config.mode == "one_way" else -1 for found in asked.near_end],
        length_m=length_m,
        drive_s=drive_s,
        cancelled_s=np.where(cancelled, cancelled_s, NO_TIME),
        no_show=public & missing & ~walk_up & ~cancelled,
    )[list(BOOKING_DTYPES)].astype(BOOKING_DTYPES)
    origin_xy_m = network.project(table["origin_lon"].to_numpy(), table["origin_lat"].to_numpy())
    at_nodes = network.xy_m(), origin_xy_m, in_zones(config.zones, network.lon, network.lat)
    return CarsharingWorld(part, places, bookings, ways, refused, by_road, parts, *at_nodes)


def _ways(
    config: Config, network: RoadNetwork, places: CarPlaces, asked: BookingRequests, by_road: NDArray[np.bool_]
) -> Ways:
    """Return the stations between which each booking may drive."""
    table, stations = asked.table, places.stations
    xy = network.project(stations["lon"].to_numpy(), stations["lat"].to_numpy())
    node: list[int] = stations["node"].tolist()
    ends = (network.project(table[f"{e}_lon"].to_numpy(), table[f"{e}_lat"].to_numpy()) for e in _ENDS)
    origin_xy, destination_xy = ends
    back = (table["destination_node"] == NO_NODE).to_numpy() | (config.mode == "round_trip")
    ways: Ways = []
    for row, (near, there) in enumerate(zip(asked.near, asked.near_end, strict=True)):
        if back[row]:
            ways.append([(station, [station]) for station in near])
        elif by_road[row] and near and there:
            origin = xy[near[0]] if np.isnan(origin_xy[row]).any() else origin_xy[row]
            destination = xy[there[0]] if np.isnan(destination_xy[row]).any() else destination_xy[row]
            ways.append(worth_driving(near, there, node, xy, origin, destination))
        else:
            ways.append([(station, there) for station in near])
    return ways


def worth_driving(
    near: list[int],
    there: list[int],
    node: list[int],
    xy: NDArray[np.float64],
    origin: NDArray[np.float64],
    destination: NDArray[np.float64],
) -> list[tuple[int, list[int]]]:
    """Return from which stations to which a trip leaves less to walk than there is without it, in beelines.

    So nobody drives from a station to itself, or back to where they came from. near, there: stations. xy: float64
    (stations, 2); origin, destination: float64 (2,), all in metres. node: of each station.
    """
    walk_m = {station: float(np.hypot(*(xy[station] - destination))) for station in there}
    ways = []
    for station in near:
        left_m = float(np.hypot(*(destination - origin))) - float(np.hypot(*(xy[station] - origin))) - SAVES_M
        ways.append((station, [end for end in there if walk_m[end] < left_m and node[end] != node[station]]))
    return ways


def _drives(
    config: Config, asked: BookingRequests, ways: Ways, roads: Roads
) -> tuple[NDArray[np.int64], NDArray[np.int64], dict[int, Refusal]]:
    """Return length [m] and drive time [s] of each booking, and which cannot be driven at all."""
    table = asked.table
    length, drive = table["length_m"].to_numpy(np.int64).copy(), table["drive_s"].to_numpy(np.int64).copy()
    origin, destination = table["origin_node"].to_numpy(np.int32), table["destination_node"].to_numpy(np.int32)
    by_road = np.flatnonzero((length == NO_TIME) & (origin != NO_NODE) & (destination != NO_NODE))
    start_s = table["start_s"].to_numpy(np.int64)
    known_s = table["known_s"].to_numpy(np.int64)
    drives_from = origin[by_road], destination[by_road], start_s[by_road], known_s[by_road]
    there_s, there_m = (its(*drives_from).astype(np.int64) for its in (roads.direct_s, roads.lengths_m))
    refused = _never_served(config, asked, ways, by_road, there_s)
    drives = 2 if config.mode == "round_trip" else 1
    length[by_road], drive[by_road] = drives * np.maximum(there_m, 0), drives * np.maximum(there_s, 0)
    unknown = (drive == NO_TIME) & (length != NO_TIME)
    drive[unknown] = np.ceil(length[unknown] / (SPEED_KPH / 3.6)).astype(np.int64)
    return length, drive, refused


def _never_served(
    config: Config,
    asked: BookingRequests,
    ways: Ways,
    by_road: NDArray[np.int64],
    there_s: NDArray[np.int64],
) -> dict[int, Refusal]:
    """Return the bookings that no car can ever serve. there_s: drives from origin to destination by road [s]."""
    origin, destination = (asked.table[f"{end}_node"].to_numpy(np.int32) for end in _ENDS)
    if config.mode == "one_way":  # from which station to which is not known yet, so there may be a road
        goes = [row for row in np.flatnonzero(destination != NO_NODE).tolist() if asked.near[row]]
        refused = {row: Refusal.WALK_INSTEAD for row in goes if not any(ends for _, ends in ways[row])}
        return refused | {row: Refusal.NO_STATION_THERE for row in goes if not asked.near_end[row]}
    refused = dict.fromkeys(by_road[origin[by_road] == destination[by_road]].tolist(), Refusal.WALK_INSTEAD)
    if config.mode == "free_floating":
        return refused | dict.fromkeys(np.flatnonzero(~asked.allowed).tolist(), Refusal.OUTSIDE_ZONE)
    return refused | dict.fromkeys(by_road[there_s == NO_WAY].tolist(), Refusal.NO_ROAD)


def _planned_ends(config: Config, table: pd.DataFrame, drive_s: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return when the bookings are to end [s]."""
    start_s, planned_s = table["start_s"].to_numpy(np.int64), table["planned_end_s"].to_numpy(np.int64)
    rule = config.from_requests
    if config.mode == "round_trip":
        end_s = start_s + np.maximum(drive_s, 0) + rule.stay_s
        end_s = -(-end_s // rule.rounded_to_s) * rule.rounded_to_s
    else:
        end_s = start_s + np.maximum(drive_s, 0) + PARKING_S
    ends_s: NDArray[np.int64] = np.maximum(np.where(planned_s == NO_TIME, end_s, planned_s), start_s + SHORTEST_S)
    return ends_s


def _delays(seed: int, config: Config, table: pd.DataFrame) -> NDArray[np.int64]:
    """Return how late the cars come back [s]: as the file says, else drawn."""
    rule = config.booking
    drawn = luck(seed, "car late", table["booking_id"].tolist(), 2)
    late = drawn[:, 0] < rule.late_share
    drawn_s = np.ceil(exponential(drawn[:, 1], rule.late_mean_s)).astype(np.int64)
    told_s = table["late_s"].to_numpy(np.int64)
    delay_s: NDArray[np.int64] = np.where(told_s == NO_TIME, np.where(late, drawn_s, 0), told_s)
    return delay_s
