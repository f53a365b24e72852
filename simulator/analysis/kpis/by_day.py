"""Key figures about riders, day by day: the same functions on the requests of each day that counts."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from simulator.analysis.kpis.all import RIDERS
from simulator.analysis.tables import ResultTables
from simulator.days import DayType

COLUMNS = ("day", "day_type", "figure", "value")


def rider_kpis_by_day(tables: ResultTables, days: pd.DataFrame) -> pd.DataFrame:
    """Return the key figures about riders of each day that counts: day, day_type, figure, value; NaN where none is.

    days: see ``tables.DAY_DTYPES``. A request is of the day of its wished departure; who wants to leave after the last
    day counts there.
    """
    counted = days[days["day"] >= 0]
    departure_s, rows = tables.requests["earliest_departure_s"], list[tuple[int, str, str, float | int | None]]()
    last = counted["day"].max()
    for day, kind, start_s, end_s in zip(*(counted[name].tolist() for name in counted), strict=True):
        of_day = (departure_s >= start_s) & ((departure_s < end_s) | (day == last))
        figures = RIDERS.compute(replace(tables, requests=tables.requests[of_day]))
        rows += [(day, DayType(kind).name.lower(), name, value) for name, value in figures.items()]
    return pd.DataFrame(rows, columns=list(COLUMNS)).astype({"value": "float64"})
