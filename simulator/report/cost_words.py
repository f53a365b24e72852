"""The parts of what services cost, for the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulator.report.page.cost_parts import Part
from simulator.report.plain_words import decimal, euro, unit

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

Number = float | int | None


def cost_rows(parts: tuple[Part, ...], kpis: Mapping[str, Number]) -> Iterator[tuple[str, str, str]]:
    """Return a line of the summary for each part that is known and costs anything: label, value, remark."""
    for part in parts:
        if kpis.get(part.figure):
            yield (
                f"Cost of {part.label.lower()}",
                euro(kpis[part.figure], 2),
                _amount(kpis.get(part.amount), part.unit),
            )


def _amount(value: Number, name: str) -> str:
    """Hours are told with digits: with 2.5 of them, 2 h beside their price would be wrong."""
    if value is None:
        return ""
    return f"{decimal(value)} h" if name == "h" else unit(value, name).strip()
