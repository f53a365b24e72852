"""Names of the lines of a budget, of types of days, and of what a year is told by."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from simulator.analysis.budget.lines import Line, Side
from simulator.report.page.cost_parts import OF_CARS, OF_RIDES, ON_TOP
from simulator.report.page.language import N_, Language

DAY_WORDS = {
    "every_day": N_("Every day"), "school_day": N_("School days"),
    "holiday_weekday": N_("Weekdays in the school holidays"), "saturday": N_("Saturdays"),
    "sunday": N_("Sundays and public holidays"),
}  # fmt: skip
LINE_WORDS = {part.figure: part.label for part in (*OF_RIDES, *ON_TOP, *OF_CARS)} | {
    "line_cost_hours_eur": N_("Hours of buses and trains"), "line_cost_vehicles_eur": N_("Vehicles of lines"),
    "line_cost_distance_eur": N_("Kilometres of buses and trains"), "fare_revenue_eur": N_("Fares"),
    "line_fare_revenue_eur": N_("Fares"),
    "carsharing_revenue_eur": N_("Rental prices"), "compensation_eur": N_("Paid for season tickets by others"),
}  # fmt: skip
DRIVER_WORDS = {
    "hours": N_("with hours"), "km": N_("with kilometres"), "vehicles": N_("with vehicles"),
    "energy": N_("with energy"), "rides": N_("with rides"), "fixed": N_("with nothing: fixed"),
    "share": N_("with all other costs"),
}  # fmt: skip


def line_word(line: Line, lines: Sequence[Line], words: Language) -> str:
    """Return what a line is called, with its service where there are several."""
    word = words._(LINE_WORDS.get(line.kind, line.kind))
    return word if len({one.service for one in lines}) == 1 else f"{line.service}: {word}"


def of_side(lines: Sequence[Line], side: Side) -> list[Line]:
    """Return the lines of a side."""
    return [line for line in lines if line.side is side]


def said_of(ledger_rows: Sequence[Mapping[Any, Any]], key: str) -> Mapping[Any, Any]:
    """Return the row of the ledger about a key with its unit; empty where there is none."""
    return next((row for row in ledger_rows if key == row["key"] or key.startswith(f"{row['key']}_")), {})
