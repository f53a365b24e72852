"""A budget in some lines, for the terminal."""

from __future__ import annotations

from collections.abc import Iterator

from simulator.report.budget.told import BudgetTold
from simulator.report.budget.words import line_word
from simulator.report.page.language import Language

ENGLISH = Language("en")


def budget_lines(told: BudgetTold) -> Iterator[str]:
    """Yield the lines: what a year costs by kind, what comes in, what is left, and the fare that would pay all."""
    words = ENGLISH
    days = ", ".join(f"{day.days} x {day.name.replace('_', ' ')}" for day in told.days)
    yield f"a year of {sum(day.days for day in told.days)} days: {days}; {told.replications} runs of each"
    if told.basis == "alike":
        yield "the scenario knows days of one type only, so all days are like that"
    for line in told.lines:
        yield f"  {line_word(line, told.lines, words):<34} {words.euro(told.now.eur[line.figure]):>14}"
    for name, label in (("cost_eur", "cost"), ("fares_eur", "fares"), ("subsidy_eur", "subsidy")):
        row = told.figure(name)
        half = (row["high"] - row["low"]) / 2
        yield f"{label:<36} {words.euro(row['value']):>14} ± {words.euro(half)}"
    for name in told.without_cost:
        yield f"not in it: what {name} costs, which the scenario does not say"
    for name, its in told.break_even.items():
        fare = "no fare is enough" if its is None else f"{words.euro(its.value, 2)} a rider"
        yield f"fare that would pay all, demand {name}: {fare}"
    if told.by_fare:
        fare = "beyond those that were run" if told.simulated_fare is None else words.euro(told.simulated_fare, 2)
        yield f"the same of simulated demand: {fare}"
