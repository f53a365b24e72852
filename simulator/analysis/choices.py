"""The decisions of travellers as a table: what they saw, what it was worth to them, and what they took."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from simulator.results.table_dtypes import CHOICES
from simulator.tables import NO_TIME, ServiceName, no_rows, typed

_OF_OFFERS = ("place", "departure_s", "arrival_s")


def choice_table(seen: Sequence[Any], demand: pd.DataFrame, services: Sequence[ServiceName]) -> pd.DataFrame:
    """Return the table of choices, see ``table_dtypes.CHOICES``.

    seen: rows of ``travellers.seen``. demand: the requests with their names, numbered by row.
    """
    if not seen:
        return no_rows(CHOICES)
    table = pd.DataFrame(dict(zip(seen[0]._fields, zip(*seen, strict=True), strict=True)))
    number = dict(zip(demand["request_id"].tolist(), range(len(demand)), strict=True))
    declines = table["service"] < 0
    names = {service.number: service.name for service in services}
    table["request"] = table["request_id"].map(number).astype("Int64")
    table["service"] = table["service"].map(names).astype("string")
    for column in _OF_OFFERS:
        table[column] = table[column].astype("Int32").mask(declines | (table[column] == NO_TIME))
    for column in ("fare_eur", "utility"):
        table[column] = table[column].astype(np.float64)
    return typed(table, CHOICES)
