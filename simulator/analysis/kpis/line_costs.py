"""What buses and trains by timetable cost, from the trips that run: a budget is that of all public transport."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

from simulator.analysis.kpis.costs import priced, sum_eur
from simulator.analysis.ratios import DIGITS, Number
from simulator.analysis.request_table import SERVED
from simulator.results.entry import Definition
from simulator.units import DAYS_OF_A_YEAR, HOUR_S

_D = Definition
LINE_COST_KPIS: dict[str, Definition] = {  # by the name of the service; only where it has costs
    "line_vehicle_km": _D("Kilometres that its vehicles drive: by beelines, times the way factor of its costs.", "km"),
    "line_vehicle_hours": _D("Hours from the first departure of each trip to its last arrival, with layovers.", "h"),
    "line_vehicles": _D("Vehicles it needs: as its costs tell, else most trips under way at a time.", "vehicles"),
    "line_cost_hours_eur": _D("These hours times cost per vehicle hour; null if that is not given.", "EUR"),
    "line_cost_vehicles_eur": _D(
        "These vehicles times cost per vehicle and year, for as many days of 365 as count; null if that is not given.",
        "EUR",
    ),
    "line_cost_distance_eur": _D("These kilometres times cost per km; null if that is not given.", "EUR"),
    "line_cost_eur": _D("Cost of hours, vehicles and kilometres, as far as given.", "EUR"),
    "line_fare_revenue_eur": _D(
        "What trips cost those who made them, and rides in it as parts of journeys; null: no fare is known.", "EUR"
    ),
}
TRANSPORT_KPIS: dict[str, Definition] = {  # only where a service by timetable has costs
    "transport_cost_eur": _D("Cost of all services, those by timetable too; null if one of them is not known.", "EUR"),
    "transport_revenue_eur": _D("Fares and rental prices of all of them; null if one of them is not known.", "EUR"),
    "transport_subsidy_eur": _D(
        "Cost minus revenue and minus what others pay for season tickets; null if one of them is not known.", "EUR"
    ),
}
_COSTS = ("line_cost_hours_eur", "line_cost_vehicles_eur", "line_cost_distance_eur")


class LinePrices(NamedTuple):
    """Rates [EUR]; None: not told. layover: hours for each hour of a trip. way: km for each of a beeline.

    vehicles: None: as many as trips are under way at a time. route_types: numbers of GTFS that count.
    """

    hour_eur: float | None
    year_eur: float | None
    km_eur: float | None
    layover: float
    way: float
    vehicles: int | None
    route_types: frozenset[int]


def line_cost_kpis(
    loads: pd.DataFrame, trips: pd.DataFrame, legs: pd.DataFrame, prices: Mapping[str, LinePrices], days: int
) -> dict[str, Number]:
    """Return the figures as ``NAME.figure``. loads: of trips of timetables. days: that count."""
    return {
        f"{name}.{figure}": value
        for name, its in prices.items()
        for figure, value in (
            _costs(loads[(loads["service"] == name) & loads["counted"]], its, days)
            | {"line_fare_revenue_eur": _revenue_eur(name, trips, legs)}
        ).items()
    }


def transport_kpis(kpis: Mapping[str, Number], names: Sequence[str], parts: Sequence[str]) -> dict[str, Number]:
    """Return what all services cost together. names: of those by timetable. parts: beginnings of figures."""
    costs = [kpis[f"{name}.line_cost_eur"] for name in names] + [kpis[f"{part}cost_eur"] for part in parts]
    paid = [kpis[f"{name}.line_fare_revenue_eur"] for name in names]
    paid += [kpis["fare_revenue_eur" if not part else f"{part}revenue_eur"] for part in parts]
    cost, revenue, others = sum_eur(costs), sum_eur(paid), float(kpis.get("compensation_eur") or 0)
    subsidy = None if cost is None or revenue is None else sum_eur([cost, -revenue, -others])
    return {"transport_cost_eur": cost, "transport_revenue_eur": revenue, "transport_subsidy_eur": subsidy}


def _costs(loads: pd.DataFrame, prices: LinePrices, days: int) -> dict[str, Number]:
    runs = loads[loads["route_type"].isin(prices.route_types)]
    km = round(float(runs["run_km"].sum()) * prices.way, DIGITS)
    hours = round(int((runs["arrives_s"] - runs["departs_s"]).sum()) * prices.layover / HOUR_S, DIGITS)
    vehicles = _most_at_a_time(runs) if prices.vehicles is None else prices.vehicles
    parts = (
        priced(hours, prices.hour_eur),
        priced(vehicles * days / DAYS_OF_A_YEAR, prices.year_eur),
        priced(km, prices.km_eur),
    )
    told = [part for part in parts if part is not None]
    amounts = {"line_vehicle_km": km, "line_vehicle_hours": hours, "line_vehicles": vehicles}
    return amounts | dict(zip(_COSTS, parts, strict=True)) | {"line_cost_eur": sum_eur(told) if told else None}


def _most_at_a_time(runs: pd.DataFrame) -> int:
    """Return how many trips are under way at once at most; who arrives makes room for who leaves at that second."""
    moments = np.r_[runs["arrives_s"].to_numpy(np.int64), runs["departs_s"].to_numpy(np.int64)]
    change = np.repeat([-1, 1], len(runs))
    order = np.lexsort((change, moments))
    return int(np.cumsum(change[order]).max(initial=0))


def _revenue_eur(name: str, trips: pd.DataFrame, legs: pd.DataFrame) -> float | None:
    made = trips.loc[(trips["service"] == name) & (trips["status"] == SERVED), "price_eur"]
    parts = legs.loc[(legs["carrier"] == name) & legs["journey_began"], "fare_eur"]
    paid = [*made.astype("float64").tolist(), *parts.astype("float64").tolist()]
    return None if any(np.isnan(eur) for eur in paid) else sum_eur(paid)
