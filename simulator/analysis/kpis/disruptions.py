"""Key figures of what went wrong, only where something did."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from simulator.analysis.disruptions.table import people_on
from simulator.analysis.disruptions.touched import Facts, Happened, touched
from simulator.analysis.ratios import Number, ratio
from simulator.event_kinds import Event
from simulator.results.entry import Definition

_D = Definition

DISRUPTION_KPIS: dict[str, Definition] = {
    "disruptions": _D("What went wrong: disruptions of the scenario that took any time at all.", "disruptions"),
    "disruptions_without_effect": _D(
        "Those of them that touched no vehicle, no ride and no request, as far as that is known of their kind.",
        "disruptions",
    ),
    "requests_touched": _D("Requests that any of them touched, each counted once.", "requests"),
    "people_touched": _D("People on these requests.", "persons"),
    "people_touched_share": _D("People touched, of all on requests.", "share", "people on requests"),
    "refused_by_disruptions": _D("Requests that somebody refused because of a disruption.", "requests"),
    "promises_broken_by_disruptions": _D("Promises that fell because of a disruption.", "promises"),
    "requests_broken_by_disruptions": _D(
        "Requests, and rentals, to whom a disruption broke a promise, or several; see promise_broken_by in journeys.",
        "requests",
    ),
    "set_down_by_disruptions": _D("Requests set down on their way, as a vehicle broke down.", "requests"),
    "rescued": _D("Of these, those that another vehicle took on, or the same one when it was repaired.", "requests"),
    "stranded_by_disruptions": _D("Of those set down, those whom nobody fetched until the end of service.", "requests"),
    "cancelled_by_disruptions": _D(
        "Requests that the operator cancelled after a promise, as no vehicle could come any more.", "requests"
    ),
}


def disruption_kpis(happened: Sequence[Happened], facts: Facts) -> dict[str, Number]:
    """Compute the figures."""
    found = [its for its in (touched(facts, one) for one in happened) if its is not None]
    requests = frozenset().union(*(its.requests for its in found))
    counted = facts.journeys[facts.journeys["request"].isin(requests)]
    people, everybody = people_on(facts.journeys, requests), int(facts.journeys["party_size"].sum())
    numbers, events = [its.number for its in happened], facts.events
    set_down, stranded, cancelled = (
        set(events.loc[events["kind"] == kind, "request"].tolist())
        for kind in (Event.SET_DOWN, Event.LEFT_STRANDED, Event.CANCELLED_BY_OPERATOR)
    )
    boarded = events[events["kind"] == Event.BOARDED]
    return {
        "disruptions": len(happened),
        "disruptions_without_effect": sum(its.nothing for its in found),
        "requests_touched": len(counted),
        "people_touched": people,
        "people_touched_share": ratio(people, everybody),
        "refused_by_disruptions": len(frozenset[int]().union(*(its.refused for its in found))),
        "promises_broken_by_disruptions": int(np.count_nonzero(_fallen(facts.promises, numbers))),
        "requests_broken_by_disruptions": int(facts.journeys["promise_broken_by"].notna().sum()),
        "set_down_by_disruptions": len(set_down),
        "rescued": len(set_down & set(boarded.loc[boarded["ride"].duplicated(), "request"].tolist())),
        "stranded_by_disruptions": len(stranded),
        "cancelled_by_disruptions": len(cancelled),
    }


def _fallen(promises: pd.DataFrame, numbers: Sequence[int]) -> np.ndarray:
    """Return which promises fell because of any of some disruptions."""
    return promises["disruption"].isin(numbers).fillna(value=False).to_numpy(dtype=bool)
