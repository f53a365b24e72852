"""Scenarios written down fast are, letter by letter, what ruamel.yaml writes."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from ruamel.yaml import YAML

from simulator.scenario.catalogue import bundled_scenarios
from simulator.scenario.dump import resolved, scenario_to_yaml
from simulator.scenario.loader import load_scenario
from simulator.scenario.yaml_text import by_ruamel, yaml_text

WORDS = st.sampled_from(
    ["a", "yes", "null", "1", "08:30", "a: b", "- a", "#", "é", "'", '"', "", "a b", " a", "x" * 75]
)
TEXTS = (
    WORDS
    | st.text(max_size=12)
    | st.text("ab ", max_size=90)
    | st.text("a \n\t\r\x85\u2028\ufeff\x00:-#'\"", max_size=4)
)
LEAVES = st.none() | st.booleans() | st.integers() | st.floats() | TEXTS
VALUES = st.recursive(LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3))


@pytest.mark.parametrize(
    "text", ["yes", "No", "ON", "off", "Y", "n", "null", "True", "FALSE", "nan", "inf", "e5", "a_1 b2"]
)
def test_words_that_could_be_read_as_something_else_are_written_as_by_ruamel(text: str) -> None:
    assert yaml_text({text: text}) == by_ruamel({text: text})


@given(st.dictionaries(TEXTS, VALUES, max_size=4))
@example({"a": [0.1, -2.5, 1e-05, 1e16, float("inf"), -float("inf"), -3, 10**30]})
@example({"a": [[1, [True, 1.0]], {"b": {}, "c": []}, [], {}], "b": None, "": {"a": [{"d": [[]]}]}})
@example({1: 2, "1": True, "a": {1: [1, 1.0, True, "1"], 1.5: -0.0, 2.5: 0.0}})
@example({"a": {"a": "\x85"}, "b": {"\u2028": "\ufeff"}})
@example({"k": ["word " * 30], "long" * 40: 1, "two\nlines": "two\nlines"})
def test_any_plain_data_is_written_as_by_ruamel(data: dict[Any, Any]) -> None:
    assert yaml_text(data) == by_ruamel(data)


@pytest.mark.parametrize("name", [entry.name for entry in bundled_scenarios()])
def test_a_scenario_is_written_as_by_ruamel(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    scenario = load_scenario(name)
    text = scenario_to_yaml(scenario)
    monkeypatch.setattr("simulator.scenario.dump.yaml_text", by_ruamel)
    assert scenario_to_yaml(scenario) == text
    assert YAML(typ="safe", pure=True).load(text) == resolved(scenario)
