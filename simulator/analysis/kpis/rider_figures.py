"""All key figures a rider feels, of any set of requests."""

from __future__ import annotations

from simulator.analysis.kpis.punctuality import promise_kpis, told_kpis
from simulator.analysis.kpis.riders import booking_kpis, demand_kpis, rejection_kpis, ride_kpis, rule_kpis, wait_kpis
from simulator.analysis.kpis.riders_asked import RidersAsked
from simulator.analysis.ratios import Number
from simulator.analysis.tables import ResultTables

_PARTS = (demand_kpis, rejection_kpis, rule_kpis, booking_kpis, wait_kpis, told_kpis, promise_kpis, ride_kpis)


def rider_kpis(riders: RidersAsked) -> dict[str, Number]:
    """Compute the key figures of requests; ``definitions.RIDER_KPIS`` defines them."""
    return {name: value for part in _PARTS for name, value in part(riders).items()}


def rider_kpis_of(tables: ResultTables) -> dict[str, Number]:
    """Compute the key figures of all requests in the tables."""
    return rider_kpis(RidersAsked.of(tables))
