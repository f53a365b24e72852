"""The auditor of what a timetable costs: hours, kilometres and vehicles added up again, trip by trip."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from simulator.analysis.timetable_loads import TimetableInputs
from simulator.network.gtfs_changes.chosen_trips import ROUTE_TYPES
from simulator.scenario.models import ServicePart
from simulator.services.timetable.audit_ground import beeline_m
from simulator.services.timetable.schema import Config
from simulator.units import DAYS_OF_A_YEAR, HOUR_S, METRES_PER_KM

NEAR = 1e-4  # of kilometres: millimetres of each trip are rounded
CENT = 0.0101  # [EUR], for sums that were rounded one by one
Told = Mapping[str, float | int | None]


def check(part: ServicePart[Config], given: TimetableInputs, kpis: Told, days: int) -> Iterator[str]:
    """Yield which figures of what a service by timetable costs are others than its trips and rates come to.

    kpis: of the run. days: that count.
    """
    costs = part.config.costs
    if costs is None:
        return
    kinds = {number for told in costs.route_types for number in ROUTE_TYPES.get(str(told), {told})}
    runs = _runs(part.name, given, {int(number) for number in kinds})
    hours = sum(ends_s - begins_s for begins_s, ends_s, _ in runs) / HOUR_S * costs.layover_factor
    km = sum(its for *_, its in runs) * costs.way_factor
    vehicles = costs.vehicles if costs.vehicles is not None else _most_at_once(runs)
    told = {name: kpis.get(f"{part.name}.line_{name}") for name in ("vehicle_hours", "vehicle_km", "vehicles")}
    for (name, value), expected, off in zip(told.items(), (hours, km, vehicles), (1e-3, NEAR * km, 0), strict=True):
        if value is None or abs(value - expected) > off:
            yield f"line_{name} is {value}, its trips come to {expected:.3f}"
    rates = (costs.per_vehicle_hour_eur, costs.per_vehicle_year_eur, costs.per_km_eur)
    amounts = (hours, vehicles * days / DAYS_OF_A_YEAR, told["vehicle_km"] or 0.0)
    total = 0.0
    for kind, rate, amount in zip(("hours", "vehicles", "distance"), rates, amounts, strict=True):
        value = kpis.get(f"{part.name}.line_cost_{kind}_eur")
        total += value or 0.0
        if (rate is None) != (value is None) or (rate is not None and abs((value or 0.0) - rate * amount) > CENT):
            yield f"line_cost_{kind}_eur is {value}, its rate comes to {(rate or 0.0) * amount:.2f}"
    if any(rate is not None for rate in rates) and abs((kpis.get(f"{part.name}.line_cost_eur") or 0.0) - total) > CENT:
        yield f"line_cost_eur is {kpis.get(f'{part.name}.line_cost_eur')}, its parts sum to {total:.2f}"


def _runs(service: str, given: TimetableInputs, kinds: set[int]) -> list[tuple[int, int, float]]:
    """Return when each trip begins and ends that counts and is paid for, and its beelines from stop to stop [km]."""
    stops, trips, calls = (
        table[table["service"] == service].to_dict("records") for table in (given.stops, given.trips, given.calls)
    )
    place = {row["stop"]: (row["lon"], row["lat"], "") for row in stops}
    paid = {row["vehicle"] for row in trips if row["counted"] and row["route_type"] in kinds}
    found: dict[int, tuple[int, int, float, int]] = {}
    for row in calls:
        vehicle, stop = row["vehicle"], row["stop"]
        if vehicle not in paid:
            continue
        begins_s, _, km, before = found.get(vehicle, (row["departure_s"], 0, 0.0, stop))
        found[vehicle] = begins_s, row["arrival_s"], km + beeline_m(place[before], place[stop]) / METRES_PER_KM, stop
    return [(begins_s, ends_s, km) for begins_s, ends_s, km, _ in found.values()]


def _most_at_once(runs: list[tuple[int, int, float]]) -> int:
    """Return how many are under way at most: at the beginning of one of them, whoever ends then left out."""
    return max((sum(b <= at < e for b, e, _ in runs) for at, end, _ in runs if at < end), default=0)
