"""A run beside what is published: figure by figure, and what of it is outside of every published range."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from simulator.notes import Note
from simulator.published.facts import Published, published
from simulator.published.figures import FIGURES, Figure

LEAST_SERVED = 20  # fewer requests are an example, not a service
LEAST_SERVICES = 2  # a single service is no range
LEAST_DAYS = 7  # a weekday is not the mean of all days
REJECTED = "rejected_share"
Number = float | int | None


class Beside(NamedTuple):
    """A figure of a run beside what is published of it. value: None where the run has none. days: that count in it.

    ruled: requests are rejected by a rule against parallel rides, which nobody need look at again. apart: share of the
    requests that are rejected as both ends are at one stop, which services on the road are hardly asked for; None: not
    told of this figure, or nobody is.
    """

    name: str
    figure: Figure
    value: Number
    published: Published
    days: int
    ruled: bool = False
    apart: float | None = None

    @property
    def too_short(self) -> bool:
        """Return whether the run is too short to be judged by means of all days."""
        return self.figure.of_days and self.days < LEAST_DAYS

    @property
    def of_others(self) -> float | None:
        """Return the figure without those of ``apart``: rejected ones among the other requests."""
        if self.apart is None or self.value is None:
            return None
        return max(self.value - self.apart, 0.0) / (1 - self.apart) if self.apart < 1 else None

    @property
    def outside(self) -> bool:
        """Return whether the run lies outside of all that at least two services published of the same."""
        low, high = self.published.low, self.published.high
        too_few = self.published.services < LEAST_SERVICES
        if self.value is None or low is None or high is None or too_few or self.too_short or self.ruled:
            return False
        return not low <= self.value <= high


def beside_published(kpis: Mapping[str, Number], days: int) -> list[Beside]:
    """Return all figures that are compared; none where too few were served to compare anything. days: of the run."""
    if (kpis.get("served") or 0) < LEAST_SERVED:
        return []
    ruled = {REJECTED} if kpis.get("rejected_parallel_service") else set[str]()
    on_foot = (kpis.get("rejected_walk_instead") or 0) / (kpis.get("requests") or 1)
    apart = {REJECTED: on_foot} if on_foot else {}
    return [
        Beside(name, figure, kpis.get(name), published(name), days, name in ruled, apart.get(name))
        for name, figure in FIGURES.items()
    ]


def published_notes(kpis: Mapping[str, Number], days: int) -> list[Note]:
    """Return what of a run is outside of every published range."""
    return [_note(row) for row in beside_published(kpis, days) if row.outside]


def _note(row: Beside) -> Note:
    given = {"value": row.value, "low": row.published.low, "high": row.published.high}
    digits = row.figure.digits or None  # None: a whole number
    values = {name: round(value * row.figure.times, digits) for name, value in given.items() if value is not None}
    return Note("outside-published", row.name, row.figure.outside, values)
