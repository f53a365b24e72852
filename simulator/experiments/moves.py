"""What a sensitivity analysis moves: each assumption of a scenario, alone, to the low and the high end of its range."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from simulator.experiments.plan import Value
from simulator.scenario.assumption_models import Assumption
from simulator.scenario.dump import resolved
from simulator.scenario.entries import held_by
from simulator.scenario.ledger import moved
from simulator.scenario.levels import HIGH, LOW, Change, LevelSaid, changes, within_bounds
from simulator.scenario.models import Scenario
from simulator.scenario.patterns import meant
from simulator.scenario.values import ValueAt, values_of
from simulator.scenario.yaml_file import Path_

GIVEN, ASSUMED = "given", "assumed range"  # who said how far an assumption goes
ASSUMED_FACTORS = {LOW: 0.8, HIGH: 1.2}
# What results usually hang on, and nobody knows well: demand, speed, stops, limits, how trips are booked and how long
# they are. Where a scenario does not say how far these go, they go by the assumed factors.
USUAL = (
    "demand.requests_per_day",
    "services.*.demand.synthetic.bookings_per_day",
    "network.speed_factor",
    "services.*.dwell",
    "services.*.limits.*.max_*",
    "demand.prebooked_share",
    "demand.distance_bands[*].to_km",
    "services.*.demand.synthetic.distance.median",
)


@dataclass(frozen=True)
class Move:
    """An assumption at one end of its range. name: of its entry, or of the values in it. end: LOW or HIGH.

    changes: what a variant of the scenario has, by path. now, to: the same for people. range: GIVEN or ASSUMED.
    """

    name: str
    end: str
    changes: dict[str, Value]
    now: str
    to: str
    range: str

    @property
    def label(self) -> str:
        """Return the name of its variant."""
        return f"{self.name} {self.end}"


def moves_of(scenario: Scenario, only: Iterable[str] = ()) -> list[Move]:
    """Return all moves, those with a range of the scenario first; only: patterns of keys, for these alone.

    Ends at which nothing is other than it is are left out.
    """
    values = values_of(scenario)
    patterns = list(only)
    chosen = {value.path for pattern in patterns for value in meant(pattern, values)}
    plain = resolved(scenario)
    found = []
    for name, held, ends, said_by in [*_given(scenario, values), *_usual(scenario, values)]:
        if patterns and not any(value.path in chosen for value in held):
            continue
        for end in (LOW, HIGH):
            there = [change for change in ends[end] if change.to != change.value.value]
            if there:
                found.append(Move(name, end, _values(there, plain), *_said(there, held), said_by))
    return found


def without_range(scenario: Scenario) -> list[str]:
    """Return which of the usual assumptions of a scenario have no range of their own."""
    return [name for name, *_ in _usual(scenario, values_of(scenario))]


Ends = dict[str, list[Change]]
Found = Iterator[tuple[str, list[ValueAt], Ends, str]]  # name, values it is about, where they go, who said so


def _given(scenario: Scenario, values: list[ValueAt]) -> Found:
    for name, held in held_by(values, scenario.assumptions).items():
        entry = scenario.assumptions[name]
        if _has_range(entry):
            yield name, held, {end: _given_end(entry, end, held, values) for end in (LOW, HIGH)}, GIVEN


def _given_end(entry: Assumption, end: str, held: list[ValueAt], values: list[ValueAt]) -> list[Change]:
    """Return what an entry moves, and what it takes along."""
    level = getattr(entry, end)
    along = [(meant(other, values), getattr(ends, end)) for other, ends in entry.sets.items()]
    parts: list[tuple[list[ValueAt], LevelSaid | None]] = [(held, level), *along]
    return [change for part, to in parts if to is not None for change in changes(part, to)]


def _usual(scenario: Scenario, values: list[ValueAt]) -> Found:
    given = held_by(values, scenario.assumptions)
    ranged = {value.path for name, held in given.items() if _has_range(scenario.assumptions[name]) for value in held}
    for pattern in USUAL:
        of_kind: dict[Any, list[ValueAt]] = {}
        for value in meant(pattern, values):
            if value.is_number and value.path not in ranged:
                of_kind.setdefault(value.spellings[-1][0] if "max_" in pattern else "", []).append(value)
        for kind, held in of_kind.items():
            name = held[0].key if len(held) == 1 else pattern.replace("max_*", str(kind))
            yield name, held, {end: _assumed_end(held, factor) for end, factor in ASSUMED_FACTORS.items()}, ASSUMED


def _assumed_end(held: list[ValueAt], factor: float) -> list[Change]:
    return [Change(value, within_bounds(value, factor)) for value in held]


def _has_range(entry: Assumption) -> bool:
    return entry.low is not None or entry.high is not None


def _said(there: list[Change], held: list[ValueAt]) -> tuple[str, str]:
    """Return values and where they go, for people; of several that go by one factor that factor; what goes along."""
    own = [change for change in there if change.value in held]
    along = [f"{change.value.key} {moved(change.value, change.to)[1]}" for change in there if change not in own]
    factors = {round(change.to / change.value.value, 4) if change.value.value else None for change in own}
    if len(own) > 1 and len(factors) == 1 and None not in factors:
        now, to = "x1", f"x{factors.pop():g}"
    else:
        texts = [moved(change.value, change.to) for change in own]
        now, to = (", ".join(dict.fromkeys(text[part] for text in texts)) for part in (0, 1))
    return now, "; ".join([to, *along] if to else along)


def _values(there: list[Change], plain: dict[str, Any]) -> dict[str, Value]:
    """Return what a variant has, by path; a list that one of its sections changes in is there as a whole, as text."""
    found: dict[str, Value] = {}
    lists: dict[Path_, Any] = {}
    for change in there:
        place = next((place for place, part in enumerate(change.path) if isinstance(part, int)), None)
        if place is None:
            found[_joined(change.path)] = change.to
        else:
            around = change.path[:place]
            items = lists.setdefault(around, json.loads(json.dumps(_at(plain, around))))
            _at(items, change.path[place:-1])[change.path[-1]] = change.to
    return found | {_joined(path): json.dumps(items, ensure_ascii=False) for path, items in lists.items()}


def _joined(path: Path_) -> str:
    return ".".join(map(str, path))


def _at(data: Any, path: Path_) -> Any:
    for key in path:
        data = data[key]
    return data
