"""Facts that services reported of themselves, or that follow from such: ``facts.csv``, one row each."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FILE = Path(__file__).with_name("facts.csv")


@dataclass(frozen=True)
class Fact:
    """One fact. low, high: the same, unless there are several values. inhabitants: None where not known.

    settlement: county, region, suburbs or town. kind: reported, or derived from reported numbers as the note tells.
    boundary: ``same`` counts what the key figure counts, ``near`` nearly so or as far as is told, ``other`` does not.
    """

    service: str
    area: str
    area_de: str
    country: str
    settlement: str
    inhabitants: int | None
    year: str
    year_de: str
    figure: str
    low: float
    high: float
    unit: str
    kind: str
    boundary: str
    note: str
    note_de: str
    source: str

    @property
    def compared(self) -> bool:
        """Return whether a run is measured against it."""
        return self.boundary != "other"


@dataclass(frozen=True)
class Published:
    """What is published of a figure. low, high: of all facts that are compared, in the key figure's unit, or None."""

    facts: tuple[Fact, ...]

    @property
    def compared(self) -> tuple[Fact, ...]:
        """Return the facts that a run is measured against."""
        return tuple(fact for fact in self.facts if fact.compared)

    @property
    def low(self) -> float | None:
        """Return the least value that is compared."""
        return min((fact.low for fact in self.compared), default=None)

    @property
    def high(self) -> float | None:
        """Return the largest value that is compared."""
        return max((fact.high for fact in self.compared), default=None)

    @property
    def services(self) -> int:
        """Return how many services these values are of."""
        return len({(fact.service, fact.area) for fact in self.compared})


@cache
def read_facts() -> tuple[Fact, ...]:
    """Read all facts, in the order of the file."""
    with FILE.open(encoding="utf-8", newline="") as file:
        return tuple(_fact(row) for row in csv.DictReader(file))


def published(figure: str) -> Published:
    """Return what is published of a key figure."""
    return Published(tuple(fact for fact in read_facts() if fact.figure == figure))


def _fact(row: dict[str, str]) -> Fact:
    inhabitants = int(row["inhabitants"]) if row["inhabitants"] else None
    numbers = {"inhabitants": inhabitants, "low": float(row["low"]), "high": float(row["high"])}
    return Fact(**{**row, **numbers})  # type: ignore[arg-type]
