"""Direct drives of those whom a fleet has carried, on parts of journeys too: what their own cars would have driven."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from simulator.analysis.kpis.parts import ridden_parts
from simulator.analysis.kpis.riders import status_is
from simulator.analysis.missing import known_ints
from simulator.analysis.request_table import SERVED
from simulator.analysis.tables import ResultTables


class DirectDrives(NamedTuple):
    """Lengths [m] of those who were carried, each party once, or each rider; time [s] of all riders who asked.

    Who was carried on a part of a journey has asked for it. All are None where that of one such part is not known.
    """

    party_m: int | None
    rider_m: int | None
    asked_rider_s: int | None


def direct_drives(tables: ResultTables) -> DirectDrives:
    """Return the direct drives of a fleet."""
    requests, parts = tables.requests, ridden_parts(tables)
    if len(parts) and parts[["direct_m", "direct_s"]].isna().any(axis=None):
        return DirectDrives(None, None, None)
    (length_m, known), (drive_s, timed) = (known_ints(requests[name]) for name in ("direct_m", "direct_s"))
    size, served = requests["party_size"].to_numpy(np.int64), known & status_is(requests, SERVED)
    part_m, part_s, people = (parts[name].to_numpy(np.int64) for name in ("direct_m", "direct_s", "party_size"))
    return DirectDrives(
        int(length_m[served].sum() + part_m.sum()),
        int((length_m * size)[served].sum() + part_m @ people),
        int((drive_s * size)[timed].sum() + part_s @ people),
    )
