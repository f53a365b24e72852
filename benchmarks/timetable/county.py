"""The buses and trains of the Prignitz on a school day, and places near their stops."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import numpy as np

from simulator.days import NO_CHANGE
from simulator.network.gtfs.feed import read_feed
from simulator.network.timetable.days import TimetableDay, timetable_day, timetable_of
from simulator.network.timetable.reach import StopsInReach, StopWalks
from simulator.network.timetable.timetable import Timetable
from simulator.network.timetable.walks import Walking
from simulator.scenario.access_models import Walk

FEED = Path(__file__).resolve().parents[2] / "scenarios" / "prignitz" / "timetable.zip"
DAY = date(2021, 9, 7)
DAYS = (-1, 0, 1)


def county(change_s: int = 60) -> Timetable:
    """Return the timetable of a Tuesday in school, with the days before and after it."""
    return timetable_of(read_feed(FEED), days(), Walking(Walk(), change_s=change_s))


def days() -> list[TimetableDay]:
    """Return the days of the timetable."""
    return [timetable_day(number, DAY + timedelta(number), NO_CHANGE) for number in DAYS]


def places(timetable: Timetable, count: int) -> list[StopWalks]:
    """Draw places not far from stops."""
    draw = np.random.default_rng(7)
    stops = timetable.stops.iloc[draw.choice(len(timetable.stops), size=count)]
    lon = stops["lon"].to_numpy() + draw.uniform(-0.004, 0.004, count)
    lat = stops["lat"].to_numpy() + draw.uniform(-0.003, 0.003, count)
    return [place for place in StopsInReach(timetable.stops).within(lon, lat, Walk()) if len(place.stop)]
