"""In which territories and zones requests begin and end."""

from __future__ import annotations

import numpy as np
import pandas as pd

from simulator.services.places import ENDS, Places
from simulator.world.build import World
from simulator.world.places import zones_of


def with_end_areas(table: pd.DataFrame, world: World) -> pd.DataFrame:
    """Return a table with the territories and zones in which its requests begin and end, where there are any.

    Rentals of their own, which are numbered beyond the requests, have none.
    """
    areas = {"territory": world.territories, "zone": zones_of(world.scenario)}
    there = {name: its for name, its in areas.items() if its is not None}
    if not there or not len(table):
        return table
    request = table["request"].to_numpy(np.int64)
    columns = {}
    for name, its in there.items():
        for end, places in zip(ENDS, Places(world).of_all, strict=True):
            of_all = np.array([*its.names_at(*places.T), ""], dtype=object)
            known = (request >= 0) & (request < len(places))
            columns[f"{end}_{name}"] = pd.array(of_all[np.where(known, request, -1)], dtype="string")
    return table.assign(**columns)
