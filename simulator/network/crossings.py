"""Bridges and ferries over a river: which streets of a network they are, when they run, and what the water may do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from simulator.clock import format_clock, parse_clock
from simulator.texts import Text, is_text

KINDS = ("bridge", "ferry")
KEYS = (
    "name", "kind", "banks", "edges", "length_m", "hours", "headway_s", "crossing_s",
    "gauge", "lowest_m", "highest_m", "source",
)  # fmt: skip


@dataclass(frozen=True)
class Crossing:
    """A bridge or ferry by its name.

    banks: what lies at its ends, left and right. edges: rows of the network's edge table. length_m: from bank to bank
    [m]. hours: when a ferry runs every day [s]; None: always. headway_s: between its departures [s], None where it goes
    as asked for; crossing_s: from landing to landing [s]. gauge: for which the limits are told: the water stands at
    least and at most so high [m].
    """

    name: str
    kind: str
    banks: tuple[str, str]
    edges: tuple[int, ...]
    length_m: float
    hours: tuple[int, int] | None = None
    headway_s: int | None = None
    crossing_s: int | None = None
    gauge: str = ""
    lowest_m: float | None = None
    highest_m: float | None = None
    source: Text = ""

    def open_at(self, level_m: float) -> bool:
        """Return whether it can be crossed while the water stands so high at its gauge [m]."""
        low, high = self.lowest_m, self.highest_m
        return (low is None or level_m >= low) and (high is None or level_m <= high)

    @property
    def plain(self) -> dict[str, Any]:
        """Return what a network's description holds of it."""
        told = {key: value for key, value in asdict(self).items() if value not in (None, "")}
        told |= {"banks": list(self.banks), "edges": list(self.edges)}
        if self.hours is not None:
            told["hours"] = [format_clock(second) for second in self.hours]
        return told


def ferry_s(crossing_s: float, headway_s: float) -> float:
    """Return what a ferry takes who comes by chance [s]: half of its headway to wait, then the crossing."""
    return headway_s / 2 + crossing_s


def crossing_of(told: Mapping[str, Any]) -> Crossing:
    """Return a crossing as a network's description tells it, checked by ``crossing_problems``."""
    hours = told.get("hours")
    clock = None if hours is None else (parse_clock(hours[0]), parse_clock(hours[1]))
    lists = {"banks": tuple(told["banks"]), "edges": tuple(told["edges"]), "hours": clock}
    return Crossing(**{**told, **lists})


def crossing_problems(value: object, edges: int | None = None) -> list[str]:
    """Return what is wrong with a table of crossings. edges: how many streets there are, where that is known."""
    if not isinstance(value, list) or not all(isinstance(its, dict) for its in value):
        return ["crossings: expected a list of objects"]
    found = [f"crossings[{number}]: {text}" for number, its in enumerate(value) for text in _problems(its, edges)]
    names = [its.get("name") for its in value]
    twice = [
        f"crossings: {name!r:.60} occurs twice" for name in dict.fromkeys(map(str, names)) if names.count(name) > 1
    ]
    return found + twice


def _problems(its: dict[str, Any], edges: int | None) -> list[str]:
    found = [f"unknown key {key!r:.60}" for key in its if key not in KEYS]
    if not isinstance(its.get("name"), str) or not its["name"].strip():
        found.append("name: expected a text")
    if its.get("kind") not in KINDS:
        found.append(f"kind: expected {' or '.join(KINDS)}, found {its.get('kind')!r:.60}")
    banks, rows = its.get("banks"), its.get("edges")
    if not isinstance(banks, list) or len(banks) != 2 or not all(isinstance(bank, str) for bank in banks):
        found.append("banks: expected two texts, left and right")
    if not isinstance(rows, list) or not rows or not all(type(row) is int and row >= 0 for row in rows):
        found.append("edges: expected a list of rows of edges.parquet")
    elif edges is not None and max(rows) >= edges:
        found.append(f"edges: row {max(rows)} of {edges}")
    told = ["length_m", *(key for key in ("headway_s", "crossing_s", "lowest_m", "highest_m") if key in its)]
    found += [f"{key}: expected a number" for key in told if not _is_number(its.get(key))]
    if "hours" in its and not _are_hours(its["hours"]):
        found.append("hours: expected two clock times, like 06:00 and 21:00, the second one later")
    if "source" in its and not isinstance(its["source"], str) and not is_text(its["source"]):
        found.append("source: expected a text, or a text for each language")
    if "gauge" in its and not isinstance(its["gauge"], str):
        found.append("gauge: expected a text")
    return found


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e6


def _are_hours(value: object) -> bool:
    try:
        begins_s, ends_s = map(parse_clock, value)  # type: ignore[call-overload]
    except (TypeError, ValueError, AttributeError):
        return False
    return bool(begins_s < ends_s)
