"""A GTFS feed as tables that can be relied on, and what had to be done for that."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd

from simulator.errors import Problem, TimetableError
from simulator.network.gtfs.archive import read_files
from simulator.network.gtfs.fields import FIELDS, WEEKDAYS, typed
from simulator.network.gtfs.references import checked
from simulator.network.gtfs.repairs import Repairs, first_problems
from simulator.network.gtfs.text_table import text_table

NEEDED = ("stops", "routes", "trips", "stop_times")
ADDED, REMOVED = 1, 2  # exception_type
CALENDARS = ("calendar", "calendar_dates")  # at least one of them


@dataclass(frozen=True, eq=False)
class Feed:
    """A feed that can be used. What no table says is not in the feed.

    name: of its file. tables: by the name of the file without ``.txt``, all of ``FIELDS``, empty where the feed has
    none. They have the fields listed there, which are never missing, and the other columns of the file as text. Times
    are seconds, int32, also over 24:00; dates are whole numbers like 20210907; ``line`` is where a row stands in its
    file. Of each file: ids are unique, what is referred to is there. ``stop_times`` are sorted by the rows of ``trips``
    and along each trip, with all times, never back; each trip has two calls or more, and a column ``on_demand``, bool:
    it runs only where somebody has booked it. repairs: ``REPAIR_DTYPES``. rows_read: of each file that is there.
    digest: SHA-256 of what was read and of what was changed since, in hexadecimal.
    """

    name: str
    tables: Mapping[str, pd.DataFrame]
    repairs: pd.DataFrame
    rows_read: Mapping[str, int]
    digest: str

    @property
    def first_date(self) -> date:
        """Return the first date of its calendars."""
        return self.dates[0]

    @property
    def last_date(self) -> date:
        """Return the last date of its calendars."""
        return self.dates[1]

    @property
    def dates(self) -> list[date]:
        """Return the first and the last date of its calendars; only a feed that is being read may have none."""
        weekly, added = self.tables["calendar"], self.tables["calendar_dates"]
        numbers = [*weekly["start_date"], *weekly["end_date"], *added.loc[added["exception_type"] == ADDED, "date"]]
        return [as_date(min(numbers)), as_date(max(numbers))] if numbers else []

    def active(self, day: date) -> set[str]:
        """Return the services that run on a date; none outside of the feed's range."""
        number = as_number(day)
        weekly, added = self.tables["calendar"], self.tables["calendar_dates"]
        runs = (
            (weekly[WEEKDAYS[day.weekday()]] == 1) & (weekly["start_date"] <= number) & (weekly["end_date"] >= number)
        )
        on_day = added[added["date"] == number]
        services = set(weekly.loc[runs, "service_id"]) | set(
            on_day.loc[on_day["exception_type"] == ADDED, "service_id"]
        )
        return services - set(on_day.loc[on_day["exception_type"] == REMOVED, "service_id"])

    def check_date(self, day: date) -> None:
        """Raise TimetableError for a date outside of the feed, which names its range."""
        if not self.first_date <= day <= self.last_date:
            raise TimetableError(
                [Problem(self.name, 0, 0, "", f"has no {day}; its dates are {self.first_date} to {self.last_date}")]
            )

    def changed(self, tables: Mapping[str, pd.DataFrame], how: str) -> Feed:
        """Return a feed with other tables in the place of some. how: what was changed, for its digest."""
        digest = hashlib.sha256(f"{self.digest} {how}".encode()).hexdigest()
        return replace(self, tables={**self.tables, **tables}, digest=digest)


def as_number(day: date) -> int:
    """Return a date as GTFS writes it, 20210907."""
    return day.year * 10_000 + day.month * 100 + day.day


def as_date(number: int) -> date:
    """Return the date that is written as 20210907."""
    return date(number // 10_000, number // 100 % 100, number % 100)


def read_feed(path: Path, *, strict: bool = False) -> Feed:
    """Read a feed, a zip or a folder. Rows that cannot be used are left out, and told in its ``repairs``.

    Raises
    ------
    TimetableError
        It cannot be read, or used at all; with ``strict``, also where anything had to be repaired.
    """
    return feed_of(path.name, files_of(path), strict=strict)


def files_of(path: Path) -> dict[str, bytes]:
    """Return the contents of the files of a feed, by their names. Raises TimetableError where they cannot be read."""
    return read_files(path, [f"{name}.txt" for name in FIELDS])


def feed_of(name: str, files: Mapping[str, bytes], *, strict: bool = False) -> Feed:
    """Make a feed of the contents of its files, by their names. Raises TimetableError as ``read_feed`` does."""
    _raise(_missing_files(name, files))
    repairs = Repairs()
    texts = {file.removesuffix(".txt"): text_table(file, content, repairs) for file, content in files.items()}
    rows_read = {table: len(text) + repairs.dropped(f"{table}.txt") for table, text in texts.items()}
    _raise(_missing_columns(name, texts))
    tables = {table: _typed(table, texts.get(table, _NO_ROWS), repairs) for table in FIELDS}
    tables = checked(tables, repairs)
    feed = Feed(name, tables, repairs.table(), rows_read, digest_of(files))
    lacks = "trip" if tables["trips"].empty else "" if feed.dates else "date on which any service runs"
    if lacks:
        flexible = any(str(column).endswith("_window") for column in texts["stop_times"])
        hint = "; its trips have time windows in place of times (GTFS-Flex): they are a service to be booked" * flexible
        _raise([Problem(name, 0, 0, "", f"no {lacks} that can be used{hint}"), *first_problems(name, feed.repairs)])
    if strict:
        refuse_repairs(feed)
    return feed


def refuse_repairs(feed: Feed) -> None:
    """Raise TimetableError where anything of a feed had to be repaired."""
    _raise(first_problems(feed.name, feed.repairs))


def digest_of(files: Mapping[str, bytes]) -> str:
    """Return the SHA-256 of the contents of files, in hexadecimal."""
    digest = hashlib.sha256()
    for file, content in sorted(files.items()):
        digest.update(f"{file} {len(content)}\n".encode())
        digest.update(content)
    return digest.hexdigest()


_NO_ROWS = pd.DataFrame({"line": np.zeros(0, dtype=np.int32)})


def _typed(table: str, texts: pd.DataFrame, repairs: Repairs) -> pd.DataFrame:
    """Return a file with numbers; one that is not needed and lacks a column has no row."""
    fields, file = FIELDS[table], f"{table}.txt"
    missing = [field for field in fields if field.needed and field.name not in texts]
    if missing:
        texts = repairs.drop(file, texts, np.ones(len(texts), dtype=bool), missing[0].name, "column is missing")
        texts = texts.assign(**{field.name: pd.Series(dtype=object) for field in missing})
    return typed(file, texts, fields, repairs)


def _missing_files(name: str, files: Mapping[str, bytes]) -> list[Problem]:
    there = ", ".join(files) or "no file of a timetable"
    missing = [f"{table}.txt" for table in NEEDED if f"{table}.txt" not in files]
    if not any(f"{table}.txt" in files for table in CALENDARS):
        missing.append(" or ".join(f"{table}.txt" for table in CALENDARS))
    return [Problem(name, 0, 0, file, f"is missing; the feed has {there}") for file in missing]


def _missing_columns(name: str, texts: Mapping[str, pd.DataFrame]) -> list[Problem]:
    return [
        Problem(f"{name}/{table}.txt", 1, 0, field.name, f"column is missing; there are {_names(texts[table])}")
        for table in NEEDED
        for field in FIELDS[table]
        if field.needed and field.name not in texts[table]
    ]


def _names(text: pd.DataFrame) -> str:
    return ", ".join(str(name) for name in text if name != "line")[:200] or "none"


def _raise(problems: list[Problem]) -> None:
    if problems:
        raise TimetableError(problems)
