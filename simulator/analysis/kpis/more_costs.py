"""What some services cost beside drivers, vehicles, kilometres and energy, and who pays for season tickets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from simulator.analysis.kpis.costs import priced, sum_eur
from simulator.analysis.kpis.parts import ridden_parts
from simulator.analysis.kpis.riders import status_is
from simulator.analysis.ratios import Number
from simulator.analysis.request_table import SERVED
from simulator.analysis.tables import ResultTables
from simulator.results.entry import Definition
from simulator.units import DAYS_OF_A_YEAR, MONTHS_OF_A_YEAR

_D = Definition
MORE_MONEY_KPIS: dict[str, Definition] = {  # each in runs only of which a service has it
    "cost_calls_eur": _D(
        "Requests, and parts of journeys with other services, times the share of bookings by telephone times what one "
        "of them costs.",
        "EUR",
    ),
    "cost_platform_eur": _D(
        "Cost of software and booking of a month, for as many days of a twelfth of 365 as count.", "EUR"
    ),
    "cost_platform_vehicles_eur": _D("The same for each vehicle of the fleet.", "EUR"),
    "cost_overhead_eur": _D("Share of all other costs that comes on top of them; null if one is not known.", "EUR"),
    "compensation_eur": _D(
        "What somebody else pays for the rides of those who hold a season ticket that is valid: served riders, and "
        "those on parts of journeys that the ticket made cheaper, times the compensation.",
        "EUR",
    ),
}


@dataclass(frozen=True)
class MoreCosts:
    """Rates of what comes on top [EUR]; None: nothing does. call_eur: of each request, whoever telephones or not.

    overhead: share of all other costs.
    """

    call_eur: float | None = None
    platform_month_eur: float | None = None
    platform_vehicle_month_eur: float | None = None
    overhead: float | None = None

    def parts(self, kpis: Mapping[str, Number], others_eur: Sequence[Number], days: int) -> dict[str, float | None]:
        """Return what is told of the costs on top. others_eur: all other costs. days: that count."""
        months = days * MONTHS_OF_A_YEAR / DAYS_OF_A_YEAR
        asked = None if kpis["requests"] is None else kpis["requests"] + (kpis["part_rides"] or 0)
        vehicle_months = None if kpis["vehicles"] is None else kpis["vehicles"] * months
        amounts = {
            "cost_calls_eur": (asked, self.call_eur),
            "cost_platform_eur": (months, self.platform_month_eur),
            "cost_platform_vehicles_eur": (vehicle_months, self.platform_vehicle_month_eur),
        }
        found = {name: priced(amount, rate) for name, (amount, rate) in amounts.items() if rate is not None}
        if self.overhead is not None:
            found["cost_overhead_eur"] = priced(sum_eur([*others_eur, *found.values()]), self.overhead)
        return found


def holders_served(requests: pd.DataFrame) -> int:
    """Return how many riders were carried whose party holds a season ticket."""
    served = requests[status_is(requests, SERVED)]
    return int(served.loc[served["season_ticket"].to_numpy(np.bool_), "party_size"].sum())


def holders_on_parts(tables: ResultTables) -> int:
    """Return how many riders were carried on parts of journeys that a season ticket made cheaper."""
    if tables.journey_legs.empty:
        return 0
    parts = ridden_parts(tables)
    return int(parts.loc[parts["waived_eur"].to_numpy(np.float64) > 0, "party_size"].sum())


def told_by_some(each: Sequence[Mapping[str, Number]]) -> list[str]:
    """Return which of these key figures at least one service has."""
    return [name for name in MORE_MONEY_KPIS if any(name in kpis for kpis in each)]
