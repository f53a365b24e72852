"""What a scenario may say about car-sharing at the border of what fits together, and just beyond it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel, ValidationError

from simulator.errors import ScenarioError
from simulator.scenario.models import ServicePart
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
from simulator.services.carsharing.station_list import _common_days, listed_stations
from tests.carsharing.worlds import scenario_of

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


def part_of(stations: dict[str, Any], **more: Any) -> ServicePart[Any]:
    types = {"small": {"seats": 4}, "large": {"seats": 9}}
    sites = [{"name": "town", "lon": 12, "lat": 53, "plugs": 1, "power": "11 kW"}]
    sites.append({"name": "H2", "lon": 12, "lat": 53, "energy": "hydrogen", "plugs": 1, "power": "2 kg H2/min"})
    return scenario_of({"car_types": types, **stations, **more}, energy={"sites": sites}).parts[0]


def problems_of(part: ServicePart[Any]) -> list[tuple[int, str, str]]:
    with pytest.raises(ScenarioError) as caught:
        listed_stations(part)
    return [(problem.line, problem.key, problem.message) for problem in caught.value.problems]


HEAD = "id,name,lon,lat,capacity,cars,car_type,chargers,charger_kw,grid_kw,site,population\n"


def test_stations_of_a_list(tmp_path: Path) -> None:
    """Empty cells are as if nothing had been said; who lives there is for the reader."""
    (tmp_path / "s.csv").write_text(HEAD + "a,Mill,12.5,53.5,4,2,large,3,22,40,,900\nb,,12,53,1,,,,,,town,\n", "utf-8")
    first, second = listed_stations(part_of({"stations_file": tmp_path / "s.csv"}))
    place = {"lon": 12.5, "lat": 53.5, "capacity": 4, "cars": 2, "car_type": "large"}
    power = {"chargers": 3, "charger_kw": 22, "grid_kw": 40}
    assert first.station.model_dump() == {"id": "a", "name": "Mill", "site": None, **place, **power}
    assert second.station == Station(id="b", lon=12, lat=53, capacity=1, site="town")
    assert (first.place, second.place, first.car_ids, second.car_ids) == (2, 3, ["a-1", "a-2"], [])


def test_every_mistake_of_a_list_is_told_with_its_line(tmp_path: Path) -> None:
    file = tmp_path / "s.csv"
    file.write_text(HEAD + "a,,12,53,1,2,,,,,,\nb,,12,53,1,,,1,,,town,\nc d,,12,53,1,,,,,,,\n", "utf-8")
    part = part_of({"stations_file": file})
    assert [found[:2] for found in problems_of(part)] == [(2, ""), (3, ""), (4, "id")]
    file.write_text(HEAD + "a,,12,53,1,,smal,,,,,\nb,,12,53,1,,,,,,twn,\na,,12,53,1,,,,,,H2,\n", "utf-8")
    assert problems_of(part) == [
        (2, "car_type", 'unknown car type "smal"; did you mean "small"?'),
        (3, "site", 'unknown charging site "twn"; did you mean "town"?'),
        (4, "site", '"H2" gives hydrogen; shared cars need a site with energy: electricity'),
        (4, "id", '"a" stands here a second time'),
    ]


def test_mistakes_of_stations_and_community_cars_in_the_scenario() -> None:
    stations = [PLACE | {"cars": 2, "car_type": "bus"}, PLACE | {"id": "b", "site": "quay"}, PLACE]
    known = [SCHOOL, SCHOOL | {"institution": "club"}, SCHOOL | {"car": "a-2"}, SCHOOL | {"car": "q-7"}]
    assert problems_of(part_of({"stations": stations}, community=known)) == [
        (0, "services.cars.stations[0].car_type", 'unknown car type "bus"; known are small, large'),
        (0, "services.cars.stations[1].site", 'unknown charging site "quay"; energy.sites has town, H2'),
        (0, "services.cars.stations[2].id", '"a" stands here a second time'),
        (
            0,
            "services.cars.community[1].hours",
            'overlaps with that of "school" (services.cars.community[0]), or leaves less than the buffer of 15 min: '
            "a-1 is needed twice on mo, tu, we, th, fr",
        ),
        (0, "services.cars.community[3].car", 'unknown car "q-7"; cars are named like a-1'),
    ]
    assert problems_of(part_of({"stations": [PLACE]}, community=[SCHOOL]))[0][2] == (
        'unknown car "a-1"; there are no cars'
    )
    assert listed_stations(part_of({}, mode="free_floating", **ZONES)) == []
