"""How a scenario says its tables are to be read: names of columns."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

COLUMNS = "Column as documented -> what the file calls it; see docs/tables.md"
ColumnName = Annotated[str, Field(min_length=1, max_length=200)]
ColumnNames = dict[ColumnName, ColumnName]
