"""A sheet of a workbook before it is written: rows of values and formulas, and where things stand on it."""

from __future__ import annotations

from dataclasses import dataclass, field

Cell = str | int | float | None
EUR_FORMAT, PLAIN, SHARE_FORMAT = "#,##0.00", "General", "0.0%"


@dataclass(frozen=True)
class Row:
    """A row. inputs: columns, from 1, that people may change. number_format: of its numbers."""

    cells: tuple[Cell, ...]
    is_head: bool = False
    inputs: frozenset[int] = frozenset()
    number_format: str = PLAIN


@dataclass
class Sheet:
    """A sheet that grows row by row. places: rows of named things, counted from 1. widths: of columns."""

    name: str
    widths: tuple[int, ...]
    rows: list[Row] = field(default_factory=list)
    places: dict[str, int] = field(default_factory=dict)

    def head(self, *cells: Cell) -> None:
        """Append a row of headings."""
        self.rows.append(Row(cells, is_head=True))

    def add(self, key: str, *cells: Cell, inputs: tuple[int, ...] = (), number_format: str = PLAIN) -> int:
        """Append a row under a key, and return its number."""
        self.rows.append(Row(cells, inputs=frozenset(inputs), number_format=number_format))
        if key:
            self.places[key] = len(self.rows)
        return len(self.rows)

    def at(self, key: str, column: str = "B") -> str:
        """Return the reference of a cell from any sheet."""
        return f"'{self.name}'!${column}${self.places[key]}"


def text(said: object) -> str:
    """Return a text that somebody wrote as one that no program takes for a formula."""
    told = str(said)
    return f" {told}" if told.startswith(("=", "+", "@")) else told


def letter(column: int) -> str:
    """Return the letter of a column, from 1; there are few."""
    return "ABCDEFGHIJKLMNOPQRSTUVWXYZ"[column - 1]
