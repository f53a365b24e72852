"""Sections one key of which names code: a policy, a model, a source. Its parameters stand beside the name."""

from __future__ import annotations

from functools import cache, partial
from pathlib import Path
from types import UnionType
from typing import Any, ClassVar, Union, cast, get_args, get_origin

from pydantic import AfterValidator, ValidatorFunctionWrapHandler, WrapValidator, create_model
from pydantic_core import PydanticCustomError

from simulator import registry
from simulator.registry import RegistryError
from simulator.scenario.section import Section
from simulator.suggest import suggest


class NamesCode(Section):
    """A section that names code. group: of the registry. key: which one names it."""

    group: ClassVar[str]
    key: ClassVar[str] = "policy"

    @classmethod
    def with_parameters(cls, data: object) -> type[NamesCode]:
        """Return this section with the keys that go with what the data names."""
        name = data.get(cls.key, cls.model_fields[cls.key].default) if isinstance(data, dict) else None
        if not isinstance(name, str) or name not in registry.names(cls.group):
            return cls
        return _together(cls, name)

    def make(self, *given: Any) -> Any:
        """Return what this section names, made of what the group gives and, if it has parameters, this section."""
        name = getattr(self, self.key)
        made = registry.find(self.group, name)
        return made(*given) if registry.parameters(self.group, name) is None else made(*given, self)


def registered(group: str, *, own: bool = True) -> AfterValidator:
    """Return a validator of names that the registry must know; own: the program's own are among them."""
    return AfterValidator(partial(_known, group, own))


def chosen(section: type[NamesCode]) -> WrapValidator:
    """Return a validator of a section that takes the parameters of what it names, too."""

    def validate(value: object, otherwise: ValidatorFunctionWrapHandler) -> object:
        fitting = section.with_parameters(value)
        return otherwise(value) if fitting is section else fitting.model_validate(value)

    return WrapValidator(validate)


def owners(group: str, key: str) -> list[str]:
    """Return the names in a group that a parameter belongs to."""
    sections = {name: registry.parameters(group, name) for name in registry.names(group)}
    return [name for name, section in sections.items() if section is not None and key in _spellings(section)]


def file_parameters(section: type[Section]) -> list[str]:
    """Return which keys of a section name files."""
    return [name for name, field in section.model_fields.items() if Path in _alternatives(field.annotation)]


def _spellings(section: type[Section]) -> set[str]:
    extras = [field.json_schema_extra for field in section.model_fields.values()]
    texts = {str(extra["x-text-key"]) for extra in extras if isinstance(extra, dict) and "x-text-key" in extra}
    return texts | set(section.model_fields)


def _known(group: str, own: bool, name: str) -> str:
    known = [known for known in registry.names(group) if own or registry.package_of(group, known) != registry.OWN]
    if name not in known:
        hint = suggest(name, known) or (
            f"known are {', '.join(known)}" if known else "no package with one is installed"
        )
        raise PydanticCustomError("unknown_name", 'unknown "{name}"; {hint}', {"name": name, "hint": hint})
    return name


@cache
def _together(section: type[NamesCode], name: str) -> type[NamesCode]:
    parameters = registry.parameters(section.group, name)
    if parameters is None:
        return section
    where = f'{registry.package_of(section.group, name)}: the parameters of {section.group} "{name}"'
    if not (isinstance(parameters, type) and issubclass(parameters, Section)):
        raise RegistryError(f"{where} are no Section")
    twice = sorted(_spellings(parameters) & _spellings(section))
    if twice:
        raise RegistryError(f"{where} have {', '.join(twice)}, which the scenario has there already")
    plain = parameters.model_fields.keys() - set(file_parameters(parameters))
    if any(_hides_files(parameters.model_fields[name].annotation) for name in plain):
        raise RegistryError(f"{where} have a file inside of another value; expected a parameter of its own")
    return cast(type[NamesCode], create_model(section.__name__, __base__=(parameters, section)))


def _alternatives(annotation: Any) -> tuple[Any, ...]:
    """Return what a type is one of."""
    return get_args(annotation) if get_origin(annotation) in (Union, UnionType) else (annotation,)


def _hides_files(annotation: Any) -> bool:
    """Return whether a file is named somewhere inside of a value, where nobody would look for it."""
    if isinstance(annotation, type) and issubclass(annotation, Section):
        return any(_hides_files(field.annotation) for field in annotation.model_fields.values())
    return annotation is Path or any(_hides_files(inner) for inner in get_args(annotation))
