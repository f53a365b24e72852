"""What an editor shows beside a key: every property of the schema is described, with its unit."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import jsonschema
import pytest

from simulator.scenario.quantities import UNITS
from simulator.scenario.schema import scenario_schema

SCHEMA = scenario_schema()
FITS = jsonschema.Draft202012Validator(SCHEMA)  # tests/scenario/test_loader.py checks that it is a schema
WORDS = re.compile(r"[A-Za-z]{2,}")


def properties(part: Any, where: str = "") -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Give every property in a schema, at any depth: place, name, schema."""
    if isinstance(part, dict):
        named = part.get("properties")
        if isinstance(named, dict):
            yield from ((where, name, value) for name, value in named.items())
        for key, inner in part.items():
            yield from properties(inner, f"{where}/{key}")
    elif isinstance(part, list):
        for inner in part:
            yield from properties(inner, where)


def test_every_property_says_what_it_is() -> None:
    found = list(properties(SCHEMA))
    assert len(found) > 350
    assert [
        f"{where}.{name}" for where, name, value in found if not WORDS.search(str(value.get("description", "")))
    ] == []


def test_both_spellings_say_the_same_and_the_text_names_its_units() -> None:
    pairs = 0
    for part in (SCHEMA, *SCHEMA["$defs"].values()):
        named = part.get("properties", {})
        for name, value in named.items():
            unit = next((unit for unit in UNITS if name.endswith(f"_{unit}")), None)
            text = named.get(name.removesuffix(f"_{unit}")) if unit else None
            if text is not None and "pattern" in text:
                pairs += 1
                assert text["description"].startswith(f"{value['description']}; "), name
                assert all(word in text["description"] for word in UNITS[str(unit)]), name
    assert pairs > 60


def test_a_list_of_amounts_is_one_of_texts() -> None:
    FITS.validate({"money": {"year": {"fund": {"paid_in": ["2000000 EUR", "1000000 EUR"]}}}})
    with pytest.raises(jsonschema.ValidationError):
        FITS.validate({"money": {"year": {"fund": {"paid_in": "2000000 EUR"}}}})


@pytest.mark.parametrize("value", ["20:00", None])
def test_one_clock_time_is_a_text(value) -> None:
    FITS.validate({"services": {"a": {"dispatch": {"answer": {"when": "evening_before", "at": value}}}}})


@pytest.mark.parametrize("part", [{"dispatch": {"answer": {"at": ["20:00", "21:00"]}}}, {"hours": "20:00"}], ids=str)
def test_one_clock_time_is_not_two(part) -> None:
    with pytest.raises(jsonschema.ValidationError):
        FITS.validate({"services": {"a": part}})
