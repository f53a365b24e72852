"""When work and school begin and end."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from simulator.days import DayType
from simulator.demand.tours.agenda import Profiles
from simulator.demand.tours.people import Chance, People
from simulator.demand.tours.published import EMPLOYED, GROUPS, WORKDAY_LIMITS_MIN, WORKDAY_MIN, hours
from simulator.demand.tours.tables import WORK
from simulator.units import MINUTE_S

QUARTER_S = 15 * MINUTE_S  # work begins and ends on the quarter of an hour; assumption
ON_THE_WAY_S = 20 * MINUTE_S  # from leaving to work, for the hours of the survey, which are those of departures


class Duty(NamedTuple):
    """Who goes to work or school, and when that begins and ends [s]; arrays (persons,)."""

    on: NDArray[np.bool_]
    begins_s: NDArray[np.int64]
    ends_s: NDArray[np.int64]


def duties(people: People, on: NDArray[np.bool_], chance: Chance) -> Duty:
    """Return when work and school of a day are. on: who goes there."""
    learns = on & (people.group != GROUPS.index(EMPLOYED))
    begins, ends = _working_hours(people, chance)
    return Duty(on, np.where(learns, people.bell_s, begins), np.where(learns, people.last_bell_s, ends))


def _working_hours(people: People, chance: Chance) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return when everybody would begin and end work: begin as on weekdays, hours normally distributed."""
    profile = Profiles([hours(DayType.SCHOOL_DAY, EMPLOYED, WORK)])
    drawn = chance.of("work begins", 1)[:, 0]
    leaves = profile.moment(np.zeros(len(drawn), dtype=np.int64), drawn)
    mean, spread = (
        np.where(people.full_time, *pair) for pair in zip(*(WORKDAY_MIN[k] for k in ("full", "part")), strict=True)
    )
    minutes = np.clip(mean + spread * chance.normal("work lasts"), *WORKDAY_LIMITS_MIN)
    begins = _quarters(leaves + ON_THE_WAY_S)
    return begins, begins + _quarters(minutes * MINUTE_S)


def _quarters(times_s: NDArray[np.float64] | NDArray[np.int64]) -> NDArray[np.int64]:
    return np.asarray(np.rint(times_s / QUARTER_S).astype(np.int64) * QUARTER_S)
