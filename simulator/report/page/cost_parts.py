"""The parts of what services cost, named and in euros and cents, so that they visibly add up to the sum below them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from simulator.analysis.ratios import Number
from simulator.report.page.language import N_, Language
from simulator.report.page.rows import Row, money

Kpis = Mapping[str, Number]


class Part(NamedTuple):
    """A part of the cost: its key figure, what it is called, and key figure and unit of what is paid for, if any."""

    figure: str
    label: str
    amount: str = ""
    unit: str = ""

    def remark(self, kpis: Kpis, words: Language) -> str:
        """Return how much is paid for."""
        amount = kpis.get(self.amount)
        return "" if amount is None else words.unit(amount, self.unit).strip()


OF_RIDES = (
    Part("cost_time_eur", N_("Hours in service"), "vehicle_hours", "h"),
    Part("cost_drivers_eur", N_("Drivers"), "vehicle_hours", "h"),
    Part("cost_vehicles_eur", N_("Vehicles"), "vehicles"),
    Part("cost_distance_eur", N_("Kilometres"), "vehicle_km", "km"),
    Part("cost_energy_eur", N_("Energy bought")),
)
ON_TOP = (
    Part("cost_calls_eur", N_("Bookings by telephone")),
    Part("cost_platform_eur", N_("Booking platform")),
    Part("cost_platform_vehicles_eur", N_("Booking platform, by vehicle"), "vehicles"),
    Part("cost_overhead_eur", N_("Overheads")),
)
OF_CARS = (
    Part("carsharing_cost_cars_eur", N_("Cars")),
    Part("carsharing_cost_distance_eur", N_("Kilometres")),
    Part("carsharing_cost_staff_eur", N_("Staff"), "carsharing_staff_hours", "h"),
    Part("carsharing_cost_energy_eur", N_("Energy bought")),
)


def part_rows(parts: tuple[Part, ...], kpis: Kpis, words: Language) -> list[Row | None]:
    """Return a row for each part that is known and costs anything."""
    known = [part for part in parts if kpis.get(part.figure)]
    return [money(words, words._(part.label), kpis[part.figure], part.remark(kpis, words), 2) for part in known]
