"""Which keys of a scenario may change during a day, and which of them a changed scenario has changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pydantic import BaseModel

from simulator.errors import Problem
from simulator.scenario.dump import resolved
from simulator.scenario.models import Scenario
from simulator.scenario.named_code import NamesCode
from simulator.scenario.section import MAY_CHANGE
from simulator.scenario.yaml_file import Path_, dotted

# They say what others say already: what a run is called, and where values come from.
_SAID = ("assumptions", "title", "description")
# What those who make journeys with the rides of a service know of it from the beginning of a run.
_KNOWN_TO_PARTNERS = ("hours", "limits", "fares", "offers", "booking", "dispatch.weights", "dispatch.answer")


def may_change(scenario: Scenario) -> list[str]:
    """Return the keys that may change during a day, each with all below it; marked so in the schema."""
    keys = _marked(scenario, ())
    for name, config in scenario.services.items():
        partners = config.partners_among(scenario.services)
        if partners:
            known = [f"services.{name}", *(f"services.{its}.{key}" for its in partners for key in _KNOWN_TO_PARTNERS)]
            keys = [key for key in keys if not _is_below(key, known)]
    return keys


def changed_keys(before: Scenario, after: Scenario) -> list[str]:
    """Return the keys at which two scenarios differ; lists are one value."""
    return [dotted(path) for path in _differing(resolved(before), resolved(after), ()) if path[0] not in _SAID]


def refused_changes(before: Scenario, after: Scenario) -> list[Problem]:
    """Return the changes that cannot be made during a day, each with the keys that may change."""
    keys = list(dict.fromkeys([*may_change(before), *may_change(after)]))
    message = f"cannot change during a day; what can is {', '.join(keys)}"
    return [after.problem(key, message) for key in changed_keys(before, after) if not _is_below(key, keys)]


def _is_below(key: str, keys: Sequence[str]) -> bool:
    return any(key == one or key.startswith((f"{one}.", f"{one}[")) for one in keys)


def _marked(section: BaseModel, path: Path_) -> list[str]:
    """Return the keys of a section, and of sections inside of it, that are marked."""
    found: list[str] = []
    for name, declared in type(section).model_fields.items():
        here = (*path, declared.serialization_alias or declared.alias or name)
        extra = declared.json_schema_extra
        if isinstance(extra, dict) and MAY_CHANGE in extra:
            found += [dotted(here), *_parameters(section, path, name)]
        else:
            found += _marked_inside(getattr(section, name), here)
    return found


def _parameters(section: BaseModel, path: Path_, name: str) -> list[str]:
    """Return the keys that go with what a marked key names."""
    if not isinstance(section, NamesCode) or name != section.key:
        return []
    own = next(one for one in type(section).__mro__ if issubclass(one, NamesCode) and "group" in vars(one))
    return [dotted((*path, key)) for key in type(section).model_fields if key not in own.model_fields]


def _marked_inside(value: Any, path: Path_) -> list[str]:
    if isinstance(value, BaseModel):
        return _marked(value, path)
    if isinstance(value, Mapping):
        return [key for name, inner in value.items() for key in _marked_inside(inner, (*path, str(name)))]
    return []


def _differing(before: Any, after: Any, path: Path_) -> Iterator[Path_]:
    if isinstance(before, dict) and isinstance(after, dict):
        for key in dict.fromkeys((*before, *after)):
            yield from _differing(before.get(key), after.get(key), (*path, key))
    elif before != after:
        yield path
