"""The auditor's view of days with other demand than usual: who came on top is there, who was left out is not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import pandas as pd

from simulator.event_kinds import Event


def audit_demand(events: pd.DataFrame, demand: pd.DataFrame, disruptions: Sequence[Any]) -> Iterator[str]:
    """Yield what is wrong with further requests, and with those that a factor of 0 should have left out.

    demand: numbered by row. disruptions: of the kind demand, see ``world.disruptions``. Only conditions that need
    no map are looked at.
    """
    rows = events[events["kind"] == Event.REQUEST_ADDED]
    rows = rows[rows["request"] >= 0]  # not who asked nobody
    added: dict[int, int] = dict(zip(rows["request"].tolist(), rows["value"].tolist(), strict=True))
    told = {its.number: its for its in disruptions}
    names = demand["request_id"].tolist()
    for request, number in added.items():
        if number not in told or request >= len(names):
            yield f"request {request} is told to be added by disruption {number}, of which nothing is known"
        elif "+" not in names[request] and told[number].config.requests_file is None:
            yield f"request {request} ({names[request]}) is added by {told[number].name}, which lists nobody"
    for its in disruptions:
        config = its.config
        if config.factor or config.within or config.areas or "tour" in demand:
            continue
        knew_s = max(min(its.told_s, its.from_s), min(its.known_s, its.from_s))
        columns = ("submitted_s", "earliest_departure_s", "purpose", "traveller_class")
        for request, (asked_s, leaves_s, why, who) in enumerate(demand[list(columns)].itertuples(index=False)):
            concerned = asked_s >= knew_s and its.from_s <= leaves_s < its.until_s
            concerned &= (not config.purposes or why in config.purposes) and (
                not config.classes or who in config.classes
            )
            if concerned and added.get(request, -1) < its.number:
                yield f"request {request} ({names[request]}) is there, though {its.name} leaves all such out"
