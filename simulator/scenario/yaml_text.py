"""Plain data as YAML text: what ruamel.yaml writes, in a twentieth of its time.

An experiment writes its scenario down for each of thousands of variants, to tell their runs apart. Almost all of a
scenario are short texts and numbers, and what ruamel makes of one of them it makes of it everywhere.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from ruamel.yaml import YAML

SHORT = 70  # columns: longer lines may be folded
_WORD = re.compile(r"[A-Za-z][A-Za-z0-9_]*( [A-Za-z][A-Za-z0-9_]*)*")
_DECIMAL = re.compile(r"-?\d+\.\d+")
# What other versions of YAML read as something else than text is left to ruamel.
_NO_TEXT = frozenset({"null", "true", "false", "yes", "no", "on", "off", "y", "n"})
Mapping_ = dict[Any, Any]


class _NotShortError(Exception):
    """A text that is more than a word on a line."""


def yaml_text(data: Mapping_) -> str:
    """Return a mapping with plain values, each section block by block, in its order."""
    return "".join(_section(key, value) for key, value in data.items()) if data else by_ruamel(data)


def by_ruamel(data: Any) -> str:
    """Return the text that is to be."""
    writer = YAML(typ="safe", pure=True)
    writer.default_flow_style = False
    writer.allow_unicode = True
    writer.sort_base_mapping_type_on_output = False  # type: ignore[assignment]
    text = io.StringIO()
    writer.dump(data, text)
    return text.getvalue()


def _section(key: Any, value: Any) -> str:
    try:
        return "".join(f"{line}\n" for line in _entry(key, value))
    except _NotShortError:
        return by_ruamel({key: value})


def _entry(key: Any, value: Any) -> Iterator[str]:
    name = _key(key)
    if not value or not isinstance(value, dict | list):
        yield _short(f"{name}:{_scalar(value)}")
        return
    yield _short(f"{name}:")
    yield from _lines(value) if isinstance(value, list) else (_short(f"  {line}") for line in _lines(value))


def _lines(value: Mapping_ | list[Any]) -> Iterator[str]:
    """Yield the lines of a mapping or a list that is not empty, as if it stood alone."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _entry(key, inner)
        return
    for item in value:
        inner = _lines(item) if item and isinstance(item, dict | list) else iter((_scalar(item)[1:],))
        yield _short(f"- {next(inner)}")
        yield from (_short(f"  {line}") for line in inner)


def _short(line: str) -> str:
    if len(line) > SHORT:
        raise _NotShortError
    return line


def _scalar(value: Any) -> str:
    """Return what stands behind a colon: a space and a value."""
    if isinstance(value, dict | list):
        return " {}" if isinstance(value, dict) else " []"
    return _behind_colon(value, repr(value))


@lru_cache(maxsize=4096)
def _behind_colon(value: Any, _told: str) -> str:
    """As ``_scalar``. _told: tells 0.0 from -0.0 and from 0, which are equal."""
    plain = _plain(value)
    return _one_line(by_ruamel({"k": value})).removeprefix("k:") if plain is None else f" {plain}"


@lru_cache(maxsize=4096, typed=True)
def _key(key: Any) -> str:
    if isinstance(key, str) and _is_word(key):
        return key
    return _one_line(by_ruamel({key: 0})).removesuffix(": 0")


def _plain(value: Any) -> str | None:
    """Return a value that is written as it is shown; None for all others."""
    if value is True or value is False:
        return "true" if value else "false"
    if type(value) is int:
        return str(value)
    if type(value) is float:
        shown = repr(value)
        return shown if _DECIMAL.fullmatch(shown) else None
    return value if isinstance(value, str) and _is_word(value) else None


def _is_word(text: str) -> bool:
    """Return whether a text is some plain words, and short enough not to be folded."""
    return len(text) <= SHORT and text.lower() not in _NO_TEXT and _WORD.fullmatch(text) is not None


def _one_line(text: str) -> str:
    line, _, rest = text.partition("\n")
    if rest or line.startswith("? ") or not line.isprintable():  # there are other characters that end a line
        raise _NotShortError
    return line
