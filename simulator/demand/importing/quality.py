"""What an import is worth: how much of it was read, how it lies over days, hours and places, and what is odd."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulator.demand.importing.coarse import squares
from simulator.demand.importing.imported import Imported
from simulator.demand.importing.lengths import Band, Length, lengths_of
from simulator.demand.importing.reasons import DROPPED
from simulator.demand.importing.requests_text import clock_of
from simulator.notes import Note
from simulator.units import DAY_S, HOUR_S

LEAST = 5  # of imports of single people no smaller count is told
UNDER_LEAST = "under 5"
SQUARE_M = 1000.0
OF_NOBODY = frozenset({"above", "silent"})  # notes that count lines or days
Counts = list[int | None]  # None: some, but too few to be told


@dataclass(frozen=True)
class Quality:
    """What the page of an import shows.

    rows, requests, of_other_days: how many there are. dropped: a note for each reason, with its count beside. few:
    rules of notes whose count is too small to be told. days: of the first and all that follow. hours: 24. weekdays:
    7 from Monday on; None where no date is known. places: lon, lat and count of squares in which so many requests
    begin; hidden: requests of all others. ends: status and count. guarded: whether small counts are left out.
    lengths: how many are how long, beside a survey; counts too small to be told are left out.
    """

    rows: int
    requests: int
    of_other_days: int
    rows_dropped: int
    dropped: list[tuple[Note, int | None]]
    first_day: date | None
    days: Counts
    hours: Counts
    weekdays: Counts | None
    places: pd.DataFrame
    hidden: int
    ends: list[tuple[str, int | None]]
    notes: tuple[Note, ...]
    few: frozenset[str]
    not_read: tuple[str, ...]
    estimates: pd.DataFrame
    personal: bool
    guarded: bool
    lengths: list[Length]


def quality_of(imported: Imported, bands: Sequence[Band] = (), *, shown: bool) -> Quality:
    """Return what the page of an import shows. shown: whether single places and small counts of people may be.

    bands: lengths of trips in a survey, to be laid beside those of the requests.
    """
    least = LEAST if imported.personal and not shown else 1
    leave = imported.requests["earliest_departure_s"].to_numpy(np.int64)
    local = clock_of(imported.first_day).local_s(leave)
    day = local // DAY_S
    first = int(day.min()) if len(day) else 0
    begin = 0 if imported.first_day is None else imported.first_day.weekday()
    places = _places(imported.requests, least)
    counts = imported.dropped["reason"].value_counts()
    reasons = sorted(counts.index, key=lambda reason: (-counts[reason], reason))
    ends = pd.Series(dtype=object) if imported.observed is None else imported.observed["status"].value_counts()
    return Quality(
        rows=imported.rows,
        requests=len(imported.requests),
        of_other_days=imported.of_other_days,
        rows_dropped=len(imported.dropped),
        dropped=[(Note(one, "", DROPPED.get(one, one)), _one_told(int(counts[one]), least)) for one in reasons],
        first_day=imported.first_day,
        days=_told(np.bincount(day - min(first, 0)), least),
        hours=_told(np.bincount(local % DAY_S // HOUR_S, minlength=24), least),
        weekdays=None if imported.first_day is None else _told(np.bincount((day + begin) % 7, minlength=7), least),
        places=places,
        hidden=int(len(imported.requests) - places["count"].sum()),
        ends=[(str(status), int(count) if count >= least else None) for status, count in ends.items()],
        notes=imported.notes,
        few=frozenset(note.rule for note in imported.notes if _few(note, least)),
        not_read=imported.not_read,
        estimates=imported.estimates,
        personal=imported.personal,
        guarded=least > 1,
        lengths=[band for band in lengths_of(imported.requests, bands) if band.requests == 0 or band.requests >= least],
    )


def _few(note: Note, least: int) -> bool:
    count = dict(note.values).get("count")
    return note.rule not in OF_NOBODY and isinstance(count, int) and 0 < count < least


def guarded_notes(quality: Quality) -> tuple[Note, ...]:
    """Return the notes without counts that are too small to be told."""
    return tuple(
        replace(note, values=dict(note.values) | {"count": UNDER_LEAST}) if note.rule in quality.few else note
        for note in quality.notes
    )


def _told(counts: NDArray[np.int64], least: int) -> Counts:
    return [_one_told(count, least) for count in counts.tolist()]


def _one_told(count: int, least: int) -> int | None:
    return count if count == 0 or count >= least else None


def _places(requests: pd.DataFrame, least: int) -> pd.DataFrame:
    """Return the squares in which enough requests begin: lon, lat, count, most first."""
    known = requests[requests["origin_lon"].notna() & requests["origin_lat"].notna()]
    lon, lat = (known[f"origin_{axis}"].to_numpy(np.float64) for axis in ("lon", "lat"))
    _, middle = squares(lon, lat, SQUARE_M)
    table = pd.DataFrame({"lon": middle[:, 0], "lat": middle[:, 1], "count": 1})
    sums = table.groupby(["lon", "lat"], sort=True, as_index=False).sum()
    return sums[sums["count"] >= least].sort_values("count", ascending=False, kind="stable", ignore_index=True)
