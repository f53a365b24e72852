"""Whom people asked, and of whom they expected too little, as a table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from simulator.results.asking_definitions import ASKING_DTYPES
from simulator.tables import ServiceName, no_rows, typed


def nobody_asking() -> pd.DataFrame:
    """Return the table where people expect nothing."""
    return no_rows(ASKING_DTYPES)


def asking_table(asking: Sequence[Any], demand: pd.DataFrame, services: Sequence[ServiceName]) -> pd.DataFrame:
    """Return the table, ``ASKING_DTYPES``.

    asking: rows of ``travellers.expecting``. demand: the requests with their names, numbered by row.
    """
    if not asking:
        return nobody_asking()
    table = pd.DataFrame(asking, columns=list(asking[0]._fields))
    number = dict(zip(demand["request_id"].tolist(), range(len(demand)), strict=True))
    table["request"] = table["request_id"].map(number)
    table["service"] = table["service"].map({service.number: service.name for service in services})
    table["utility"] = table["utility"].where(np.isfinite(table["utility"]))
    return typed(table, ASKING_DTYPES)
