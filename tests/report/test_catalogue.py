"""Every text of the pages is translated, with the same values filled in."""

from __future__ import annotations

import re
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po
from babel.numbers import format_decimal
from hypothesis import example, given
from hypothesis import strategies as st

from simulator.report.page.language import Language, catalogue_file

PACKAGE = Path(__file__).parents[2] / "simulator"
PLACE = re.compile(r"%\(\w+\)s")


def texts_in_the_code() -> set[str | tuple[str, ...]]:
    methods = [("**.py", "python"), ("**/templates/**.html", "jinja2")]
    keywords = {"_": None, "N_": None, "plural": (1, 2)}
    found = extract_from_dir(PACKAGE, methods, keywords=keywords)
    return {tuple(text) if isinstance(text, list | tuple) else text for _, _, text, _, _ in found}


def german() -> Catalog:
    with catalogue_file("de").open("rb") as file:
        return read_po(file, locale="de")


def test_the_german_catalogue_is_complete_and_holds_nothing_else() -> None:
    translated = {
        message.id if isinstance(message.id, str) else tuple(message.id)
        for message in german()
        if message.id and all([message.string] if isinstance(message.string, str) else message.string)
    }
    assert translated == texts_in_the_code()
    assert len(translated) > 150


def test_translations_show_the_same_values_and_are_not_guessed() -> None:
    for message in german():
        if not message.id:
            continue
        assert not message.fuzzy, message.id
        ids = [message.id] if isinstance(message.id, str) else message.id
        strings = [message.string] if isinstance(message.string, str) else message.string
        assert set(PLACE.findall(strings[-1])) == set(PLACE.findall(ids[-1])), strings[-1]
        assert set(PLACE.findall(strings[0])) <= set(PLACE.findall(ids[-1])), strings[0]


@given(st.floats(-1e12, 1e12) | st.integers(-(10**12), 10**12), st.integers(0, 3))
@example(0.5, 0)
@example(2.675, 2)
@example(-0.3, 0)
@example(1e-07, 1)
def test_numbers_are_written_as_the_locale_says(value: float, digits: int) -> None:
    pattern = f"#,##0.{'0' * digits}" if digits else "#,##0"
    for code, locale in (("de", "de"), ("en", "en_GB")):
        assert Language(code).decimal(value, digits) == format_decimal(value, format=pattern, locale=locale)


def test_numbers_follow_the_reader() -> None:
    german, english = Language("de"), Language("en")
    assert (german.decimal(1234.5, 1), english.decimal(1234.5, 1)) == ("1.234,5", "1,234.5")
    assert (german.percent(0.784), english.percent(0.784)) == ("78\u202f%", "78%")
    assert (german.euro(1234), english.euro(-2.5, 2)) == ("1.234\u202f€", "-€2.50")
    assert german.plural("One vehicle", "%(count)s vehicles", 2) == "2 Fahrzeuge"
    assert german.minutes(65) == "1 Minute"
    assert english.percent(0.999) == "over 99%"
    assert german.clock(25 * 3600) == "01:00 (Tag 2)"
    assert german.clock(-4 * 3600) == "20:00 am Tag davor"
