"""The event log with words instead of codes, as CSV and Parquet."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from simulator.clock import format_clock
from simulator.report.run_data import RunData
from simulator.tables import Event


def export_events(run: RunData, folder: Path) -> list[Path]:
    """Write events.csv and events.parquet; empty where a row has no vehicle, request or node."""
    table = readable_events(run)
    paths = [folder / "events.csv", folder / "events.parquet"]
    table.to_csv(paths[0], index=False, lineterminator="\n")
    table.to_parquet(paths[1], index=False, compression="zstd")
    return paths


def readable_events(run: RunData) -> pd.DataFrame:
    """Return the event log with clock times, the names of kinds, vehicles and requests."""
    events = run.tables.events
    time_s = events["time_s"].to_numpy(np.int64)
    names = {int(kind): kind.name.lower() for kind in Event}
    columns = {
        "time_s": time_s,
        "clock": [format_clock(time) for time in time_s.tolist()],
        "seq": events["seq"].to_numpy(),
        "event": events["kind"].astype(int).map(names).to_numpy(object),
    }
    for column, table in (("vehicle", run.tables.vehicles), ("request", run.tables.requests)):
        identity = dict(zip(table[column].tolist(), table[f"{column}_id"].astype(str), strict=True))
        columns[f"{column}_id"] = events[column].map(identity).to_numpy(object)
    node = events["node"].astype("Int64")
    return pd.DataFrame(columns).assign(node=node.where(node >= 0), value=events["value"].to_numpy())
