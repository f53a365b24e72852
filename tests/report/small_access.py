"""A study of access that one can know by heart: three places, a doctor, two departures in two hours, two days."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd

from simulator.analysis.accessibility import Day, Promise, Standards, access_tables, reached_on
from simulator.results.accessibility_definitions import ACCESSIBILITY_DTYPES
from simulator.tables import typed

NEVER = None
CELLS = pd.DataFrame({
    "cell": [0, 1, 2], "name": ["Near & Co", "Middling", "Far"], "lon": [11.8, 11.9, 12.0], "lat": [53.0, 53.1, 53.0],
    "inhabitants": [60.0, 30.0, 10.0], "territory": ["", "", ""],
})  # fmt: skip
# Minutes from two departures at 8:00 and 9:00, by place; on demand the second day refuses Middling at 9:00.
Times = dict[str, list[tuple[int | None, int | None]]]
TIMES: list[Times] = [
    {"on_demand": [(10, 10), (30, 40), (NEVER, NEVER)], "timetable": [(20, 20), (NEVER, 50), (NEVER, 100)],
     "car": [(8, 8), (12, 12), (20, 20)]},
    {"on_demand": [(10, 10), (30, NEVER), (NEVER, NEVER)], "timetable": [(20, 20), (NEVER, 50), (NEVER, 100)],
     "car": [(8, 8), (12, 12), (20, 20)]},
]  # fmt: skip
ASKED_S = (8 * 3600, 9 * 3600)


def day_of(times: Times, people: pd.DataFrame = CELLS) -> Day:
    """Return what is reached on a day by its table."""
    rows = [
        {
            "cell": cell, "kind": "doctor", "means": means, "service": "", "asked_s": asked_s,
            "offered": its is not None, "reason": "", "centre": "" if its is None else "Town", "on_foot": False,
            "departure_s": None if its is None else asked_s, "time_s": None if its is None else its * 60,
            "arrival_s": None if its is None else asked_s + its * 60,
        }
        for means, of in times.items()
        for cell, both in enumerate(of)
        for asked_s, its in zip(ASKED_S, both, strict=True)
    ]  # fmt: skip
    table = pd.DataFrame(rows)
    for column in set(ACCESSIBILITY_DTYPES) - set(table):
        table[column] = np.nan if column == "fare_eur" else pd.NA
    return reached_on(typed(table, ACCESSIBILITY_DTYPES), len(people))


def write_study(folder: Path, cells: pd.DataFrame = CELLS, days: int = 2) -> Path:
    """Write its files into a folder and return that."""
    standards = Standards(Promise(np.array(ASKED_S), np.array([3600, 3600])), {"doctor": (1200.0, 1800.0)})
    tables = access_tables([day_of(times) for times in TIMES[:days]], cells, standards)
    for name, table in tables.items():
        table.to_parquet(folder / f"{name}.parquet", index=False)
    told = {
        "scenario": "small", "titles": {"en": "Small & simple", "de": "Klein & einfach"}, "days": days, "departures": 2,
        "centres": [{"kind": "doctor", "name": "Town", "lon": 11.85, "lat": 53.02}],
    }  # fmt: skip
    (folder / "access.json").write_text(json.dumps(told), encoding="utf-8")
    return folder
