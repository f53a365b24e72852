"""The files of a GTFS-Flex feed as rows of text, under the names of today."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from simulator.errors import Problem, TimetableError
from simulator.exchange.remarks import Remarks
from simulator.json_file import json_of
from simulator.network.gtfs.archive import read_files
from simulator.network.gtfs.feed import Feed
from simulator.network.gtfs.fields import FIELDS, typed
from simulator.network.gtfs.repairs import Repairs
from simulator.network.gtfs.text_table import text_table

LOCATIONS = "locations.geojson"
NEEDED = ("routes", "stop_times", "trips")
CALENDARS = ("calendar", "calendar_dates")
_TABLES = (
    *NEEDED, *CALENDARS, "agency", "stops", "booking_rules", "location_groups", "location_group_stops", "stop_areas",
)  # fmt: skip
# What columns were called before the extension was adopted.
_BEFORE = {
    "start_pickup_dropoff_window": "start_pickup_drop_off_window",
    "end_pickup_dropoff_window": "end_pickup_drop_off_window",
    "dropoff_type": "drop_off_type",
    "dropoff_booking_rule_id": "drop_off_booking_rule_id",
}

Row = Mapping[str, str]


@dataclass(frozen=True, eq=False)
class FlexFiles:
    """What a feed says, as text. tables: by name without ``.txt``, with ``line``; locations: features of GeoJSON.

    calendars: a feed of which only the calendars are there.
    """

    name: str
    tables: Mapping[str, pd.DataFrame]
    locations: list[Any]
    calendars: Feed

    def rows(self, table: str) -> Iterator[tuple[int, Row]]:
        """Give each row of a table with its line in the file; none where the feed has no such table."""
        return rows_of(self.tables[table]) if table in self.tables else iter(())


def rows_of(table: pd.DataFrame) -> Iterator[tuple[int, Row]]:
    """Give each row of texts with its line in the file."""
    names = [str(name) for name in table]
    rows: Iterator[Row] = (dict(zip(names, cells, strict=True)) for cells in table.itertuples(index=False, name=None))
    return zip(table["line"].tolist(), rows, strict=True)


def read_flex_files(path: Path, remarks: Remarks) -> FlexFiles:
    """Read a feed, a zip or a folder. Raises InputError when it cannot be used at all."""
    files = read_files(path, [*(f"{name}.txt" for name in _TABLES), LOCATIONS])
    _check_files(path, files)
    repairs = Repairs()
    tables = {
        name.removesuffix(".txt"): _renamed(name, text_table(name, content, repairs), remarks)
        for name, content in files.items()
        if name != LOCATIONS
    }
    calendars = _calendars(path, tables, repairs)
    for told in repairs.table().to_dict("records"):
        place = str(told["file"]), int(told["line"]), str(told["field"])
        remarks.repaired(place, told["value"], str(told["problem"]), str(told["done"]))
    features = _features(path, files[LOCATIONS]) if LOCATIONS in files else []
    return FlexFiles(path.name, tables, features, Feed(path.name, calendars, repairs.table(), {}, ""))


def _calendars(path: Path, tables: Mapping[str, pd.DataFrame], repairs: Repairs) -> dict[str, pd.DataFrame]:
    """Return both calendars, without rows where the feed has none. Raises TimetableError if nothing ever runs."""
    found, problems = dict[str, pd.DataFrame](), list[Problem]()
    for name in CALENDARS:
        needed = [field.name for field in FIELDS[name] if field.needed]
        missing = [field for field in needed if name in tables and field not in tables[name]]
        empty = pd.DataFrame({"line": pd.Series(dtype="int32"), **{field: pd.Series(dtype=object) for field in needed}})
        if missing:
            problems.append(Problem(f"{path}/{name}.txt", 1, 0, "", f"column {', '.join(missing)} missing"))
        else:
            found[name] = typed(f"{name}.txt", tables.get(name, empty), FIELDS[name], repairs)
    if not problems and not len(found["calendar"]) and not (found["calendar_dates"]["exception_type"] == 1).any():
        problems.append(Problem(str(path), 0, 0, "", "has no date on which anything runs in its calendars"))
    if problems:
        raise TimetableError(problems)
    return found


def _check_files(path: Path, files: Mapping[str, bytes]) -> None:
    missing = [f"{name}.txt" for name in NEEDED if f"{name}.txt" not in files]
    if not any(f"{name}.txt" in files for name in CALENDARS):
        missing.append("calendar.txt or calendar_dates.txt")
    if missing:
        raise TimetableError([Problem(str(path), 0, 0, "", f"is no GTFS feed: {', '.join(missing)} missing")])


def _renamed(file: str, table: pd.DataFrame, remarks: Remarks) -> pd.DataFrame:
    """Return a table whose columns have the names of today."""
    old = {name: today for name, today in _BEFORE.items() if name in table and today not in table}
    for name, today in old.items():
        remarks.repaired((file, 1, name), "", "is the name of before adoption", f"read as {today}")
    return table.rename(columns=old)


def _features(path: Path, content: bytes) -> list[Any]:
    """Return the features of the zones. Raises InputError where the file is no feature collection."""
    place = f"{path}/{LOCATIONS}"
    data = json_of(content, place)
    features = data.get("features") if isinstance(data, dict) else None
    if not isinstance(features, list):
        raise TimetableError([Problem(place, 0, 0, "features", "expected a FeatureCollection with a list of features")])
    return features
