"""The ledger of a scenario: every number that is not data, with its source or the word assumption."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any

from pydantic import BaseModel

from simulator.clock import format_clock
from simulator.scenario.assumption_models import Assumption
from simulator.scenario.entries import entry_of
from simulator.scenario.levels import Number, number_at
from simulator.scenario.models import Scenario
from simulator.scenario.text_models import words_in
from simulator.scenario.values import DEFAULT, MODEL, STRUCTURE, ValueAt, values_of
from simulator.scenario.yaml_file import Path_, printable
from simulator.texts import LANGUAGES
from simulator.units import DAY_S, HOUR_S, METRES_PER_KM, MINUTE_S

# What a value rests on.
SOURCE, ASSUMPTION, NO_SOURCE, OF_MODEL, OF_PROGRAM = "source", "assumption", "no source", "vehicle model", "default"
_LARGER = {"s": ((HOUR_S, "h", 2), (MINUTE_S, "min", 1)), "m": ((METRES_PER_KM, "km", 1),)}

_Basis = tuple[str, str, str, str, str, str]


@dataclass(frozen=True)
class LedgerRow:
    """One value. text: all of it, as people read it. number, unit: the same where it is one number.

    basis: what it rests on. source, assumption: in the words of the scenario, ``_de``: in German, as far as it has
    them; of a vehicle model, or a table of the program, in the words of that.
    entry: the pattern in ``assumptions`` that holds for it; empty: none. low, high: where that takes it.
    """

    key: str
    text: str
    number: float | None
    unit: str
    basis: str
    source: str = ""
    source_de: str = ""
    assumption: str = ""
    assumption_de: str = ""
    entry: str = ""
    low: str = ""
    high: str = ""


def ledger(scenario: Scenario) -> list[LedgerRow]:
    """Return a row for every number of a scenario, and for whatever else one of its entries names.

    Names, titles, the seed, the calendar, files and how they are read, coordinates, choices and switches are no
    assumptions. A list of sections that is as the program has it is one row.
    """
    values = values_of(scenario)
    written = {_list_around(value) for value in values if value.origin != DEFAULT}
    rows: list[LedgerRow] = []
    for around, group in groupby(values, key=_list_around):
        members = list(group)
        if around is not None and around not in written:
            rows += _row(members, scenario.assumptions, as_list=True)
        else:
            rows += [row for value in members for row in _row([value], scenario.assumptions)]
    return rows


def _list_around(value: ValueAt) -> Path_ | None:
    """Return the path of the list of sections that a value stands in, None where it does not."""
    place = next((place for place, part in enumerate(value.path) if isinstance(part, int)), None)
    return None if place is None else value.path[:place]


def _row(values: list[ValueAt], assumptions: Mapping[str, Assumption], *, as_list: bool = False) -> list[LedgerRow]:
    """Return the row of a value, or of a list of sections; none where there is no number and nobody names it."""
    first, found = values[0], entry_of(values[0], assumptions)
    named = found is not None and found[0] in first.keys
    if not (named or any(value.has_numbers for value in values)):
        return []
    if as_list:
        key = first.key.partition("[")[0]
        ends = () if found is None else (str(found[1].low or ""), str(found[1].high or ""))
        return [LedgerRow(key, _listed(values), None, "", *_basis(first, found), *ends)]
    number, unit = shown(first.value, first.unit) if first.is_number else (None, "")
    return [LedgerRow(first.key, told(first), number, unit, *_basis(first, found), *_ends(first, found))]


def _basis(value: ValueAt, found: tuple[str, Assumption] | None) -> _Basis:
    """Return basis, source and assumption in two languages, and the pattern of the entry."""
    if found is not None:
        pattern, entry = found
        basis = ASSUMPTION if entry.is_assumed else SOURCE
        source, source_de = (printable(words_in(entry.source, language)) for language in LANGUAGES)
        why, why_de = (printable(entry.why(language)) for language in LANGUAGES)
        return basis, source, source_de, why, why_de, pattern
    if value.origin == MODEL:
        return OF_MODEL, value.source, value.source_de, "", "", ""
    if value.origin == DEFAULT:
        return OF_PROGRAM, value.source, value.source_de, "", "", ""
    return NO_SOURCE, "", "", "", "", ""


def _ends(value: ValueAt, found: tuple[str, Assumption] | None) -> tuple[str, str]:
    """Return where its entry takes a value, as people read it; empty where it does not."""
    if found is None or not value.is_number:
        return "", ""
    levels = (found[1].low, found[1].high)
    low, high = ("" if level is None else moved(value, number_at(value, level))[1] for level in levels)
    return low, high


def moved(value: ValueAt, to: Number) -> tuple[str, str]:
    """Return a number, and where it goes, as people read them."""
    return told(value), told(replace(value, value=to))


def told(value: ValueAt) -> str:
    """Return a value as people read it, with its unit."""
    if value.is_clock:
        clocks = value.value if isinstance(value.value, tuple) else (value.value,)
        return "-".join(format_clock(clock if clock <= DAY_S else clock - DAY_S)[:5] for clock in clocks)
    if value.is_number:
        number, unit = shown(value.value, value.unit)
        return f"{number:g} {unit}".strip()
    return _plain(value.value)


def shown(number: float, unit: str) -> tuple[float, str]:
    """Return a number and its unit, in a larger unit where that is shorter: 1200 s are 20 min."""
    for size, larger, least in _LARGER.get(unit, ()):
        if number >= least * size and (number % size == 0 or unit == "m"):
            return number / size, larger
    return number, unit


def _listed(values: list[ValueAt]) -> str:
    """Return the values of a list of sections, section by section."""
    items = groupby(values, key=lambda one: one.path[:-1])
    return "; ".join(", ".join(told(value) for value in item) for _, item in items)


def _plain(value: Any) -> str:
    if isinstance(value, BaseModel):
        fields = [name for name in type(value).model_fields if name not in STRUCTURE or name == "name"]
        return ", ".join(_plain(getattr(value, name)) for name in fields)
    if isinstance(value, Mapping):
        return ", ".join(f"{name}: {_plain(inner)}" for name, inner in value.items())
    if isinstance(value, tuple | list):
        inside = [_plain(inner) for inner in value]
        nested = any(isinstance(inner, tuple | list | BaseModel) for inner in value)
        return ("; " if nested else ", ").join(inside)
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float):
        return f"{value:g}"
    return getattr(value, "name", None) or str(value)
