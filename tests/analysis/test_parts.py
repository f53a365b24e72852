"""Rides that are parts of journeys: audited like all others, and in no table about those who asked for a ride."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from simulator.analysis.audit.all import audit
from simulator.analysis.audit.services import ServicesAudit, audit_services
from simulator.analysis.services import RideInputs, rides_of, rides_together
from simulator.analysis.tables import build_tables
from simulator.engine.agenda import Clock, RankedTimeout, Wait
from simulator.engine.log import EventLog
from simulator.engine.loop import run_until
from simulator.event_kinds import Event
from simulator.reasons import Reason
from simulator.services.charging import ChargingSites
from simulator.services.disrupted import Disrupted
from simulator.services.protocol import Attempt, Day, Ends
from simulator.services.ridepooling.service import Ridepooling
from simulator.services.roads_in_time import RoadsInTime
from simulator.tables import NO_NODE, RIDES, ServiceName
from simulator.travellers.journeys import book_whole
from tests.worlds import line_network, rides_in, world_of

HUB, OTHER_HUB = 4, 7
WAY = {"submitted_s": 0, "earliest_departure_s": 600, "origin_node": 1, "destination_node": 11}
SERVICES = [ServiceName(0, "rides", RIDES), ServiceName(1, "feeder", "feeder")]


@pytest.fixture(scope="module")
def day() -> tuple[Any, pd.DataFrame]:
    """Two people on one bus: the first rides all the way, the second to a train at 1500 s and from it after 2100 s.

    The train is late, so that the bus waits until 2400 s. Both alight at node 11.
    """
    network = line_network(12)
    world = world_of(network, [WAY, {**WAY, "party_size": 2}], limits={"default": {"max_wait_s": 3600}})
    env, log = Clock(), EventLog()
    log.number_rides([0, 1])
    in_time = RoadsInTime(env, log.of(-1), world), Disrupted(env, log.of(-1), world)
    service = Ridepooling(
        Day(env, log.of(0), world, rides_in(world), ChargingSites(env, world.sites), *in_time, debug=True), 0
    )
    feeder = log.of(1)
    service.note(Event.SUBMITTED, Attempt(0, 0, 0, 0), 0)
    (((whole,),),) = service.offers([(Attempt(0, 0, 0, 0),)], 0)
    assert book_whole({0: service}, (whole,), lambda request: request, 0)
    feeder.add(0, Event.SUBMITTED, request=1)
    ends = Ends(NO_NODE, HUB, latest_s=1500), Ends(OTHER_HUB, NO_NODE, earliest_s=2100)
    ((bundle,),) = service.offers([tuple(Attempt(1, 1, 0, 0, True, its) for its in ends)], 0)
    feeder.add(0, Event.ACCEPTED, request=1, node=1, value=600, ride=1)
    for place, offer in enumerate(bundle):
        ride = log.number_rides([1])
        feeder.add(0, Event.LEG, request=1, value=place, ride=ride)
        told = (Event.LEG_DUE, 1500) if place == 0 else (Event.LEG_READY, 2100)
        feeder.add(0, told[0], request=1, value=told[1], ride=ride)
        if place == 0:
            feeder.add(0, Event.LEG_WALK, request=1, value=0, ride=ride)
        service.book(offer, ride, 0)

    def train_is_late() -> Wait:
        yield RankedTimeout(env, 1900)
        assert service.hold(3, 2400, 300)
        feeder.add(1900, Event.HELD, request=1, value=2400, ride=3)

    env.process(train_is_late())
    run_until(env, 90_000, [service], lambda done, total: None)
    feeder.add(int(env.now), Event.TRIP_ENDED, request=1, ride=1)
    return world, log.to_frame()


def audited(day: tuple[Any, pd.DataFrame], events: pd.DataFrame | None = None) -> list[str]:
    world, its = day
    whole = RideInputs(its if events is None else events, world.requests.assign(service="rides"), world.vehicles)
    part = rides_of(whole, SERVICES, SERVICES[0])
    return audit(part.events, part.requests, part.vehicles, world.roads.between)


def test_parts_are_audited_as_rides_of_their_own(day) -> None:
    events = day[1]
    boarded = events[events["kind"] == Event.BOARDED]
    assert boarded[["ride", "time_s"]].to_numpy().tolist() == [[0, 600], [2, 600], [3, 2400]]
    assert audited(day) == []


@pytest.mark.parametrize(
    ("kind", "ride", "change", "told"),
    [
        (Event.LEG_DUE, 2, -700, "arrival at 840 s, later than 800 s"),
        (Event.HELD, 3, 1, "boarding 1 s before the rider is ready"),
        (Event.LEG_READY, 3, 400, "boarding planned for 2100 s, before the rider is ready"),
        (Event.LEG_WALK, 2, 1, "boarding planned for 600 s, before the rider is ready"),
        (Event.ALIGHTED, 2, None, "ride 2: ends 0 times, on board at the end of the log"),
        (Event.PROMISED_LATEST, 3, -3500, "not in the promised window from 2100 s to 2200 s"),
    ],
)
def test_what_a_part_does_not_keep_is_found(day, kind, ride, change, told) -> None:
    events = day[1].copy()
    (row,) = np.flatnonzero((events["kind"] == kind) & (events["ride"] == ride))
    if change is None:
        events = events.drop(index=row).assign(seq=np.arange(len(events) - 1))
    else:
        events.loc[row, "value"] += change
    assert any(told in line for line in audited(day, events)), audited(day, events)


def test_waits_for_parts_from_other_stops_are_judged(day) -> None:
    """Who is to board an hour after they are at a stop, which is not their own one, waits too long."""
    events = day[1].copy()
    events = events[~((events["kind"] == Event.LEG_DUE) & (events["ride"] == 2))].reset_index(drop=True)
    ours = events["ride"] == 2
    events.loc[ours & events["kind"].isin([Event.ACCEPTED, Event.BOARDED]), "node"] = 2
    late = ours & (events["kind"] == Event.LEG_WALK)
    events.loc[late, "value"] = 600 - 3600 - 600
    assert not any("wait of" in line for line in audited(day, events))
    events.loc[late, "value"] -= 1
    assert any("wait of 3601 s, at most 3600 s are allowed" in line for line in audited(day, events))


def test_a_part_is_booked_once_and_by_one_journey(day) -> None:
    events, owner = day[1], {0: 0}
    assert audit_services(events, ServicesAudit(SERVICES, owner)) == []
    again = events[events["kind"] == Event.LEG].tail(1)
    late = pd.concat([events, again.assign(time_s=90_000)], ignore_index=True).assign(seq=range(len(events) + 1))
    assert any("booked already" in line for line in audit_services(late, ServicesAudit(SERVICES, owner)))


def test_tables_have_the_requests_that_asked_and_vehicles_all_they_carried(day) -> None:
    world, events = day
    whole = RideInputs(events, world.requests.assign(service="rides"), world.vehicles)
    part = rides_together(whole, SERVICES)
    tables = build_tables(part.events, part.requests, part.vehicles)
    assert tables.requests["request"].tolist() == [0]
    assert tables.requests["boarded_s"].tolist() == [600]
    assert tables.requests["ride_m"].tolist() == [10_000]
    assert tables.requests["pooled"].tolist() == [True]
    assert tables.stops["riders_boarded"].sum() == 5
    alone = events[~((events["kind"] == Event.SUBMITTED) & (events["service"] == 0))]
    refused = pd.DataFrame(alone.iloc[:1]).assign(request=1, service=0, kind=int(Event.SUBMITTED))
    told = pd.concat(
        [refused, refused.assign(kind=int(Event.REJECTED), value=int(Reason.NO_VEHICLE)), events], ignore_index=True
    )
    part = rides_together(RideInputs(told.assign(seq=range(len(told))), whole.requests, whole.vehicles), SERVICES)
    requests = build_tables(part.events, part.requests, part.vehicles).requests
    assert requests["status"].tolist() == ["served", "unfinished"]
    assert requests["boarded_s"].isna().tolist() == [False, True]
