"""JSON Schema of scenario files, for editors."""

from __future__ import annotations

import json
from inspect import getdoc
from typing import Any, get_args

from pydantic import BaseModel

from simulator import registry
from simulator.scenario.day_models import DailyHoursOfDays, HoursOfDays
from simulator.scenario.demand_models import DemandConfig
from simulator.scenario.disruptions.common import DisruptionConfig
from simulator.scenario.models import Scenario, ServiceConfig
from simulator.scenario.named_code import NamesCode
from simulator.scenario.price_models import KmPricesOfDays, PricesOfDays
from simulator.scenario.quantities import CLOCK_KEYS, UNITS

_OF_MONEY = tuple(model.__name__ for model in (PricesOfDays, KmPricesOfDays))
_OF_CLOCKS = tuple(model.__name__ for model in (HoursOfDays, DailyHoursOfDays))
_OF_KINDS = (ServiceConfig, DemandConfig, DisruptionConfig)  # each kind is a choice of its own, with its keys only
_KEPT = ("default", "description", "title")  # of the key that names code


def scenario_schema() -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of a scenario file, quantities in both spellings."""
    schema = Scenario.model_json_schema(by_alias=True, mode="validation")
    _in_our_words(schema, schema["$defs"])
    for kinds in _OF_KINDS:
        _by_kind(kinds, schema["$defs"])
    for section in _naming_code(Scenario):
        if section not in _OF_KINDS:
            _with_what_is_registered(section, schema["$defs"])
    schema["properties"]["extends"] = {"type": "string", "description": "A scenario file this one builds on"}
    schema.pop("required", None)  # a file that extends another needs nothing of its own
    for part in schema["$defs"].values():
        part.pop("required", None)
        part.pop("minItems", None)
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    schema["title"] = "Elbe DRT scenario"
    return schema


def schema_text() -> str:
    """Return the schema as it is kept beside the scenarios."""
    return json.dumps(scenario_schema(), indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def _in_our_words(schema: dict[str, Any], parts: dict[str, Any], known: dict[str, Any] | None = None) -> None:
    """Write a schema and its parts as people write scenarios. known: other parts, which are so already."""
    for part in (schema, *parts.values()):
        _described_as_their_sections(part, {**(known or {}), **parts})
        _both_spellings(part)
        _may_be_taken_away(part)


def _naming_code(model: type[BaseModel]) -> list[type[NamesCode]]:
    """Return the sections inside of a model that name code, in any kind of service, each before those inside of it."""
    found: dict[type[NamesCode], None] = {}
    for field in model.model_fields.values():
        for inner in _models_in(field.annotation):
            if not issubclass(inner, NamesCode):
                found |= dict.fromkeys(_naming_code(inner))
                continue
            found[inner] = None
            for name in _known(inner.group):
                found |= dict.fromkeys(_naming_code(inner.with_parameters({inner.key: name})))
    return list(found)


def _models_in(annotation: Any) -> list[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [model for inner in get_args(annotation) for model in _models_in(inner)]


def _by_kind(section: type[NamesCode], parts: dict[str, Any]) -> None:
    """Let a section be any of what it can name, each with its own keys only."""
    group, told = section.group, parts[section.__name__]
    for name in sorted(_known(group)):
        ours = registry.package_of(group, name) == registry.OWN  # others may have sections that are called like ours
        prefix = "" if ours else f"{group}_{name}_"
        reference = f"#/$defs/{prefix}{{model}}"
        whole = section.with_parameters({section.key: name})
        own = whole.model_json_schema(by_alias=True, mode="validation", ref_template=reference)
        inner = {f"{prefix}{key}": part for key, part in own.pop("$defs", {}).items()}
        new = {key: part for key, part in inner.items() if key not in parts}
        _in_our_words(own, new, parts)
        parts.update(new)
        parameters = registry.parameters(group, name)
        own["title"], own["description"] = name, getdoc(section if parameters is None else parameters)
        own["properties"][section.key]["const"] = name
        parts[f"{group}_{name}"] = own
    choices = [{"$ref": f"#/$defs/{group}_{name}"} for name in sorted(_known(group))]
    parts[section.__name__] = {"description": told["description"], "title": told["title"], "anyOf": choices}


def _known(group: str) -> list[str]:
    """Return the names of a group, without those of a script, which others do not have."""
    return [name for name in registry.names(group) if registry.package_of(group, name) != registry.SCRIPT]


def _with_what_is_registered(section: type[NamesCode], parts: dict[str, Any]) -> None:
    """Name the choices of a section that names code, and the parameters that go with each."""
    properties, group = parts[section.__name__]["properties"], section.group
    named = properties[section.key]
    properties[section.key] = {"type": "string", "enum": _known(group)} | {k: v for k, v in named.items() if k in _KEPT}
    for name in _known(group):
        section_of_name = registry.parameters(group, name)
        if section_of_name is None:
            continue
        reference = f"#/$defs/{group}_{name}_{{model}}"
        own = section_of_name.model_json_schema(by_alias=True, mode="validation", ref_template=reference)
        inner = {f"{group}_{name}_{key}": part for key, part in own.pop("$defs", {}).items()}
        _in_our_words(own, inner)
        parts.update(inner)
        for key, value in own["properties"].items():
            told = value | {"description": f"For {name}: {value.get('description', key)}"}
            if key in properties:
                others = properties[key]
                told = {"anyOf": [others, told], "description": f"{others['description']}. {told['description']}"}
            properties[key] = told


def _described_as_their_sections(part: dict[str, Any], sections: dict[str, Any]) -> None:
    """Give properties that hold a section and say nothing more the first sentences of that section."""
    for value in part.get("properties", {}).values():
        reference = str(value.get("$ref", ""))
        told = sections[reference.rpartition("/")[2]].get("description", "") if reference else ""
        if told and "description" not in value:
            value["description"] = told.partition("\n\n")[0]


def _may_be_taken_away(part: dict[str, Any]) -> None:
    """Let what is told by name be null: so a scenario takes away what it has from the one it extends."""
    for value in part.get("properties", {}).values():
        for pattern, named in value.get("patternProperties", {}).items():
            if {"type": "null"} not in named.get("anyOf", ()):
                value["patternProperties"][pattern] = {"anyOf": [named, {"type": "null"}]}


def _both_spellings(part: dict[str, Any]) -> None:
    properties = part.get("properties", {})
    for name, value in list(properties.items()):
        units = value.pop("x-units", None)
        key = value.pop("x-text-key", None)
        if units:
            example = f"{value['description']}; text with a unit: {' or '.join(units)}"
            choices = value.get("anyOf", ())
            optional = any(choice.get("type") == "null" for choice in choices)
            text = {"type": ["string", "null"] if optional else "string", "pattern": _with_unit(units)}
            if value.get("type") == "array":
                text = value | {"items": text}
            by_day = [choice for choice in choices if "$ref" in choice]
            properties[key] = ({"anyOf": [text, *by_day]} if by_day else text) | {"description": example}
        if part.get("title") in _OF_MONEY:
            value["anyOf"].append({"type": "string", "pattern": _with_unit(list(UNITS["eur"]))})
        if name in CLOCK_KEYS or part.get("title") in _OF_CLOCKS:
            properties[name] = _clock_times(value)


def _with_unit(units: list[str]) -> str:
    """Return the pattern of a number with one of some units."""
    return "^\\s*[-+]?[0-9]+(\\.[0-9]+)?\\s*(" + "|".join(units) + ")\\s*$"


def _clock_times(value: dict[str, Any]) -> dict[str, Any]:
    """Return the schema of one clock time or of two, as they are written; value: the schema of their seconds."""
    told = value["description"]
    if not any(choice.get("type") == "array" for choice in value.get("anyOf", (value,))):
        return {"type": ["string", "null"], "description": f"{told}; a clock time, e.g. 05:00"}
    clock = {"type": "string", "description": "Clock time, e.g. 05:00"}
    pair = {"type": ["array", "null"], "items": clock, "minItems": 2, "maxItems": 2, "description": told}
    by_day = [choice for choice in value.get("anyOf", ()) if "$ref" in choice]
    return {"anyOf": [pair, *by_day], "description": told} if by_day else pair
