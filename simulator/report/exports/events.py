"""The event log with words instead of codes, as CSV and Parquet."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pandas as pd

from simulator.analysis.dates import clock_of, first_day_of
from simulator.analysis.run_inputs import read_whole
from simulator.analysis.services import RideInputs
from simulator.clock import format_clock
from simulator.days import NO_CHANGE, LocalClock
from simulator.event_kinds import Event
from simulator.units import DAY_S

_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def export_events(results: Path, folder: Path) -> list[Path]:
    """Write events.csv and events.parquet; empty where a row has no vehicle, request or node."""
    whole = read_whole(results)
    folder.mkdir(parents=True, exist_ok=True)
    first_day = first_day_of(results)
    table = readable_events(whole, clock_of(first_day), first_day)
    paths = [folder / "events.csv", folder / "events.parquet"]
    table.to_csv(paths[0], index=False, lineterminator="\n")
    table.to_parquet(paths[1], index=False, compression="zstd")
    return paths


def readable_events(whole: RideInputs, clock: LocalClock = NO_CHANGE, first_day: date | None = None) -> pd.DataFrame:
    """Return the event log with what clocks show on which day, the names of kinds, vehicles and requests.

    Days count from 0, the first that counts, to which first_day gives its date; those of a warm-up are negative.
    """
    events = whole.events
    time_s = events["time_s"].to_numpy(np.int64)
    day, of_day_s = np.divmod(clock.local_s(time_s), DAY_S)
    kinds = [Event(kind) for kind in events["kind"].tolist()]
    columns = {
        "time_s": time_s,
        "day": day,
        "date": [_date_in_words(first_day, its) for its in day.tolist()],
        "clock": [format_clock(time) for time in of_day_s.tolist()],
        "seq": events["seq"].to_numpy(),
        "event": [kind.name.lower() for kind in kinds],
    }
    for column, table in (("vehicle", whole.vehicles), ("request", whole.requests)):
        identity = dict(zip(table[column].tolist(), table[f"{column}_id"].astype(str), strict=True))
        columns[f"{column}_id"] = events[column].map(identity).to_numpy(object)
    node = events["node"].astype("Int64")
    values = events["value"].tolist()
    rows = list(zip(kinds, values, strict=True))
    return pd.DataFrame(columns).assign(
        node=node.where(node >= 0),
        value=values,
        unit=[kind.unit for kind in kinds],
        stands_for=["" if kind.codes is None else kind.codes(value).name.lower() for kind, value in rows],
    )


def _date_in_words(first_day: date | None, day: int) -> str:
    """Return a date with its weekday, as ``Thu 2021-10-28``; nothing without dates."""
    if first_day is None:
        return ""
    its = first_day + timedelta(days=day)
    return f"{_WEEKDAYS[its.weekday()]} {its}"
