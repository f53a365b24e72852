"""How a scenario takes an import, and its estimates instead of the requests themselves."""

from __future__ import annotations

import json

import pandas as pd

from simulator.demand.importing.imported import Imported
from simulator.demand.importing.requests_text import clock_of
from simulator.units import DAY_S

CUT = ("demand.lead_time.median", "demand.lead_time.sigma")  # which a scenario cuts off at both ends


def scenario_part(imported: Imported) -> str:
    """Return YAML: the keys of the calendar and the demand, and below, as a comment, those that estimates are for."""
    lines = [
        "# What a scenario says to have these requests; its file lies in this folder, or the path is told from there."
    ]
    if imported.first_day is not None:
        last = clock_of(imported.first_day).local(int(imported.requests["earliest_departure_s"].max())) // DAY_S
        lines += [f"calendar: {{first_day: {imported.first_day}, days: {max(last, 0) + 1}}}"]
    lines += ["demand:", "  kind: file", "  requests_file: requests.csv"]
    classes = sorted({name for name in imported.requests["traveller_class"] if name})
    if classes:
        lines += ["people:", f"  classes: {json.dumps({name: {} for name in classes})} # with what you know of them"]
    told = imported.estimates[imported.estimates["key"] != ""]
    if len(told):
        lines += ["", "# What a synthetic demand can take from them: value, 95 % interval, how many it rests on."]
        lines += [_line(row) for _, row in told.iterrows()]
    return "\n".join(lines) + "\n"


def _line(row: pd.Series) -> str:
    interval = "" if pd.isna(row["low"]) else f"  # {row['low']:.3g} to {row['high']:.3g}; of {row['of']}"
    unit = f" {row['unit']}" if row["unit"] == "s" else ""
    cut = "; of all booked ahead, not corrected for min and max" if row["key"] in CUT else ""
    return f"# {row['key']}: {row['value']:.3g}{unit}{interval}{cut}"
