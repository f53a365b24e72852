"""The auditor of services that answer before others: who is offered a journey by one gets no ride of the other."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from simulator.event_kinds import Event
from simulator.journey_parts import without_parts
from simulator.reasons import Reason


def follow_first_answers(events: pd.DataFrame, first: int, second: int) -> Iterator[str]:
    """Yield what is wrong with the answers of a service before which another one answers. first, second: numbers."""
    offers = events[(events["kind"] == Event.OFFERED) & (events["service"] == first)]
    offered = set(zip(offers["request"].tolist(), offers["time_s"].tolist(), strict=True))
    rows = without_parts(events)
    rows = rows[rows["kind"].isin([Event.ACCEPTED, Event.REJECTED]) & (rows["service"] == second)]
    for seq, time_s, kind, request, value in rows[["seq", "time_s", "kind", "request", "value"]].itertuples(
        index=False
    ):
        here, has_offer = f"row {seq} ({time_s} s, request {request})", (request, time_s) in offered
        if kind == Event.ACCEPTED and has_offer:
            yield f"{here}: accepted, but a ride to a bus or train was offered"
        if kind == Event.REJECTED and value == Reason.FEEDER_OFFERED and not has_offer:
            yield f"{here}: rejected for a ride to a bus or train, but none was offered"
