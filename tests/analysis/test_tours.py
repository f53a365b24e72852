"""What became of tours: a table and key figures, worked out by hand; and an auditor that sees what cannot be."""

from __future__ import annotations

from collections.abc import Iterable
from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest

from simulator.analysis.audit.tours import Services, audit_tours
from simulator.analysis.kpis.tours import TOUR_KPIS, tour_kpis
from simulator.analysis.tours import others_beside, tour_ends, tour_requests, trips_of_demand
from simulator.event_kinds import Event
from simulator.reasons import Fallback, Unasked
from simulator.report.page.language import Language
from simulator.report.page.tours import tour_tables
from simulator.report.tour_summary import tour_sections
from simulator.results.other_means_definitions import OTHER_MEANS_DTYPES
from simulator.results.table_dtypes import JOURNEYS
from simulator.results.tour_definitions import TOUR_REQUEST_DTYPES
from simulator.tables import EVENT_DTYPES, no_rows, table_of

# Of each trip: tour, position, people, end, means. Tour 2 begins on the way; of tour 5 the first trip is of warm-up.
TRIPS = [
    (0, 1, 2, "served", "bus"), (0, 2, 2, "served", "bus"), (0, 3, 2, "served", "walk"),
    (1, 1, 1, "served", "bus"), (1, 2, 1, "cancelled", None), (1, 3, 1, "not_made", None),
    (2, 2, 3, "rejected", "none"), (2, 3, 3, "not_made", None),
    (3, 1, 1, "rejected", "other_mode"), (3, 2, 1, "other_means", "other_mode"),
    (4, 1, 1, "no_show", None), (4, 2, 1, "not_made", None),
    (5, 1, 1, None, None), (5, 2, 1, "served", "bus"),
    (6, 1, 1, "served", "cars"), (6, 2, 1, "in_rental", None),
]  # fmt: skip
ENDS = [
    [0, 3, 3, "finished", None], [1, 3, 1, "home_otherwise", "cancelled"], [2, 2, 0, "home_otherwise", "rejected"],
    [3, 2, 0, "other_mode", "rejected"], [4, 2, 0, "not_begun", "no_show"], [6, 2, 1, "finished", None],
]  # fmt: skip
EXPECTED = {
    "tours_asked": 6,
    "tours_finished": 2,
    "tours_finished_share": 2 / 4,
    "tours_home_otherwise": 2,
    "people_home_otherwise": 1 + 3,
    "tours_other_mode": 1,
    "tours_not_begun": 1,
    "tour_trips_not_made": 3,
    "tour_rides_taken_back": 1,
}


def requests() -> pd.DataFrame:
    rows = [(number, tour, tour, position, True, 0, 0) for number, (tour, position, *_) in enumerate(TRIPS)]
    return table_of(rows, TOUR_REQUEST_DTYPES)


def journeys() -> pd.DataFrame:
    blank = {**dict.fromkeys(JOURNEYS), "attempts": 1, "rejections": 0, "legs": 0, "traveller_class": "adult"}
    rows = [
        {**blank, "request": number, "party_size": people, "end": end, "means": means}
        for number, (_, _, people, end, means) in enumerate(TRIPS)
        if end is not None
    ]
    return table_of(rows, JOURNEYS)


def log_of(rows: Iterable[tuple[int, Event, int, int, int]]) -> pd.DataFrame:
    """Rows of when, kind, whose, value and service."""
    blank = {"vehicle": -1, "ride": -1, "node": -1}
    told = [
        {**blank, "time_s": time, "seq": seq, "kind": kind, "request": who, "value": value, "service": service}
        for seq, (time, kind, who, value, service) in enumerate(rows)
    ]
    return table_of(told, EVENT_DTYPES)


def test_what_became_of_each_tour() -> None:
    found = tour_ends(journeys(), requests())
    columns = ["tour", "trips", "served", "outcome", "broken_by"]
    assert found[columns].astype(object).where(found[columns].notna(), None).to_numpy().tolist() == ENDS
    assert tour_requests(pd.DataFrame({"request": [0]})).empty
    ends = trips_of_demand(journeys())["end"]
    assert (len(ends), set(ends) & {"not_made", "in_rental"}) == (11, set())


def test_key_figures_and_what_the_terminal_says() -> None:
    cut = log_of([(0, Event.TOUR_CUT, 4, Unasked.ABSENT, -1), (0, Event.TOUR_CUT, 12, Unasked.ABSENT, -1)])
    found = tour_kpis(tour_ends(journeys(), requests()), journeys(), cut)
    assert found == pytest.approx(EXPECTED) and set(found) == set(TOUR_KPIS)
    rows = [
        ("Tours with requests", "6", ""),
        ("Served all the way", "2", "50 % of those that left home with a service"),
        ("Home otherwise than planned", "2", "people: 4"),
        ("In another way from the start", "1", ""),
        ("Not begun", "1", ""),
    ]
    assert tour_sections(found) == [("Out and back", rows)]
    assert tour_sections({}) == []


def test_who_asks_nobody_or_only_for_a_car_has_a_row() -> None:
    """Request 0 asked for a ride, 1 goes in another way, 2 stays, 3 asked for a car."""
    demand = pd.DataFrame(
        {"request_id": list("abcd"), "tour": [0, 0, 1, 2], "latest_arrival_s": [-1, -1, 50, -1], "submitted_s": 3,
         "earliest_departure_s": [1, 5, 5, 5], "origin_node": [0, -1, 1, 1], "destination_node": 2}
    )  # fmt: skip
    log = log_of([(0, Event.NOT_ASKED, 1, Unasked.OTHER_MODE, -1), (0, Event.NOT_ASKED, 2, Unasked.NOT_TAKEN, -1)])
    told = [pd.DataFrame({"request": [0]}), pd.DataFrame({"request": pd.Series(dtype=int)})]
    found = others_beside(no_rows(OTHER_MEANS_DTYPES), demand, told, log)
    columns = ["request", "end", "fallback", "latest_arrival_s", "desired_departure_s", "origin_node"]
    assert found[columns].astype(object).where(found[columns].notna(), None).to_numpy().tolist() == [
        [1, "other_means", "other_mode", None, 5, None], [2, "not_made", None, 50, 5, 1],
        [3, "other_means", None, None, 5, 1],
    ]  # fmt: skip
    assert others_beside(no_rows(OTHER_MEANS_DTYPES), demand.drop(columns="tour"), told, log).empty


BUS, CAR, WALK = 0, 1, 2
SERVICES = Services({CAR: "car", WALK: "walk"}, frozenset(), {}, {(BUS, 0): 60})
WISHED = table_of([(0, 7, 0, 1, True, 100, 100), (1, 7, 0, 2, True, 100, 500)], TOUR_REQUEST_DTYPES)
Rows = list[tuple[int, Event, int, int, int]]


def ridden(who: int, asks_s: int, on_s: int, off_s: int, service: int = BUS) -> Rows:
    begins, ends = (Event.BOARDED, Event.ALIGHTED) if service == BUS else (Event.TRIP_BEGAN, Event.TRIP_ENDED)
    return [
        (asks_s, Event.SUBMITTED, who, 0, service), (asks_s, Event.ACCEPTED, who, on_s, service),
        (on_s, begins, who, 0, service), (off_s, ends, who, 0, service),
    ]  # fmt: skip


OUT, BACK = ridden(0, 100, 200, 300), ridden(1, 120, 600, 700)
STAYS: Rows = [(100, Event.SUBMITTED, 0, 0, BUS), (100, Event.GAVE_UP, 0, Fallback.STAY, BUS)]


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([*OUT, *BACK], None),
        ([*OUT, *ridden(1, 120, 359, 700)], "begins at 359 s, a trip before ends at 360 s"),
        ([*OUT, *ridden(1, 99, 600, 700)], "asks at 99 s, wanted to at 100 s"),
        ([*ridden(0, 110, 200, 300), *ridden(1, 105, 600, 700)], "the trip before was booked at 110 s"),
        ([*STAYS, (100, Event.NOT_ASKED, 1, Unasked.NOT_TAKEN, -1)], None),
        ([*STAYS, (100, Event.NOT_ASKED, 1, Unasked.OTHER_MODE, -1)], "other_mode is told of it, expected not_taken"),
        ([*STAYS, *BACK], "is made by who did not come to where it begins"),
        ([*STAYS, *BACK[:2]], "who never had a place"),
        ([*OUT, (400, Event.NOT_ASKED, 1, Unasked.ABSENT, -1)], "absent is told of it, expected nothing"),
        (OUT, "asks 0 times, and is told 0 times"),
        ([(100, Event.NOT_ASKED, 0, Unasked.ABSENT, -1), *BACK], "begins a tour, and asks nobody"),
        ([*OUT[:2], (150, Event.NO_SHOW, 0, 0, BUS), *BACK[:2], (150, Event.TOUR_CUT, 1, Unasked.ABSENT, -1),
          (150, Event.CANCELLED, 1, 0, BUS)], None),
        ([*OUT[:2], (150, Event.NO_SHOW, 0, 0, BUS), *BACK[:2]], "goes on though the trip before was not made"),
        ([*OUT, *BACK[:2], (150, Event.TOUR_CUT, 1, Unasked.TOO_LATE, -1)], "was not booked, or not cancelled then"),
        ([*ridden(0, 100, 200, 300, CAR), (500, Event.SAME_MEANS, 1, CAR, -1), *ridden(1, 500, 500, 600, CAR)], None),
        ([*ridden(0, 100, 200, 300, CAR), *BACK], "goes on with the means of services [], came with those of 1"),
        ([*OUT, *ridden(1, 500, 500, 600, CAR)], "goes by a car that was left at home"),
        ([*ridden(0, 100, 200, 300, WALK), *ridden(1, 500, 500, 600, WALK)], None),
        ([*OUT, *BACK, (800, Event.SAME_MEANS, 5, CAR, -1)], "is of no tour, and same means"),
    ],
)  # fmt: skip
def test_the_auditor_sees_what_cannot_be(rows: Rows, said: str | None) -> None:
    found = audit_tours(log_of(sorted(rows, key=lambda row: row[0])), WISHED, SERVICES)
    assert found == [] if said is None else any(said in line for line in found), found


@pytest.mark.parametrize(("column", "value", "said"), [("own_car", False, "goes by a car that is not there")])
def test_the_auditor_knows_whose_car_is_there(column: str, value: Any, said: str) -> None:
    rows = [*ridden(0, 100, 200, 300, CAR), (500, Event.SAME_MEANS, 1, CAR, -1), *ridden(1, 500, 500, 600, CAR)]
    assert said in audit_tours(log_of(rows), WISHED.assign(**{column: value}), SERVICES)[0]


def test_the_auditor_follows_people_from_tour_to_tour() -> None:
    """Who is not home yet does not leave for the next tour; who never came home, as far as is known, does."""
    tours = WISHED.assign(tour=[0, 1], tour_position=1)
    assert audit_tours(log_of([*OUT, *BACK]), tours, SERVICES) == []
    assert audit_tours(log_of([*STAYS, *BACK]), tours, SERVICES) == []
    assert len(audit_tours(log_of([*OUT, *ridden(1, 120, 359, 700)]), tours, SERVICES)) == 1
    assert audit_tours(log_of([*OUT, *ridden(1, 120, 359, 700)]), tours.assign(person=[1, 2]), SERVICES) == []


def test_the_auditor_finds_who_is_in_two_places_across_tours() -> None:
    """The tour in between is cancelled; the one after that begins before, or as soon as, the first one has ended."""
    tours = table_of(
        [(0, 7, 0, 1, True, 100, 100), (2, 7, 1, 1, True, 50, 300), (1, 7, 2, 1, True, 100, 320)], TOUR_REQUEST_DTYPES
    )
    cancelled: Rows = [
        (50, Event.SUBMITTED, 2, 0, BUS), (50, Event.ACCEPTED, 2, 300, BUS), (110, Event.CANCELLED, 2, 190, BUS),
    ]  # fmt: skip
    for begins_s, said in ((360, []), (359, ["request 1: begins at 359 s, a trip before ends at 360 s"])):
        rows = sorted([*OUT, *cancelled, *ridden(1, 120, begins_s, 700)], key=lambda row: row[0])
        assert audit_tours(log_of(rows), tours, SERVICES) == said


@pytest.mark.parametrize(
    ("code", "heading"), [("en", "Ways out and back, 6 tours"), ("de", "Hin- und Rückwege, 6 Touren")]
)
def test_what_the_page_says(code: str, heading: str) -> None:
    run: Any = SimpleNamespace(kpis=EXPECTED)
    ((said, rows),) = tour_tables(run, Language(code))
    assert said == heading
    assert [number for _, number, _ in rows] == ["2", "2", "1", "1", "3", "1"]
    assert [remark for *_, remark in rows if remark] == ["people: 4" if code == "en" else "Personen: 4"]
    assert tour_tables(SimpleNamespace(kpis={}), Language(code)) == []  # type: ignore[arg-type]
