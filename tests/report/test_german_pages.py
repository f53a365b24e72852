"""Nothing of the German page is in English: none of the catalogue's messages shows as it stands in the code."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

import pytest

from simulator.analysis.run import read_run_data
from simulator.experiments.publish import write_run
from simulator.report.compare.page import comparison_page
from simulator.report.compare.tables import read_experiment
from simulator.report.page.run_page import run_page
from tests.bundled import bundled
from tests.report.small_experiment import write_small_experiment
from tests.report.test_catalogue import german

RUNS = ("prignitz/rufbus", "prignitz/integrated", "prignitz/carsharing", "prignitz/drivers")
_PLACE = re.compile(r"%\(\w+\)s|%%?")
_NO_END = {"meta", "br", "input", "path", "circle", "rect", "link", "use"}
_TOLD = ("title", "alt", "aria-label", "placeholder")


class _German(HTMLParser):
    """Gathers what a German reader sees and hears: texts and labels, of scripts the words they write."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[tuple[str, str | None]] = []
        self.script = ""
        self.texts: list[str] = []

    @property
    def _language(self) -> str | None:
        return next((language for _, language in reversed(self.open) if language), None)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        if tag not in _NO_END:
            self.open.append((tag, told.get("lang")))
        self.script = str(told.get("id", "")) if tag == "script" else ""
        if (told.get("lang") or self._language) == "de":
            self.texts += [str(told[name]) for name in _TOLD if told.get(name)]

    def handle_endtag(self, tag: str) -> None:
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        inside = {tag for tag, _ in self.open}
        if "script" in inside:
            if self.script in ("charts", "labels"):
                self.texts += strings(json.loads(data)["de"])
        elif self._language == "de" and not inside & {"style", "pre"} and data.strip():
            self.texts.append(data.strip())


def strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, inner in value.items():
            if key != "stackgroup":  # which nobody reads
                yield from strings(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from strings(inner)


def english() -> list[str]:
    """Return what is English of the messages, without values and what the translations say likewise."""
    found = set()
    for message in german():
        if not message.id:
            continue
        ids = [message.id] if isinstance(message.id, str) else message.id
        said = " ".join([message.string] if isinstance(message.string, str) else message.string)
        for text in ids:
            found |= {part.strip(" .,:;()–") for part in _PLACE.split(text)} - {said}
            found -= {part for part in found if part in said}
    return sorted(part for part in found if len(part) > 1)


def shown_in_german(page: str) -> list[str]:
    parser = _German()
    parser.feed(page)
    return parser.texts


def english_in(page: str) -> dict[str, str]:
    """Return the English messages that show, each with a text that shows it."""
    texts = [_PLACE.sub("", text) for text in shown_in_german(page)]
    assert len(texts) > 50
    told = "\n".join(texts)
    parts = [part for part in english() if part in told]  # a quick look: few of them stand anywhere, even within words
    patterns = {part: re.compile(rf"(?<![\w-]){re.escape(part)}(?![\w-]|\.\w)") for part in parts}
    return {part: text for part, pattern in patterns.items() for text in texts if pattern.search(text)}


@pytest.mark.parametrize("name", RUNS)
def test_no_message_shows_in_english_on_the_german_page_of_a_run(name: str, tmp_path) -> None:
    run = read_run_data(write_run(bundled(name), tmp_path, {}, figures=False))
    assert english_in(run_page(run, "run")) == {}


def test_no_message_shows_in_english_on_the_german_comparison(tmp_path) -> None:
    experiment = read_experiment(write_small_experiment(tmp_path / "experiment", title="Wie viele Kleinbusse?"))
    assert english_in(comparison_page(experiment)) == {}


def test_what_is_english_is_found() -> None:
    page = '<html lang="de"><main lang="de">' + "<p>Gut so.</p>" * 60 + "<p>Requests served: 3</p></main></html>"
    assert set(english_in(page)) == {"Requests", "Requests served"}
    assert english_in(page.replace("<p>Requests", '<p lang="en">Requests')) == {}
