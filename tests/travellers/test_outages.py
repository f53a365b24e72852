"""What becomes of people while nobody can book, or nobody answers; days small enough to work out by hand."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from simulator.analysis.audit.outages import first_tries
from simulator.event_kinds import Event
from simulator.experiments.audit_outages import audit_outages
from simulator.reasons import Fallback, Reason
from simulator.simulation.simulate import simulate
from simulator.units import HOUR_S, MINUTE_S
from tests.worlds import line_network, world_of

LINE = line_network(7)
TEN = 10 * HOUR_S
OUT = {"name": "out", "kind": "booking", "from": "10:00", "until": "11:00"}
NO_PLANS = OUT | {"kind": "dispatch"}
KINDS = (Event.SUBMITTED, Event.NOT_REACHED, Event.ACCEPTED, Event.REJECTED, Event.GAVE_UP, Event.ANSWERED_LATE)


def asks(asked_min: float, leaves_min: float | None = None, **more: Any) -> dict[str, Any]:
    """Somebody who asks so many minutes after ten, and wants to leave then or later."""
    leaves = asked_min if leaves_min is None else leaves_min
    times = {"submitted_s": TEN + round(asked_min * MINUTE_S), "earliest_departure_s": TEN + round(leaves * MINUTE_S)}
    return times | {"origin_node": 1, "destination_node": 3} | more


def told(
    requests: list[dict[str, Any]], *disruptions: dict[str, Any], **changes: Any
) -> list[tuple[float, Event, int]]:
    """Return what happens to requests: minutes after ten, what, value of what is refused or given up."""
    events = simulate(world_of(LINE, requests, disruptions=list(disruptions), **changes), debug=True)
    rows = events[events["kind"].isin(KINDS)]
    coded = (Event.REJECTED, Event.GAVE_UP)
    return [
        ((time - TEN) / MINUTE_S, Event(kind), value if kind in coded else 0)
        for time, kind, value in rows[["time_s", "kind", "value"]].itertuples(index=False)
    ]


def in_vain(minute: float) -> list[tuple[float, Event, int]]:
    return [(minute, Event.SUBMITTED, 0), (minute, Event.NOT_REACHED, 0), (minute, Event.REJECTED, Reason.BOOKING_OUT)]


def test_who_is_not_told_tries_again_until_it_works() -> None:
    """Asked at 10:05, ten minutes apart until 10:55 in vain; 11:05 is the first time it works."""
    minutes = [5, 15, 25, 35, 45, 55]
    late = OUT | {"told": "11:00"}
    booked = [(65, Event.SUBMITTED, 0), (65, Event.ACCEPTED, 0)]
    assert told([asks(5, 120)], late) == [row for minute in minutes for row in in_vain(minute)] + booked


def test_who_is_told_waits_until_it_is_over() -> None:
    assert told([asks(5, 120)], OUT) == [(60, Event.SUBMITTED, 0), (60, Event.ACCEPTED, 0)]
    half = [
        row for minute in (5, 15, 25) for row in in_vain(minute)
    ]  # told at half past, as they would try again at 35
    assert told([asks(5, 120)], OUT | {"told": "10:30"}) == [*half, (60, Event.SUBMITTED, 0), (60, Event.ACCEPTED, 0)]


@pytest.mark.parametrize("moment", ["10:00", "11:00"])
def test_who_wants_to_leave_before_gives_up(moment: str) -> None:
    """Whoever wants to leave at 10:20 tries at 10:05 and 10:15, or once and no more, as they know when it is over."""
    tries = [5] if moment == "10:00" else [5, 15]
    found = told([asks(5, 20)], OUT | {"told": moment})
    gives_up = (tries[-1], Event.GAVE_UP, Fallback.OTHER_MODE)
    assert found == [row for minute in tries for row in in_vain(minute)] + [gives_up]


def test_as_it_begins_it_is_out_and_as_it_ends_it_works() -> None:
    found = told([asks(-1, 90), asks(0, 50), asks(60, 90)], OUT)
    assert found[:2] == [(-1, Event.SUBMITTED, 0), (-1, Event.ACCEPTED, 0)]
    assert found[2:5] == in_vain(0)
    assert found[-2:] == [(60, Event.SUBMITTED, 0), (60, Event.ACCEPTED, 0)]


def test_only_who_books_that_way_is_kept_out() -> None:
    """Who phones at a share of one half does so at a larger one, too; together with the app it is everybody."""
    requests = [asks(minute, 300) for minute in range(1, 41)]

    def kept_out(channel: str, share: float) -> set[int]:
        out = OUT | {"channels": [channel], "phone_share": share, "told": "11:00"}
        events = simulate(world_of(LINE, requests, disruptions=[out]))
        return set(events.loc[events["kind"] == Event.NOT_REACHED, "request"])

    few, many = kept_out("phone", 0.3), kept_out("phone", 0.6)
    assert set() < few < many < set(range(40))
    assert kept_out("app", 0.3) == set(range(40)) - few
    assert kept_out("phone", 0) == kept_out("app", 1) == set()


def test_notice_holds_for_the_try_that_works() -> None:
    """At 11:05 they are ten minutes ahead of 11:15, where a quarter of an hour is asked for."""
    found = told([asks(5, 75)], OUT | {"told": "11:00"}, limits={"default": {"notice_s": 900}})
    assert found[-2:] == [(65, Event.REJECTED, Reason.SHORT_NOTICE), (65, Event.GAVE_UP, Fallback.OTHER_MODE)]


@pytest.mark.parametrize(("notice_min", "ends"), [(10, Event.ACCEPTED), (11, Event.REJECTED)])
def test_an_answer_that_comes_late_makes_no_notice_longer(notice_min: int, ends: Event) -> None:
    """Asked at 10:05 for 10:15, answered at 11:00."""
    found = told([asks(5, 15)], NO_PLANS, limits={"default": {"notice_s": notice_min * MINUTE_S, "hard": False}})
    assert found[2][:2] == (60, ends)


def test_tries_in_vain_are_none_of_those_of_the_class() -> None:
    """At 10:11 they are heard, six minutes' drive from the vehicle, and a minute before they wait too long.

    The class asks once more after five minutes, as it does who was refused at once.
    """
    people = {"adult": {"on_rejection": {"action": "retry", "retry_after": "5 min", "max_retries": 1}}}
    out = OUT | {"until": "10:10", "told": "10:10", "retry": "2 min"}
    limits = {"default": {"max_travel_alpha": 1, "max_travel_beta_s": 120}}
    found = told([asks(5, 12, origin_node=6, destination_node=0)], out, classes=people, limits=limits)
    nobody = [(minute, kind, value) for minute in (11, 16) for kind, value in
              ((Event.SUBMITTED, 0), (Event.REJECTED, Reason.NO_VEHICLE))]  # fmt: skip
    gives_up = (16, Event.GAVE_UP, Fallback.OTHER_MODE)
    assert found == [*(row for minute in (5, 7, 9) for row in in_vain(minute)), *nobody, gives_up]


def test_while_nobody_plans_answers_come_when_it_is_over() -> None:
    found = told([asks(-1, 30), asks(5, 120), asks(10, 12)], NO_PLANS)
    assert found == [
        (-1, Event.SUBMITTED, 0), (-1, Event.ACCEPTED, 0),
        (5, Event.SUBMITTED, 0), (10, Event.SUBMITTED, 0),
        (60, Event.ANSWERED_LATE, 0), (60, Event.ACCEPTED, 0),
        (60, Event.ANSWERED_LATE, 0), (60, Event.REJECTED, Reason.NO_VEHICLE), (60, Event.GAVE_UP, Fallback.OTHER_MODE),
    ]  # fmt: skip


def test_vehicles_finish_what_they_have() -> None:
    events = simulate(world_of(LINE, [asks(-1, 30)], disruptions=[NO_PLANS]), debug=True)
    rows = events[events["kind"].isin([Event.BOARDED, Event.ALIGHTED])]
    assert ((rows["time_s"] - TEN) / MINUTE_S).tolist() == [30, 33]


def test_who_asks_while_both_are_out_is_answered_after_both() -> None:
    """Booking works at half past ten, and somebody plans from eleven on."""
    found = told([asks(5, 120)], OUT | {"until": "10:30"}, NO_PLANS | {"name": "nobody"})
    assert found == [(30, Event.SUBMITTED, 0), (60, Event.ANSWERED_LATE, 0), (60, Event.ACCEPTED, 0)]


def test_who_is_kept_waiting_is_looked_at_again_when_it_is_over() -> None:
    """The vehicle is six minutes away at 10:20; that is looked at every other minute until then, or at 11:00 alone."""
    limits = {"default": {"max_travel_alpha": 1, "max_travel_beta_s": 120}}
    requests = [asks(-3, 12, origin_node=0, destination_node=6), asks(-2, 20, origin_node=0, destination_node=6)]
    ends = [told(requests, *its, limits=limits, dispatch={"retry_every_s": 120})[-2:] for its in ((), (NO_PLANS,))]
    assert ends == [
        [(minute, Event.REJECTED, Reason.NO_VEHICLE), (minute, Event.GAVE_UP, Fallback.OTHER_MODE)]
        for minute in (20, 60)
    ]


def test_cancellations_are_noted_when_it_is_over() -> None:
    """Drawn moments of all who cancel lie before boarding; no row of it is written while nobody plans."""
    people = {"adult": {"cancellation": 1.0}}
    requests = [asks(-30 + minute, 100 + 8 * minute) for minute in range(15)]
    found = []
    for wrong in ((), (NO_PLANS,)):
        events = simulate(world_of(LINE, requests, disruptions=list(wrong), classes=people), debug=True)
        rows = events[events["kind"] == Event.CANCELLED]
        found.append(dict(zip(rows["request"], (rows["time_s"] - TEN) / MINUTE_S, strict=True)))
    usual, late = found
    assert any(0 <= minute < 60 for minute in usual.values())
    assert late == {request: 60 if 0 <= minute < 60 else minute for request, minute in usual.items()}


@pytest.mark.parametrize("kind", ["booking", "dispatch"])
def test_no_time_at_all_changes_nothing(kind: str) -> None:
    requests = [asks(minute, minute + 30) for minute in range(0, 60, 5)]
    nothing = {"name": "out", "kind": kind, "from": "10:05", "lasts_s": 0}
    logs = [simulate(world_of(LINE, requests, disruptions=its)) for its in ([], [nothing])]
    assert logs[0].equals(logs[1])


def test_the_auditor_knows_what_is_out() -> None:
    """Rows that an outage forbids are told, and so are tries in vain that nothing has kept out."""
    world = world_of(
        LINE, [asks(5, 120), asks(-1, 20)], disruptions=[OUT | {"told": "11:00"}, NO_PLANS | {"name": "no"}]
    )
    events = simulate(world)
    assert list(audit_outages(events, world)) == []
    early = events.assign(time_s=events["time_s"].where(events["kind"] != Event.ACCEPTED, TEN + 60))
    assert [text.split(" at")[0] for text in audit_outages(early, world)] == ["ACCEPTED"] * 2
    through = events[events["kind"] != Event.NOT_REACHED]
    assert [text.split(" at")[0] for text in audit_outages(through, world)] == ["request 1 gets through"] * 6
    late = events.assign(time_s=events["time_s"].where(events["kind"] != Event.NOT_REACHED, TEN - 60))
    assert "request 1 reaches nobody at 35940 s" in next(audit_outages(late, world))
    unnamed = late.assign(request=late["request"].where(late["kind"] != Event.NOT_REACHED, -1))
    assert not [text for text in audit_outages(unnamed, world) if "request -1" in text]


def test_who_tries_first_where_nobody_is_reached_has_asked_then() -> None:
    """Request 1 was submitted at 500 s only, and tried from 300 s on; 2 at once, 3 never; who 4 is tells a booking."""
    rows = [(300, 1), (400, 1), (700, 2), (100, -1), (250, 4)]
    events = pd.DataFrame(rows, columns=["time_s", "request"]).assign(kind=Event.NOT_REACHED)
    assert first_tries(events, {1: 500, 2: 700, 3: 50}) == {1: 300}
    assert first_tries(events.assign(kind=Event.SUBMITTED), {1: 500}) == {}
