"""What a county file says: which tables a population is made from, of which level, and where they come from."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import Field, PrivateAttr, field_validator, model_validator
from pydantic_core import PydanticCustomError

from simulator.scenario.quantities import Metres, quantity
from simulator.scenario.section import Name, Section
from simulator.scenario.table_models import COLUMNS, ColumnNames
from simulator.scenario.text_models import Source, Texts, Title, words_in
from simulator.table_file import Cells

Row = dict[Annotated[str, Field(max_length=200)], str | int | float | None]


class SourcedTable(Section):
    """A table, in a file or written out here, and where it comes from."""

    table: Path | None = Field(None, description="File: CSV or Parquet, relative to this one")
    rows: tuple[Row, ...] = Field((), max_length=2000, description="The rows themselves, instead of a file")
    columns: ColumnNames | None = Field(None, max_length=40, description=COLUMNS)
    year: int = Field(ge=1900, le=2100, description="That the figures are of")
    source: Source = Field(description="Who says so, and where; or {en: ..., de: ...}")
    licence: Source = Field(description="Under which the figures may be used; empty: single facts")
    assumption: Source = Field("", description="Why it is assumed so, where it is; or {en: ..., de: ...}")
    _shown: tuple[Path, tuple[int, ...]] = PrivateAttr((Path(), ()))

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if (self.table is None) == (not self.rows):
            raise PydanticCustomError("table", "expected a table or rows, one of both")
        return self

    @field_validator("source")
    @classmethod
    def _some_source(cls, source: str | Texts) -> str | Texts:
        if not words_in(source).strip():
            raise PydanticCustomError("source", "expected a source: who says so, and where")
        return source

    def origin_in(self, language: str) -> tuple[str, str, str]:
        """Return source, licence and why it is assumed so in a language."""
        return words_in(self.source, language), words_in(self.licence, language), words_in(self.assumption, language)

    def read_from(self, file: Path, lines: tuple[int, ...]) -> None:
        """Remember where the rows stand."""
        self._shown = file, lines

    @property
    def file(self) -> Path:
        """Return the file the rows stand in."""
        return self._shown[0] if self.table is None else self.table

    @property
    def cells(self) -> Cells | None:
        """Return the rows that are written out here, as text; None where a file has them."""
        if self.table is not None:
            return None
        header = list(dict.fromkeys(name for row in self.rows for name in row))
        texts = [["" if row.get(name) is None else str(row[name]) for name in header] for row in self.rows]
        return Cells(header, texts, list(self._shown[1]) or [0] * len(texts), ",")


class Settlements(SourcedTable):
    """Where people live: points with inhabitants."""

    scatter_m: Metres = quantity(
        150.0, unit="m", name="scatter", ge=0, le=5000, description="Homes are even in a disc of this radius"
    )


class Grid(SourcedTable):
    """Where people live: square cells with inhabitants."""

    cell_m: Metres = quantity(1000.0, unit="m", name="cell", ge=50, le=10_000, description="Width of a cell")


class MarginTable(SourcedTable):
    """Figures of people or households, of one level."""

    level: Literal["municipality", "county", "state", "Germany"] = Field(
        description="What the rows without a municipality are about"
    )


class Margins(Section):
    """What is known of people and households; what is not given is Germany's."""

    age_sex: MarginTable | None = Field(None, description="People by age and sex")
    employment: MarginTable | None = Field(None, description="Shares of employed people by age and sex")
    household_sizes: MarginTable | None = Field(None, description="Households by their number of people")
    cars: MarginTable | None = Field(None, description="Households by size and number of cars")
    licences: MarginTable | None = Field(None, description="Shares of people who may drive, by age and sex")
    wheelchairs: MarginTable | None = Field(None, description="Shares of people in wheelchairs by age")


class County(Section):
    """A county, of whose people a population is made."""

    name: Name = Field(description="Small letters, digits, - and _")
    title: Title = Field("", description="For people; or {en: ..., de: ...}")
    municipalities: SourcedTable = Field(description="Register: key, name, inhabitants, and men where known")
    settlements: Settlements | None = Field(None, description="Where people live; or grid")
    grid: Grid | None = Field(None, description="Census grid, instead of settlements or beside them")
    margins: Margins = Field(default_factory=lambda: Margins(), description="What is known of people and households")

    @model_validator(mode="after")
    def _somewhere(self) -> Self:
        if self.settlements is None and self.grid is None:
            raise PydanticCustomError("county", "expected settlements, or a grid")
        return self

    @property
    def tables(self) -> dict[str, Any]:
        """Return all tables by their keys."""
        margins = {f"margins.{name}": getattr(self.margins, name) for name in Margins.model_fields}
        own = {name: getattr(self, name) for name in ("municipalities", "settlements", "grid")}
        return {name: table for name, table in (own | margins).items() if table is not None}
