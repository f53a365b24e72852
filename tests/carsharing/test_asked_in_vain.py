"""Who could not reach the service asks again: one booking, which ends as it does the last time."""

from __future__ import annotations

from functools import partial

import pandas as pd

from simulator.analysis.audit.carsharing import audit_carsharing
from simulator.analysis.carsharing_tables import build_carsharing_tables
from simulator.event_kinds import Event
from simulator.reasons import Refusal
from tests.carsharing.test_out_of_service import day_of
from tests.carsharing.worlds import HOUR, Day, booking


def asked_before(day: Day, reason: Refusal) -> pd.DataFrame:
    """Return the log of a day with its only booking asked for an hour before, and refused then."""
    asked = day.events[day.events["kind"] == Event.BOOKING_ASKED].assign(time_s=HOUR)
    refused = asked.assign(kind=Event.BOOKING_REFUSED, vehicle=-1, node=-1, value=reason)
    rows = [day.events.iloc[:1], asked, refused, day.events.iloc[1:]]
    return pd.concat(rows, ignore_index=True).assign(seq=range(len(day.events) + 2))


def test_a_booking_asked_for_again_after_nobody_was_reached_is_one() -> None:
    day = day_of([booking(0, 3 * HOUR, 4 * HOUR, submitted_s=2 * HOUR)])
    log = asked_before(day, Refusal.BOOKING_OUT)
    (row,) = build_carsharing_tables(log, day.inputs, day.world.days.end_s).bookings.itertuples()
    assert (row.status, row.asked_s, row.granted_s) == ("used", HOUR, 2 * HOUR)
    audited = partial(audit_carsharing, sites=day.world.sites, buffer_s=0)
    assert audited(log, day.inputs, day.world.roads.between) == []
    other = audited(asked_before(day, Refusal.NO_CAR), day.inputs, day.world.roads.between)
    assert other[0].endswith(": asked for a second time")
