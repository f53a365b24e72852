"""What is written as GTFS-Flex is valid, and read back as the same service."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import gtfs_guru
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.days import DayType
from simulator.exchange.areas import geojson_of
from simulator.exchange.flex_import import import_flex
from simulator.exchange.flex_tables import Publication, flex_files
from simulator.exchange.on_demand import OnDemand, Stop, Zone
from simulator.exchange.remarks import Remarks

H, DAY = 3600, 24 * 3600
A_DAY = Publication("Kreis", "1", date(2026, 1, 5))
STOPS = (Stop("a", "Altdorf", 12.0, 53.0), Stop("b 2", "Bergen, Süd", 12.1, 53.0))
SQUARE = Zone("z", geojson_of(shapely.box(12, 53, 12.1, 53.1)))
OTHER = Zone("y", geojson_of(shapely.box(13, 53, 13.1, 53.1)))
ALL_DAY = dict.fromkeys(DayType, (5 * H, 22 * H))


def written(folder: Path, services: list[OnDemand], publication: Publication = A_DAY) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in flex_files(services, publication).items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def read_back(folder: Path) -> list[OnDemand]:
    remarks = Remarks()
    imported = import_flex(folder, remarks)
    assert remarks.found == []
    return list(imported.services)


@pytest.mark.parametrize(
    "service",
    [
        OnDemand("line", "Line", ALL_DAY, STOPS),
        OnDemand("line", "Line", ALL_DAY, STOPS, notice_s=3600),
        OnDemand("line", "Line", ALL_DAY, STOPS, notice_s=0, horizon_s=DAY),
        OnDemand("line", "Line", {DayType.HOLIDAY_WEEKDAY: (22 * H, 30 * H)}, STOPS, notice_s=60, horizon_s=3600),
        OnDemand("line", "Line", {DayType.SATURDAY: (0, DAY), DayType.SUNDAY: (8 * H, 20 * H)}, (), (SQUARE,)),
        OnDemand("line", "Line", ALL_DAY, (), (SQUARE, OTHER)),
        OnDemand("line", "Line", ALL_DAY, (), (SQUARE, OTHER), apart=True),
    ],
)
def test_a_service_is_valid_and_comes_back_the_same(tmp_path, service) -> None:
    folder = written(tmp_path, [service])
    assert gtfs_guru.validate(str(folder)).errors() == []
    assert read_back(folder) == [service]


def test_each_record_by_hand() -> None:
    files = flex_files([OnDemand("line", "Line", ALL_DAY, STOPS, (), 90, 7230)], A_DAY)
    trip = "line-school_day+holiday_weekday+saturday+sunday"
    assert files["stop_times.txt"].splitlines()[1:] == [
        f"{trip},stops-of-line,,1,05:00:00,22:00:00,2,1,booking-of-line,booking-of-line",
        f"{trip},stops-of-line,,2,05:00:00,22:00:00,1,2,booking-of-line,booking-of-line",
    ]
    assert files["calendar.txt"].splitlines()[1] == (
        "school_day+holiday_weekday+saturday+sunday,1,1,1,1,1,1,1,20260105,20270104"
    )
    # a minute and a half are two minutes, and two hours and half a minute are two hours: nobody books what is refused
    assert files["booking_rules.txt"].splitlines()[1].startswith("booking-of-line,1,2,120,")
    assert "locations.geojson" not in files


def test_dates_whose_weekday_does_not_tell_their_type_are_exceptions(tmp_path) -> None:
    hours = {
        DayType.SCHOOL_DAY: (6 * H, 20 * H),
        DayType.HOLIDAY_WEEKDAY: (8 * H, 20 * H),
        DayType.SUNDAY: (9 * H, 18 * H),
    }
    types = {
        date(2026, 1, 5): DayType.SCHOOL_DAY, date(2026, 1, 6): DayType.SUNDAY,
        date(2026, 1, 7): DayType.HOLIDAY_WEEKDAY, date(2026, 1, 10): DayType.SATURDAY,
    }  # fmt: skip
    service = OnDemand("line", "Line", hours, STOPS)
    publication = replace(A_DAY, types=types)
    assert flex_files([service], publication)["calendar_dates.txt"].splitlines()[1:] == [
        "school_day,20260106,2", "school_day,20260107,2", "holiday_weekday,20260107,1", "sunday,20260106,1",
    ]  # fmt: skip
    folder = written(tmp_path, [service], publication)
    assert gtfs_guru.validate(str(folder)).errors() == []
    assert read_back(folder) == [service]


spans = st.tuples(st.integers(0, 47 * 60), st.integers(1, DAY // 60)).map(
    lambda both: (both[0] * 60, min((both[0] + both[1]) * 60, 48 * H - 1))
)
texts = st.text(st.characters(exclude_categories=("C", "Z"), exclude_characters='"'), min_size=1, max_size=9)
degrees = st.integers(2_000_000, 60_000_000).map(lambda millionths: millionths / 1e6)


@st.composite
def random_services(draw: st.DrawFn) -> list[OnDemand]:
    found = []
    for number in range(draw(st.integers(1, 3))):
        hours = draw(st.dictionaries(st.sampled_from(list(DayType)), spans, min_size=1))
        notice = draw(st.integers(0, 14_400)) * 60
        horizon = draw(st.none() | st.integers(1, 10_000).map(lambda minutes: notice + minutes * 60))  # noqa: B023
        stops, zones = (), ()
        if draw(st.booleans()):
            ids = draw(st.lists(texts, min_size=1, max_size=5, unique=True))
            stops = tuple(Stop(f"{number}{key}", draw(texts), draw(degrees), draw(degrees)) for key in ids)
        else:
            boxes = [
                shapely.box(10 + 2 * n + 5 * number, 50, 11 + 2 * n + 5 * number, 51)
                for n in range(draw(st.integers(1, 2)))
            ]
            zones = tuple(Zone(f"zone {number}-{n}", geojson_of(box)) for n, box in enumerate(boxes))
        name = f"s{number}"
        apart = len(zones) > 1 and draw(st.booleans())
        found.append(OnDemand(name, name.upper(), dict(sorted(hours.items())), stops, zones, notice, horizon, apart))
    return found


@settings(max_examples=10, deadline=None)
@given(random_services())
def test_random_services_are_valid_and_come_back_the_same(tmp_path_factory, services) -> None:
    check_services(tmp_path_factory, services)


@pytest.mark.slow
@settings(max_examples=50, deadline=None)
@given(random_services())
def test_many_random_services_are_valid_and_come_back_the_same(tmp_path_factory, services) -> None:
    check_services(tmp_path_factory, services)


def check_services(tmp_path_factory, services) -> None:
    folder = written(tmp_path_factory.mktemp("feed"), services)
    assert [str(error) for error in gtfs_guru.validate(str(folder)).errors()] == []
    assert read_back(folder) == services
