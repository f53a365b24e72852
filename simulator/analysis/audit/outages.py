"""The auditor's view of outages: nobody books in a way that is out, and nobody plans while dispatch is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from simulator.event_kinds import Event

_PLANS = (Event.ACCEPTED, Event.OFFERED, Event.REASSIGNED, Event.AGREED)


@dataclass(frozen=True)
class People:
    """Who asks. asks_s, leaves_s: when each wants to ask, and to leave [s]. phones: the chance by which it is by phone.

    on_tour: who may ask later for other reasons.
    """

    asks_s: Sequence[int]
    leaves_s: Sequence[int]
    phones: Sequence[float]
    on_tour: Sequence[bool]


def audit_booking(
    events: pd.DataFrame, disruptions: Sequence[Any], people: People, concerned: Mapping[int, set[int]]
) -> Iterator[str]:
    """Yield who got through in a way that was out, who was kept out without reason, or tried although they were told.

    disruptions: of the kind booking. concerned: by number of each, the numbers of the services.
    """
    told = {its.number: its for its in disruptions}
    rows = events[events["kind"].isin([Event.SUBMITTED, Event.NOT_REACHED])]
    rows = rows[rows["request"] >= 0]  # else a booking tells all there is of somebody
    columns = (rows[name].tolist() for name in ("time_s", "service", "kind", "request", "value"))
    vain = set()
    submitted = rows[rows["kind"] == Event.SUBMITTED].groupby(["time_s", "request"])["service"].agg(set).to_dict()
    asked = list(zip(*columns, strict=True))
    for time_s, _, kind, request, number in asked:
        if kind != Event.NOT_REACHED:
            continue
        vain.add((time_s, request))
        its = told.get(number)
        if its is None or not _is_out(its, time_s, people.phones[request]):
            yield f"request {request} reaches nobody at {time_s} s, when disruption {number} keeps nobody out"
        elif (
            its.told_s <= time_s
            and len(told) == 1
            and its.until_s <= people.leaves_s[request]
            and submitted.get((time_s, request), set()) <= concerned[number]  # or another service is there
        ):
            yield f"request {request} tries at {time_s} s, though told of {its.name}"
    first: dict[int, int] = {}
    for time_s, _, _, request, _ in asked:
        first.setdefault(request, time_s)
    ends_s = {its.until_s for its in disruptions}
    for request, time_s in first.items():
        waits = time_s in ends_s and people.asks_s[request] < time_s and not people.on_tour[request]
        if waits and not any(_is_out(its, people.asks_s[request], people.phones[request]) for its in disruptions):
            yield f"request {request} waits until {time_s} s, though nothing keeps it out"
    for time_s, service, kind, request, _ in asked:
        if kind == Event.SUBMITTED and (time_s, request) not in vain:
            for its in disruptions:
                if service in concerned[its.number] and _is_out(its, time_s, people.phones[request]):
                    yield f"request {request} gets through at {time_s} s, while {its.name} keeps it out"


def first_tries(events: pd.DataFrame, submitted_s: Mapping[int, int]) -> dict[int, int]:
    """Return when those first tried in vain who, on a tour, came to ask for a ride only later [s], by request."""
    vain = events[events["kind"] == Event.NOT_REACHED].drop_duplicates("request")
    tried = zip(vain["request"].tolist(), vain["time_s"].tolist(), strict=True)
    return {request: time_s for request, time_s in tried if time_s < submitted_s.get(request, time_s)}


def _is_out(its: Any, time_s: int, chance: float) -> bool:
    channel = "phone" if chance < its.config.phone_share else "app"
    return its.from_s <= time_s < its.until_s and channel in its.config.channels


def audit_dispatch(
    events: pd.DataFrame, disruptions: Sequence[Any], concerned: Mapping[int, set[int]]
) -> Iterator[str]:
    """Yield what was planned while nobody planned; only what a vehicle leaves behind is taken care of on the road.

    disruptions: of the kind dispatch. concerned: by number of each, the numbers of the ridepooling services.
    """
    time_s, kind = events["time_s"].to_numpy(), events["kind"].to_numpy()
    left_s = time_s[np.isin(kind, (Event.OUT_OF_SERVICE, Event.DISRUPTION_BEGAN, Event.DISRUPTION_KNOWN))]
    on_the_road = (kind == Event.REASSIGNED) & np.isin(time_s, left_s)
    for its in disruptions:
        out = np.isin(kind, _PLANS) & ~on_the_road & (time_s >= its.from_s) & (time_s < its.until_s)
        for row in events[out & np.isin(events["service"].to_numpy(), list(concerned[its.number]))].itertuples():
            yield f"{Event(row.kind).name} at {row.time_s} s, while nobody plans as of {its.name}"
