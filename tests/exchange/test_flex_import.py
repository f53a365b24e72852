"""Feeds as they should be, as drafts had them, and broken ones: what is read, and what is told."""

from __future__ import annotations

import pytest

from simulator.days import DayType
from simulator.errors import InputError
from simulator.exchange.flex_booking import Booking, BookingReader
from simulator.exchange.flex_import import Imported, import_flex
from simulator.exchange.on_demand import Stop
from simulator.exchange.remarks import Kind, Remark, Remarks
from simulator.exchange.ride_scenario import _ledger
from tests.exchange.feeds import (
    CALENDAR,
    FILES,
    MEMBERS,
    STOP_TIMES,
    STOPS,
    feed,
    locations,
    square,
    zone_times,
)

H = 3600
WEEKDAYS = {DayType.SCHOOL_DAY: (8 * H, 18 * H), DayType.HOLIDAY_WEEKDAY: (8 * H, 18 * H)}


def read(folder, files=None) -> tuple[Imported, list[Remark]]:
    remarks = Remarks()
    return import_flex(feed(folder, files), remarks), sorted(remarks.found)


def told(remarks: list[Remark]) -> list[tuple[str, str, int, str, str]]:
    return [(remark.kind, remark.file, remark.line, remark.field, remark.value) for remark in remarks]


def test_a_feed_as_adopted_is_read_without_a_remark(tmp_path) -> None:
    imported, remarks = read(tmp_path)
    (service,) = imported.services
    assert remarks == []
    assert (service.name, service.label) == ("rufbus-sued", "Rufbus Süd")
    assert service.hours == WEEKDAYS
    assert service.stops == (
        Stop("Süd 1", "Altdorf", 12.0, 53.0), Stop("b", "Bergen", 12.02, 53.01), Stop("c", "Carlsruh", 12.04, 53.02),
    )  # fmt: skip
    assert (service.notice_s, service.horizon_s) == (3600, 7 * 24 * H)
    assert imported.publisher == "Kreis"
    assert [str(day) for day in imported.dates] == ["2026-01-05", "2026-02-01"]


def test_what_is_assumed_says_of_what_the_feed_is_silent(tmp_path) -> None:
    (service,) = read(tmp_path)[0].services
    ledger, fleet = _ledger(service, {}), f"services.{service.name}.fleet.minibus"
    assert "how many vehicles there are" in str(ledger[f"{fleet}.count"])
    assert "how many seats vehicles have" in str(ledger[f"{fleet}.seats"])


def test_names_of_before_adoption_and_one_record_per_trip_mean_the_same(tmp_path) -> None:
    draft = STOP_TIMES.replace("pickup_drop_off_window", "pickup_dropoff_window").splitlines()
    draft[1] = draft[1].replace(",2,1,", ",2,2,")
    before, remarks = read(tmp_path / "old", {"stop_times.txt": "\n".join(draft[:2]) + "\n"})
    adopted, _ = read(tmp_path / "new")
    assert before.services == adopted.services
    assert told(remarks) == [
        ("repaired", "stop_times.txt", 1, "end_pickup_dropoff_window", ""),
        ("repaired", "stop_times.txt", 1, "start_pickup_dropoff_window", ""),
        ("repaired", "stop_times.txt", 2, "trip_id", "t"),
    ]


@pytest.mark.parametrize(
    ("files", "lines"),
    [
        ({"location_groups.txt": "location_group_id,location_id\ng,Süd 1\ng,b\ng,c\n"}, [2, 3, 4]),
        ({"location_groups.txt": None, "stop_areas.txt": MEMBERS.replace("location_group_id", "area_id")}, []),
    ],
    ids=["members in location_groups", "stop_areas"],
)
def test_groups_of_drafts_are_groups(tmp_path, files, lines) -> None:
    imported, remarks = read(tmp_path / "old", {**files, "location_group_stops.txt": None})
    adopted, _ = read(tmp_path / "new")
    assert imported.services == adopted.services
    assert [remark.line for remark in remarks] == lines


def test_a_group_named_as_a_stop_is_found(tmp_path) -> None:
    imported, remarks = read(tmp_path, {"stop_times.txt": STOP_TIMES.replace("location_group_id", "stop_id")})
    assert len(imported.services[0].stops) == 3
    assert told(remarks) == [("repaired", "stop_times.txt", line, "stop_id", "g") for line in (2, 3)]


def test_what_cannot_be_used_is_left_out_and_told_with_its_line(tmp_path) -> None:
    files = {
        "stops.txt": STOPS + "z,Nirgends,0,0\nw,Weit,95,12\nq,Wo,x,12\n",
        "location_group_stops.txt": MEMBERS + "g,z\ng,nobody\n",
        "stop_times.txt": STOP_TIMES + "t,h,3,08:00:00,18:00:00,2,1,b1,b1\nt,g,4,18:00:00,08:00:00,2,1,b1,b1\n"
        "t,g,5,25:99:00,26:00:00,2,1,b1,b1\nnone,g,1,08:00:00,18:00:00,2,1,b1,b1\n",
    }
    imported, remarks = read(tmp_path, files)
    assert imported.services == read(tmp_path / "right")[0].services
    assert told(remarks) == [
        ("repaired", "location_group_stops.txt", 5, "stop_id", "z"),
        ("repaired", "location_group_stops.txt", 6, "stop_id", "nobody"),
        ("repaired", "stop_times.txt", 4, "location_group_id", "h"),
        ("repaired", "stop_times.txt", 5, "end_pickup_drop_off_window", "18:00:00 to 08:00:00"),
        ("repaired", "stop_times.txt", 6, "start_pickup_drop_off_window", "25:99:00"),
        ("repaired", "stop_times.txt", 7, "trip_id", "none"),
        ("repaired", "stops.txt", 5, "stop_lat", "0, 0"),
        ("repaired", "stops.txt", 6, "stop_lat", "95, 12"),
        ("repaired", "stops.txt", 7, "stop_lat", "x, 12"),
    ]


def test_pickup_types_that_are_not_allowed_beside_a_window_are_read_as_booked(tmp_path) -> None:
    imported, remarks = read(
        tmp_path, {"stop_times.txt": STOP_TIMES.replace(",2,1,", ",0,1,").replace(",1,2,", ",1,,")}
    )
    assert len(imported.services) == 1
    fields = [(remark.line, remark.field, remark.value, remark.read_as) for remark in remarks]
    assert fields == [(2, "pickup_type", "0", "read as 2: booked"), (3, "drop_off_type", "", "read as 2: booked")]


def test_hours_differ_by_type_of_day_and_public_holidays_are_told(tmp_path) -> None:
    files = {
        "trips.txt": FILES["trips.txt"] + "r,sa,s\n",
        "calendar.txt": CALENDAR + "sa,0,0,0,0,0,1,1,20260105,20260201\n",
        "calendar_dates.txt": "service_id,date,exception_type\nwd,20260106,2\nsa,20260106,1\nwd,20260107,2\n",
        "stop_times.txt": STOP_TIMES + "s,g,1,22:00:00,26:30:00,2,1,b1,b1\ns,g,2,22:00:00,26:30:00,1,2,b1,b1\n",
    }
    imported, remarks = read(tmp_path, files)
    night = (22 * H, 26 * H + 1800)
    assert imported.services[0].hours == {**WEEKDAYS, DayType.SATURDAY: night, DayType.SUNDAY: night}
    assert [(remark.value, remark.problem) for remark in remarks] == [
        ("2026-01-06", "1 dates have 22:00:00 to 26:30:00, as Sundays"),
        ("2026-01-07", "1 dates have no service"),
    ]
    assert {remark.kind for remark in remarks} == {Kind.DIFFERS}


def test_windows_that_meet_are_one_and_a_break_between_them_is_told(tmp_path) -> None:
    more = "t2,g,1,18:00:00,19:00:00,2,1,b1,b1\nt2,g,2,18:00:00,19:00:00,1,2,b1,b1\n"
    late = more.replace("t2", "t3").replace("18:00", "20:00").replace("19:00", "21:00")
    files = {"trips.txt": FILES["trips.txt"] + "r,wd,t2\nr,wd,t3\n", "stop_times.txt": STOP_TIMES + more + late}
    imported, remarks = read(tmp_path, files)
    assert set(imported.services[0].hours.values()) == {(8 * H, 21 * H)}
    assert [remark.value for remark in remarks] == ["19:00:00 to 20:00:00"] * 2  # school days, holiday weekdays


def test_zones_of_one_route_that_no_trip_links_stay_apart(tmp_path) -> None:
    files = {
        "locations.geojson": locations(a=square(12, 53), b=square(13, 53)),
        "trips.txt": FILES["trips.txt"] + "r,wd,u\n",
        "stop_times.txt": zone_times(
            "t,a,1,08:00:00,18:00:00,2,1", "t,a,2,08:00:00,18:00:00,1,2",
            "u,b,1,09:00:00,18:00:00,2,1", "u,b,2,09:00:00,18:00:00,1,2",
        ),
    }  # fmt: skip
    imported, remarks = read(tmp_path, files)
    (service,) = imported.services
    assert (service.apart, service.stops, [zone.zone_id for zone in service.zones]) == (True, (), ["a", "b"])
    assert service.hours == WEEKDAYS
    (remark,) = remarks
    assert (remark.kind, remark.value) == ("differs", "b")
    assert "school_day 09:00:00 to 18:00:00" in remark.problem


def test_ways_between_zones_in_one_direction_are_told_as_wider_than_the_feed(tmp_path) -> None:
    files = {
        "locations.geojson": locations(a=square(12, 53), b=square(13, 53)),
        "stop_times.txt": zone_times("t,a,1,08:00:00,18:00:00,2,1", "t,b,2,08:00:00,18:00:00,1,2"),
    }
    imported, remarks = read(tmp_path, files)
    assert not imported.services[0].apart
    assert "goes from a to b only" in {remark.problem for remark in remarks}


def test_stops_that_trips_name_one_by_one_are_told_in_one_line(tmp_path) -> None:
    rows = [f"t,{stop},{n},08:00:00,18:00:00,2,2,b1,b1" for n, stop in enumerate(["Süd 1", "b", "c"])]
    head = STOP_TIMES.splitlines()[0].replace("location_group_id", "stop_id")
    imported, remarks = read(tmp_path, {"stop_times.txt": "\n".join([head, *rows]) + "\n"})
    assert [stop.stop_id for stop in imported.services[0].stops] == ["Süd 1", "b", "c"]
    # c comes last: from there nobody gets anywhere, and the scenario takes people everywhere
    assert [(remark.kind, remark.problem) for remark in remarks if remark.field == "trip_id"] == [
        ("differs", "goes from Süd 1 to b, Süd 1 to c, b to c only")
    ]


def test_routes_that_share_an_area_are_one_service_and_others_are_not(tmp_path) -> None:
    files = {
        "routes.txt": FILES["routes.txt"] + "r2,k,Nord,3\nr3,k,Süd,3\n",
        "trips.txt": FILES["trips.txt"] + "r2,wd,u\nr3,wd,v\n",
        "location_group_stops.txt": MEMBERS + "n,c\n",
        "stop_times.txt": STOP_TIMES
        + "u,n,1,08:00:00,18:00:00,2,1,b1,b1\nu,n,2,08:00:00,18:00:00,1,2,b1,b1\n"
        + "v,g,1,08:00:00,18:00:00,2,1,b1,b1\nv,g,2,08:00:00,18:00:00,1,2,b1,b1\n",
    }
    imported, _ = read(tmp_path, files)
    assert [(service.name, len(service.stops)) for service in imported.services] == [
        ("rufbus-sued-sued", 3),
        ("nord", 1),
    ]


def test_trips_that_leave_a_line_are_left_out_and_fixed_ones_are_none_of_ours(tmp_path) -> None:
    head = "trip_id,location_group_id,stop_sequence,start_pickup_drop_off_window,end_pickup_drop_off_window,"
    files = {
        "trips.txt": FILES["trips.txt"] + "r,wd,u\nr,wd,bus\n",
        "stop_times.txt": STOP_TIMES.replace("\n", ",arrival_time,stop_id\n", 1).replace("b1,b1\n", "b1,b1,,\n")
        + "u,,1,,,,,,,08:00:00,b\nu,g,2,08:00:00,09:00:00,2,1,b1,b1,,\nbus,,1,,,,,,,08:00:00,b\n",
    }
    assert files["stop_times.txt"].startswith(head)
    imported, remarks = read(tmp_path, files)
    assert len(imported.services) == 1
    assert told(remarks) == [("differs", "stop_times.txt", 4, "trip_id", "u")]


@pytest.mark.parametrize(
    ("zone", "problem"),
    [
        ({"type": "Point", "coordinates": [12, 53]}, 'is "Point"; expected Polygon or MultiPolygon'),
        ([[[12, 53], [13, 53], [12, 53]]], "has a ring of 3 corners; expected 4 or more, the last as the first"),
        ([[[0, 0], [13, 53], [13, 54], [0, 0]]], "has a corner [0, 0]; expected [lon, lat] in degrees"),
        ([[[12, 53], ["x", 53], [13, 54], [12, 53]]], "has a corner ['x', 53]; expected [lon, lat] in degrees"),
        ([], "has no rings of corners where they are expected"),
        ([[[12, 53], [13, 53], [12, 53], [13, 53], [12, 53]]], "has no area"),
    ],
)
def test_zones_that_are_none_are_told_with_their_place(tmp_path, zone, problem) -> None:
    remarks = Remarks()
    files = {
        "locations.geojson": locations(a=square(12, 53), b=zone),
        "stop_times.txt": zone_times("t,a,1,08:00:00,18:00:00,2,1", "t,a,2,08:00:00,18:00:00,1,2"),
    }
    import_flex(feed(tmp_path, files), remarks)
    (remark,) = remarks.found
    assert (remark.file, remark.field, remark.value) == ("locations.geojson", "/features/1", "b")
    assert remark.problem == problem


def test_a_zone_that_crosses_itself_is_cleaned(tmp_path) -> None:
    bow = [[[12, 53], [13, 54], [13, 53], [12, 54], [12, 53]]]
    files = {
        "locations.geojson": locations(a=bow),
        "stop_times.txt": zone_times("t,a,1,08:00:00,18:00:00,2,1", "t,a,2,08:00:00,18:00:00,1,2"),
    }
    imported, remarks = read(tmp_path, files)
    assert imported.services[0].zones[0].geometry["type"] == "MultiPolygon"  # two triangles
    assert [remark.problem for remark in remarks] == ["crosses itself"]


WITHIN = (8 * H, 18 * H)
DAY = 24 * H


@pytest.mark.parametrize(
    ("row", "booking", "fields"),
    [
        ({"booking_type": "0"}, Booking(0, None), []),
        ({"booking_type": "1", "prior_notice_duration_min": "90"}, Booking(5400, None), []),
        ({"booking_type": "1", "prior_notice_duration_min": "60", "prior_notice_duration_max": "2880"},
         Booking(3600, 2 * DAY), []),
        # from 00:00 two days before: for a departure at 18:00 that is 2 days and 18 hours
        ({"booking_type": "1", "prior_notice_duration_min": "60", "prior_notice_start_day": "2",
          "prior_notice_start_time": "00:00:00"}, Booking(3600, 2 * DAY + 18 * H), ["prior_notice_start_day"]),
        # until 15:00 the day before: for a departure at 08:00 that is 17 hours; from 08:00 14 days before: 14 d 10 h
        ({"booking_type": "2", "prior_notice_last_day": "1", "prior_notice_last_time": "15:00:00",
          "prior_notice_start_day": "14", "prior_notice_start_time": "08:00:00"},
         Booking(17 * H, 14 * DAY + 10 * H), ["prior_notice_last_day", "prior_notice_start_day"]),
        ({"booking_type": "", "prior_notice_duration_min": "30"}, Booking(1800, None), ["booking_type"]),
        ({"booking_type": "1", "prior_notice_duration_min": "soon"}, Booking(0, None), ["prior_notice_duration_min"]),
        ({"booking_type": "1", "prior_notice_duration_min": "60", "prior_notice_duration_max": "30"},
         Booking(3600, None), ["booking_rule_id"]),
        ({"booking_type": "2", "prior_notice_last_day": "30", "prior_notice_last_time": "08:00:00"},
         Booking(10 * DAY, None), ["booking_rule_id", "prior_notice_last_day"]),
        ({"booking_type": "2", "prior_notice_last_day": "1", "prior_notice_last_time": "15 Uhr"},
         Booking(DAY + 8 * H, None), ["prior_notice_last_day", "prior_notice_last_time"]),
    ],
)  # fmt: skip
def test_booking_rules_by_hand(row, booking, fields) -> None:
    remarks = Remarks()
    assert BookingReader(2, row, remarks).booking(WITHIN) == booking
    assert sorted(remark.field for remark in remarks.found) == fields


def test_the_most_lenient_of_several_rules_holds(tmp_path) -> None:
    files = {
        "trips.txt": FILES["trips.txt"] + "r,wd,u\n",
        "stop_times.txt": STOP_TIMES + "u,g,1,08:00:00,18:00:00,2,1,b2,b2\nu,g,2,08:00:00,18:00:00,1,2,b2,b2\n",
        "booking_rules.txt": FILES["booking_rules.txt"] + "b2,1,30,1440\n",
    }
    imported, remarks = read(tmp_path, files)
    assert (imported.services[0].notice_s, imported.services[0].horizon_s) == (1800, 7 * DAY)
    assert [remark.value for remark in remarks] == ["b1, b2"]


def test_rules_that_are_missing_are_told(tmp_path) -> None:
    imported, remarks = read(tmp_path, {"booking_rules.txt": None})
    assert (imported.services[0].notice_s, imported.services[0].horizon_s) == (0, None)
    assert told(remarks) == [("repaired", "stop_times.txt", 2, "pickup_booking_rule_id", "b1")]


@pytest.mark.parametrize(
    ("files", "message"),
    [
        ({"stop_times.txt": None}, "is no GTFS feed: stop_times.txt missing"),
        ({"calendar.txt": None}, "is no GTFS feed: calendar.txt or calendar_dates.txt missing"),
        ({"stop_times.txt": "trip_id,stop_id,stop_sequence\nt,b,1\n"}, "has no service on demand"),
        ({"location_group_stops.txt": None}, "has no service on demand"),
        ({"locations.geojson": "{\n  broken"}, "locations.geojson:2:3: this is no JSON"),
        ({"locations.geojson": "[]"}, "locations.geojson: features: expected a FeatureCollection"),
        ({"calendar.txt": CALENDAR.replace("wd,1,1,1,1,1", "wd,0,0,0,0,0")}, "has no service on demand"),
    ],
)
def test_feeds_of_which_nothing_is_left_are_refused(tmp_path, files, message) -> None:
    with pytest.raises(InputError) as refused:
        import_flex(feed(tmp_path, files), Remarks())
    assert message in str(refused.value)
