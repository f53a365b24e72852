"""When work and school begin and end."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from simulator.days import DayType
from simulator.demand.tours.agenda import DAY_BEGINS_S, DAY_ENDS_S, LATEST_S, Profiles
from simulator.demand.tours.people import Chance, People
from simulator.demand.tours.published import EMPLOYED, GROUPS, WORKDAY_LIMITS_MIN, WORKDAY_MIN, hours
from simulator.demand.tours.tables import WORK
from simulator.units import HOUR_S, MINUTE_S

QUARTER_S = 15 * MINUTE_S  # work begins and ends on the quarter of an hour; assumption
IN_TIME_S = 5 * MINUTE_S  # so long before the bell, or work, people want to be there; assumption
# The hours of the survey are those of departures: work begins when people have come there. Who needs longer than this
# leaves earlier than others do; assumption.
LONGEST_WAY_S = 90 * MINUTE_S
NIGHT_SHIFT_S = 20 * HOUR_S  # who leaves earlier is home by midnight; assumption


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
    """Return when everybody would begin and end work: begin as on weekdays, hours normally distributed.

    Nobody leaves home before the day begins. Late shifts end so that people are home by midnight, and those of the
    night before the next day begins; they begin earlier where less than the shortest would be left of them.
    """
    profile = Profiles([hours(DayType.SCHOOL_DAY, EMPLOYED, WORK)])
    drawn = chance.of("work begins", 1)[:, 0]
    leaves = profile.moment(np.zeros(len(drawn), dtype=np.int64), drawn)
    mean, spread = (
        np.where(people.full_time, *pair) for pair in zip(*(WORKDAY_MIN[k] for k in ("full", "part")), strict=True)
    )
    minutes = np.clip(mean + spread * chance.normal("work lasts"), *WORKDAY_LIMITS_MIN)
    way = people.to_duty_s + IN_TIME_S
    home = np.where(leaves < NIGHT_SHIFT_S, LATEST_S, DAY_ENDS_S)
    first, last = DAY_BEGINS_S + way + QUARTER_S // 2, home - way - QUARTER_S // 2
    begins = _quarters(np.maximum(leaves + np.minimum(way, LONGEST_WAY_S), first))
    ends = np.minimum(begins + _quarters(minutes * MINUTE_S), _quarters(last))
    return np.minimum(begins, ends - WORKDAY_LIMITS_MIN[0] * MINUTE_S), ends


def _quarters(times_s: NDArray[np.float64] | NDArray[np.int64]) -> NDArray[np.int64]:
    return np.asarray(np.rint(times_s / QUARTER_S).astype(np.int64) * QUARTER_S)
