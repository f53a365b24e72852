"""Who is left behind in a run: its people in groups."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from simulator.analysis.equity.compared import Equity
from simulator.analysis.equity.fares import fares_by_request
from simulator.analysis.equity.groups import Groups, Residents
from simulator.analysis.equity.indices import Floats
from simulator.analysis.equity.measures import asked_for, people_on, values_of
from simulator.analysis.groups import Grouped
from simulator.analysis.tables import ResultTables
from simulator.experiments.prices import prices_of_run
from simulator.tables import NO_NODE
from simulator.world.build import World


def has_places(world: World) -> bool:
    """Return whether anything has a name by which people of a run can be told apart."""
    stops = (its.stops for its in world.with_requests.values())
    return world.places is not None or any(its is not None and "name" in its.table for its in stops)


def equity_of(
    world: World, journeys: pd.DataFrame, tables: ResultTables, people: Mapping[str, pd.DataFrame], grouped: Grouped
) -> Equity:
    """Return who of a run is compared. people: the tables about all people, empty without a population."""
    asked = _with_places(asked_for(journeys), world)
    residents = None
    if people:
        person = world.demand["person"]
        residents = Residents(person[person >= 0], people["persons"], people["households"], world.territories)

    starts_s = [window.from_s for window in grouped.days.values()]
    days = np.searchsorted(starts_s, asked["earliest_departure_s"].to_numpy(np.int64), side="right")

    def paid_eur() -> Floats:
        return fares_by_request(asked, tables, prices_of_run(world))

    return Equity(people_on(asked), days, values_of(asked, paid_eur), Groups(asked, grouped, residents).names())


def _with_places(asked: pd.DataFrame, world: World) -> pd.DataFrame:
    """Return the same with the places of nodes where the demand names these instead."""
    node = asked["origin_node"].to_numpy(np.int64, na_value=NO_NODE)
    named = (node != NO_NODE) & asked["origin_lon"].isna().to_numpy(bool)
    if not named.any():
        return asked
    at = {"origin_lon": world.network.lon, "origin_lat": world.network.lat}
    return asked.assign(**{name: np.where(named, axis[node], asked[name]) for name, axis in at.items()})
