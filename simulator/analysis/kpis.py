"""The key figures of a run: one flat dict of numbers, None where nothing could be measured.

A new key figure is a function in a file of its own, one entry in `KPI_GROUPS` and its definition in
`simulator.analysis.kpi_columns`.
"""

from __future__ import annotations

from collections.abc import Callable

from simulator.analysis.driver_kpis import driver_kpis
from simulator.analysis.economics import Economics, economic_kpis
from simulator.analysis.energy_kpis import car_kpis, charging_kpis, energy_kpis
from simulator.analysis.fleet_kpis import fleet_kpis, occupancy_kpis, time_kpis
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
    charging_kpis,
    driver_kpis,
)


def compute_kpis(
    tables: ResultTables, economics: Economics | None = None, car_g_per_km: float | None = None
) -> dict[str, Number]:
    """Compute all key figures; `simulator.analysis.kpi_columns` defines each, with unit and denominator.

    car_g_per_km: CO2 of the private car that the trips are compared with.
    """
    kpis: dict[str, Number] = {}
    for group in KPI_GROUPS:
        kpis.update(group(tables))
    kpis.update(car_kpis(tables, car_g_per_km))
    kpis.update(economic_kpis(kpis, economics))
    return kpis
