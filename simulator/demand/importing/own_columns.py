"""What our own export to plans of MATSim says of each request beside what the format has: attributes of its leg.

`simulator.analysis.matsim_plans` writes them: the name of each column of requests behind a prefix.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pandas as pd

from simulator.demand.importing.people_trips import Taken
from simulator.demand.importing.requests_of import requests_of_trips
from simulator.errors import Problem
from simulator.input_table import raise_problems
from simulator.tables import DEMAND_DTYPES, TOUR_DTYPES

PREFIX = "elbe_drt:"
NOT_TOLD = ("origin_node", "destination_node")  # numbers in another network; the coordinates say where it is
PLACES = ("origin_lon", "origin_lat", "destination_lon", "destination_lat")
COLUMNS = {name: dtype for name, dtype in (DEMAND_DTYPES | TOUR_DTYPES).items() if name not in (*NOT_TOLD, *PLACES)}


def is_ours(attributes: Mapping[str, str]) -> bool:
    """Tell whether the attributes of a leg are those of our export."""
    return any(name.startswith(PREFIX) for name in attributes)


def as_exported(path: Path, taken: Taken, own: Mapping[int, Mapping[str, str]]) -> pd.DataFrame:
    """Return requests with what our export says of them, by submission. own: attributes by row of the trips.

    Raises RequestFileError for values that no request can have.
    """
    if not own:
        return taken.requests
    told, problems = {name: list(taken.requests[name]) for name in COLUMNS}, list[Problem]()
    for row, trip in enumerate(taken.trip.tolist()):
        for name, text in own.get(trip, {}).items():
            column = name.removeprefix(PREFIX)
            if name.startswith(PREFIX) and column in COLUMNS:
                try:
                    told[column][row] = _value(text, COLUMNS[column])
                except ValueError as error:
                    problems.append(Problem(str(path), 0, 0, f"{told['request_id'][row]}: {name}", str(error)))
    raise_problems(path, problems)
    table = taken.requests.assign(**told)
    return requests_of_trips(table if (table["person"] >= 0).any() else table.drop(columns=list(TOUR_DTYPES)))


def _value(text: str, dtype: str) -> str | int | bool:
    """Return a value of a column. Raises ValueError."""
    if dtype == "string":
        return text
    if dtype == "bool" and text in ("true", "false"):
        return text == "true"
    most = 1 if dtype == "bool" else np.iinfo(dtype).max
    if not re.fullmatch(r"-?[0-9]{1,10}", text) or abs(int(text)) > most:
        raise ValueError(f'"{text[:40]}" is no value of this column')
    return int(text)
