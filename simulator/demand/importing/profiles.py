"""Profiles by their names: what a kind of file is read by, and what may be set for it.

A profile is one module with a function ``(Asked) -> Imported`` and a line in the group ``importer`` of `builtin`, whose
second entry says what may be set: a dict of key and meaning.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from simulator import registry
from simulator.demand.importing.imported import Asked, Imported
from simulator.errors import Problem, RequestFileError
from simulator.suggest import suggest

GROUP = "importer"
OWN_COLUMNS = "columns"  # the profile that a file of the user's own describes
_OWN_FILE = (".yaml", ".yml")

Importer = Callable[[Asked], Imported]


def importer(profile: str) -> tuple[Importer, Path | None]:
    """Return what reads a profile, and the profile's file if it is one. Raises RequestFileError for unknown ones."""
    name, file = _named(profile)
    found: Importer = registry.find(GROUP, name)
    return found, file


def settings_of(profile: str, told: Sequence[str]) -> Mapping[str, str]:
    """Return what is set for a profile. told: KEY=VALUE each. Raises RequestFileError with all that is wrong."""
    name, _ = _named(profile)
    known: Mapping[str, str] = registry.parameters(GROUP, name) or {}
    settings, problems = dict[str, str](), list[Problem]()
    for one in told:
        key, is_told, value = one.partition("=")
        if not is_told:
            problems.append(Problem("--set", 0, 0, one[:80], "expected KEY=VALUE"))
        elif key not in known:
            hint = suggest(key, list(known)) or f"the profile {name} knows {', '.join(known) or 'none'}"
            problems.append(Problem("--set", 0, 0, key[:80], f"unknown; {hint}"))
        else:
            settings[key] = value
    if problems:
        raise RequestFileError(problems)
    return settings


def _named(profile: str) -> tuple[str, Path | None]:
    if profile.lower().endswith(_OWN_FILE):
        return OWN_COLUMNS, Path(profile)
    known = [name for name in registry.names(GROUP) if name != OWN_COLUMNS]
    if profile not in known:
        hint = suggest(profile, known) or f"there are {', '.join(known)}, or a file such as columns.yaml"
        raise RequestFileError([Problem("--profile", 0, 0, "", f'unknown "{profile[:80]}"; {hint}')])
    return profile, None
