"""What an import kept and what it left out."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field


@dataclass
class ImportReport:
    """Counts of one import, filled step by step.

    ways: ways by what became of them (``road``, ``ferry`` or why they were left out). barriers: those that close a
    street, by kind. not_read: streets and barriers by what restricts them and is not known to the import. mended:
    sentences on what was guessed or put right. Lengths in km count both directions of a street once.
    """

    ways: Counter[str] = field(default_factory=Counter)
    deleted: int = 0
    missing_nodes: int = 0
    barriers: Counter[str] = field(default_factory=Counter)
    not_read: Counter[str] = field(default_factory=Counter)
    mended: list[str] = field(default_factory=list)
    streets_with_limit: int = 0
    streets: int = 0
    merged: int = 0
    ferries: int = 0
    components: int = 1
    dropped_nodes: int = 0
    dropped_km: float = 0.0
    nodes: int = 0
    km: float = 0.0

    def lines(self) -> list[str]:
        """Return the report as sentences."""
        lines = list(self.mended)
        if self.ways:
            left = self._left_out()
            lines.append(f"{self._kept():,} ways can be driven" + (f"; left out: {left}" if left else ""))
        if self.deleted:
            lines.append(f"{self.deleted:,} ways are marked as deleted and were left out")
        if self.missing_nodes:
            lines.append(f"{self.missing_nodes:,} nodes of ways are not in the extract; the ways were cut there")
        if self.barriers:
            kinds = ", ".join(f"{count:,} {kind}" for kind, count in sorted(self.barriers.items()))
            lines.append(f"{self.blocked_nodes:,} barriers close a street: {kinds}")
        if self.not_read.total():
            kinds = ", ".join(f"{kind} ({count:,})" for kind, count in sorted(self.not_read.items()) if count)
            lines.append(f"tags that are not read: {kinds}")
        if self.streets:
            share = 100 * self.streets_with_limit / self.streets
            lines.append(f"{share:.0f} % of the streets have a speed limit; the others get the speed of their class")
        if self.merged:
            lines.append(
                f"{self.merged:,} streets were merged from several: the slowest class and the lowest limit count, and "
                "a closed part closes the whole"
            )
        if self.ferries:
            lines.append(f"{self.ferries:,} ferry crossings, with a mean wait and no timetable")
        if self.components > 1:
            lines.append(
                f"{self.components - 1:,} parts cannot be reached from the rest and back: "
                f"{self.dropped_nodes:,} nodes and {self.dropped_km:,.1f} km dropped"
            )
        lines.append(f"network: {self.nodes:,} nodes, {self.km:,.0f} km")
        return lines

    @property
    def blocked_nodes(self) -> int:
        """Return the number of barriers that close a street."""
        return self.barriers.total()

    def no_road(self, what: str) -> str:
        """Return the message for a source of which nothing is left, with what was left out."""
        left = self._left_out()
        why = f"left out: {left}" if left else "is it an extract of the right region?"
        return "; ".join([f"{what}: holds no road that can be driven", why, *self.mended])

    def _kept(self) -> int:
        return sum(count for kind, count in self.ways.items() if kind in ("road", "ferry"))

    def _left_out(self) -> str:
        return ", ".join(
            f"{count:,} {kind}" for kind, count in sorted(self.ways.items()) if kind not in ("road", "ferry")
        )
