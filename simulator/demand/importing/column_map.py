"""Any table of bookings, by a file of the user's own that says which column is what; docs/import.md describes it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from simulator.demand.importing.booking_profile import FIELDS, PLACES, STATUSES, WANTED, BookingProfile, plain
from simulator.demand.importing.booking_settings import checked
from simulator.demand.importing.bookings import SETTINGS as SETTINGS
from simulator.demand.importing.bookings import read_bookings
from simulator.demand.importing.imported import Asked, Imported
from simulator.errors import Problem, RequestFileError
from simulator.suggest import suggest

KEYS = ("columns", "status", "dates", "zone")
MAX_BYTES = 100_000


def read_by_columns(asked: Asked) -> Imported:
    """Read tables by the columns of a profile file. Raises RequestFileError."""
    assert asked.profile is not None
    return read_bookings(asked, profile_of(asked.profile))


def profile_of(path: Path) -> BookingProfile:
    """Return the profile that a file describes. Raises RequestFileError with all that is wrong with it."""
    content = _mapping(path)
    problems: list[Problem] = []
    columns = _columns(path, content, problems)
    status = content.get("status") or {}
    if not isinstance(status, Mapping):
        problems.append(_problem(path, content, "status", "expected words and their meanings"))
        status = {}
    for word, meaning in status.items():
        if meaning not in STATUSES:
            problems.append(_problem(path, status, word, f'"{meaning}" is none of {", ".join(STATUSES)}'))
    for key in content:
        if key not in KEYS:
            hint = suggest(str(key), KEYS) or f"there are {', '.join(KEYS)}"
            problems.append(_problem(path, content, key, f"unknown key; {hint}"))
    told = {key: str(content[key]) for key in ("dates", "zone") if content.get(key)}
    try:
        settings = checked(told)
    except RequestFileError as error:
        problems += [_problem(path, content, one.key, one.message) for one in error.problems]
    if problems:
        raise RequestFileError(sorted(problems))
    words = {plain(str(word)): str(meaning) for word, meaning in status.items()}
    return BookingProfile(path.name, columns, words, settings.dates, settings.zone)


def _mapping(path: Path) -> Any:
    """Return the file's content, a mapping that knows its lines. Raises RequestFileError."""
    try:
        if path.stat().st_size > MAX_BYTES:
            raise RequestFileError([Problem(str(path), 0, 0, "", f"larger than {MAX_BYTES:,} bytes")])
        content = YAML(pure=True).load(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise RequestFileError([Problem(str(path), 0, 0, "", f"cannot be read: {error.strerror or error}")]) from error
    except (YAMLError, ValueError, RecursionError, TypeError, AttributeError) as error:
        first = (str(error).splitlines() or ["no text in UTF-8"])[0]
        raise RequestFileError([Problem(str(path), 0, 0, "", f"is no YAML: {first}")]) from error
    if not isinstance(content, Mapping) or not isinstance(content.get("columns"), Mapping):
        message = "expected a part columns with a name for each of the fields that the table has, such as origin_lon: x"
        raise RequestFileError([Problem(str(path), 0, 0, "columns", message)])
    return content


def _columns(path: Path, content: Any, problems: list[Problem]) -> dict[str, tuple[str, ...]]:
    columns, found = content["columns"], dict[str, tuple[str, ...]]()
    for field, names in columns.items():
        listed = names if isinstance(names, list) else [names]
        if field not in FIELDS:
            hint = suggest(str(field), FIELDS) or f"there are {', '.join(FIELDS)}"
            problems.append(_problem(path, columns, field, f"is no field of bookings; {hint}"))
        elif not listed or not all(isinstance(name, str) and plain(name) for name in listed):
            problems.append(
                _problem(path, columns, field, "expected the name of a column, or a list of possible names")
            )
        else:
            found[field] = tuple(listed)
    missing = [place for place in PLACES if place not in columns]
    if not set(WANTED) & set(columns):
        missing.append(f"one of {', '.join(WANTED)}")
    problems += [_problem(path, content, "columns", f"{one} is missing") for one in missing]
    return found


def _problem(path: Path, part: Any, key: object, message: str) -> Problem:
    try:
        line = part.lc.key(key)[0] + 1
    except (AttributeError, KeyError, TypeError):
        line = 0
    return Problem(str(path), line, 0, str(key)[:80], message)
