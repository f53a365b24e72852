"""What is fitted to bookings: values of a scenario, by their keys, with bounds and what tells them.

A parameter is a number under one key of a scenario, or under several that have the same number, such as the no-shows of
all classes. The search sees it as a coordinate between 0, its lower bound, and 1, its upper one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import asin, exp, log, sin, sqrt
from typing import Any

from simulator.notes import N_
from simulator.scenario.models import Scenario
from simulator.scenario.patterns import meant
from simulator.scenario.values import ValueAt, values_of
from simulator.scenario.yaml_file import Path_

LINEAR, LOG, SHARE = "linear", "log", "share"
OF_UTILITIES = ("logit", "nested_logit")


@dataclass(frozen=True)
class Kind:
    """A kind of parameter. patterns: of its keys. ends: what it may be; with LOG factors of what it is now.

    moments: names of those (``moments.MOMENTS``) that it is fitted to; how many more decline long ways is told by the
    kilometres of who declines, given those of all. scale: in which its errors are about normal. LOG: above 0; SHARE: 0
    to 1, by the arc sine of the root, in which a share of so many has the same variance wherever it is (Anscombe 1948,
    doi:10.1093/biomet/35.3-4.246).
    """

    name: str
    title: str
    patterns: tuple[str, ...]
    scale: str
    ends: tuple[float, float]
    told_by: str
    moments: tuple[str, ...]


KINDS = (
    Kind("demand", N_("Demand level"), ("demand.requests_per_day", "demand.per_hour"), LOG, (0.25, 4.0),
         N_("how many ask on a day, whatever becomes of them"), ("requests",)),
    Kind("distance_decay", N_("Distance decay"), ("demand.distance_decay_per_km",), LINEAR, (-0.2, 0.5),
         N_("how far those want to go who ask"), ("km",)),
    Kind("constant", N_("Worth of a ride"), ("people.classes.*.choice.constant",), LINEAR, (-6.0, 8.0),
         N_("how many decline what they are offered"), ("declined",)),
    Kind("wait", N_("Wait sensitivity"), ("people.classes.*.choice.per_wait_min",), LINEAR, (-0.6, 0.1),
         N_("how many more decline of those who ask at once and wait than of those who book ahead; how long those wait "
         "who accept"), ("declined_at_once", "wait_min")),
    Kind("price", N_("Price sensitivity"), ("people.classes.*.choice.per_eur",), LINEAR, (-2.0, 0.3),
         N_("how many more decline for long and dear ways, where fares differ"), ("declined_km", "km")),
    Kind("speed", N_("Speed"), ("network.speed_factor",), LOG, (0.5, 2.0),
         N_("minutes of ride by the kilometres of those who rode"), ("ride_min",)),
    Kind("dwell", N_("Dwell"), ("services.*.dwell",), LINEAR, (0.0, 300.0),
         N_("seconds that vehicles stand with riders who are there"), ("dwell_min",)),
    Kind("no_show", N_("No-shows"), ("people.classes.*.no_show",), SHARE, (0.0, 0.6),
         N_("how many do not come to the pickup"), ("no_show",)),
    Kind("cancellation", N_("Cancellations"), ("people.classes.*.cancellation",), SHARE, (0.0, 0.8),
         N_("how many cancel what they have booked"), ("cancelled",)),
)  # fmt: skip


@dataclass(frozen=True)
class Parameter:
    """One number of a scenario. paths, keys: where it stands; now: what it is there; whole: it has no fractions."""

    kind: Kind
    paths: tuple[Path_, ...]
    keys: tuple[str, ...]
    now: float
    low: float
    high: float
    whole: bool = False

    @property
    def name(self) -> str:
        """Return what it is called in tables: its key, with * where it stands for several."""
        return self.keys[0] if len(self.keys) == 1 else _common(self.paths, self.keys)

    def coordinate(self, value: float) -> float:
        """Return where a value lies between the bounds, 0 to 1."""
        low, here, high = (_scaled(self.kind.scale, one) for one in (self.low, value, self.high))
        return (here - low) / (high - low)

    def value(self, coordinate: float) -> float:
        """Return the value at a coordinate."""
        low, high = (_scaled(self.kind.scale, one) for one in (self.low, self.high))
        return _back(self.kind.scale, low + coordinate * (high - low))

    def written(self, value: float) -> float:
        """Return the value as a scenario takes it."""
        return round(value) if self.whole else float(f"{value:.6g}")


def parameters_of(scenario: Scenario, only: Sequence[str] = ()) -> list[Parameter]:
    """Return what can be fitted of a scenario, in the order of KINDS.

    only: names of kinds, or patterns of keys; none: all. Classes and services that have the same number keep it in
    common; those with numbers of their own are fitted one by one.
    """
    values = values_of(scenario)
    names = {kind.name for kind in KINDS}
    asked = {value.path for pattern in only if pattern not in names for value in meant(pattern, values)}
    found = []
    for kind in KINDS:
        alike: dict[float, list[ValueAt]] = {}
        for pattern in kind.patterns:
            for value in meant(pattern, values):
                wanted = not only or kind.name in only or value.path in asked
                if wanted and value.is_number and _matters(scenario, value):
                    alike.setdefault(value.value, []).append(value)
        found += [_parameter(kind, held) for held in alike.values()]
    return found


def with_values(scenario: Scenario, parameters: Sequence[Parameter], values: Sequence[float]) -> Scenario:
    """Return the scenario with other values of some parameters."""
    data = scenario.model_dump(by_alias=True)
    for parameter, value in zip(parameters, values, strict=True):
        for path in parameter.paths:
            around: Any = data
            for key in path[:-1]:
                around = around[key]
            around[path[-1]] = parameter.written(value)
    changed = Scenario.model_validate(data)
    return changed if scenario.source_file is None else changed.read_from(scenario.source_file, {})


def overlay(parameters: Sequence[Parameter], values: Sequence[float]) -> Mapping[str, float]:
    """Return what a scenario has to say to have these values, by key."""
    return {
        key: parameter.written(value)
        for parameter, value in zip(parameters, values, strict=True)
        for key in parameter.keys
    }


def _matters(scenario: Scenario, value: ValueAt) -> bool:
    """Return whether a value does anything: tastes of who chooses by utilities only, and not those of one service."""
    match value.path:
        case ("people", "classes", str(name), "choice", _):
            return scenario.people.classes[name].choice.model in OF_UTILITIES
        case ("people", "classes", _, "choice", *_):
            return False
    return True


def _parameter(kind: Kind, held: list[ValueAt]) -> Parameter:
    now = float(held[0].value)
    low, high = (end * now if kind.scale == LOG else end for end in kind.ends)
    low, high = min(now, max(low, held[0].least)), max(now, min(high, held[0].most))
    paths, keys = tuple(one.path for one in held), tuple(".".join(map(str, one.path)) for one in held)
    return Parameter(kind, paths, keys, now, low, high, isinstance(held[0].value, int))


def _common(paths: Sequence[Path_], keys: Sequence[str]) -> str:
    """Return the keys of several as one, with * where they differ."""
    if len({len(path) for path in paths}) > 1:
        return ", ".join(keys)
    return ".".join(str(parts[0]) if len(set(parts)) == 1 else "*" for parts in zip(*paths, strict=True))


def _scaled(scale: str, value: float) -> float:
    return log(value) if scale == LOG else asin(sqrt(value)) if scale == SHARE else value


def _back(scale: str, value: float) -> float:
    return exp(value) if scale == LOG else sin(value) ** 2 if scale == SHARE else value
