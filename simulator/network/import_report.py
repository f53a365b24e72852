"""What an import kept and what it left out."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field


@dataclass
class ImportReport:
    """Counts of one import, filled step by step.

    ways: ways by what became of them (``road``, ``ferry`` or why they were left out). Lengths in km count both
    directions of a street once.
    """

    ways: Counter[str] = field(default_factory=Counter)
    missing_nodes: int = 0
    blocked_nodes: int = 0
    streets_with_limit: int = 0
    streets: int = 0
    ferries: int = 0
    components: int = 1
    dropped_nodes: int = 0
    dropped_km: float = 0.0
    nodes: int = 0
    km: float = 0.0

    def lines(self) -> list[str]:
        """Return the report as sentences."""
        lines = []
        if self.ways:
            kept = sum(count for kind, count in self.ways.items() if kind in ("road", "ferry"))
            left = ", ".join(
                f"{count:,} {kind}" for kind, count in sorted(self.ways.items()) if kind not in ("road", "ferry")
            )
            lines.append(f"{kept:,} ways can be driven" + (f"; left out: {left}" if left else ""))
        if self.missing_nodes:
            lines.append(f"{self.missing_nodes:,} nodes of ways are not in the extract; the ways were cut there")
        if self.blocked_nodes:
            lines.append(f"{self.blocked_nodes:,} bollards, locked gates and the like close a street")
        if self.streets:
            share = 100 * self.streets_with_limit / self.streets
            lines.append(f"{share:.0f} % of the streets have a speed limit; the others get the speed of their class")
        if self.ferries:
            lines.append(f"{self.ferries:,} ferry crossings, with a mean wait and no timetable")
        if self.components > 1:
            lines.append(
                f"{self.components - 1:,} parts cannot be reached from the rest and back: "
                f"{self.dropped_nodes:,} nodes and {self.dropped_km:,.1f} km dropped"
            )
        lines.append(f"network: {self.nodes:,} nodes, {self.km:,.0f} km")
        return lines
