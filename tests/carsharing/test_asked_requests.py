"""Requests that no ridepooling service was asked for are left out, and all others keep what is told of them."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pandas as pd

from simulator.event_kinds import Event
from simulator.services.ridepooling.asked_requests import only_asked


def test_all_rows_about_requests_are_numbered_anew() -> None:
    """Request 0 went by car. Its booking is number 0, too, and that stays; a broken promise is about a request."""
    rows = [
        (Event.BOOKING_ASKED, 0, -1),
        (Event.SUBMITTED, 1, -1),
        (Event.ACCEPTED, 1, 1),
        (Event.CHOSEN, 1, -1),
        (Event.PROMISE_BROKEN, 1, 1),
        (Event.ROADS_CHANGED, -1, -1),
    ]
    events = pd.DataFrame(rows, columns=["kind", "request", "ride"]).astype("int32")
    world: Any = SimpleNamespace(demand=range(2), services={}, only=lambda asked: asked.tolist())
    asked, told = only_asked(world, events)
    assert asked == [False, True]
    assert told["request"].tolist() == [0, 0, 0, 0, 0, -1]
    assert told["ride"].tolist() == [-1, -1, 0, -1, 0, -1]
