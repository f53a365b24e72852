"""What a generated day may have besides vehicles and requests: energy, drivers, offers, a choice of stops."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulator.network.graph import RoadNetwork
from simulator.network.stops import Stops
from simulator.scenario.access_models import Walk
from simulator.services.ridepooling.requests import stop_option_table
from simulator.world.access import find_access

FEATURES = ("energy", "drivers", "offers", "best_stop")
NODES_PER_STOP = 2
WALK = Walk(limit_m=500)
SHIFTS = (
    {"start": (4 * 3600, 6 * 3600), "end": (13 * 3600, 14 * 3600)},
    {"start": (13 * 3600, 13 * 3600 + 1800), "end": (22 * 3600, 23 * 3600)},
)


def named(features: str) -> tuple[str, ...]:
    """Return the features that a text names, with a plus sign between them. Raises ValueError for unknown ones."""
    names = tuple(features.split("+")) if features else ()
    unknown = [name for name in names if name not in FEATURES]
    if unknown:
        raise ValueError(f"unknown feature {unknown[0]!r}; known are {', '.join(FEATURES)}")
    return names


def service_with(features: tuple[str, ...], service: dict[str, Any]) -> dict[str, Any]:
    """Return the service of a scenario with what the features add to it."""
    ((name, kind),) = service["fleet"].items()
    kind, added = dict(kind), dict[str, Any]()
    if "energy" in features:
        kind["model"] = "e-minibus"
        added["charging"] = {"policy": "threshold", "below": 0.4, "until": 0.9}
    if "drivers" in features:
        kind["drivers"] = {"shifts": list(SHIFTS)}
    if "offers" in features:
        added["offers"] = {"most": 5, "step_s": 900, "steps": 2}
    if "best_stop" in features:
        added |= {"mode": "stop_based", "stop_choice": "best", "stops_file": Path("generated.csv"), "walk": WALK}
    return service | added | {"fleet": {name: kind}}


def energy_with(features: tuple[str, ...]) -> dict[str, Any]:
    """Return the section about energy: a plug in every depot, if energy is limited."""
    sites = [{"name": "plug", "place": "depots", "plugs": 1, "power_kw": 22}]
    return {"sites": sites} if "energy" in features else {}


def people_with(features: tuple[str, ...]) -> dict[str, Any]:
    """Return the section about people: with offers, they take the best for them."""
    if "offers" not in features:
        return {}
    values = {"model": "logit", "constant": 4, "per_wait_min": -0.05, "per_ride_min": -0.05, "per_shift_min": -0.03}
    return {"classes": {"adult": {"choice": values}}}


def stops_of(network: RoadNetwork) -> Stops:
    """Return a stop at every second node."""
    node = np.arange(0, network.node_count, NODES_PER_STOP)
    name = np.char.add("s", node.astype(str)).astype(object)
    columns = {"stop_id": name, "name": name, "lon": network.lon[node], "lat": network.lat[node], "kind": "bus"}
    return Stops(pd.DataFrame(columns | {"node": node.astype(np.int32)}))


def stops_in_reach(
    network: RoadNetwork, origin: NDArray[np.int64], destination: NDArray[np.int64]
) -> tuple[dict[str, Any], pd.DataFrame]:
    """Return columns of requests that are met at the stops nearest to nodes, and all stops in walking range."""
    stops, both, sides = stops_of(network), dict[str, Any](), []
    for end, walk, node in (("origin", "access", origin), ("destination", "egress", destination)):
        places = pd.DataFrame({f"{end}_lon": network.lon[node], f"{end}_lat": network.lat[node], f"{end}_node": node})
        side = find_access(network, stops, places, end, WALK, choice=True)
        rows = side.nearest
        both |= {f"{end}_node": side.node[rows], f"{end}_stop": side.stop_id[rows]}
        both |= {f"{walk}_walk_m": side.walk_m[rows].round(1), f"{walk}_walk_s": side.walk_s[rows]}
        sides.append(side)
    return both, stop_option_table(*sides)
