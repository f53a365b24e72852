"""Depots from which roads lead to the demand and back: always, and while something is wrong with the roads."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulator.errors import Problem, ScenarioError
from simulator.network.roads import Roads, RoadState
from simulator.network.travel_times import NO_WAY
from simulator.scenario.models import ServicePart
from simulator.world.disturbed_roads import disruptions_of_roads


def check_depots(part: ServicePart[Any], roads: Roads, vehicles: pd.DataFrame, ends: NDArray[np.int32]) -> None:
    """Raise when changes of the roads leave a depot from which nobody can be reached, or disruptions none at all.

    ends: int32, where people may get on and off. Raises ScenarioError.
    """
    problems: list[Problem] = []
    depots = vehicles.drop_duplicates(["vehicle_type", "depot"])[["vehicle_type", "depot", "depot_node"]]
    for type_name, depot, node in depots.itertuples(index=False) if part.scenario.network.changes else ():
        if len(ends) and not any(_reaches(state, node, ends[ends != node]) for state in roads.states):
            message = f"no open road leads from {depot!r} to any place of the demand and back; see network.changes"
            problems.append(part.problem(f"fleet.{type_name}.depots", message))
    if problems:
        raise ScenarioError(problems)
    for its in disruptions_of_roads(part.scenario):
        states = [state for state in roads.states if its.from_s <= state.from_s < its.until_s]
        nodes = depots["depot_node"].unique().tolist()
        if len(ends) and any(not any(_reaches(state, node, ends) for node in nodes) for state in states):
            message = f'no open road leads from any depot of "{part.name}" to a place of the demand and back then'
            problems.append(part.scenario.problem(its.key, message))
    if problems:
        raise ScenarioError(problems)


def _reaches(state: RoadState, node: int, ends: NDArray[np.int32]) -> bool:
    """Return whether roads lead from a node to any of the ends and back."""
    here = np.full_like(ends, node)
    there_s, back_s = state.times.direct_s(here, ends), state.times.direct_s(ends, here)
    return bool(((there_s != NO_WAY) & (back_s != NO_WAY)).any())
