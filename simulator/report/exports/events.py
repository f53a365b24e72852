"""The event log with words instead of codes, as CSV and Parquet."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from simulator.analysis.dates import clock_of, first_day_of
from simulator.analysis.run_inputs import read_whole
from simulator.analysis.services import RideInputs
from simulator.clock import format_clock
from simulator.days import NO_CHANGE, LocalClock
from simulator.event_kinds import Event


def export_events(results: Path, folder: Path) -> list[Path]:
    """Write events.csv and events.parquet; empty where a row has no vehicle, request or node."""
    whole = read_whole(results)
    folder.mkdir(parents=True, exist_ok=True)
    table = readable_events(whole, clock_of(first_day_of(results)))
    paths = [folder / "events.csv", folder / "events.parquet"]
    table.to_csv(paths[0], index=False, lineterminator="\n")
    table.to_parquet(paths[1], index=False, compression="zstd")
    return paths


def readable_events(whole: RideInputs, clock: LocalClock = NO_CHANGE) -> pd.DataFrame:
    """Return the event log with what clocks show, the names of kinds, vehicles and requests."""
    events = whole.events
    time_s = events["time_s"].to_numpy(np.int64)
    kinds = [Event(kind) for kind in events["kind"].tolist()]
    columns = {
        "time_s": time_s,
        "clock": [format_clock(time) for time in clock.local_s(time_s).tolist()],
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
