"""What the page of a run says of car-sharing."""

from __future__ import annotations

from simulator.analysis.run import RunData
from simulator.report.page.cost_parts import OF_CARS, part_rows
from simulator.report.page.language import MISSING, Language
from simulator.report.page.rows import Row, Table, left_to_pay, money


def tables(run: RunData, words: Language) -> list[Table]:
    """Return the tables with their titles; none for a scenario without cars."""
    if not run.kpis.get("carsharing_cars"):
        return []
    return [(words._("Car-sharing"), _car_rows(run, words))]


def _car_rows(run: RunData, words: Language) -> list[Row]:
    """Return how shared cars were used, and what they cost and bring in."""
    _, kpis = words._, run.kpis
    granted = _("of %(count)s asked for", count=words.whole(kpis["carsharing_bookings"]))
    by_tariff = _("%(count)s bookings at the public tariff", count=words.whole(kpis["carsharing_institution_used"]))
    own = kpis.get("carsharing_institution_eur")
    institutions = money(words, _("Institutions' own use, no revenue"), own, by_tariff, 2)
    rows: list[Row | None] = [
        (_("Shared cars"), words.whole(kpis["carsharing_cars"]), ""),
        (_("Bookings granted"), words.whole(kpis["carsharing_granted"]), granted),
        (_("Time in use"), words.percent(kpis["carsharing_utilisation"]), _("of all hours of all cars")),
        (_("Distance per car and day"), words.unit(kpis["carsharing_km_per_car_day"], "km"), ""),
        (_("Late returns"), words.whole(kpis["carsharing_late_returns"]), ""),
        *part_rows(OF_CARS, kpis, words),
        money(words, _("Cost"), kpis["carsharing_cost_eur"], "", 2),
        money(words, _("Rental prices"), kpis["carsharing_revenue_eur"], _("time and distance, of the public"), 2),
        left_to_pay(words, kpis["carsharing_subsidy_eur"], 2),
        institutions if kpis.get("carsharing_institution_used") else None,
        (_("Energy for driving"), words.unit(kpis["carsharing_energy_kwh"], "kWh"), ""),
        (_("CO₂"), words.unit(kpis["carsharing_co2_kg"], "kg"), ""),
    ]
    return [row for row in rows if row is not None and row[1] != MISSING]
