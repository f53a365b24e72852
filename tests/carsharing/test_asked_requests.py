"""Requests that no ridepooling service was asked for are left out, and all others keep what is told of them."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pandas as pd

from simulator.event_kinds import Event
from simulator.services.ridepooling.asked_requests import only_asked


def test_all_rows_about_requests_are_numbered_anew() -> None:
    """Request 0 went by car. Its booking is number 0, too, and that stays; a broken promise is about a request.

    Request 1 asked service 1 only, which has no rides: it comes behind request 2, which asked for one.
    """
    rows = [
        (Event.BOOKING_ASKED, 2, 0, -1),
        (Event.SUBMITTED, 1, 1, -1),
        (Event.TRIP_BEGAN, 1, 1, 1),
        (Event.SUBMITTED, 0, 2, -1),
        (Event.ACCEPTED, 0, 2, 2),
        (Event.CHOSEN, 0, 2, -1),
        (Event.PROMISE_BROKEN, 0, 2, 2),
        (Event.BOOKING_GRANTED, 2, 0, 3),
        (Event.ROADS_CHANGED, -1, -1, -1),
    ]
    events = pd.DataFrame(rows, columns=["kind", "service", "request", "ride"]).astype("int32")
    line = SimpleNamespace(part=SimpleNamespace(number=0))
    world: Any = SimpleNamespace(
        demand=range(3), services={}, with_requests={"line": line}, only=lambda order, rides: (order.tolist(), rides)
    )
    asked, told = only_asked(world, events)
    assert asked == ([2, 1], 1)
    assert told["request"].tolist() == [0, 1, 1, 0, 0, 0, 0, 0, -1]
    assert told["ride"].tolist() == [-1, -1, 1, -1, 0, -1, 0, 2, -1]
