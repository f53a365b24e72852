"""What a profile can be told beside its files, `--set KEY=VALUE`, as values."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from simulator.errors import Problem, RequestFileError

OPTION = "--set"


@dataclass(frozen=True)
class Setting:
    """One setting: a text, a file, a number from ``low`` to ``high``, or one of some words. meaning: for the docs."""

    name: str
    meaning: str
    kind: Literal["text", "file", "number"] = "text"
    default: Any = None
    low: float = -math.inf
    high: float = math.inf
    words: tuple[str, ...] = ()


def meanings(settings: Iterable[Setting]) -> dict[str, str]:
    """Return what each setting means."""
    return {setting.name: setting.meaning for setting in settings}


def values_of(given: Mapping[str, str], settings: Iterable[Setting]) -> dict[str, Any]:
    """Return the value of each setting, its default where none is given. Raises RequestFileError with all problems."""
    values, problems = dict[str, Any](), list[Problem]()
    for setting in settings:
        text = given.get(setting.name)
        try:
            values[setting.name] = setting.default if text is None else _value(setting, text.strip())
        except ValueError as error:
            problems.append(Problem(OPTION, 0, 0, setting.name, str(error)))
    if problems:
        raise RequestFileError(problems)
    return values


def _value(setting: Setting, text: str) -> Any:
    if not text:
        raise ValueError("is empty")
    if setting.kind == "file":
        return Path(text)
    if setting.kind == "number":
        return _number(setting, text)
    if setting.words and text not in setting.words:
        raise ValueError(f'"{text[:40]}"; expected {" or ".join(setting.words)}')
    return text


def _number(setting: Setting, text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        raise ValueError(f'"{text[:40]}" is no number') from None
    if not setting.low <= number <= setting.high:
        raise ValueError(f"{text[:40]} is not between {setting.low:g} and {setting.high:g}")
    return number


def one_file(files: tuple[Path, ...], what: str) -> Path:
    """Return the file, of which there has to be one. Raises RequestFileError."""
    if len(files) != 1:
        raise RequestFileError([Problem(str(files[-1]), 0, 0, "", f"{len(files)} files; expected one, {what}")])
    return files[0]
