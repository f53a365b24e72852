"""How a scenario says its tables are to be read: names of columns, and the date of the first day."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated

from pydantic import BeforeValidator, Field
from pydantic_core import PydanticCustomError

from simulator.scenario.section import Section

COLUMNS = "Column as documented -> what the file calls it; see docs/tables.md"
ColumnName = Annotated[str, Field(min_length=1, max_length=200)]
ColumnNames = dict[ColumnName, ColumnName]


def _date(value: object) -> object:
    if value is None or isinstance(value, date):
        return value
    if not isinstance(value, str) or not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
        raise PydanticCustomError("date", 'expected a date like "2026-05-04"')
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise PydanticCustomError("date", 'expected a date that exists, like "2026-05-04"') from None


Date = Annotated[date, BeforeValidator(_date)]


class Calendar(Section):
    """Which days are simulated."""

    first_day: Date | None = Field(None, description="Tables with date-times count from 00:00 of this day")
