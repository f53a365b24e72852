"""Texts for people as files have them: one for all, or one for each language that pages are in."""

from __future__ import annotations

from collections.abc import Mapping

LANGUAGES = ("en", "de")
Text = str | Mapping[str, str]


def text_in(value: object, language: str = "en") -> str:
    """Return a text in a language, in another one where it has none in that. value: a text, or a mapping of them."""
    if not isinstance(value, Mapping):
        return str(value or "")
    return next((str(value[code]) for code in (language, *LANGUAGES) if value.get(code)), "")


def is_text(value: object) -> bool:
    """Return whether a value is a text for each language; it replaces another one as a whole."""
    if not isinstance(value, dict) or not value or not set(value) <= set(LANGUAGES):
        return False
    return all(isinstance(text, str) for text in value.values())
