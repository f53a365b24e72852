"""Titles and descriptions, one for all languages or one for each."""

from __future__ import annotations

from pathlib import Path

import pytest

from simulator.errors import ScenarioError
from simulator.scenario.catalogue import bundled_folder, bundled_scenarios
from simulator.scenario.dump import resolved, scenario_to_yaml
from simulator.scenario.loader import load_scenario
from simulator.scenario.text_models import Texts, words_in
from simulator.scenario.yaml_file import parse_yaml
from simulator.texts import is_text, text_in


@pytest.mark.parametrize(
    ("value", "english", "german"),
    [
        ("Bus", "Bus", "Bus"), ("", "", ""), (None, "", ""), ({"en": "bus", "de": "Bus"}, "bus", "Bus"),
        ({"en": "bus"}, "bus", "bus"), ({"de": "Bus", "en": ""}, "Bus", "Bus"), ({}, "", ""),
    ],
)  # fmt: skip
def test_a_text_in_a_language(value: object, english: str, german: str) -> None:
    assert (text_in(value), text_in(value, "de")) == (english, german)


def test_only_texts_by_language_are_texts() -> None:
    assert is_text({"en": "a"}) and is_text({"de": "", "en": "b"})
    assert not any(is_text(value) for value in ("a", {}, {"de": {"kind": "own_means"}}, {"en": "a", "fr": "b"}, None))


def child(folder: Path, text: str) -> Path:
    path = folder / "child.yaml"
    path.write_text(f"extends: {bundled_folder() / 'tiny' / 'line.yaml'}\n{text}", encoding="utf-8")
    return path


def load(folder: Path, text: str):
    return load_scenario(child(folder, text), allow_outside_paths=True)


def test_another_title_replaces_that_of_the_parent_in_all_languages(tmp_path) -> None:
    assert (
        words_in(load(tmp_path, "name: child\n").title, "de")
        == "Drei Orte an einer Straße, ein Kleinbus, vier Anfragen"
    )
    assert words_in(load(tmp_path, "title: {en: Other}\n").title, "de") == "Other"
    assert load(tmp_path, "title: Other\n").title == "Other"


def test_texts_are_written_as_they_are_read(tmp_path) -> None:
    scenario = load(tmp_path, "title: Plain\ndescription: {en: It goes, de: Es fährt}\n")
    assert resolved(scenario)["description"] == {"en": "It goes", "de": "Es fährt"}
    again = parse_yaml(scenario_to_yaml(scenario), "scenario.yaml").data
    assert (again["title"], again["description"]) == ("Plain", {"en": "It goes", "de": "Es fährt"})


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("title: {fr: Bonjour}\n", r"child\.yaml:2:\d+: title\.fr"),
        ("title: {en: '', de: ''}\n", r"child\.yaml:2:\d+: title: expected a text under en, de or both"),
        (f"title: {{en: a, de: {'x' * 301}}}\n", "title: de: expected at most 300 letters"),
        (f"title: {'x' * 301}\n", r"child\.yaml:2:\d+: title"),
        ("title: {en: [1]}\n", r"child\.yaml:2:\d+: title\.en"),
        ("description: 3\n", r"child\.yaml:2:\d+: description"),
    ],
)
def test_what_is_no_text_is_told(tmp_path, text: str, expected: str) -> None:
    with pytest.raises(ScenarioError, match=expected):
        load(tmp_path, text)


def test_every_bundled_scenario_speaks_both_languages() -> None:
    for bundled in bundled_scenarios():
        scenario = load_scenario(bundled.name)
        for text in (scenario.title, scenario.description):
            if text:
                assert isinstance(text, Texts) and text.en and text.de and text.en != text.de, bundled.name
        assert bundled.title == words_in(scenario.title)


def test_a_description_says_where_set_has_put_another_demand_in_the_place_of_what_it_tells(tmp_path) -> None:
    file = child(tmp_path, "description: {en: Four ask., de: Vier fragen an.}\n")

    def told(*overrides: str, language: str = "en") -> str:
        return words_in(load_scenario(file, overrides, allow_outside_paths=True).description, language)

    changed = "Changed: the demand is another one than described (demand.kind: none)."
    assert told("demand.kind=none") == f"Four ask. {changed}"
    assert told("demand.kind=none", language="de").startswith("Vier fragen an. Geändert: Die Nachfrage ist eine andere")
    assert told("demand.kind=none", "description=Nobody asks.") == "Nobody asks."
    assert told("seed=7") == told("demand.kind=file") == "Four ask."
