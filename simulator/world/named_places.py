"""Places that people know by name: the localities of the demand, else the stops of the services."""

from __future__ import annotations

import pandas as pd

from simulator.tables import no_rows
from simulator.world.build import World

_DTYPES = {"name": "string", "lon": "float64", "lat": "float64"}


def named_places(world: World) -> pd.DataFrame:
    """Return name, lon and lat of the places of a run; without rows where nothing has a name.

    The place of a stop is its name up to the first comma, as in "Perleberg, Bahnhof".
    """
    if world.places is not None:
        return world.places
    tables = [its.stops.table for its in world.with_requests.values() if its.stops is not None]
    named = [table[["name", "lon", "lat"]].dropna() for table in tables if "name" in table]
    if not named:
        return no_rows(_DTYPES)
    stops = pd.concat(named, ignore_index=True)
    places = stops["name"].astype("string").str.split(",").str[0].str.strip()
    found: pd.DataFrame = stops.assign(name=places).astype(_DTYPES)
    return found
