"""Days small enough to check by hand: a line of nodes, a minute of driving apart."""

from __future__ import annotations

import pytest

from simulator.event_kinds import Event
from simulator.reasons import Fallback, LegPurpose, Reason
from simulator.simulation.simulate import simulate
from tests.worlds import line_network, world_of

LINE = line_network(7)


def log_of(requests, **changes):
    """Return the log as (time, event, vehicle, request, node, value), without submissions and promises."""
    events = simulate(world_of(LINE, requests, **changes), debug=True)
    silent = [Event.SUBMITTED, Event.PROMISED_EARLIEST, Event.PROMISED_LATEST]
    rows = events[~events["kind"].isin(silent)].drop(columns=["seq", "service", "ride"])
    return [(t, Event(k), v, r, n, x) for t, k, v, r, n, x in rows.itertuples(index=False)]


def of_kind(log, *kinds):
    return [(time, kind, node) for time, kind, _, _, node, _ in log if kind in kinds]


def test_one_rider_from_end_to_end() -> None:
    log = log_of([{"submitted_s": 600, "origin_node": 1, "destination_node": 3}])
    assert log == [
        (0, Event.SHIFT_STARTED, 0, -1, 0, 0),
        (600, Event.ACCEPTED, 0, 0, 1, 660),
        (600, Event.PLANNED_DROPOFF, 0, 0, 3, 840),
        (600, Event.DEPARTED, 0, -1, 0, LegPurpose.SERVE),
        (660, Event.ARRIVED, 0, -1, 1, 1000),
        (660, Event.BOARDED, 0, 0, 1, 60),
        (720, Event.STOP_ENDED, 0, -1, 1, 0),
        (720, Event.DEPARTED, 0, -1, 1, LegPurpose.SERVE),
        (840, Event.ARRIVED, 0, -1, 3, 2000),
        (840, Event.ALIGHTED, 0, 0, 3, 60),
        (900, Event.STOP_ENDED, 0, -1, 3, 0),
        (86_220, Event.DEPARTED, 0, -1, 3, LegPurpose.TO_DEPOT),
        (86_400, Event.ARRIVED, 0, -1, 0, 3000),
        (86_400, Event.SHIFT_ENDED, 0, -1, 0, 0),
    ]


@pytest.mark.parametrize(
    ("alpha", "beta_s", "hard", "served"),
    [(1, 120, True, 1), (1, 119, True, 0), (1.5, 60, True, 1), (1.5, 59, True, 0), (1, 0, False, 1)],
)
def test_wait_boarding_and_ride_are_limited_together(alpha: float, beta_s: int, hard: bool, served: int) -> None:
    """Boarding after 60 s lasts 60 s, and the direct ride 120 s; soft limits become what is offered."""
    limits = {"default": {"max_travel_alpha": alpha, "max_travel_beta_s": beta_s, "hard": hard}}
    log = log_of([{"submitted_s": 600, "origin_node": 1, "destination_node": 3}], limits=limits)
    assert of_kind(log, Event.ALIGHTED) == [(840, Event.ALIGHTED, 3)] * served
    promised = [value for _, kind, *_, value in log if kind == Event.PROMISED_DROPOFF]
    assert promised == [840] * served
    assert [value for _, kind, *_, value in log if kind == Event.REJECTED] == [Reason.NO_VEHICLE] * (1 - served)


def test_who_waits_longer_rides_shorter() -> None:
    """The first of two boards after 60 s and may arrive by 900 s: the detour for the second is ten seconds too long."""
    requests = [
        {"submitted_s": 600, "origin_node": 1, "destination_node": 3},
        {"submitted_s": 600, "earliest_departure_s": 700, "origin_node": 2, "destination_node": 3},
    ]
    both, one = [(900, Event.ALIGHTED, 3)] * 2, [(840, Event.ALIGHTED, 3)]
    for beta_s, alights in ((180, both), (170, one)):
        limits = {"default": {"max_travel_alpha": 1, "max_travel_beta_s": beta_s}}
        assert of_kind(log_of(requests, limits=limits), Event.ALIGHTED) == alights


def test_simultaneous_boardings_share_the_dwell() -> None:
    log = log_of(
        [
            {"submitted_s": 600, "origin_node": 1, "destination_node": 3},
            {"submitted_s": 600, "origin_node": 1, "destination_node": 3},
        ]
    )
    assert of_kind(log, Event.BOARDED) == [(660, Event.BOARDED, 1)] * 2
    assert of_kind(log, Event.ALIGHTED) == [(840, Event.ALIGHTED, 3)] * 2
    assert (720, Event.STOP_ENDED, 1) in of_kind(log, Event.STOP_ENDED)


def test_a_wheelchair_that_joins_an_ongoing_stop_extends_it() -> None:
    log = log_of(
        [
            {"submitted_s": 600, "origin_node": 1, "destination_node": 3},
            {"submitted_s": 690, "origin_node": 1, "destination_node": 3, "wheelchairs": 1},
        ]
    )
    assert of_kind(log, Event.BOARDED) == [(660, Event.BOARDED, 1), (690, Event.BOARDED, 1)]
    assert of_kind(log, Event.STOP_ENDED)[0] == (690 + 60 + 120, Event.STOP_ENDED, 1)


def test_a_vehicle_under_way_is_diverted_at_the_next_junction() -> None:
    ahead = [
        {"submitted_s": 0, "origin_node": 5, "destination_node": 6},
        {"submitted_s": 90, "origin_node": 2, "destination_node": 6},
    ]
    diverted = log_of(ahead)
    assert (120, Event.DIVERTED, 2) in of_kind(diverted, Event.DIVERTED)
    assert of_kind(diverted, Event.BOARDED) == [(120, Event.BOARDED, 2), (360, Event.BOARDED, 5)]
    straight = log_of(ahead, dispatch={"diversion": False})
    assert of_kind(straight, Event.DIVERTED) == []
    assert of_kind(straight, Event.BOARDED)[0] == (300, Event.BOARDED, 5)


def test_prebooked_rider_is_fetched_just_in_time_and_waits_for_nobody() -> None:
    booked = [{"submitted_s": 0, "earliest_departure_s": 3600, "origin_node": 2, "destination_node": 4}]
    log = log_of(booked)
    assert of_kind(log, Event.DEPARTED)[0] == (3480, Event.DEPARTED, 0)
    assert of_kind(log, Event.BOARDED) == [(3600, Event.BOARDED, 2)]
    early = log_of(booked, dispatch={"wait_at": "next_stop"})
    assert of_kind(early, Event.DEPARTED)[0] == (0, Event.DEPARTED, 0)
    assert of_kind(early, Event.BOARDED) == [(3600, Event.BOARDED, 2)]


def test_idle_vehicles_return_to_the_depot_when_told_to() -> None:
    log = log_of(
        [{"submitted_s": 0, "origin_node": 0, "destination_node": 3}],
        dispatch={"idle": {"policy": "depot", "after_s": 300}},
    )
    assert (60 + 180 + 60 + 300, Event.DEPARTED, 3) in of_kind(log, Event.DEPARTED)


def test_idle_vehicles_go_to_the_nearest_waiting_place() -> None:
    places = [{"name": f"place {n}", "lon": float(LINE.lon[n]), "lat": float(LINE.lat[n])} for n in (6, 2)]
    log = log_of(
        [{"submitted_s": 0, "origin_node": 0, "destination_node": 3}],
        dispatch={"idle": {"policy": "waiting_place", "after_s": 300, "places": places}},
    )
    assert (600, Event.DEPARTED, 0, -1, 3, LegPurpose.REBALANCE) in log
    assert (660, Event.ARRIVED, 0, -1, 2, 1000) in log


@pytest.mark.parametrize(
    ("request_", "reason"),
    [
        ({"submitted_s": 600, "party_size": 9}, Reason.PARTY_TOO_LARGE),
        ({"submitted_s": 600, "party_size": 2, "wheelchairs": 2}, Reason.PARTY_TOO_LARGE),
        ({"submitted_s": 600, "parcels": 1}, Reason.PARTY_TOO_LARGE),
        ({"submitted_s": 600, "latest_arrival_s": 700}, Reason.LATEST_ARRIVAL_IMPOSSIBLE),
        ({"submitted_s": 600, "latest_arrival_s": 779}, Reason.LATEST_ARRIVAL_IMPOSSIBLE),  # boarding, and two minutes
        ({"submitted_s": 600, "latest_arrival_s": 780}, Reason.NO_VEHICLE),  # it is at the next node
        ({"submitted_s": 86_500}, Reason.OUTSIDE_SERVICE_HOURS),
    ],
)
def test_rejections_carry_their_reason(request_, reason) -> None:
    log = log_of([{"origin_node": 1, "destination_node": 3, **request_}])
    answers = [(kind, value) for _, kind, _, _, _, value in log if kind in (Event.REJECTED, Event.GAVE_UP)]
    assert answers == [(Event.REJECTED, reason), (Event.GAVE_UP, Fallback.OTHER_MODE)]


def test_short_notice_is_refused() -> None:
    rules = {"default": {"notice_s": 3600}}
    requests = [
        {"submitted_s": 0, "earliest_departure_s": 3599, "origin_node": 1, "destination_node": 3},
        {"submitted_s": 0, "earliest_departure_s": 3600, "origin_node": 1, "destination_node": 3},
    ]
    log = log_of(requests, limits=rules)
    assert [(k, r) for _, k, _, r, _, _ in log if k in (Event.REJECTED, Event.ACCEPTED)] == [
        (Event.REJECTED, 0),
        (Event.ACCEPTED, 1),
    ]


def test_a_rejected_traveller_tries_again() -> None:
    far = {"default": {"max_wait_s": 120}}
    patient = {"adult": {"on_rejection": {"action": "retry", "retry_after_s": 300, "max_retries": 2}}}
    requests = [
        {"submitted_s": 0, "origin_node": 0, "destination_node": 6},
        {"submitted_s": 10, "origin_node": 6, "destination_node": 4},
    ]
    log = log_of(requests, limits=far, classes=patient)
    second = [(time, kind) for time, kind, _, request, _, _ in log if request == 1]
    assert second[:2] == [(10, Event.REJECTED), (310, Event.ACCEPTED)]
    assert (420, Event.BOARDED) in second


def test_soft_limits_give_way_only_when_nothing_keeps_them() -> None:
    soft = {"default": {"max_wait_s": 60, "hard": False}}
    request = [{"submitted_s": 0, "origin_node": 6, "destination_node": 4}]
    assert of_kind(log_of(request, limits=soft), Event.BOARDED) == [(360, Event.BOARDED, 6)]
    hard = {"default": {"max_wait_s": 60}}
    assert of_kind(log_of(request, limits=hard), Event.BOARDED) == []


def test_promise_window_follows_the_planned_boarding() -> None:
    rules = {"default": {"promise_before_s": 0, "promise_after_s": 120}}
    world = world_of(LINE, [{"submitted_s": 0, "origin_node": 5, "destination_node": 6}], limits=rules)
    events = simulate(world, debug=True).set_index("kind")["value"]
    assert events[Event.PROMISED_EARLIEST] == 300
    assert events[Event.PROMISED_LATEST] == 420


def test_without_pooling_one_request_is_on_board_at_a_time() -> None:
    requests = [
        {"submitted_s": 0, "origin_node": 1, "destination_node": 5},
        {"submitted_s": 0, "origin_node": 2, "destination_node": 4},
    ]
    service = {"pooling": False}
    kinds = [k for _, k, _, _, _, _ in log_of(requests, service=service) if k in (Event.BOARDED, Event.ALIGHTED)]
    assert kinds == [Event.BOARDED, Event.ALIGHTED] * 2
    pooled = [k for _, k, _, _, _, _ in log_of(requests) if k in (Event.BOARDED, Event.ALIGHTED)]
    assert pooled == [Event.BOARDED] * 2 + [Event.ALIGHTED] * 2


def test_no_vehicles_and_no_requests() -> None:
    nobody = {"minibus": {"count": 0, "seats": 8, "depots": [{"name": "home", "lon": 12.0, "lat": 53.0}]}}
    log = log_of([{"submitted_s": 0, "origin_node": 1, "destination_node": 3}], fleet=nobody)
    assert [(kind, value) for _, kind, _, _, _, value in log] == [
        (Event.REJECTED, Reason.NO_VEHICLE),
        (Event.GAVE_UP, Fallback.OTHER_MODE),
    ]
    assert of_kind(log_of([]), Event.SHIFT_ENDED) == [(86_400, Event.SHIFT_ENDED, 0)]


def test_zero_length_trip_door_to_door() -> None:
    log = log_of([{"submitted_s": 0, "origin_node": 2, "destination_node": 2}])
    assert of_kind(log, Event.BOARDED, Event.ALIGHTED) == [(120, Event.BOARDED, 2), (180, Event.ALIGHTED, 2)]
