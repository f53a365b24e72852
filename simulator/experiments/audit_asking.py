"""The auditor over who asks services on demand: every decision is made again from what is told of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

import numpy as np
import pandas as pd

from simulator.event_kinds import Event
from simulator.scenario.choice_models import Choice
from simulator.scenario.models import Scenario
from simulator.tables import ServiceName
from simulator.units import MINUTE_S
from simulator.world.expectations import expectations_at

_MOST = 20  # lines of a kind
_OFF = 1e-6  # of utility


def audit_asking(
    asking: pd.DataFrame, events: pd.DataFrame, scenario: Scenario, services: Sequence[ServiceName]
) -> list[str]:
    """List what is wrong with who asked and who did not. asking: ``ASKING_DTYPES``."""
    kinds = _decided_wrongly(asking, scenario), _asked_otherwise(asking, events, scenario, services)
    return [line for found in kinds for line in islice(found, _MOST)]


def _decided_wrongly(asking: pd.DataFrame, scenario: Scenario) -> Iterator[str]:
    """Yield the decisions that do not follow from what was expected."""
    told = scenario.people.expectations
    if told is None:
        yield from (f"request {request}: decides, and expects nothing" for request in asking["request"])
        return
    names = [(config.kind, config.means, name) for name, config in scenario.services.items()]
    numbers = {name: number for number, name in enumerate(scenario.services)}
    for of_both, its in asking.groupby(["service", "traveller_class"], observed=True):
        service, kind = (str(name) for name in of_both)
        wait_s, rejected = expectations_at(scenario, service, its["zone"].to_numpy(object), its["hour"].to_numpy())
        choice = scenario.people.classes[kind].choice.for_services(names)
        taste = choice.of_service(numbers[service])
        utility = _best(its, taste)
        odds = np.divide(rejected, 1 - rejected, out=np.full(len(its), np.inf), where=rejected < 1)
        cost = choice.per_wait_min * told.rejection_as_wait_s / MINUTE_S
        expected = taste.per_wait_min * wait_s / MINUTE_S + np.where(rejected < 1, odds * cost, -np.inf)
        margin = np.nan_to_num(utility, nan=-np.inf) + its["luck"] + expected - its["others"]
        wrong = {
            "expects another wait": np.abs(its["wait_s"] - wait_s) > _OFF,
            "expects another chance": np.abs(its["rejected"] - rejected) > _OFF,
            "gives the best journey another worth": np.abs(its["utility"] - utility) > _OFF,
            "asks, though all else is worth more": its["asks"] & (margin < -2 * _OFF),
            "does not ask, though that is worth more": ~its["asks"] & (margin > _OFF),
        }
        for what, rows in wrong.items():
            yield from (f"request {request}: {what} ({service})" for request in its.loc[rows, "request"])


def _best(its: pd.DataFrame, taste: Choice) -> pd.Series:
    """Return what the best journeys are worth without any wait."""
    return (
        taste.constant
        + taste.per_ride_min * its["ride_s"] / MINUTE_S
        + taste.per_walk_min * its["walk_s"] / MINUTE_S
        + taste.per_eur * its["fare_eur"]
    )


def _asked_otherwise(
    asking: pd.DataFrame, events: pd.DataFrame, scenario: Scenario, services: Sequence[ServiceName]
) -> Iterator[str]:
    """Yield who asked though they did not want to, or the other way round, and who decided twice."""
    number = {service.name: service.number for service in services}
    submitted = events[events["kind"] == Event.SUBMITTED]
    asked = set(zip(submitted["request"].tolist(), submitted["service"].tolist(), strict=True))
    later = {
        name: {its for turn in scenario.asks(name)[1:] for its in turn} for name in scenario.people.classes
    }  # who may be asked whatever is expected
    told = asking.assign(request=asking["request"].fillna(-1).astype(np.int64))  # who books a car has no such number
    columns = (told[name].tolist() for name in ("request", "service", "traveller_class", "asks"))
    for request, service, kind, asks in zip(*columns, strict=True):
        did = (request, number[service]) in asked
        if did != asks and (asks or service not in later[kind]):
            does = "asks" if did else "does not ask"
            yield f"request {request}: {does} {service}, decided otherwise"
    twice = asking.duplicated(["request_id", "service"])
    yield from (f"request {request}: decides twice" for request in asking.loc[twice, "request_id"])
