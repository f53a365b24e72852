"""Which trips of all people could be made without a car in a given time, by which means."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulator import registry
from simulator.analysis.unmet_needs import REACH_DTYPES
from simulator.network.timetable.beeline import beeline_m, walk_seconds
from simulator.scenario.access_models import Walk
from simulator.scenario.models import ServicePart
from simulator.tables import OWN_MEANS, RIDES, TIMETABLE, typed
from simulator.world.build import World
from simulator.world.gateways import ENDS, are_outside

_MEANS = {RIDES: "by_ride", TIMETABLE: "by_line"}  # of kinds of services; other kinds are not looked at
_OWN = {"walk": "on_foot", "bike": "by_bike"}


def reach_of(world: World, prospects: Sequence[Any] | None = None) -> pd.DataFrame | None:
    """Return what brings people where they want to be in time, ``REACH_DTYPES``; None without a population.

    world: with all requests, as they were wished for. Nobody looks for a bus who gets there on foot. prospects: with
    those of ``travellers.prospects``, which become further columns, if they are known.
    """
    config, demand = world.scenario.demand.as_population, world.demand
    if config is None:
        return None
    found: dict[str, NDArray[np.bool_]] = {
        name: np.zeros(len(demand), dtype=np.bool_) for name in ("on_foot", "by_bike", "by_line", "by_ride")
    }
    found["outside"] = are_outside(demand)
    most_s = config.reachable_within_s
    parts = [(name, part) for part in world.scenario.parts if (name := _means_of(part)) is not None]
    if not any(name == "on_foot" for name, _ in parts):
        found["on_foot"] = ~found["outside"] & (_walks_s(demand) <= most_s)
    for name, part in sorted(parts, key=lambda its: its[0] != "on_foot"):
        rows = np.flatnonzero(~found["outside"] & ~found["on_foot"] & ~found[name])
        module: Any = registry.aspect("service", part.kind, "soonest")
        found[name][rows] = module.soonest_s(world.services[part.name], demand, rows, most_s) <= most_s
    table = typed(demand[["tour", "tour_position"]].assign(**found), REACH_DTYPES)
    (worth,) = prospects or (None,)
    return table if worth is None else table.assign(**worth._asdict())


def _means_of(part: ServicePart[Any]) -> str | None:
    return _OWN.get(part.config.by) if part.kind == OWN_MEANS else _MEANS.get(part.kind)


def _walks_s(demand: pd.DataFrame) -> NDArray[np.int32]:
    """Return how long people walk all the way, where the scenario has no ways on foot [s]: as they do to a stop."""
    walk = Walk()
    ends = (demand[f"{end}_{axis}"].to_numpy(np.float64) for end in ENDS for axis in ("lon", "lat"))
    return walk_seconds(beeline_m(*ends) * walk.detour_factor, walk.speed_kph)
