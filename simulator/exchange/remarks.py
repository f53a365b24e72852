"""What is to be told of an import: what was mended in a feed, what a scenario cannot say, what had to be assumed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

MOST_LETTERS = 120  # of a value that is told


SHOWN = 3  # of many things of one kind


class Kind(StrEnum):
    """Why something is told."""

    REPAIRED = "repaired"  # the feed is not as its specification wants it
    DIFFERS = "differs"  # the feed is right, the scenario cannot say the same
    ASSUMED = "assumed"  # the feed does not say it


@dataclass(frozen=True, order=True)
class Remark:
    """One line of the list. line: in the file, from 1; 0: none. read_as: what the scenario has instead."""

    kind: Kind
    file: str
    line: int
    field: str
    value: str
    problem: str
    read_as: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        value = f' "{self.value}"' if self.value else ""
        return f"{place}: {self.field}:{value} {self.problem}; {self.read_as}"


@dataclass
class Remarks:
    """The list while it grows."""

    found: list[Remark] = field(default_factory=list)

    def repaired(self, place: tuple[str, int, str], value: object, problem: str, read_as: str) -> None:
        """Tell what is wrong with a feed and what was read instead. place: file, line, field."""
        self._tell(Kind.REPAIRED, place, value, problem, read_as)

    def differs(self, place: tuple[str, int, str], value: object, problem: str, read_as: str) -> None:
        """Tell what a feed says and a scenario cannot."""
        self._tell(Kind.DIFFERS, place, value, problem, read_as)

    def assumed(self, key: str, value: object, problem: str, read_as: str) -> None:
        """Tell a value of the scenario, by its key, that no feed says."""
        self._tell(Kind.ASSUMED, ("scenario.yaml", 0, key), value, problem, read_as)

    def of(self, kind: Kind) -> list[Remark]:
        """Return those of a kind, by file, line and field."""
        return sorted(remark for remark in self.found if remark.kind is kind)

    def _tell(self, kind: Kind, place: tuple[str, int, str], value: object, problem: str, read_as: str) -> None:
        self.found.append(Remark(kind, *place, str(value)[:MOST_LETTERS], problem, read_as))


def few(words: Iterable[str]) -> str:
    """Return some words in a row, of many the first ones and how many there are."""
    each = list(words)
    more = f", ... ({len(each)})" if len(each) > SHOWN else ""
    return ", ".join(each[:SHOWN]) + more
