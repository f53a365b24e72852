"""One day of an import: its requests as a file of a scenario, with who cancels when and who does not come."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulator.analysis.request_table import CANCELLED, DECLINED
from simulator.demand.importing.folder import REQUESTS
from simulator.errors import Problem, RequestFileError
from simulator.experiments.calibration.observed import Bookings
from simulator.tables import NO_TIME
from simulator.units import DAY_S


@dataclass(frozen=True)
class ObservedDay:
    """A day of bookings.

    bookings: those of the day alone, times as in the import. day: date. start_s: when its 00:00 is in these times.
    requests_csv: who wanted to leave on it, with `cancelled` and `no_show`. guessed: cancellations without a time.
    """

    bookings: Bookings
    day: date
    start_s: int
    requests_csv: str
    guessed: int

    @property
    def declined(self) -> list[str]:
        """Return who declined what was offered."""
        its = self.bookings.table
        return [str(name) for name in its.loc[its["status"] == DECLINED, "request_id"]]

    @property
    def wishes(self) -> int:
        """Return how many requests there are of which the import guesses when they wanted to leave."""
        return int((~self.bookings.table["wished"]).sum())

    @property
    def minutes(self) -> int:
        """Return of how many minutes times show the full ones; 0: they are exact."""
        return int((self.bookings.manifest.get("coarsened") or {}).get("minutes") or 0)


def day_of(bookings: Bookings, folder: Path, day: date) -> ObservedDay:
    """Return the bookings of whoever wanted to leave on a day. Raises RequestFileError where nobody did.

    Who cancelled does so at the time told; where none is told, halfway from booking to the wanted departure
    (assumption). Nobody else does.
    """
    number = (day - bookings.first_day).days
    wanted = bookings.clock.local_s(bookings.table["earliest_departure_s"].to_numpy(np.int64)) // DAY_S
    its = bookings.table[wanted == number].reset_index(drop=True)
    if not len(its):
        first, last = (bookings.date_of(int(number)) for number in (wanted.min(), wanted.max()))
        message = f"nobody wanted to leave on {day}; the import tells of {first} to {last}"
        raise RequestFileError([Problem(str(folder / REQUESTS), 0, 0, "--date", message)])
    cancels, guess = _cancellations(its)
    of_day = {number: bookings.days[number]} if number in bookings.days else {}
    return ObservedDay(
        replace(bookings, table=its, days=of_day),
        day,
        bookings.clock.day_start_s(number),
        _as_file(bookings, its, cancels, folder / REQUESTS),
        int(guess.sum()),
    )


def _cancellations(its: pd.DataFrame) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Return when requests are cancelled, true seconds, NO_TIME: not at all; and where that is a guess.

    Who declined what was offered gives it back at once.
    """
    asked, leave, told = (
        its[name].to_numpy(np.int64) for name in ("submitted_s", "earliest_departure_s", "cancelled_s")
    )
    cancelled, declined = ((its["status"] == end).to_numpy(bool) for end in (CANCELLED, DECLINED))
    guess = cancelled & (told == NO_TIME)
    moment = np.where(guess, (asked + leave) // 2, np.maximum(told, asked))
    return np.select([cancelled, declined], [moment, asked], NO_TIME), guess


def _as_file(bookings: Bookings, its: pd.DataFrame, cancels: NDArray[np.int64], path: Path) -> str:
    """Return the lines of the import's file for these requests, with the two columns more."""
    lines = pd.read_csv(path, dtype=str, keep_default_na=False).set_index("request_id").loc[its["request_id"]]
    begin, cancelled = datetime.combine(bookings.first_day, time()), []
    for at, asked in zip(cancels.tolist(), lines["submitted"], strict=True):
        moment = str(begin + timedelta(seconds=bookings.clock.local(at)))
        cancelled.append("" if at == NO_TIME else max(moment, asked))  # of an hour that clocks show twice
    lines = lines.assign(cancelled=cancelled, no_show=np.where(its["status"] == "no_show", "1", ""))
    return str(lines.reset_index().to_csv(index=False, lineterminator="\n"))
