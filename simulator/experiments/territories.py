"""What a run tells of territories: who they are, and what its vehicles do in each."""

from __future__ import annotations

import numpy as np
import pandas as pd
import shapely

from simulator.analysis.counted import windows_of_days
from simulator.analysis.territories import territory_table
from simulator.experiments.run import RunResult
from simulator.network.territories import Territories
from simulator.results.territory_definitions import TERRITORY_DTYPES
from simulator.tables import typed


def by_territory(result: RunResult) -> pd.DataFrame:
    """Return what vehicles on demand did in each territory, see the catalogue; the scenario has territories."""
    world = result.world
    assert world.territories is not None
    days = windows_of_days(world.days.all())
    return territory_table(result.tables, world.territories, world.network, days, world.closed_at_times)


def tables_of_territories(result: RunResult) -> dict[str, pd.DataFrame]:
    """Return the tables about territories by their names in the catalogue; none without territories."""
    territories = result.world.territories
    if territories is None:
        return {}
    given = {"territories_input": territories_input(territories, result.world.places)}
    return given | ({"by_territory": by_territory(result)} if len(result.world.vehicles) else {})


def territories_input(territories: Territories, places: pd.DataFrame | None) -> pd.DataFrame:
    """Return the territories as a table. places: lon, lat and inhabitants of localities; None: not known."""
    table = pd.DataFrame(
        {
            "territory": territories.names,
            "key": territories.keys,
            "inhabitants": pd.array([None] * len(territories.names), dtype="Int64"),
            "approximate": territories.approximate,
            "geometry": shapely.to_geojson(territories.areas),
        }
    )
    if places is not None and "inhabitants" in places:
        at = territories.at(places["lon"], places["lat"])
        people = np.bincount(at + 1, weights=places["inhabitants"], minlength=len(table) + 1)[1:]
        table["inhabitants"] = pd.array(np.rint(people).astype(np.int64), dtype="Int64")
    return typed(table, TERRITORY_DTYPES)
