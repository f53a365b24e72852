"""What the changes of a run's timetables come to, by the name of the service."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path

import pandas as pd

from simulator.analysis.services import with_names
from simulator.results.reader import read_if_any

TABLES = {"changes": "timetable_changes", "requests": "timetable_requests", "places": "timetable_places"}


@dataclass(frozen=True)
class ChangedTimetable:
    """The changes of one timetable, and what it had and has for requests and places.

    changes: ``tables.TIMETABLE_CHANGE_DTYPES``. requests: ``TIMETABLE_REQUEST_DTYPES``. places:
    ``TIMETABLE_PLACE_DTYPES``.
    """

    changes: pd.DataFrame
    requests: pd.DataFrame
    places: pd.DataFrame


def changed_timetables_by_name(changed: Mapping[str, ChangedTimetable]) -> dict[str, pd.DataFrame]:
    """Return the tables of all services by their names in the catalogue; none where nothing is changed."""
    if not changed:
        return {}
    return {
        name: pd.concat(
            [with_names(getattr(its, field), service) for service, its in changed.items()], ignore_index=True
        )
        for field, name in TABLES.items()
    }


def read_changed_timetables(folder: Path) -> dict[str, ChangedTimetable]:
    """Read what the changes of each timetable of a run come to; empty where nothing was changed. Raises ResultError."""
    found = {field.name: read_if_any(folder, TABLES[field.name]) for field in fields(ChangedTimetable)}
    tables = {field: table for field, table in found.items() if table is not None}
    if len(tables) < len(found):
        return {}
    return {
        str(service): ChangedTimetable(
            **{
                field: table[table["service"] == service].drop(columns="service").reset_index(drop=True)
                for field, table in tables.items()
            }
        )
        for service in tables["changes"]["service"].unique()
    }
