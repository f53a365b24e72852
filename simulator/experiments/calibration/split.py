"""Which days a scenario is fitted to, and which it is tested on, by a rule that looks at dates alone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from math import floor

from simulator.days import DayType
from simulator.errors import Problem, RequestFileError
from simulator.experiments.calibration.observed import Bookings

FEWEST = 2  # days on either side: of fewer nobody knows how much days differ


@dataclass(frozen=True)
class Split:
    """Numbers of days, ascending. left_out: of types that the scenario does not simulate."""

    fitting: tuple[int, ...]
    testing: tuple[int, ...]
    left_out: tuple[int, ...]

    @property
    def used(self) -> tuple[int, ...]:
        """Return the days that are compared with simulated ones."""
        return tuple(sorted((*self.fitting, *self.testing)))


def split_days(bookings: Bookings, simulated: Iterable[DayType], test_share: float) -> Split:
    """Return the days for fitting and for testing.

    In order of type, weekday and date, day n is for testing where n times the share passes another whole number: with a
    third every third Monday, every third Tuesday, and so on. simulated: types of days of the scenario. Raises
    RequestFileError where no day is left, or too few of either.
    """
    types = set(simulated)
    used = [day for day, kind in bookings.days.items() if DayType(kind) in types]
    if not used:
        there, wanted = (
            " and ".join(sorted(kind.name.lower() for kind in kinds))
            for kinds in ({DayType(kind) for kind in bookings.days.values()}, types)
        )
        message = f"its days are of type {there}, but the scenario simulates {wanted} only; see calendar.day_types"
        raise _refused(bookings, message)
    share = Fraction(test_share).limit_denominator(1000)
    ordered = sorted(used, key=lambda day: (bookings.days[day], bookings.date_of(day).weekday(), day))
    testing = {day for n, day in enumerate(ordered, start=1) if floor(n * share) > floor((n - 1) * share)}
    split = Split(
        tuple(day for day in used if day not in testing),
        tuple(sorted(testing)),
        tuple(day for day in bookings.days if day not in set(used)),
    )
    if min(len(split.fitting), len(split.testing)) < FEWEST:
        message = (
            f"{len(split.fitting)} days for fitting and {len(split.testing)} for testing are too few; expected at "
            f"least {FEWEST} of each: import more days, or say another --test-share"
        )
        raise _refused(bookings, message)
    return split


def _refused(bookings: Bookings, message: str) -> RequestFileError:
    return RequestFileError([Problem(str(bookings.folder), 0, 0, "", message)])
