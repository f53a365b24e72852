"""What pydantic finds wrong, told as problems with file, line and column."""

from __future__ import annotations

import types
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import AliasChoices, BaseModel, ValidationError
from pydantic.fields import FieldInfo

from simulator.errors import Problem
from simulator.scenario.day_models import DAY_KEYS
from simulator.scenario.named_code import NamesCode, fitting, owners
from simulator.scenario.quantities import CLOCK_KEYS, text_key
from simulator.scenario.yaml_file import Document, Path_, Position, dotted, nearest_position
from simulator.suggest import nearest, suggest

PAIR = 2
# kind of a pydantic error -> what to say instead of its own words
_PLAIN_WORDS = {
    "dict_type": "a mapping of keys to values",
    "model_type": "a mapping of keys to values",
    "tuple_type": "a list",
    "path_type": "a file name",
}


def where(document: Document, path: Path_) -> Position:
    """Return the position of a value in a document, or of the nearest part around it."""
    return nearest_position(document.positions, path)


def problems_of(error: ValidationError, document: Document, model: type[BaseModel]) -> list[Problem]:
    """Return one problem per mistake: what only follows from another mistake is left out."""
    mistakes = [
        (tuple(part for part in mistake["loc"] if part != "[key]"), mistake)
        for mistake in error.errors(include_url=False)
    ]
    data = document.data
    unknown = (path for path, mistake in mistakes if mistake["type"] == "extra_forbidden")
    misspelt = {(*path[:-1], _meant(path, model, data)) for path in unknown}
    problems = []
    for path, mistake in mistakes:
        follows = mistake["type"] == "missing" and path in misspelt
        around = mistake["type"] == "too_short" and any(inner[: len(path)] == path != inner for inner, _ in mistakes)
        if not (follows or around):
            at_odds = isinstance(mistake["input"], dict) and not mistake["msg"].startswith("Input ")
            place = _said_last(document, path) if at_odds else where(document, path)
            problems.append(place.problem(dotted(path), _message(mistake, path, model, data)))
    return problems


def _said_last(document: Document, path: Path_) -> Position:
    """Return where a section that is at odds with itself was made so: by the first key of who changed it last."""
    section = where(document, path)
    inside = [place for key, place in document.positions.items() if key[: len(path)] == path]
    others = [place for place in inside if place.file != section.file]
    return min((its for its in others if its.file == others[-1].file), key=lambda its: its.line, default=section)


def text_key_problems(document: Document, model: type[BaseModel], path: Path_ = ()) -> list[Problem]:
    """Return what YAML takes for a number though nobody meant it so.

    Quantities that have no unit, neither in the key nor in the text, and those given twice; clock times without a
    colon; ``true`` where a number is expected.
    """
    data: Any = document.data
    for key in path:
        data = data[key]
    if not isinstance(data, dict):
        return []
    problems: list[Problem] = []
    for name, field in model.model_fields.items():
        text = text_key(field)
        if text is not None and text in data and name in data:
            message = f'given twice, as "{text}" and as "{name}"'
            problems.append(where(document, (*path, text)).problem(dotted((*path, text)), message))
        elif text is not None and text in data:
            for below, number in _numbers(data[text]):
                here = (*path, text, *below)
                message = f'{number} has no unit; write "{number} {_units(field)[0]}", or {name}: {number}'
                problems.append(where(document, here).problem(dotted(here), message))
        elif isinstance(data.get(name), bool) and _wants_number(field.annotation):
            message = f"{str(data[name]).lower()}: expected a number"
            problems.append(where(document, (*path, name)).problem(dotted((*path, name)), message))
        if (name in CLOCK_KEYS or getattr(model, "of_clocks", False)) and isinstance(data.get(name), list):
            for place, clock in enumerate(data[name]):
                if _is_number(clock):
                    here = (*path, name, place)
                    message = f'{clock} is no clock time; expected hours and minutes like "05:00"'
                    problems.append(where(document, here).problem(dotted(here), message))
        for inner, keys in inner_models(field.annotation, data.get(name)):
            problems += text_key_problems(document, inner, (*path, name, *keys))
    return problems


def known_keys(model: type[BaseModel]) -> list[str]:
    """Return all keys a part of a scenario takes."""
    keys: list[str] = []
    for name, field in model.model_fields.items():
        if field.exclude:
            continue
        alias = field.validation_alias
        keys += [str(choice) for choice in alias.choices] if isinstance(alias, AliasChoices) else [alias or name]  # type: ignore[list-item]
    return keys


def field_of(model: type[BaseModel], key: str) -> tuple[str, FieldInfo] | None:
    """Return the field that a key of a part of a scenario means, with its name; a quantity has two keys."""
    fields = model.model_fields.items()
    return next(((name, field) for name, field in fields if key in (name, text_key(field))), None)


def _meant(path: Path_, model: type[BaseModel], data: Any) -> str:
    """Return the known key an unknown one was probably meant to be, or nothing."""
    owner = model_at(model, path[:-1], data)
    return nearest(str(path[-1]), known_keys(owner)) if owner else ""


def _message(mistake: Any, path: Path_, model: type[BaseModel], data: Any) -> str:
    value, kind = mistake["input"], mistake["type"]
    if kind == "unknown_name":
        return str(mistake["msg"])
    if kind == "extra_forbidden":
        owner = model_at(model, path[:-1], data)
        others = owners(owner.group, str(path[-1])) if owner and issubclass(owner, NamesCode) else []
        if owner and issubclass(owner, NamesCode) and others:
            return f"unknown key; it goes with {owner.key}: {' or '.join(others)}"
        hint = suggest(str(path[-1]), known_keys(owner)) if owner else ""
        return f"unknown key; {hint or 'known are ' + ', '.join(known_keys(owner) if owner else [])}"
    if kind == "missing":
        return "is missing"
    text = _PLAIN_WORDS.get(kind) or mistake["msg"].removeprefix("Input should be ").removeprefix("Value error, ")
    if kind in ("too_short", "too_long"):
        bound, most = mistake["ctx"], kind == "too_long"
        limit = f"most {bound['max_length']}" if most else f"least {bound['min_length']}"
        return f"expected at {limit} of them, not {bound['actual_length']}"
    if kind == "string_pattern_mismatch":
        with_dash = "-]" in mistake["ctx"]["pattern"]
        text = f"a name of small letters, digits{', -' if with_dash else ''} and _"
    if kind in ("literal_error", "enum"):
        hint = suggest(str(value), [str(choice).strip("'") for choice in _choices(mistake)])
        text = f"{text}; {hint}" if hint else text
    shown = _shown(value)
    if isinstance(value, dict) and not mistake["msg"].startswith("Input "):  # a section at odds with itself
        return str(mistake["msg"])
    expected = text if text.startswith(("expected", '"', "the ")) else f"expected {text}"
    return expected if shown[1:-1] in expected and isinstance(value, str) else f"{shown[:80]}: {expected}"


def _numbers(value: object) -> list[tuple[Path_, object]]:
    """Return a value if it is a number, and those of a mapping of types of days, each with the key that leads to it."""
    if isinstance(value, dict):
        return [((day,), number) for day, number in value.items() if day in DAY_KEYS and _is_number(number)]
    return [((), value)] if _is_number(value) else []


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _wants_number(annotation: Any) -> bool:
    kinds = unwrapped(annotation)
    return bool not in kinds and (int in kinds or float in kinds)


def _choices(mistake: Any) -> list[str]:
    expected = str(mistake.get("ctx", {}).get("expected", ""))
    return expected.replace(" or ", ", ").split(", ")


def _shown(value: object) -> str:
    """Return a value as it stands in the file; of long lists and mappings only what they are."""
    if value is None or isinstance(value, bool):
        return "null" if value is None else str(value).lower()
    if isinstance(value, str | int | float):
        return repr(value)
    if isinstance(value, list | tuple) and len(value) == PAIR and not any(isinstance(v, list | dict) for v in value):
        return f"[{', '.join(str(inner) for inner in value)}]"
    return {"dict": "a mapping", "list": "a list", "tuple": "a list"}.get(type(value).__name__, type(value).__name__)


def _units(field: Any) -> list[str]:
    return [str(unit) for unit in field.json_schema_extra["x-units"]]


def unwrapped(annotation: Any) -> list[Any]:
    """Return the alternatives of a type without Annotated, Optional and unions."""
    origin = get_origin(annotation)
    if origin is Annotated:
        return unwrapped(get_args(annotation)[0])
    if origin in (Union, types.UnionType):
        return [inner for part in get_args(annotation) for inner in unwrapped(part)]
    return [annotation]


def inner_models(annotation: Any, data: Any) -> list[tuple[type[BaseModel], Path_]]:
    """Return the models inside a field, with the keys that lead to them in the data."""
    found: list[tuple[type[BaseModel], Path_]] = []
    for kind in unwrapped(annotation):
        origin, arguments = get_origin(kind), get_args(kind)
        if isinstance(kind, type) and issubclass(kind, BaseModel) and isinstance(data, dict):
            found.append((fitting(kind, data), ()))
        elif origin is dict and isinstance(data, dict):
            found += [(m, (key, *rest)) for key, value in data.items() for m, rest in inner_models(arguments[1], value)]
        elif origin is tuple and isinstance(data, list):
            found += [(m, (n, *rest)) for n, value in enumerate(data) for m, rest in inner_models(arguments[0], value)]
    return found


def model_at(model: type[BaseModel], path: Path_, data: Any) -> type[BaseModel] | None:
    """Return the model that describes the part of a scenario at a path; data: of the scenario."""
    kinds: list[Any] = [model]
    for key in path:
        following: list[Any] = []
        for kind in kinds:
            if isinstance(kind, type) and issubclass(kind, BaseModel):
                found = field_of(fitting(kind, data), str(key))
                following += [] if found is None else unwrapped(found[1].annotation)
            elif get_origin(kind) in (dict, tuple):
                inner = get_args(kind)[1] if get_origin(kind) is dict else get_args(kind)[0]
                following += unwrapped(inner)
        kinds = following
        try:
            data = data[key]
        except (KeyError, IndexError, TypeError):
            data = None
    model_there = next((kind for kind in kinds if isinstance(kind, type) and issubclass(kind, BaseModel)), None)
    return None if model_there is None else fitting(model_there, data)
