"""The key figures of a run: one flat dict of numbers, None where nothing could be measured.

A new key figure is a function in a file of its own, one entry in `KPI_GROUPS` and its definition in
`simulator.analysis.kpi_columns`.
"""

from __future__ import annotations

from collections.abc import Callable

from simulator.analysis.economics import Economics, economic_kpis
from simulator.analysis.fleet_kpis import energy_kpis, fleet_kpis, occupancy_kpis, time_kpis
from simulator.analysis.ratios import Number
from simulator.analysis.rider_kpis import booking_kpis, demand_kpis, promise_kpis, rejection_kpis, ride_kpis, wait_kpis
from simulator.analysis.tables import ResultTables

__all__ = ["KPI_GROUPS", "Economics", "compute_kpis"]

KPI_GROUPS: tuple[Callable[[ResultTables], dict[str, Number]], ...] = (
    demand_kpis,
    rejection_kpis,
    booking_kpis,
    wait_kpis,
    promise_kpis,
    ride_kpis,
    fleet_kpis,
    occupancy_kpis,
    time_kpis,
    energy_kpis,
)


def compute_kpis(tables: ResultTables, economics: Economics | None = None) -> dict[str, Number]:
    """Compute all key figures; `simulator.analysis.kpi_columns` defines each, with unit and denominator."""
    kpis: dict[str, Number] = {}
    for group in KPI_GROUPS:
        kpis.update(group(tables))
    kpis.update(economic_kpis(kpis, economics))
    return kpis
