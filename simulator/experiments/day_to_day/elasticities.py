"""How riders answer when fares or waits are a tenth more: outputs of the simulation, with intervals, never inputs."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from scipy import stats

from simulator.scenario.choice_models import Choice, Taste
from simulator.scenario.day_models import ByDay
from simulator.scenario.models import Scenario
from simulator.tables import RIDES

MORE = 1.1
LEVEL = 0.95
FARES = ("per_rider_eur", "per_km_eur", "surcharge_eur")


class Elasticity(NamedTuple):
    """Of something counted; low, high: interval of LEVEL over days. NaN where nothing is counted."""

    value: float
    low: float
    high: float


def with_fares(scenario: Scenario, factor: float = MORE) -> Scenario | None:
    """Return a scenario whose rides on demand cost so many times as much; None where they cost nothing."""
    changed, services = False, dict(scenario.services)
    for name, config in scenario.services.items():
        if config.kind == RIDES:
            fares: Any = getattr(config, "fares")  # noqa: B009  of this kind of service
            more = {key: _times(getattr(fares, key), factor) for key in FARES if getattr(fares, key)}
            changed |= bool(more)
            services[name] = config.model_copy(update={"fares": fares.model_copy(update=more)})
    return scenario.model_copy(update={"services": services}) if changed else None


def _times(price: float | ByDay[float], factor: float) -> float | ByDay[float]:
    if isinstance(price, ByDay):
        return price.model_copy(update={name: factor * value for name, value in price.given()})
    return factor * price


def with_waits(scenario: Scenario, factor: float = MORE) -> Scenario | None:
    """Return a scenario in which each minute of wait for a ride on demand counts as so many; None where none counts.

    That is what waits so many times as long are to those who ask and choose, expected and offered ones alike, while
    vehicles drive as before; what a rejection costs them stays.
    """
    changed, classes = False, dict(scenario.people.classes)
    names = [(config.kind, config.means, name) for name, config in scenario.services.items()]
    for kind, its in classes.items():
        known, of = its.choice.for_services(names), dict(its.choice.of)
        for number, (name, config) in enumerate(scenario.services.items()):
            worth = known.of_service(number).per_wait_min
            if config.kind == RIDES and worth:
                changed = True
                of[name] = _own(its.choice, name).model_copy(update={"per_wait_min": factor * worth})
        classes[kind] = its.model_copy(update={"choice": its.choice.model_copy(update={"of": of})})
    people = scenario.people.model_copy(update={"classes": classes})
    return scenario.model_copy(update={"people": people}) if changed else None


def _own(choice: Choice, name: str) -> Taste:
    return choice.of.get(name, Taste())


def arc_elasticity(before: np.ndarray, after: np.ndarray, factor: float = MORE, level: float = LEVEL) -> Elasticity:
    """Return the arc elasticity of the sums over days, with an interval over the days, by the jackknife.

    before, after: float64 (days,), of the same days with the same luck. The change of the sum by the mean of both, over
    the same of what was changed (midpoints, so that a step forth and back gives the same).
    """
    value = _arc(before.sum(), after.sum(), factor)
    count = len(before)
    if count < 2 or np.isnan(value):
        return Elasticity(value, float("nan"), float("nan"))
    left = zip(before.sum() - before, after.sum() - after, strict=True)
    without = np.array([_arc(one, other, factor) for one, other in left])
    error = np.sqrt((count - 1) / count * ((without - without.mean()) ** 2).sum())
    half = float(stats.t.ppf((1 + level) / 2, count - 1) * error)
    return Elasticity(value, value - half, value + half)


def _arc(before: float, after: float, factor: float) -> float:
    if before + after <= 0:
        return float("nan")
    return float((after - before) / ((after + before) / 2) / ((factor - 1) / ((factor + 1) / 2)))


def paired_difference(one: pd.Series, other: pd.Series, level: float = LEVEL) -> Elasticity:
    """Return the mean of a difference over the same days, with its interval."""
    apart = other.to_numpy(np.float64) - one.to_numpy(np.float64)
    mean = float(apart.mean())
    if len(apart) < 2:
        return Elasticity(mean, float("nan"), float("nan"))
    half = float(stats.t.ppf((1 + level) / 2, len(apart) - 1) * apart.std(ddof=1) / np.sqrt(len(apart)))
    return Elasticity(mean, mean - half, mean + half)
