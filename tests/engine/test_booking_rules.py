"""What happens between asking and riding: answers later than asked, offers, cancellations, no-shows, promises."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from simulator.analysis.audit.all import audit
from simulator.analysis.inputs import BookingRules
from simulator.analysis.tables import build_tables
from simulator.demand.luck import luck
from simulator.errors import RequestFileError
from simulator.event_kinds import Event
from simulator.experiments.booking_rules import booking_rules
from simulator.reasons import Reason
from simulator.services.ridepooling.requests import boarding_s
from simulator.simulation.simulate import simulate
from simulator.spans import Spans
from simulator.world.impossible_requests import Impossible, check_deadlines
from tests.worlds import line_network, ridepooling, world_of

NETWORK = line_network(8)
DEPOT = {"name": "home", "lon": 12.0, "lat": 53.0}
RIDE = {"submitted_s": 0, "earliest_departure_s": 7200, "origin_node": 2, "destination_node": 5}


def rows_of(requests: list[dict[str, Any]], *kinds: Event, **changes: Any) -> list[tuple[int, int, int]]:
    """(time, kind, value) of the rows of these kinds."""
    events = simulate(world_of(NETWORK, requests, **changes), debug=True)
    rows = events[events["kind"].isin(kinds)]
    return list(zip(rows["time_s"], rows["kind"], rows["value"], strict=True))


@pytest.mark.parametrize(
    ("rule", "answered_s"),
    [
        ({"when": "at_once"}, 0),
        ({"when": "before_departure", "lead_s": 3600}, 3600),
        ({"when": "evening_before", "at": "20:00"}, 0),
    ],
)
def test_travellers_are_told_when_the_rule_says(rule, answered_s) -> None:
    assert rows_of([RIDE], Event.ACCEPTED, dispatch={"answer": rule}) == [(answered_s, Event.ACCEPTED, 7200)]


def test_the_evening_before_is_the_day_before_the_ride() -> None:
    ride = RIDE | {"earliest_departure_s": 86_400 + 7200}
    hours = {"hours": (0, 2 * 86_400 - 1)}
    told = rows_of([ride], Event.ACCEPTED, service=hours, dispatch={"answer": {"when": "evening_before"}})
    assert told == [(72_000, Event.ACCEPTED, 93_600)]


def test_who_books_the_day_before_is_told_that_evening_and_later_ones_at_once() -> None:
    requests = [RIDE | {"submitted_s": at_s} for at_s in (-10 * 3600, -3600, 0)]
    told = rows_of(requests, Event.ACCEPTED, dispatch={"answer": {"when": "evening_before", "at": "20:00"}})
    assert [time for time, _, _ in told] == [-4 * 3600, -3600, 0]


RETRY = {"action": "retry", "retry_after_s": 60, "max_retries": 3}


def table_of(requests: list[dict[str, Any]], **changes: Any) -> pd.DataFrame:
    world = world_of(NETWORK, requests, **changes)
    events = simulate(world, debug=True)
    rules = booking_rules(world.scenario)
    assert audit(events, world.requests, world.vehicles, world.roads.between, rules=rules) == []
    return build_tables(events, world.requests, world.vehicles).requests


def test_who_books_at_short_notice_is_not_served_by_asking_again() -> None:
    requests = [{"submitted_s": 60 * n, "origin_node": 2, "destination_node": 5} for n in range(60)]
    classes = {"adult": {"on_rejection": RETRY}}
    rules = {"default": {"notice_s": 3600}}
    table = table_of(requests, limits=rules, classes=classes)
    assert table["status"].tolist() == ["rejected"] * 60
    assert table["reason"].tolist() == ["short_notice"] * 60
    assert (table["attempts"] == 4).all()


def test_who_asks_again_within_the_horizon_is_served() -> None:
    classes = {"adult": {"on_rejection": RETRY | {"retry_after_s": 4000, "max_retries": 1}}}
    rules = {"default": {"booking_horizon_s": 3600}}
    assert table_of([RIDE], limits=rules, classes=classes)["status"].tolist() == ["served"]
    soon = {"adult": {"on_rejection": RETRY}}  # the last try after 180 s is too early still
    table = table_of([RIDE], limits=rules, classes=soon)
    assert table["reason"].tolist() == ["too_early"]


def test_the_reason_told_is_the_one_nearest_to_success() -> None:
    rules = {"default": {"max_wait_s": 0, "max_ride_alpha": 1, "max_ride_beta_s": 0, "notice_s": 3600}}
    classes = {"adult": {"limits": "default", "on_rejection": RETRY | {"retry_after_s": 3000}}}
    requests = [RIDE, RIDE | {"origin_node": 7, "destination_node": 1}]
    table = table_of(requests, limits=rules, classes=classes)
    # First no vehicle, then 4200 s ahead no vehicle, then short notice: what was lacking is a vehicle.
    assert table["rejections"].tolist() == [0, 4]
    assert table["reason"].tolist()[1] == "no_vehicle"


def test_no_departure_is_offered_beyond_the_horizon() -> None:
    service = {"offers": {"most": 3, "step_s": 1800}}
    limits = {"max_wait_s": 0, "max_ride_alpha": 1, "max_ride_beta_s": 0}
    requests = [RIDE, RIDE | {"origin_node": 7, "destination_node": 1}]
    for horizon_s, status in ((9000, "served"), (8999, "rejected")):
        rules = {"default": limits | {"booking_horizon_s": horizon_s, "notice_s": 7200}}
        assert table_of(requests, service=service, limits=rules)["status"].tolist()[1] == status


def test_no_departure_is_offered_when_the_service_closes() -> None:
    limits = {"max_wait_s": 0, "max_ride_alpha": 1, "max_ride_beta_s": 0}
    requests = [RIDE, RIDE | {"origin_node": 7, "destination_node": 1}]
    for closes_s, agreed_s in ((9000, 5400), (9001, 9000)):
        service = {"hours": (0, closes_s), "offers": {"most": 3, "step_s": 1800}}
        fleet = {"minibus": {"count": 1, "seats": 8, "depots": [DEPOT], "shift": (0, 86_400)}}
        changes = {"service": service, "fleet": fleet, "limits": {"default": limits}}
        assert rows_of(requests, Event.AGREED, **changes) == [(0, Event.AGREED, agreed_s)]


def test_the_auditor_sees_a_ride_that_breaks_the_booking_rules() -> None:
    world = world_of(NETWORK, [RIDE])
    events = simulate(world)
    broken = (
        BookingRules(Spans([(0, 86_400)]), {"adult": 7201}, {"adult": None}),
        BookingRules(Spans([(0, 86_400)]), {"adult": 0}, {"adult": 7199}),
        BookingRules(Spans([(7201, 86_400)]), {"adult": 0}, {"adult": None}),
        BookingRules(Spans([(0, 7200)]), {"adult": 0}, {"adult": None}),
        BookingRules(Spans([(7200, 7201)]), {"adult": 7200}, {"adult": 7200}),
    )
    told = [audit(events, world.requests, world.vehicles, world.roads.between, rules=rules) for rules in broken]
    assert [len(found) for found in told] == [1, 1, 1, 1, 0]


def test_the_vehicle_goes_on_where_nobody_comes() -> None:
    classes = {"adult": {}, "ghost": {"no_show": 1.0}}
    requests = [RIDE | {"traveller_class": "ghost"}, RIDE | {"origin_node": 3}]
    kinds = (Event.NO_SHOW, Event.BOARDED, Event.ALIGHTED)
    rows = rows_of(requests, *kinds, classes=classes)
    assert [(time, kind) for time, kind, _ in rows] == [
        (7200, Event.NO_SHOW),
        (7320, Event.BOARDED),
        (7500, Event.ALIGHTED),
    ]


def test_a_cancelled_ride_is_not_driven() -> None:
    classes = {"adult": {"cancellation": 1.0}}
    kinds = (Event.CANCELLED, Event.BOARDED, Event.DEPARTED)
    rows = rows_of([RIDE], *kinds, classes=classes)
    assert [kind for _, kind, _ in rows] == [Event.CANCELLED]
    assert rows[0][0] + rows[0][2] == 7200


def test_cancellations_come_between_acceptance_and_boarding() -> None:
    requests = [RIDE | {"submitted_s": 3600, "request_id": f"r{number}"} for number in range(20)]
    classes = {"adult": {"cancellation": 1.0}}
    fleet = {"minibus": {"count": 1, "seats": 20, "depots": [DEPOT]}}
    rows = rows_of(requests, Event.CANCELLED, classes=classes, fleet=fleet)
    share = luck(1, "cancellation", [request["request_id"] for request in requests], 2)[:, 1]
    expected = sorted(3600 + int(part * 3600) for part in share)
    assert [time for time, _, _ in rows] == expected
    assert [notice for _, _, notice in rows] == [7200 - time for time in expected]


def test_who_is_kept_on_the_waiting_list_takes_the_place_of_who_cancels() -> None:
    classes = {"adult": {"limits": "default"}, "fickle": {"cancellation": 1.0, "limits": "default"}}
    requests = [RIDE | {"traveller_class": "fickle"}, RIDE | {"origin_node": 7, "destination_node": 1}]
    rules = {
        "limits": {"default": {"max_wait_s": 0, "max_ride_alpha": 1, "max_ride_beta_s": 0}},
        "classes": classes,
    }
    kinds = (Event.ON_WAITING_LIST, Event.REJECTED, Event.BOARDED)
    assert Event.REJECTED in [kind for _, kind, _ in rows_of(requests, *kinds, **rules)]
    kept = [kind for _, kind, _ in rows_of(requests, *kinds, dispatch={"retry_every_s": 600}, **rules)]
    assert kept == [Event.ON_WAITING_LIST, Event.BOARDED]


def test_who_is_kept_waiting_is_told_in_time_to_go_otherwise() -> None:
    limits = {"max_wait_s": 0, "max_ride_alpha": 1, "max_ride_beta_s": 0, "notice_s": 3600}
    requests = [RIDE, RIDE | {"origin_node": 7, "destination_node": 1}]
    kinds = (Event.ON_WAITING_LIST, Event.REJECTED)
    told = rows_of(requests, *kinds, dispatch={"retry_every_s": 600}, limits={"default": limits})
    # Tried every ten minutes until an hour before the wished departure.
    assert told == [(0, Event.ON_WAITING_LIST, 3600), (3600, Event.REJECTED, Reason.NO_VEHICLE)]


def test_a_traveller_agrees_to_leave_later_or_declines() -> None:
    rules = {"default": {"max_wait_s": 0, "max_ride_alpha": 1, "max_ride_beta_s": 0}}
    requests = [RIDE, RIDE | {"origin_node": 7, "destination_node": 1}]
    service = {"offers": {"most": 3, "step_s": 1800}}
    kinds = (Event.AGREED, Event.DECLINED)
    agreed = rows_of(requests, *kinds, service=service, limits=rules)
    assert agreed == [(0, Event.AGREED, 9000)]
    stubborn = {"adult": {"choice": {"model": "threshold", "max_shift_s": 600}}}
    declined = rows_of(requests, *kinds, service=service, limits=rules, classes=stubborn)
    assert [kind for _, kind, _ in declined] == [Event.DECLINED]


def test_nobody_arrives_too_soon_and_the_dropoff_is_promised() -> None:
    ride = RIDE | {"earliest_arrival_s": 9000, "latest_arrival_s": 9300}
    rows = rows_of([ride], Event.ALIGHTED, Event.PROMISED_DROPOFF)
    assert rows == [(0, Event.PROMISED_DROPOFF, 9300), (9000, Event.ALIGHTED, 60)]


def test_nobody_books_further_ahead_than_the_horizon() -> None:
    for horizon_s, told in ((7199, [(0, Event.REJECTED, Reason.TOO_EARLY)]), (7200, [])):
        rules = {"default": {"booking_horizon_s": horizon_s}}
        assert rows_of([RIDE], Event.REJECTED, limits=rules) == told


def test_a_request_file_that_asks_for_the_impossible_is_refused(tmp_path) -> None:
    late = RIDE | {"latest_arrival_s": 7300, "request_id": "anna"}
    world = world_of(NETWORK, [late], demand={"kind": "file", "requests_file": tmp_path / "requests.csv"})
    with pytest.raises(RequestFileError, match=r"anna.*cannot arrive by 02:01:40: leaving at 02:00:00.*180 s direct"):
        check_all_deadlines(world)


def check_all_deadlines(world: Any) -> None:
    boards_s = boarding_s(ridepooling(world.scenario), world.requests)
    check_deadlines(Impossible(world.scenario), world.requests, boards_s)


@pytest.mark.parametrize(
    ("calendar", "told"),
    [
        (
            {"first_day": "2021-10-31"},
            "cannot arrive by 07:01:40: leaving at 07:00:00",
        ),  # clocks were put back at 03:00
        ({"first_day": "2021-03-28"}, "cannot arrive by 09:01:40: leaving at 09:00:00"),  # and put forward at 02:00
        (
            {"first_day": "2021-10-31", "days": 2},
            "cannot arrive by 2021-10-31 07:01:40: leaving at 2021-10-31 07:00:00",
        ),
        (
            {"first_day": "2021-10-30", "days": 2},
            "cannot arrive by 2021-10-30 08:01:40: leaving at 2021-10-30 08:00:00",
        ),
    ],
)
def test_messages_tell_what_clocks_show(tmp_path, calendar: dict[str, Any], told: str) -> None:
    """Of a request that leaves eight true hours after 00:00 of the first day."""
    late = RIDE | {"earliest_departure_s": 28_800, "latest_arrival_s": 28_900, "request_id": "anna"}
    demand = {"kind": "file", "requests_file": tmp_path / "requests.csv"}
    world = world_of(NETWORK, [late], demand=demand, calendar=calendar)
    with pytest.raises(RequestFileError, match=told):
        check_all_deadlines(world)
