"""The lines of a budget: each a rate times an amount, so that another rate needs no other run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from simulator.analysis.kpis.cost_kinds import Driver
from simulator.fares.tariff import in_cents


class Side(StrEnum):
    """What a line is: money spent, or one of the two kinds of money that come in."""

    COST = "cost"
    FARES = "fares"
    COMPENSATION = "compensation"


@dataclass(frozen=True)
class Line:
    """A line of a budget. figure: the key figure it is told by. service: whose; kind: the figure without the service.

    rate_key: where the scenario has its rate; empty: it has no single one, and the amount is in euros already, with a
    rate of 1. An overhead is its rate times all other costs of its service.
    """

    figure: str
    service: str
    kind: str
    driver: Driver
    side: Side = Side.COST
    rate_key: str = ""
    rate: float = 1.0

    @property
    def is_overhead(self) -> bool:
        """Return whether it is a share of the other costs of its service."""
        return self.driver is Driver.SHARE and self.side is Side.COST


def eur_of_year(
    lines: Sequence[Line], per_day: Mapping[str, Sequence[Any]], days: Sequence[int], *, cents: bool = True
) -> dict[str, Any]:
    """Return what each line comes to in a year, by its figure [EUR], in whole cents unless they are not wanted.

    per_day: by figure, the amount of a day of each type, a number or float64 (seeds,). days: of each type.
    """
    found: dict[str, Any] = {}
    for line in sorted(lines, key=lambda one: one.is_overhead):
        if line.is_overhead:
            others = sum(found[one.figure] for one in lines if _below(one, line))
            amount = line.rate * others
        else:
            amount = line.rate * sum(many * each for many, each in zip(days, per_day[line.figure], strict=True))
        found[line.figure] = in_cents(float(amount)) if cents else amount
    return {line.figure: found[line.figure] for line in lines}


def _below(line: Line, overhead: Line) -> bool:
    return line.service == overhead.service and line.side is Side.COST and not line.is_overhead


def by_riders(lines: Sequence[Line]) -> list[tuple[Line, Line | None]]:
    """Return the lines of cost that grow with riders, each with the overhead of its service, if that has one."""
    overheads = {line.service: line for line in lines if line.is_overhead}
    grows = [line for line in lines if line.side is Side.COST and line.driver is Driver.RIDES]
    return [(line, overheads.get(line.service)) for line in grows]


def total(lines: Sequence[Line], eur: Mapping[str, Any], side: Side) -> Any:
    """Return the sum of the lines of a side; 0 where it has none."""
    return sum((eur[line.figure] for line in lines if line.side is side), start=0.0)


def subsidy(lines: Sequence[Line], eur: Mapping[str, Any]) -> Any:
    """Return what is left to pay: costs without fares and compensation."""
    return total(lines, eur, Side.COST) - total(lines, eur, Side.FARES) - total(lines, eur, Side.COMPENSATION)
