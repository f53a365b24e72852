"""Rides of a fleet that were parts of journeys with other services: nobody asked the fleet's own service for them.

They are in kilometres, hours, energy and money, so in what these are divided by, too; not in what was asked and served.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
import pandas as pd

from simulator.analysis.journey_legs import RIDDEN
from simulator.analysis.ratios import Number
from simulator.analysis.tables import ResultTables
from simulator.tables import RIDES


class PartRides(NamedTuple):
    """Rides, people on them, and what was paid for parts of journeys that began [EUR]; None: not known of all.

    waived_eur: what was not paid for these as the party held a season ticket.
    """

    rides: int
    riders: int
    paid_eur: float | None
    waived_eur: float


def ridden_parts(tables: ResultTables) -> pd.DataFrame:
    """Return the rows of parts that the fleet of these tables has carried."""
    legs = tables.journey_legs
    return legs[(legs["mode"] == RIDES) & (legs["end"] == RIDDEN)]


def part_rides(tables: ResultTables) -> PartRides:
    """Return the parts that the fleet of these tables has carried.

    Who misses a ride, or is brought on otherwise, has paid for it all the same.
    """
    legs = tables.journey_legs
    if legs.empty:  # as of most runs
        return PartRides(0, 0, 0.0, 0.0)
    ridden = ridden_parts(tables)
    began = legs[(legs["mode"] == RIDES) & legs["journey_began"]]
    paid, waived_eur = began["fare_eur"].to_numpy(np.float64), float(began["waived_eur"].sum())
    paid_eur = None if np.isnan(paid).any() else float(paid.sum())
    return PartRides(len(ridden), int(ridden["party_size"].sum()), paid_eur, waived_eur)


def carried(kpis: Mapping[str, Number]) -> tuple[Number, Number]:
    """Return served requests, and riders of these, each with the parts of journeys; None where not known."""
    served, riders = kpis["served"], kpis["riders_served"]
    return (
        None if served is None else served + (kpis["part_rides"] or 0),
        None if riders is None else riders + (kpis["part_riders"] or 0),
    )
