"""All single values of a scenario, each with its key, its unit, its bounds, and whether anybody said it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache, cached_property
from math import inf
from typing import Annotated, Any, get_args, get_origin

from annotated_types import Ge, Gt, Le, Lt
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from simulator.scenario.choice_parameters import parameters_of
from simulator.scenario.day_models import DAY_KEYS
from simulator.scenario.delay_models import Punctual
from simulator.scenario.emission_factors import Boundary, emission_factor, source_of
from simulator.scenario.energy_models import IN_TABLE, Climate, Powered
from simulator.scenario.models import Scenario
from simulator.scenario.problems import unwrapped
from simulator.scenario.punctuality import punctuality
from simulator.scenario.quantities import CLOCK_KEYS, text_key
from simulator.scenario.sourced import Sourced
from simulator.scenario.vehicle_models import vehicle_model_sources
from simulator.scenario.yaml_file import Path_, dotted

# What says which run it is, and where things are: not how much or how long, and not assumed but chosen.
STRUCTURE = frozenset(
    {
        "assumptions", "name", "title", "description", "seed", "calendar", "lon", "lat", "bbox", "polygon", "id",
        "columns", "attractor_columns", "vehicle_columns", "stop_filter", "attractor_filter", "crs", "model",
        "population_draw",
    }
)  # fmt: skip
SCENARIO, DEFAULT, MODEL = "scenario", "default", "model"  # who said a value


@dataclass(frozen=True)
class ValueAt:
    """One value of a scenario.

    path: its keys as a resolved scenario has them, with units. spellings: of each of these keys, that without unit
    first. unit: what it counts in; empty: nothing. origin: SCENARIO, DEFAULT or MODEL. source: that of a vehicle model,
    or of a table of the program; source_de: in German. least, most: what it may be.
    """

    path: Path_
    value: Any
    spellings: tuple[tuple[str | int, ...], ...] = field(default=(), repr=False)
    unit: str = ""
    origin: str = SCENARIO
    source: str = ""
    source_de: str = ""
    least: float = field(default=-inf, repr=False)
    most: float = field(default=inf, repr=False)

    @cached_property
    def key(self) -> str:
        """Return its key as people write it, without a unit."""
        return dotted(tuple(spelt[0] for spelt in self.spellings))

    @cached_property
    def keys(self) -> tuple[str, str]:
        """Return its key without a unit, and with it, which is the same where it has none."""
        return self.key, dotted(self.path)

    @property
    def is_clock(self) -> bool:
        """Return whether it is a clock time, or several."""
        names = [part for part in self.path if isinstance(part, str)]
        return names[-1] in CLOCK_KEYS or (names[-1] in DAY_KEYS and names[-2] in CLOCK_KEYS)

    @property
    def is_number(self) -> bool:
        """Return whether it is one number that can be more or less."""
        return not self.is_clock and _is_number(self.value)

    @property
    def has_numbers(self) -> bool:
        """Return whether there is a number in it."""
        return _has_numbers(self.value)

    def raw(self, data: Any) -> Any:
        """Return what the data of a file have at its place, in whichever spelling; None where there is nothing."""
        for spelt in self.spellings:
            if isinstance(data, list) and isinstance(spelt[0], int):
                data = data[spelt[0]] if spelt[0] < len(data) else None
            elif isinstance(data, dict):
                data = next((data[name] for name in spelt if name in data), None)
            else:
                return None
        return data


def values_of(scenario: Scenario) -> list[ValueAt]:
    """Return all values of a scenario but its structure, in the order of its keys; those that are null are none.

    Of sections, and lists of them, each value; a list of which all is structure, such as depots, is one value.
    """
    return [_from_set(scenario, value) for value in _in_section(scenario, ValueAt((), None))]


def _from_set(scenario: Scenario, value: ValueAt) -> ValueAt:
    """Return a value with the source of the set of parameters it is from, if it is from one."""
    match value.path:
        case ("people", "classes", str(name), "choice", *keys):
            told = scenario.people.classes[name].choice.parameters
            found = None if told is None else parameters_of(told).get(tuple(str(key) for key in keys))
            if found is not None and value.value == found.value:
                return replace(value, origin=DEFAULT, source=found.source, source_de=found.source_de)
    return value


def _in_section(section: BaseModel, at: ValueAt) -> Iterator[ValueAt]:
    of_model = _of_vehicle_model(section.model) if isinstance(section, Powered) and section.model else {}
    of_table: Mapping[str, Sourced] = _of_table(section.boundary) if isinstance(section, Climate) else {}
    if isinstance(section, Punctual) and section.published is not None:
        of_table = punctuality(section.published)
    for name, declared in type(section).model_fields.items():
        value = getattr(section, name)
        if name in STRUCTURE or value is None:
            continue
        origin, of_value = SCENARIO, Sourced(value, "", "")
        if name in of_model and value == of_model[name][0]:
            origin, of_value = MODEL, of_model[name]
        elif name in of_table and value == of_table[name][0]:
            origin, of_value = DEFAULT, of_table[name]
        elif at.origin == DEFAULT or value == declared.get_default(call_default_factory=True):
            origin = DEFAULT
        here = replace(_below(at, name, declared), value=value, origin=origin)
        yield from _inside(replace(here, source=of_value.source, source_de=of_value.source_de))


def _inside(at: ValueAt) -> Iterator[ValueAt]:
    """Yield the values inside of one, or itself."""
    value = at.value
    if isinstance(value, BaseModel):
        yield from _in_section(value, at)
    elif isinstance(value, Mapping) and any(isinstance(inner, BaseModel) for inner in value.values()):
        for name, inner in value.items():
            yield from _inside(_one_of(at, str(name), inner))
    elif isinstance(value, tuple) and value and isinstance(value[0], BaseModel):
        inside = [one for number, inner in enumerate(value) for one in _inside(_one_of(at, number, inner))]
        yield from inside or [at]
    elif not (isinstance(value, tuple | Mapping) and not value):
        yield at


def _below(at: ValueAt, name: str, declared: FieldInfo) -> ValueAt:
    """Return the place of a field in a section."""
    alias = declared.serialization_alias or declared.alias or name
    spelt = tuple(dict.fromkeys((text_key(declared) or alias, alias, name)))
    least, most = _bounds(declared)
    return ValueAt((*at.path, alias), None, (*at.spellings, spelt), _unit(declared), least=least, most=most)


def _one_of(at: ValueAt, key: str | int, value: Any) -> ValueAt:
    """Return the place of one of several: a named one or an item of a list."""
    return replace(at, path=(*at.path, key), value=value, spellings=(*at.spellings, (key,)))


@cache
def _of_vehicle_model(name: str) -> dict[str, Sourced]:
    """Return value and source of all that a vehicle model fills in, by field."""
    filled = Powered.model_validate({"model": name})
    told = vehicle_model_sources().get(name, {})
    return {key: its._replace(value=getattr(filled, key)) for key, its in told.items() if hasattr(filled, key)}


@cache
def _of_table(boundary: Boundary) -> dict[str, Sourced]:
    """Return value and source of what the table of emission factors fills in, by field."""
    return {
        key: Sourced(emission_factor(of, boundary), source_of(of, boundary), source_of(of, boundary, "de"))
        for key, of in IN_TABLE.items()
    }


def _unit(declared: FieldInfo) -> str:
    extra = declared.json_schema_extra
    units = extra.get("x-units") if isinstance(extra, dict) else None
    return str(units[0]) if isinstance(units, list) else ""


def _bounds(declared: FieldInfo) -> tuple[float, float]:
    """Return the least and the greatest number that a field takes."""
    told = [*declared.metadata, *_told_inside(declared.annotation)]
    lows = [float(one.ge if isinstance(one, Ge) else one.gt) for one in told if isinstance(one, Ge | Gt)]  # type: ignore[arg-type]
    highs = [float(one.le if isinstance(one, Le) else one.lt) for one in told if isinstance(one, Le | Lt)]  # type: ignore[arg-type]
    return max(lows, default=-inf), min(highs, default=inf)


def _told_inside(annotation: Any) -> list[Any]:
    """Return what a type, or one of its alternatives, says about its numbers."""
    if get_origin(annotation) is Annotated:
        inner, *told = get_args(annotation)
        fields = [one for field in told if isinstance(field, FieldInfo) for one in field.metadata]
        return [*told, *fields, *_told_inside(inner)]
    parts = get_args(annotation) if len(unwrapped(annotation)) > 1 else ()
    return [one for part in parts for one in _told_inside(part)]


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _has_numbers(value: object) -> bool:
    if isinstance(value, BaseModel):
        return any(_has_numbers(getattr(value, name)) for name in type(value).model_fields if name not in STRUCTURE)
    if isinstance(value, Mapping):
        return any(_has_numbers(inner) for inner in value.values())
    if isinstance(value, tuple | list):
        return any(_has_numbers(inner) for inner in value)
    return _is_number(value)
