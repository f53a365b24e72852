"""Feeds that operators have published: a Rufbus of Brandenburg, and the example of the specification."""

from __future__ import annotations

from collections import Counter

import gtfs_guru
import pytest

from simulator.days import DayType
from simulator.exchange.flex_import import import_flex
from simulator.exchange.remarks import Kind, Remarks
from tests.reference_data import reference_data

H = 3600
RUFBUS, HEARTLAND = "gtfs_flex_vbb_rufbus_uckermark.zip", "gtfs_flex_example_heartland_express.zip"


def test_the_rufbus_of_the_uckermark_deviates_and_is_read_all_the_same() -> None:
    path, remarks = reference_data("region", "pt", RUFBUS), Remarks()
    imported = import_flex(path, remarks)
    angermuende, gartz = imported.services
    evening, all_day = (int(17.5 * H), 22 * H), (8 * H, 22 * H)
    weekdays = dict.fromkeys((DayType.SCHOOL_DAY, DayType.HOLIDAY_WEEKDAY), evening)
    weekend = dict.fromkeys((DayType.SATURDAY, DayType.SUNDAY), all_day)
    assert angermuende.hours == weekdays | weekend
    assert gartz.hours == dict.fromkeys((DayType.SATURDAY, DayType.SUNDAY), (8 * H, 20 * H))
    assert (angermuende.notice_s, gartz.notice_s, angermuende.horizon_s) == (3600, 3600, None)
    assert len(angermuende.stops) + len(gartz.stops) == 415
    repaired = Counter((remark.file, remark.field) for remark in remarks.of(Kind.REPAIRED))
    assert repaired == {
        ("stop_times.txt", "start_pickup_dropoff_window"): 1,
        ("stop_times.txt", "end_pickup_dropoff_window"): 1,
        ("stop_times.txt", "trip_id"): 8,
        ("stops.txt", "parent_station"): 11,
    }
    # The validator names each of the eight trips four times, since it does not know the names of their windows.
    assert Counter(error.code for error in gtfs_guru.validate(str(path)).errors()) == {
        "foreign_key_violation": 11, "missing_trip_edge": 8 * 4,
    }  # fmt: skip


def test_the_example_of_the_specification_needs_no_repair() -> None:
    path, remarks = reference_data("region", "pt", HEARTLAND), Remarks()
    (service,) = import_flex(path, remarks).services
    assert (service.name, service.apart) == ("heartland-express", True)
    assert [zone.zone_id for zone in service.zones] == ["area_715", "area_708"]
    weekdays = dict.fromkeys((DayType.SCHOOL_DAY, DayType.HOLIDAY_WEEKDAY), (int(6.25 * H), int(17.75 * H)))
    assert service.hours == weekdays | {DayType.SUNDAY: (8 * H, 12 * H)}
    # until 15:00 the day before, for a departure at 06:15; from 08:00 two weeks before, for one at 17:45
    assert (service.notice_s, service.horizon_s) == (int(15.25 * H), (14 * 24 + 17.75 - 8) * H)
    assert remarks.of(Kind.REPAIRED) == []
    told = {remark.field for remark in remarks.of(Kind.DIFFERS)}
    assert {"agency_timezone", "location_id", "prior_notice_last_day", "prior_notice_start_day", "service_id"} <= told


@pytest.mark.parametrize("name", [RUFBUS, HEARTLAND])
def test_the_same_feed_gives_the_same_list(name) -> None:
    lists = []
    for _ in range(2):
        remarks = Remarks()
        import_flex(reference_data("region", "pt", name), remarks)
        lists.append(remarks.found)
    assert lists[0] == lists[1]
