"""JSON Schema of scenario files, for editors."""

from __future__ import annotations

import json
from typing import Any

from simulator.scenario.models import Scenario
from simulator.scenario.quantities import CLOCK_KEYS


def scenario_schema() -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of a scenario file, quantities in both spellings."""
    schema = Scenario.model_json_schema(by_alias=True, mode="validation")
    for part in (schema, *schema["$defs"].values()):
        _described_as_their_sections(part, schema["$defs"])
        _both_spellings(part)
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


def _described_as_their_sections(part: dict[str, Any], sections: dict[str, Any]) -> None:
    """Give properties that hold a section and say nothing more the first sentences of that section."""
    for value in part.get("properties", {}).values():
        reference = str(value.get("$ref", ""))
        if reference and "description" not in value:
            value["description"] = sections[reference.rpartition("/")[2]]["description"].partition("\n\n")[0]


def _both_spellings(part: dict[str, Any]) -> None:
    properties = part.get("properties", {})
    for name, value in list(properties.items()):
        units = value.pop("x-units", None)
        key = value.pop("x-text-key", None)
        if units:
            pattern = "^\\s*[-+]?[0-9]+(\\.[0-9]+)?\\s*(" + "|".join(units) + ")\\s*$"
            example = f"{value['description']}; text with a unit: {' or '.join(units)}"
            optional = any(choice.get("type") == "null" for choice in value.get("anyOf", ()))
            kind = ["string", "null"] if optional else "string"
            properties[key] = {"type": kind, "pattern": pattern, "description": example}
        if name in CLOCK_KEYS:
            properties[name] = _clock_times(value)


def _clock_times(value: dict[str, Any]) -> dict[str, Any]:
    """Return the schema of one clock time or of two, as they are written; value: the schema of their seconds."""
    told = value["description"]
    if not any(choice.get("type") == "array" for choice in value.get("anyOf", (value,))):
        return {"type": ["string", "null"], "description": f"{told}; a clock time, e.g. 05:00"}
    clock = {"type": "string", "description": "Clock time, e.g. 05:00"}
    return {"type": ["array", "null"], "items": clock, "minItems": 2, "maxItems": 2, "description": told}
