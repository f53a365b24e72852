"""Key figures about riders, day by day: the same functions on the requests of each day that counts."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from simulator.analysis.counted import windows_of_days
from simulator.analysis.kpis.all import RIDERS
from simulator.analysis.tables import ResultTables
from simulator.days import DayType

COLUMNS = ("day", "day_type", "figure", "value")


def rider_kpis_by_day(tables: ResultTables, days: pd.DataFrame) -> pd.DataFrame:
    """Return the key figures about riders of each day that counts: day, day_type, figure, value; NaN where none is.

    days: see ``tables.DAY_DTYPES``.
    """
    kinds, rows = (
        dict(zip(days["day"], days["day_type"], strict=True)),
        list[tuple[int, str, str, float | int | None]](),
    )
    for day, window in windows_of_days(days).items():
        requests = window.rows(tables.requests, "earliest_departure_s")
        figures = RIDERS.compute(replace(tables, requests=requests))
        rows += [(day, DayType(kinds[day]).name.lower(), name, value) for name, value in figures.items()]
    return pd.DataFrame(rows, columns=list(COLUMNS)).astype({"value": "float64"})
