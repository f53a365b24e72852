"""What counts: the time of the days that do, without the warm-up, or of one of them; decided here for every table.

Everything belongs to one window of time, so that a figure has one boundary above and below its fraction bar, and days
add up to the whole:

- a request, its trip and its fare: by the departure wished for; a booking of a car by its planned start;
- a drive, with its metres and its energy, and a visit to a stop: by its end, when the log tells them;
- a charging session, a duty, a relocation of a car: by its begin; what a session stores, when it ends;
- time, and power drawn: cut at the boundary; time in which shared cars are in use at the end of the last day, too.
"""

from __future__ import annotations

from typing import NamedTuple

import pandas as pd

from simulator.errors import ResultError
from simulator.event_kinds import Event
from simulator.spans import Span
from simulator.units import DAY_S

_LONG_S = 2**40  # beyond any time of a run


class Window(NamedTuple):
    """Time that counts [s]: from one moment until before another."""

    from_s: int
    until_s: int

    def rows(self, table: pd.DataFrame, column: str) -> pd.DataFrame:
        """Return the rows whose time lies in the window; the table itself when all do."""
        inside = table[column].between(self.from_s, self.until_s, inclusive="left")
        return table if inside.all() else table[inside].reset_index(drop=True)


EVER = Window(-_LONG_S, _LONG_S)


class Counted(NamedTuple):
    """What counts of a car-sharing service: what begins in a window of time; so many days; the hours of these [s]."""

    window: Window
    days: int
    hours: Span


def counted_days(events: pd.DataFrame, end_s: int | None = None) -> Counted:
    """Return what counts, as the event log of a car-sharing service says. Raises ResultError when it does not.

    end_s: end of the last day; by default that of days of 24 hours each.
    """
    rows = events[events["kind"] == Event.COUNTING_STARTED]
    if len(rows) != 1:
        raise ResultError(
            f"events: expected one row of kind {Event.COUNTING_STARTED} (counting_started), not {len(rows)}"
        )
    from_s, days = int(rows["time_s"].iloc[0]), int(rows["value"].iloc[0])
    begin_s = max(from_s, 0)  # of the first day: what is booked for it may be known in the log hours before
    return Counted(Window(from_s, EVER.until_s), days, (begin_s, begin_s + days * DAY_S if end_s is None else end_s))


def counted_window(days: pd.DataFrame) -> Window:
    """Return the time that counts: from the begin of day 0 where there is a warm-up. days: ``tables.DAY_DTYPES``."""
    if not (days["day"] < 0).any():
        return EVER
    return Window(int(days.loc[days["day"] == 0, "start_s"].iloc[0]), EVER.until_s)


def windows_of_days(days: pd.DataFrame) -> dict[int, Window]:
    """Return the time of each day that counts, by its number.

    What comes before the first one without a warm-up, or after the last one, counts there.
    """
    counted = days[days["day"] >= 0].sort_values("day")
    ends_s = [counted_window(days).from_s, *counted["start_s"].tolist()[1:], EVER.until_s]
    return {
        day: Window(from_s, until_s)
        for day, from_s, until_s in zip(counted["day"].tolist(), ends_s[:-1], ends_s[1:], strict=True)
    }


def cut_states(states: pd.DataFrame, window: Window) -> pd.DataFrame:
    """Return the states of vehicles within the window, cut at its ends."""
    if window == EVER:
        return states
    began_s = states["began_s"].clip(lower=window.from_s)
    ended_s = states["ended_s"].clip(upper=window.until_s)
    cut = states.assign(began_s=began_s, ended_s=ended_s, duration_s=ended_s - began_s)
    return cut[cut["duration_s"] > 0].reset_index(drop=True)


def cut_power(power: pd.DataFrame, window: Window) -> pd.DataFrame:
    """Return the power of sites within the window; what was drawn when it began stands at its begin."""
    if window == EVER:
        return power
    cut = power.assign(time_s=power["time_s"].clip(lower=window.from_s))
    cut = cut[cut["time_s"] < window.until_s].drop_duplicates(["site", "time_s"], keep="last")
    return cut.reset_index(drop=True)
