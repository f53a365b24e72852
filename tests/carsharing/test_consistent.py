"""What a scenario may say about car-sharing at the border of what fits together, and just beyond it."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import BaseModel, ValidationError

from simulator.services.carsharing.schema import (
    BookingDemand,
    BookingRules,
    Config,
    FixedBooking,
    SpreadOfLength,
    SpreadOfTime,
    Station,
    SyntheticBookings,
)
from simulator.services.carsharing.station_list import _common_days

PLACE = {"id": "a", "lon": 12, "lat": 53, "capacity": 2}
DRAWN = {"bookings_per_day": 1, "localities": "l.csv"}
CARS = {"car_types": {"car": {"seats": 4}}}
STATIONS = {**CARS, "stations": [PLACE]}
SCHOOL = {"institution": "school", "car": "a-1", "hours": ["08:00", "12:00"]}
ZONES = {"zones": [{"name": "z", "polygon": [(0, 0), (1, 0), (0, 1)]}]}
FLOATING = {**CARS, **ZONES, "mode": "free_floating"}
STAFF = {"relocation": {"policy": "balance"}}
NO_HOUR = [0.0] * 24


@pytest.mark.parametrize(
    ("kind", "fits", "beyond", "said"),
    [
        (Station, PLACE | {"cars": 2}, {"cars": 3}, "3 cars do not fit into 2 places"),
        (Station, PLACE | {"site": "town"}, {"chargers": 1}, "chargers of its own, or a site to share"),
        (BookingRules, {"min_duration": "1 h", "max_duration": "1 h"}, {"max_duration": "59 min"}, "not be smaller"),
        (SpreadOfTime, {"min": "1 h", "max": "1 h"}, {"max": "3599 s"}, "max must not be smaller than min"),
        (SpreadOfLength, {"min": "5 km", "max": "5 km"}, {"max": "4.9 km"}, "max must not be smaller than min"),
        (SyntheticBookings, DRAWN | {"starts": [*NO_HOUR[1:], 0.5]}, {"starts": NO_HOUR}, "at least one hour"),
        (SyntheticBookings, DRAWN | {"weekdays": [*[0] * 6, 0.5]}, {"weekdays": [0] * 7}, "and one weekday"),
        (BookingDemand, {"synthetic": DRAWN}, {"bookings_file": "b.csv"}, "expected one of bookings_file, synthetic"),
        (BookingDemand, {"bookings_file": "b.csv"}, {"synthetic": DRAWN}, "expected one of bookings_file, synthetic"),
        (Config, FLOATING | STAFF, {"zones": []}, "free_floating needs zones"),
        (Config, FLOATING, {"stations": [PLACE]}, "has no stations and no community cars"),
        (Config, FLOATING, {"stations_file": "s.csv"}, "has no stations and no community cars"),
        (Config, FLOATING, {"community": [SCHOOL]}, "has no stations and no community cars"),
        (Config, STATIONS, {"stations_file": "s.csv"}, "either stations or a stations_file"),
        (Config, STATIONS, {"stations": []}, "round_trip needs either stations or a stations_file"),
        (Config, {**CARS, "stations_file": "s.csv"}, ZONES, "zones need mode free_floating"),
        (Config, STATIONS, STAFF, "relocation needs another mode"),
        (Config, STATIONS | STAFF | {"mode": "one_way"}, {"mode": "round_trip"}, "relocation needs another mode"),
        (Config, STATIONS | {"community": [SCHOOL]}, {"mode": "one_way"}, "community cars need mode round_trip"),
    ],
)
def test_what_fits_and_what_is_just_beyond(
    kind: type[BaseModel], fits: dict[str, Any], beyond: dict[str, Any], said: str
) -> None:
    kind.model_validate(fits)
    with pytest.raises(ValidationError, match=said):
        kind.model_validate(fits | beyond)


def fixed(days: str, start: str, end: str) -> FixedBooking:
    return FixedBooking.model_validate({**SCHOOL, "days": days.split(), "hours": [start, end]})


@pytest.mark.parametrize(
    ("other", "buffer_s", "days"),
    [
        (fixed("mo fr", "12:00", "13:00"), 0, []),
        (fixed("mo fr", "12:15", "13:00"), 900, []),
        (fixed("mo fr", "12:15", "13:00"), 901, ["mo", "fr"]),
        (fixed("th fr", "11:59", "13:00"), 0, ["fr"]),
        (fixed("mo fr", "07:00", "08:00"), 0, []),
        (fixed("mo fr", "07:00", "07:45"), 900, []),
        (fixed("mo fr", "07:00", "07:45"), 901, ["mo", "fr"]),
        (fixed("mo", "09:00", "10:00"), 0, ["mo"]),
        (fixed("th", "22:00", "08:01"), 0, ["fr"]),
        (fixed("th", "22:00", "08:00"), 0, []),
        (fixed("su", "22:00", "08:01"), 0, ["mo"]),  # over the end of the week
        (fixed("su tu", "08:00", "12:00"), 0, []),
    ],
)
def test_fixed_bookings_of_one_car_keep_apart_over_nights_and_the_end_of_the_week(
    other: FixedBooking, buffer_s: int, days: list[str]
) -> None:
    assert _common_days(fixed("mo we fr", "08:00", "12:00"), other, buffer_s) == days
    assert bool(_common_days(other, fixed("mo we fr", "08:00", "12:00"), buffer_s)) == bool(days)
