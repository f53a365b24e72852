"""Where every vehicle is at every moment: its legs as choices at junctions, and what it does meanwhile."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulator.analysis.missing import Ints
from simulator.analysis.vehicles.states import STATES
from simulator.event_kinds import Event
from simulator.network.driven_ways import driven_ways
from simulator.network.graph import RoadNetwork
from simulator.network.routes import Routes
from simulator.report.replay.cars import CAR_STATES, Traffic
from simulator.report.replay.packing import narrow

MOST_BYTES = 2_500_000  # of all moves; beyond, only some of the vehicles are shown
BYTES_PER_LEG = 35  # and of the states that go with it; a junction passed is a byte
ALL_STATES = (*(str(state) for state in STATES), *CAR_STATES)
OFF_DUTY = len(ALL_STATES)  # the state after the last one of a shift


@dataclass(frozen=True)
class Moves:
    """The shown vehicles and their ways.

    vehicles: int64, rows of the traffic that are shown. edges: int64, rows of the edge table that are driven,
    ascending. arrays: see ``payload``.
    """

    vehicles: Ints
    edges: Ints
    arrays: dict[str, NDArray[Any]]


def follow_vehicles(traffic: Traffic, network: RoadNetwork, closed: pd.DataFrame | None = None) -> Moves:
    """Find the real path of every leg.

    closed: see ``driven_ways``. Each path is stored as one number per junction: which of the streets used there it
    takes. Of very long days only so many vehicles are followed, evenly chosen, that their moves fit into about
    MOST_BYTES.
    """
    routes = Routes(network)
    vehicles = _shown(traffic, network)
    legs = traffic.legs[np.isin(traffic.legs["vehicle"].to_numpy(np.int64), vehicles)]
    legs = legs.sort_values(["vehicle", "departed_s", "arrived_s"], kind="stable")
    ways = driven_ways(routes, network, legs, closed)
    arcs = np.concatenate([np.zeros(0, np.int64), *ways])
    used = np.unique(arcs)
    tail = routes.streets.tail[used]
    first = np.searchsorted(tail, np.arange(network.node_count + 1))
    rank = np.arange(len(used)) - first[tail]
    edge = routes.streets.edge[used]
    backwards = network.edges["u"].to_numpy(np.int64)[edge] != tail
    arrays: dict[str, NDArray[Any]] = {
        "arc_count": narrow(np.diff(first)),
        "arc_head": narrow(routes.streets.head[used]),
        "arc_edge": edge.astype(np.int64),
        "arc_backwards": backwards.astype(np.uint8),
        "arc_time": narrow(np.clip(routes.streets.time_ms[used] // 100, 1, 65535)),
        "vehicle_legs": narrow(_count(legs, vehicles)),
        "vehicle_start": narrow(_start_nodes(traffic, legs)[vehicles]),
        "leg_departed": narrow(legs["departed_s"]),
        "leg_arrived": narrow(legs["arrived_s"]),
        "leg_from": narrow(legs["from_node"]),
        "leg_steps": narrow([len(way) for way in ways]),
        "steps": narrow(rank[np.searchsorted(used, arcs)]),
        **_states(traffic.states, vehicles),
    }
    return Moves(vehicles, np.unique(edge).astype(np.int64), arrays)


def _shown(traffic: Traffic, network: RoadNetwork) -> Ints:
    """Choose the vehicles to show; a leg has about as many junctions as mean streets fit into it."""
    count = len(traffic.names)
    mean_m = max(float(network.length_m.mean()) if network.arc_count else 1.0, 1.0)
    needed = float(traffic.legs["length_m"].sum()) / mean_m + len(traffic.legs) * BYTES_PER_LEG
    shown = min(count, max(1, int(count * MOST_BYTES / max(needed, 1.0))))
    return np.unique(np.linspace(0, count - 1, shown).astype(np.int64)) if count else np.zeros(0, np.int64)


def _start_nodes(traffic: Traffic, legs: pd.DataFrame) -> Ints:
    """Return the node at which each vehicle is at first: where its first leg begins, else its shift; else node 0.

    The shift may have begun in the warm-up, elsewhere. legs: in order of time.
    """
    events = traffic.events[traffic.events["kind"] == int(Event.SHIFT_STARTED)]
    nodes = np.zeros(len(traffic.names), dtype=np.int64)
    nodes[events["vehicle"].to_numpy(np.int64)] = np.maximum(events["node"].to_numpy(np.int64), 0)
    first = legs.drop_duplicates("vehicle")
    nodes[first["vehicle"].to_numpy(np.int64)] = first["from_node"].to_numpy(np.int64)
    return nodes


def _count(table: pd.DataFrame, vehicles: Ints) -> Ints:
    """Count the rows of each shown vehicle."""
    all_counts = np.bincount(table["vehicle"].to_numpy(np.int64), minlength=int(vehicles.max(initial=-1)) + 1)
    counts: Ints = all_counts[vehicles].astype(np.int64)
    return counts


def _states(states: pd.DataFrame, vehicles: Ints) -> dict[str, NDArray[Any]]:
    """Give what each vehicle does and how many riders it has from a moment on, in order of time."""
    chosen = states[np.isin(states["vehicle"].to_numpy(np.int64), vehicles)]
    chosen = chosen.sort_values(["vehicle", "began_s"], kind="stable")
    vehicle, began, ended = (chosen[name].to_numpy(np.int64) for name in ("vehicle", "began_s", "ended_s"))
    codes = {state: code for code, state in enumerate(ALL_STATES)}
    code = chosen["state"].map(codes).fillna(OFF_DUTY).to_numpy(np.int64)
    # a vehicle goes off duty where the next state is another vehicle's, or begins later than this one ends
    goes_on = np.zeros(len(vehicle), dtype=np.bool_)
    goes_on[:-1] = (vehicle[1:] == vehicle[:-1]) & (began[1:] <= ended[:-1])
    over = np.flatnonzero(~goes_on)
    rows = pd.DataFrame(
        {
            "vehicle": np.r_[vehicle, vehicle[over]],
            "began_s": np.r_[began, ended[over]],
            "code": np.r_[code, np.full(len(over), OFF_DUTY)],
            "riders": np.r_[chosen["riders"].to_numpy(np.int64), np.zeros(len(over), np.int64)],
        }
    ).sort_values(["vehicle", "began_s"], kind="stable")
    return {
        "vehicle_states": narrow(_count(rows, vehicles)),
        "state_began": narrow(rows["began_s"]),
        "state_code": narrow(rows["code"]),
        "state_riders": narrow(rows["riders"]),
    }
