"""Bookings of shared cars as the simulation sees them: on the roads, with how long and how far."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulator.demand.bookings_file import SHORTEST_S
from simulator.demand.luck import exponential, luck
from simulator.engine.car_tables import CarPlaces
from simulator.engine.car_wishes import SPEED_KPH, Wishes
from simulator.network.graph import RoadNetwork
from simulator.network.travel_times import NO_WAY, TravelTimes
from simulator.scenario.carsharing_models import CarsharingConfig
from simulator.scenario.models import Scenario
from simulator.tables import BOOKING_DTYPES, NO_NODE, NO_TIME, WHEN_REFUSED, Refusal

PARKING_S = 300  # taking and leaving a car, beside a one-way drive; assumption


@dataclass(frozen=True)
class CarsharingWorld:
    """What a car-sharing service starts from.

    bookings: ``tables.BOOKING_DTYPES``. near, near_end: stations in walking range of origin and destination of each
    booking, nearest first. refused_at_once: booking -> why no car can ever serve it. by_road: bool, whether length and
    drive time of a booking are those of the road between its ends. node_xy_m, origin_xy_m: float64 (n, 2), nodes and
    origins of bookings in local metres.
    """

    config: CarsharingConfig
    places: CarPlaces
    bookings: pd.DataFrame
    near: list[list[int]]
    near_end: list[list[int]]
    refused_at_once: dict[int, Refusal]
    by_road: NDArray[np.bool_]
    node_xy_m: NDArray[np.float64]
    origin_xy_m: NDArray[np.float64]


def carsharing_world(
    scenario: Scenario, network: RoadNetwork, places: CarPlaces, wishes: Wishes, times: TravelTimes
) -> CarsharingWorld:
    """Complete the bookings with what the roads say."""
    config = scenario.carsharing
    assert config is not None
    table = wishes.table
    length_m, drive_s, refused = _drives(config, wishes, times)
    start_s = table["start_s"].to_numpy(np.int64)
    planned_s = _planned_ends(config, table, drive_s)
    actual_s = planned_s + _delays(scenario, config, table)
    walk_up = table["walk_up"].to_numpy(np.bool_)
    names = table["booking_id"].tolist()
    cancels = luck(scenario.seed, "car cancellation", names, 2)
    public = (table["institution"] == "").to_numpy(np.bool_)
    known_s = np.where(table["submitted_s"] == WHEN_REFUSED, start_s, table["submitted_s"]).astype(np.int64)
    cancelled_s = known_s + (cancels[:, 1] * (start_s - known_s)).astype(np.int64)
    cancelled = public & (cancels[:, 0] < config.booking.cancellation) & (cancelled_s < start_s)
    missing = luck(scenario.seed, "car no-show", names)[:, 0] < config.booking.no_show
    bookings = table.assign(
        booking=np.arange(len(table)),
        planned_end_s=planned_s,
        actual_end_s=actual_s,
        station=[found[0] if found else -1 for found in wishes.near],
        end_station=[found[0] if found else -1 for found in wishes.near_end],
        length_m=length_m,
        drive_s=drive_s,
        cancelled_s=np.where(cancelled, cancelled_s, NO_TIME),
        no_show=public & missing & ~walk_up & ~cancelled,
    )[list(BOOKING_DTYPES)].astype(BOOKING_DTYPES)
    by_road = (table["length_m"] == NO_TIME).to_numpy(np.bool_)
    origin_xy_m = network.project(table["origin_lon"].to_numpy(), table["origin_lat"].to_numpy())
    return CarsharingWorld(
        config, places, bookings, wishes.near, wishes.near_end, refused, by_road, network.xy_m(), origin_xy_m
    )


def _drives(
    config: CarsharingConfig, wishes: Wishes, times: TravelTimes
) -> tuple[NDArray[np.int64], NDArray[np.int64], dict[int, Refusal]]:
    """Return length [m] and drive time [s] of each booking, and which cannot be driven at all."""
    table = wishes.table
    length, drive = table["length_m"].to_numpy(np.int64).copy(), table["drive_s"].to_numpy(np.int64).copy()
    origin, destination = table["origin_node"].to_numpy(np.int32), table["destination_node"].to_numpy(np.int32)
    refused: dict[int, Refusal] = {}
    if config.mode == "free_floating":
        refused |= dict.fromkeys(np.flatnonzero(~wishes.allowed).tolist(), Refusal.OUTSIDE_ZONE)
    by_road = np.flatnonzero((length == NO_TIME) & (origin != NO_NODE) & (destination != NO_NODE))
    there_s = times.direct_s(origin[by_road], destination[by_road]).astype(np.int64)
    there_m = times.lengths_m(origin[by_road], destination[by_road]).astype(np.int64)
    refused |= dict.fromkeys(by_road[there_s == NO_WAY].tolist(), Refusal.NO_ROAD)
    ways = 2 if config.mode == "round_trip" else 1
    length[by_road], drive[by_road] = ways * np.maximum(there_m, 0), ways * np.maximum(there_s, 0)
    unknown = (drive == NO_TIME) & (length != NO_TIME)
    drive[unknown] = np.ceil(length[unknown] / (SPEED_KPH / 3.6)).astype(np.int64)
    return length, drive, refused


def _planned_ends(config: CarsharingConfig, table: pd.DataFrame, drive_s: NDArray[np.int64]) -> NDArray[np.int64]:
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


def _delays(scenario: Scenario, config: CarsharingConfig, table: pd.DataFrame) -> NDArray[np.int64]:
    """Return how late the cars come back [s]: as the file says, else drawn."""
    rule = config.booking
    drawn = luck(scenario.seed, "car late", table["booking_id"].tolist(), 2)
    late = drawn[:, 0] < rule.late_share
    drawn_s = np.ceil(exponential(drawn[:, 1], rule.late_mean_s)).astype(np.int64)
    told_s = table["late_s"].to_numpy(np.int64)
    delay_s: NDArray[np.int64] = np.where(told_s == NO_TIME, np.where(late, drawn_s, 0), told_s)
    return delay_s
