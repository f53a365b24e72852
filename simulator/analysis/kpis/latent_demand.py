"""Key figures of whom rides on demand could win."""

from __future__ import annotations

import pandas as pd

from simulator.analysis.ratios import Number, ratio
from simulator.results.entry import Definition

_D = Definition
LATENT_KPIS: dict[str, Definition] = {
    "ride_potential": _D(
        "Trips of all people that rides on demand would win if they came at once and drove straight there.", "trips"
    ),
    "ride_potential_share": _D("The same of all trips.", "share", "trips of all people"),
    "ride_potential_as_run": _D(
        "Trips that they would win with the mean wait and detour of this run, if nobody were refused.", "trips"
    ),
    "ride_potential_used_share": _D("Trips by rides on demand.", "share", "ride_potential"),
}


def latent_kpis(table: pd.DataFrame) -> dict[str, Number]:
    """Return the figures. table: ``LATENT_DTYPES``."""
    trips, potential, as_run, rode = (int(table[name].sum()) for name in ("trips", "potential", "as_run", "rode"))
    return {
        "ride_potential": potential,
        "ride_potential_share": ratio(potential, trips),
        "ride_potential_as_run": as_run,
        "ride_potential_used_share": ratio(rode, potential),
    }
