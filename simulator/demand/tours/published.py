"""What surveys have published of who does what, when and how long, and what is assumed where they are silent.

SrV 2023: weekdays (Tuesday to Thursday) of 18,223 persons in Braunschweig and its region without Wolfsburg, towns and
villages; aggregates of the survey of TU Dresden as TU Braunschweig has published them, for all to pass on, in
github.com/TUBS-IVS/eqasim-bs (srv2023_plan_structure_reference.csv and srv2023_activity_duration_reference.csv, commits
1a84155 and adfe0a7). Persons away from home all day count as people who stay at home.

emobpy 0.6.2 (MIT), from "Mobilität in Tabellen" (MiD 2017): departures of German car drivers by purpose on weekdays,
Saturdays and Sundays, and their trips per day. Only how Saturdays and Sundays differ is taken of it.
"""

from __future__ import annotations

from typing import NamedTuple

from simulator.days import DayType
from simulator.demand.tours.tables import ERRANDS, LEISURE, SCHOOL, SHOPPING, WORK


class Rates(NamedTuple):
    """What a group does on a weekday (SrV 2023).

    mobile: share of persons who leave home. tours, activities: of a mobile person. by_purpose: share of persons who do
    it, and how often a day a person does it.
    """

    mobile: float
    tours: float
    activities: float
    by_purpose: dict[str, tuple[float, float]]


EMPLOYED, PUPILS, ADULTS, SENIORS = "employed", "pupils", "adults", "seniors"
GROUPS = (EMPLOYED, PUPILS, ADULTS, SENIORS)
FREE = (ERRANDS, SHOPPING, LEISURE)  # what can be put off

# Groups of the survey: in employment; at the age of school; 18 to 64 and 65 or older, neither employed.
WEEKDAY: dict[str, Rates] = {
    EMPLOYED: Rates(
        0.8849,
        1.5713,
        2.2448,
        {WORK: (0.6755, 0.8034), ERRANDS: (0.1396, 0.1716), SHOPPING: (0.2589, 0.3074), LEISURE: (0.3459, 0.4718)},
    ),
    PUPILS: Rates(
        0.9362,
        1.4586,
        1.7410,
        {SCHOOL: (0.8997, 0.9814), ERRANDS: (0.0674, 0.0776), SHOPPING: (0.0732, 0.0840), LEISURE: (0.3743, 0.4261)},
    ),
    ADULTS: Rates(
        0.7814, 1.6722, 2.2985, {ERRANDS: (0.1742, 0.2217), SHOPPING: (0.3157, 0.4039), LEISURE: (0.4198, 0.5956)}
    ),
    SENIORS: Rates(
        0.7434, 1.7372, 2.3254, {ERRANDS: (0.3041, 0.3885), SHOPPING: (0.4292, 0.5819), LEISURE: (0.4411, 0.6499)}
    ),
}
# Ways of the survey that have no place here: back to work after a break, or somewhere for it (0.14 a day of a person in
# employment), and study and work of adults who are not (0.38). So much more is done of what can be put off, of which
# there is 0.95 and 1.42: assumption; low 1.0 for both, high 1.3 and 1.4.
INSTEAD = {EMPLOYED: 1.15, ADULTS: 1.27}

# Departures by hour from 4 to 23 o'clock, in thousandths of those for the purpose (SrV 2023).
_HOURS: dict[tuple[str, str], tuple[float, ...]] = {
    (EMPLOYED, WORK): (
        *(15.5, 89.1, 177.0, 291.1, 140.9, 45.0, 25.8, 29.0, 51.3, 51.9),
        *(27.0, 16.5, 7.8, 9.4, 3.4, 1.3, 5.4, 6.4, 0.6, 1.3),
    ),
    (EMPLOYED, ERRANDS): (
        *(0.0, 2.1, 21.9, 58.9, 71.1, 80.6, 65.8, 52.2, 57.0, 58.8),
        *(100.0, 142.5, 134.7, 79.7, 32.8, 13.6, 6.6, 8.4, 7.4, 5.8),
    ),
    (EMPLOYED, SHOPPING): (
        *(0.0, 0.1, 13.8, 32.6, 37.7, 41.0, 57.3, 53.1, 83.1, 62.6),
        *(74.8, 105.0, 147.7, 153.2, 70.6, 37.6, 14.7, 13.0, 1.6, 0.7),
    ),
    (EMPLOYED, LEISURE): (
        *(4.7, 8.4, 19.4, 20.9, 19.4, 19.6, 22.1, 28.1, 67.6, 41.4),
        *(56.8, 89.8, 144.5, 144.1, 131.8, 115.7, 37.0, 15.6, 10.6, 1.4),
    ),
    (PUPILS, ERRANDS): (
        *(0.0, 0.0, 56.5, 60.0, 35.2, 34.5, 8.7, 36.8, 57.4, 107.5),
        *(157.9, 172.4, 136.4, 102.3, 23.2, 2.8, 0.0, 8.5, 0.0, 0.0),
    ),
    (PUPILS, SHOPPING): (
        *(0.0, 0.0, 1.3, 13.2, 6.1, 5.2, 21.8, 24.9, 31.1, 117.2),
        *(124.8, 185.0, 213.7, 117.5, 91.3, 39.2, 0.0, 7.8, 0.0, 0.0),
    ),
    (PUPILS, LEISURE): (
        *(0.0, 0.0, 0.8, 8.5, 2.7, 6.3, 10.0, 13.8, 17.3, 41.3),
        *(100.0, 208.0, 283.2, 184.4, 72.1, 35.8, 9.5, 6.4, 0.0, 0.0),
    ),
    (ADULTS, ERRANDS): (
        *(0.0, 3.7, 9.2, 45.8, 132.4, 106.1, 166.4, 112.7, 48.1, 69.8),
        *(82.0, 75.5, 66.7, 47.4, 21.3, 2.8, 4.8, 4.3, 0.8, 0.0),
    ),
    (ADULTS, SHOPPING): (
        *(0.0, 0.6, 5.1, 20.4, 71.2, 101.0, 114.0, 158.4, 92.2, 61.8),
        *(77.8, 98.1, 62.8, 64.4, 45.7, 20.1, 3.5, 1.6, 0.0, 1.3),
    ),
    (ADULTS, LEISURE): (
        *(1.5, 1.2, 10.7, 26.0, 57.2, 58.5, 69.8, 60.9, 65.0, 65.8),
        *(75.1, 86.0, 82.9, 89.1, 104.4, 76.8, 31.8, 23.4, 7.9, 3.8),
    ),
    (SENIORS, ERRANDS): (
        *(0.0, 0.5, 2.1, 46.2, 106.0, 158.1, 189.4, 128.1, 49.6, 54.8),
        *(87.6, 73.6, 50.2, 32.7, 8.6, 5.2, 1.9, 0.5, 0.0, 0.0),
    ),
    (SENIORS, SHOPPING): (
        *(0.0, 0.7, 3.8, 32.2, 64.8, 169.1, 182.8, 141.7, 78.9, 75.3),
        *(71.0, 70.6, 59.5, 34.7, 10.0, 4.1, 0.0, 0.7, 0.0, 0.0),
    ),
    (SENIORS, LEISURE): (
        *(0.9, 0.8, 6.2, 23.3, 82.0, 78.9, 91.6, 80.0, 79.4, 70.6),
        *(86.1, 98.0, 71.8, 89.9, 79.4, 42.1, 9.8, 4.0, 4.0, 1.3),
    ),
}
FIRST_HOUR = 4
# Hours in which ways to work are those back from a break, as far as there are so many: assumption; else their hours
# would be those of late shifts. Low: none, high: 11 to 14, in which then all are.
BACK_AT_WORK = range(10, 17)

# Departures of car drivers at weekends, per half hour, in bands that begin at 4, 6, 9, 11, 14, 17, 20 and 23 o'clock
# (emobpy; those who do not work). All groups follow them: assumption.
_BANDS: dict[tuple[DayType, str], tuple[float, ...]] = {
    (DayType.SATURDAY, ERRANDS): (7.8, 54.4, 489.6, 598.3, 435.2, 290.1, 90.7, 7.8),
    (DayType.SATURDAY, SHOPPING): (0.0, 196.1, 1225.7, 1209.4, 588.3, 392.2, 65.4, 0.0),
    (DayType.SATURDAY, LEISURE): (54.6, 127.4, 701.0, 892.2, 1189.6, 1019.6, 424.8, 54.6),
    (DayType.SUNDAY, ERRANDS): (7.0, 32.5, 365.7, 471.4, 438.8, 308.8, 81.3, 7.0),
    (DayType.SUNDAY, SHOPPING): (0.0, 55.6, 383.8, 116.8, 83.4, 33.4, 11.1, 0.0),
    (DayType.SUNDAY, LEISURE): (29.3, 136.8, 1231.2, 1983.7, 2325.7, 1162.8, 342.0, 29.3),
}
_BAND_HOURS = (2, 3, 2, 3, 3, 3, 3, 1)


def hours(kind: DayType, group: str, purpose: str) -> tuple[float, ...]:
    """Return the weights of departures in the hours from 4 to 23 o'clock, for a purpose of ``FREE`` or first to work.

    Pupils without school leave as adults do, and who works at weekends begins as on other days: assumptions.
    """
    if purpose == WORK:
        return _first_to_work()
    if (kind, purpose) in _BANDS:
        bands = zip(_BANDS[kind, purpose], _BAND_HOURS, strict=True)
        return tuple(weight for weight, count in bands for _ in range(count))
    return _HOURS[ADULTS if group == PUPILS and kind != DayType.SCHOOL_DAY else group, purpose]


def _first_to_work() -> tuple[float, ...]:
    """Return departures to work without those of who comes back from a break: all but one a person and day."""
    every = _HOURS[EMPLOYED, WORK]
    share, often = WEEKDAY[EMPLOYED].by_purpose[WORK]
    again = [FIRST_HOUR + number in BACK_AT_WORK for number in range(len(every))]
    midday = sum(weight for weight, back in zip(every, again, strict=True) if back)
    left = 1 - (1 - share / often) * sum(every) / midday
    return tuple(left * weight if back else weight for weight, back in zip(every, again, strict=True))


# What is done so much as often on a Saturday or Sunday as on a weekday: share of the purpose in all trips of the day
# over that on weekdays (emobpy), times trips per day at weekends over those on weekdays, 1.4248 / 2.0418.
WEEKEND: dict[tuple[DayType, bool], dict[str, float]] = {  # second: in employment
    (DayType.SATURDAY, True): {WORK: 0.100, ERRANDS: 0.804, SHOPPING: 1.272, LEISURE: 1.060},
    (DayType.SATURDAY, False): {ERRANDS: 0.446, SHOPPING: 0.681, LEISURE: 0.883},
    # Nobody works on Sundays there: half as many as on Saturdays, assumption; low 0.03, high 0.08.
    (DayType.SUNDAY, True): {WORK: 0.050, ERRANDS: 0.725, SHOPPING: 0.222, LEISURE: 1.751},
    (DayType.SUNDAY, False): {ERRANDS: 0.392, SHOPPING: 0.116, LEISURE: 1.422},
}
# Who leaves home at all: 73 % on Sundays, 88 % on weekdays (MiD 2017, dw.com 46292839); Saturdays are in between:
# assumption.
WEEKEND_MOBILE = {DayType.SATURDAY: 0.915, DayType.SUNDAY: 0.83}
# Of those who work on a school day so many do on a weekday of school holidays: assumption; low 0.75, high 0.95.
HOLIDAY_WORK = 0.85

# How long people stay: upper ends of bands [min], and shares of stays in them in thousandths (SrV 2023).
STAY_BANDS_MIN = (5, 30, 60, 120, 240, 480)
STAYS: dict[str, tuple[float, ...]] = {
    ERRANDS: (487, 268, 165, 61, 19),
    SHOPPING: (645, 246, 78, 23, 7),
    LEISURE: (390, 108, 266, 188, 48),
}
# Hours at work, breaks included: mean and standard deviation [min]. Assumption: 8 h, or 4.5 h of those who work part
# time, and a break; low and high of the means: 480 and 540, 270 and 360. SrV 2023 has a mean of 383 of all stays at
# work, with those that a break divides.
WORKDAY_MIN = {"full": (510, 45), "part": (315, 75)}
WORKDAY_LIMITS_MIN = (120, 720)

# Children under six who go to kindergarten on a weekday (SrV 2023: 0.656 of them have a way there).
KINDERGARTEN = 0.656
KINDERGARTEN_HOLIDAYS = 0.8  # of these in school holidays; assumption, low 0.6, high 1.0
# Share of pupils below an age who are driven to school and fetched on a day. ADAC-Stiftung, read in
# allgaeuer-zeitung.de 103559300: 23 % of those in primary schools in summer, 28 % in winter, thrice a week at least.
# Forsa for DEKRA, November 2018, dekra-roadsafety.com: 23 % of all from 6 to 16, of 128 % that parents named; what is
# left for the older ones is an assumption; low 0.05, high 0.23.
DRIVEN_TO_SCHOOL = {10: 0.25, 17: 0.15}
# Who may not drive is driven to errands, and pupils also to leisure, if somebody at home may drive: assumption, low
# 0.2, high 0.8. All others are driven to errands and leisure so much more seldom that people take others elsewhere than
# to kindergarten and school as often as in SrV 2023: 0.160 escorts a person, of which 36 % are to other places
# (srv2023_escort_destination_types.csv, commit 3718653) and 90 % are made by others than children and pupils; that is
# 0.063 of a grown-up. Low 0.02, high 0.1.
ACCOMPANIED, ACCOMPANIED_ELSE = 0.5, 0.06
WAITS_MIN = 60  # who drives others waits for so long, and else comes back to fetch them: assumption, low 30, high 120
# By so much rather than who works that day somebody else brings children, as a chance from 0 to 1: assumption, low 0,
# high 1.
HOME_FIRST = 0.25
TAKEN_ALONG = 0.8  # children under six, to shops and leisure of who cares for them: assumption, low 0.5, high 1.0
