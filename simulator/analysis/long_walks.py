"""Walks hardly anybody makes: where many of a run are that long, somebody should look at what people could ask else."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np
import pandas as pd

from simulator.analysis.request_table import SERVED
from simulator.notes import N_, Note
from simulator.units import METRES_PER_KM

LONG_M = 5_000
MANY = 0.05  # of all walks (assumption)
LEAST_WALKS = 20  # fewer are an example


def long_walk_notes(trips: pd.DataFrame, on_foot: Iterable[str]) -> Iterator[Note]:
    """Tell services on foot by which many go far. trips: ``TRIPS``. on_foot: names of services."""
    made = trips[trips["status"] == SERVED]
    for name in on_foot:
        length_m = made.loc[made["service"] == name, "length_m"].to_numpy(np.int64)
        if len(length_m) < LEAST_WALKS or (length_m > LONG_M).mean() <= MANY:
            continue
        text = N_(
            "%(percent)s percent of the %(walks)s ways on foot are longer than %(km)s km; "
            "the longest is %(longest)s km."
        )
        values = {"percent": round(100 * float((length_m > LONG_M).mean())), "walks": len(length_m)}
        values |= {"km": LONG_M // METRES_PER_KM, "longest": round(int(length_m.max()) / METRES_PER_KM)}
        yield Note("long-walks", f"services.{name}", text, values)
