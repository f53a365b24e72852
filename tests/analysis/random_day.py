"""Valid days of any size, made by chance and without dispatch: vehicles carry pairs of requests one after another."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from simulator.event_kinds import Event
from simulator.reasons import Fallback, LegPurpose, Reason
from simulator.results.earlier import with_services
from simulator.tables import REQUEST_INPUT_DTYPES, VEHICLE_INPUT_DTYPES

START_S, END_S, HOME_BY_S = 5 * 3600, 22 * 3600, 30 * 3600
DWELL_S, MAX_WAIT_S = 60, 1800


@dataclass(frozen=True)
class RandomDay:
    """The three tables of a run, and how far apart its nodes are."""

    events: pd.DataFrame
    requests_input: pd.DataFrame
    vehicles_input: pd.DataFrame
    x_m: np.ndarray
    y_m: np.ndarray

    def drive_metres(self, origin: int, destination: int) -> int:
        apart = abs(self.x_m[origin] - self.x_m[destination]) + abs(self.y_m[origin] - self.y_m[destination])
        return int(apart)

    def drive_seconds(self, origin: int, destination: int) -> int:
        """At 60 km/h, rounded up."""
        return -(-self.drive_metres(origin, destination) * 60 // 1000)


def random_day(
    request_count: int,
    vehicle_count: int,
    seed: int = 1,
    x_m: np.ndarray | None = None,
    y_m: np.ndarray | None = None,
    lon: np.ndarray | None = None,
    lat: np.ndarray | None = None,
) -> RandomDay:
    """Make a day on a 20 km square, or on the given nodes."""
    rng = np.random.default_rng(seed)
    if x_m is None or y_m is None:
        x_m, y_m = rng.integers(0, 20_000, (2, 400))
    lon = 11.8 + x_m / 67_000 if lon is None else lon
    lat = 53.0 + y_m / 111_000 if lat is None else lat
    hours = np.array([0, 0, 0, 0, 0, 2, 6, 9, 7, 5, 5, 5, 6, 6, 6, 8, 8, 7, 5, 4, 3, 2, 0, 0], dtype=float)
    hour = rng.choice(24, request_count, p=hours / hours.sum())
    earliest = np.sort(hour * 3600 + rng.integers(0, 3600, request_count))
    ahead = np.where(rng.random(request_count) < 0.4, rng.integers(0, 7200, request_count), 0)
    order = np.argsort(earliest - ahead, kind="stable")
    earliest, submitted = earliest[order], (earliest - ahead)[order]
    nodes = len(x_m)
    hub = rng.integers(0, nodes, max(3, nodes // 20))
    origin = np.where(
        rng.random(request_count) < 0.5, rng.choice(hub, request_count), rng.integers(0, nodes, request_count)
    )
    destination = (origin + rng.integers(1, nodes, request_count)) % nodes
    day = RandomDay(pd.DataFrame(), pd.DataFrame(), pd.DataFrame(), x_m, y_m)
    requests = pd.DataFrame(
        {
            "request_id": [f"r{i}" for i in range(request_count)],
            "submitted_s": submitted,
            "earliest_departure_s": earliest,
            "earliest_arrival_s": -1,
            "latest_arrival_s": -1,
            "origin_lon": lon[origin] + rng.normal(0, 0.001, request_count),
            "origin_lat": lat[origin] + rng.normal(0, 0.001, request_count),
            "destination_lon": lon[destination],
            "destination_lat": lat[destination],
            "origin_node": origin,
            "destination_node": destination,
            "party_size": rng.choice([1, 1, 1, 1, 2, 3], request_count),
            "wheelchairs": 0,
            "parcels": 0,
            "traveller_class": "adult",
            "purpose": "",
            "season_ticket": False,
            "request": np.arange(request_count),
            "origin_stop": [f"s{n}" for n in origin],
            "destination_stop": [f"s{n}" for n in destination],
            "access_walk_m": 100.0,
            "access_walk_s": 80,
            "egress_walk_m": 50.0,
            "egress_walk_s": 40,
            "direct_s": [day.drive_seconds(*pair) for pair in zip(origin, destination, strict=True)],
            "direct_m": [day.drive_metres(*pair) for pair in zip(origin, destination, strict=True)],
            "max_wait_s": MAX_WAIT_S,
            "max_ride_s": 14_400,
            "max_travel_s": -1,
            "hard": True,
        },
        columns=list(REQUEST_INPUT_DTYPES),
    ).astype(REQUEST_INPUT_DTYPES)
    depot = rng.integers(0, nodes, vehicle_count)
    vehicles = pd.DataFrame(
        {
            "vehicle": np.arange(vehicle_count),
            "vehicle_id": [f"minibus-{i + 1:02d}" for i in range(vehicle_count)],
            "vehicle_type": "minibus",
            "seats": 8,
            "wheelchairs": 1,
            "parcels": 0,
            "depot": "yard",
            "depot_node": depot,
            "shift_start_s": START_S,
            "shift_end_s": HOME_BY_S,
            "drivetrain": "diesel",
            "energy_kwh_per_km": 1.1,
            "co2_g_per_kwh": 266.0,
            "store_kwh": float("nan"),
            "reserve_kwh": float("nan"),
            "charging_efficiency": 1.0,
        },
        columns=list(VEHICLE_INPUT_DTYPES),
    ).astype(VEHICLE_INPUT_DTYPES)
    rows = _drive_all(day, requests, depot.tolist())
    return RandomDay(_as_log(rows), requests, vehicles, x_m, y_m)


def _drive_all(day: RandomDay, requests: pd.DataFrame, depots: list[int]) -> list[tuple[int, ...]]:
    """Give each pair of requests to the vehicle that is free first; too late: reject."""
    rows: list[tuple[int, ...]] = []
    free = [(START_S, node) for node in depots]
    for vehicle, (time_s, node) in enumerate(free):
        rows.append((time_s, Event.SHIFT_STARTED, vehicle, -1, node, 0))
    columns = ("request", "submitted_s", "earliest_departure_s", "origin_node", "destination_node")
    waiting = [tuple(row) for row in requests[list(columns)].to_numpy().tolist()]
    for first in range(0, len(waiting), 2):
        pair = waiting[first : first + 2]
        vehicle = min(range(len(free)), key=lambda v: (free[v], v)) if free else -1
        trip = _trip(day, vehicle, *free[vehicle], pair) if free else None
        if trip is None:
            for request, submitted, _, origin, _ in pair:
                rows.append((submitted, Event.SUBMITTED, -1, request, origin, 0))
                rows.append((submitted, Event.REJECTED, -1, request, -1, Reason.NO_VEHICLE))
                rows.append((submitted, Event.GAVE_UP, -1, request, -1, request % len(Fallback)))
        else:
            rows += trip
            free[vehicle] = (trip[-1][0], trip[-1][4])
    for vehicle, (time_s, node) in enumerate(free):
        _leg(rows, day, vehicle, time_s, node, depots[vehicle], LegPurpose.TO_DEPOT)
        rows.append((max(END_S, rows[-1][0]), Event.SHIFT_ENDED, vehicle, -1, depots[vehicle], 0))
    return rows


def _trip(
    day: RandomDay, vehicle: int, time_s: int, node: int, pair: list[tuple[int, ...]]
) -> list[tuple[int, ...]] | None:
    """Pick up all of a pair, then set them down; None where a wait gets too long."""
    rows: list[tuple[int, ...]] = []
    time_s = max(time_s, max(row[1] for row in pair))
    for request, submitted, earliest, origin, _ in pair:
        ready = max(submitted, earliest) + 80
        time_s = _leg(rows, day, vehicle, time_s, node, origin, LegPurpose.SERVE)
        node, time_s = origin, max(time_s, ready)
        if time_s > ready + MAX_WAIT_S:
            return None
        rows.append((submitted, Event.SUBMITTED, -1, request, origin, 0))
        rows.append((submitted, Event.ACCEPTED, vehicle, request, -1, time_s))
        rows.append((submitted, Event.PROMISED_EARLIEST, vehicle, request, -1, ready))
        rows.append((submitted, Event.PROMISED_LATEST, vehicle, request, -1, ready + MAX_WAIT_S))
        rows.append((time_s, Event.BOARDED, vehicle, request, origin, DWELL_S))
        time_s += DWELL_S
        rows.append((time_s, Event.STOP_ENDED, vehicle, -1, origin, 0))
    for request, _, _, _, destination in pair:
        time_s = _leg(rows, day, vehicle, time_s, node, destination, LegPurpose.SERVE)
        node = destination
        rows.append((time_s, Event.ALIGHTED, vehicle, request, destination, DWELL_S))
        time_s += DWELL_S
        rows.append((time_s, Event.STOP_ENDED, vehicle, -1, destination, 0))
    return rows


def _leg(
    rows: list[tuple[int, ...]], day: RandomDay, vehicle: int, time_s: int, origin: int, destination: int, why: int
) -> int:
    arrived = time_s + day.drive_seconds(origin, destination)
    rows.append((time_s, Event.DEPARTED, vehicle, -1, origin, why))
    rows.append((arrived, Event.ARRIVED, vehicle, -1, destination, day.drive_metres(origin, destination)))
    return arrived


def _as_log(rows: list[tuple[int, ...]]) -> pd.DataFrame:
    columns = ["time_s", "kind", "vehicle", "request", "node", "value"]
    log = pd.DataFrame(rows, columns=columns).sort_values("time_s", kind="stable", ignore_index=True)
    log["seq"] = np.arange(len(log))
    return with_services(log, vehicles=1 + int(log["vehicle"].max()), requests=len(log))
