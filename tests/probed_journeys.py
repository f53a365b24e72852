"""Whether probes are told what requests are told that ask for journeys in the same moment, and change nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

import numpy as np
import pandas as pd

from simulator.services.feeder.service import Feeder
from simulator.services.probes import OFFERED, Probed, Probes
from simulator.services.protocol import Ask, Attempt, Refusal
from simulator.services.timetable.service import Timetabled
from simulator.simulation.simulate import simulate
from simulator.world.build import World

TOLD = ("departure_s", "boarding_s", "alighting_s", "arrival_s", "walk_s", "wait_s", "ride_s", "changes", "fare_eur")
MET = ["origin_node", "destination_node", "access_walk_s", "egress_walk_s"]
GATEWAYS = ("origin_gateway", "destination_gateway")
COMPARED, OFFERS, CHAINED = "journeys compared with probes", "journeys offered to probes", "probes told to change"


def journey_probe_problems(world: World, log: pd.DataFrame, happened: Counter[str], **told: Any) -> list[str]:
    """Return how a run is other in which a probe asks whenever somebody asks for a journey, and how it is answered."""
    found = list[str]()
    with asking_too(found, happened):
        again = simulate(world, **told)
    return found if again.equals(log) else [*found, "probes: another log"]


@contextmanager
def asking_too(found: list[str], happened: Counter[str]) -> Iterator[None]:
    """Let a probe ask in the moment before each request that asks for a whole journey; found: what differs, extended.

    Who could come to a station by bike or in a shared car is left out, as no probe does; who begins or ends outside,
    or asks late as the trip before was; and whose door is a node of the run, where a step on foot is lost to rounding.
    """

    def with_probes(kind: Any) -> Any:
        offers = kind.offers

        def answered(self: Any, asks: Sequence[Ask], now_s: int) -> Any:
            probed = [_probed(self, ask, now_s) for ask in asks]
            answers = offers(self, asks, now_s)
            for probe, answer in zip(probed, answers, strict=True):
                if probe is not None:
                    _compare(self, probe, answer, happened, found)
            return answers

        return patch.object(kind, "offers", answered)

    with with_probes(Feeder), with_probes(Timetabled):
        yield


def _probed(service: Any, ask: Ask, now_s: int) -> Probed | None:
    """Return what a probe is answered that is like a request, the second of two; None: it is not comparable."""
    attempt, demand = ask[0], service._day.world.demand
    if len(ask) > 1 or attempt.ends is not None or attempt.along or attempt.within:
        return None
    if any(demand[gateway].iloc[attempt.request] for gateway in GATEWAYS if gateway in demand):
        return None
    if attempt.asked_s != demand["submitted_s"].iloc[attempt.request]:
        return None
    wish_s = demand["earliest_departure_s"].to_numpy(np.int64)[attempt.request]
    other = (attempt.request + 1) % len(demand)
    ways = demand.iloc[[other, attempt.request]].reset_index(drop=True)
    asked_s = np.full(2, attempt.asked_s)
    probes, row = Probes("", ways, np.array([0, 1]), asked_s, np.full(2, wish_s)), np.array([1])
    if isinstance(service, Feeder) and not _is_met_alike(service, attempt, (probes, row), now_s):
        return None
    found: Probed = service.probe(probes, row, now_s)
    return found


def _is_met_alike(feeder: Feeder, attempt: Attempt, probe: tuple[Probes, Any], now_s: int) -> bool:
    """Return whether a probe is met where the request is, which comes to stations on foot or on demand."""
    on_demand: Any = feeder._search.on_demand
    actual = on_demand._front_of(attempt.request).day.tables.requests[MET].iloc[attempt.request]
    phantom = on_demand.for_probes(*probe).tables.requests[MET].iloc[0]
    return (
        actual.equals(phantom.rename(actual.name)) and not feeder._search.possible.ask(attempt, on_demand, now_s).blocks
    )


def _compare(service: Any, probe: Probed, answer: Any, happened: Counter[str], found: list[str]) -> None:
    happened[COMPARED] += 1
    if isinstance(answer, Refusal):
        told: Any = [int(answer.reason)]
        mine: Any = [int(probe.reason[0])]
    else:
        offer = answer[0][0]
        happened[OFFERS] += 1
        happened[CHAINED] += isinstance(service, Feeder) and offer.changes > 0
        told = [OFFERED, *(np.nan if getattr(offer, name) is None else getattr(offer, name) for name in TOLD)]
        mine = [probe.reason[0], *(getattr(probe, name)[0] for name in TOLD)]
    if len(told) != len(mine) or not np.array_equal(mine, told, equal_nan=True):
        found.append(f"probes: {type(service).__name__} told {told}, a probe {mine}")
