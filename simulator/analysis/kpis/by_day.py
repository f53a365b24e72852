"""Key figures day by day: the same functions on the tables of each day that counts."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from simulator.analysis.ratios import Number
from simulator.days import DayType
from simulator.results.table_dtypes import KPIS_BY_DAY


def kpis_by_day(figures: Mapping[int, Mapping[str, Number]], days: pd.DataFrame) -> pd.DataFrame:
    """Return key figures of days in one table: day, day_type, service, figure, value; NaN where none is.

    figures: by the number of the day. days: see ``tables.DAY_DTYPES``.
    """
    kinds = {day: DayType(kind).name.lower() for day, kind in zip(days["day"], days["day_type"], strict=True)}
    rows = [
        (day, kinds[day], *name.rpartition(".")[::2], value)
        for day, of_day in figures.items()
        for name, value in of_day.items()
    ]
    return pd.DataFrame(rows, columns=list(KPIS_BY_DAY)).astype(KPIS_BY_DAY)
