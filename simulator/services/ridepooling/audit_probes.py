"""The auditor of probes: whether what they are told lies within hours, notice and limits, and its times add up."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from simulator.reasons import Reason
from simulator.scenario.models import ServicePart
from simulator.services.probes import OFFERED, Probed, Probes
from simulator.services.ridepooling.schema import Config, ConstraintSet
from simulator.tables import NO_TIME
from simulator.world.calendar import RunDays

CODES = (OFFERED, *(int(reason) for reason in Reason))
WRONG = {
    "answered": "is answered before it asks, or not at all",
    "hours": "is offered a ride outside of the hours of the service",
    "ahead": "is offered a ride though it asks too late, or too early",
    "walks": "walks another time than what is left beside wait, ride and boarding",
    "ride": "rides, and takes to board, another time than from boarding to alighting",
    "order": "boards before it is there, or is there before it alights",
    "wait": "is offered a ride with a longer wait than its class accepts",
    "late": "is offered a ride that comes too late",
    "fare": "is told a fare below zero",
}


def probe_problems(part: ServicePart[Config], days: RunDays, probes: Probes, probed: Probed) -> list[str]:
    """Return what is wrong with the answers of a ridepooling service, one line for each kind, by its own reckoning."""
    found = []
    for kind, wrong in _checks(part, days, probes, probed):
        rows = np.flatnonzero(wrong)
        if len(rows):
            found.append(f"probe {rows[0]} of {probes.service} {WRONG[kind]}; {len(rows)} do")
    return found


def _checks(
    part: ServicePart[Config], days: RunDays, probes: Probes, told: Probed
) -> Iterator[tuple[str, NDArray[np.bool_]]]:
    """Yield for each kind of mistake which probes have it."""
    offered, table = told.offered, probes.demand_of(np.arange(len(probes)))
    wish_s, ahead_s = probes.departure_s, np.maximum(0, probes.departure_s - probes.asked_s)
    yield "answered", (told.answered_s < probes.asked_s) | ~np.isin(told.reason, CODES)
    spans, no_sooner = days.spans(part.config.hours), table["earliest_arrival_s"].to_numpy() != NO_TIME
    yield "hours", offered & ~(spans.hold_at(told.departure_s) & (no_sooner | spans.hold_at(wish_s)))
    classes = part.scenario.people.classes
    mine = [part.config.limits.get(classes[name].limits, ConstraintSet()) for name in table["traveller_class"]]
    notice_s = np.array([its.notice_s for its in mine])
    horizon_s = np.array([np.inf if its.booking_horizon_s is None else its.booking_horizon_s for its in mine])
    yield "ahead", offered & ((ahead_s < notice_s) | (ahead_s > horizon_s))
    access_s, egress_s = told.boarding_s - told.departure_s - told.wait_s, told.arrival_s - told.alighting_s
    yield "walks", offered & (access_s + egress_s != told.walk_s)
    size, wheelchairs = (table[name].to_numpy(np.int64) for name in ("party_size", "wheelchairs"))
    dwell_s = part.config.dwell_s + part.config.dwell_per_rider_s * size
    dwell_s = dwell_s + part.config.dwell_per_wheelchair_s * wheelchairs
    yield "ride", offered & (told.alighting_s - told.boarding_s - told.ride_s != dwell_s)
    yield "order", offered & ((access_s < 0) | (egress_s < 0) | (told.wait_s < 0) | (told.ride_s < 0))
    most_s = np.array([its.max_wait_s if its.hard else np.inf for its in mine])
    yield "wait", offered & (told.wait_s > most_s)
    latest_s = table["latest_arrival_s"].to_numpy(np.int64)
    yield "late", offered & (latest_s != NO_TIME) & (told.arrival_s > latest_s)
    yield "fare", offered & (told.fare_eur < 0)
