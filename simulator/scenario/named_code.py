"""Sections one key of which names code: a policy, a model, a source. Its parameters stand beside the name."""

from __future__ import annotations

from functools import cache, partial
from typing import Any, ClassVar, TypeVar, cast

from pydantic import AfterValidator, BaseModel, ValidatorFunctionWrapHandler, WrapValidator, create_model
from pydantic_core import PydanticCustomError

from simulator import registry
from simulator.registry import RegistryError
from simulator.scenario.section import Section
from simulator.suggest import suggest

M = TypeVar("M", bound=BaseModel)


class NamesCode(Section):
    """A section that names code. group: of the registry. key: which one names it."""

    group: ClassVar[str]
    key: ClassVar[str] = "policy"

    @classmethod
    def with_parameters(cls, data: object) -> type[NamesCode]:
        """Return this section with the keys that go with what the data names."""
        return _together(cls, cls._named(data)) if isinstance(data, dict) and cls.is_known(data) else cls

    @classmethod
    def is_known(cls, data: dict[Any, Any]) -> bool:
        """Return whether there is what the data names."""
        name = cls._named(data)
        return isinstance(name, str) and name in registry.names(cls.group)

    @classmethod
    def _named(cls, data: dict[Any, Any]) -> Any:
        return data.get(cls.key, cls.model_fields[cls.key].default)

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
        fits = fitting(section, value)
        if fits is not section:
            return fits.model_validate(value)
        if isinstance(value, dict) and not section.is_known(value):  # nobody can tell which keys would go with it
            return otherwise({key: given for key, given in value.items() if key in _spellings(section)})
        return otherwise(value)

    return WrapValidator(validate)


def fitting(model: type[M], data: object) -> type[M]:
    """Return a model with the parameters of what the data names, if it is a section that names code."""
    return cast(type[M], model.with_parameters(data)) if issubclass(model, NamesCode) else model


def owners(group: str, key: str) -> list[str]:
    """Return the names in a group that a parameter belongs to."""
    sections = {name: registry.parameters(group, name) for name in registry.names(group)}
    return [name for name, section in sections.items() if section is not None and key in _spellings(section)]


def _spellings(section: type[Section]) -> set[str]:
    extras = [field.json_schema_extra for field in section.model_fields.values()]
    texts = {str(extra["x-text-key"]) for extra in extras if isinstance(extra, dict) and "x-text-key" in extra}
    aliases = {field.alias for field in section.model_fields.values() if field.alias is not None}
    return texts | aliases | set(section.model_fields)


def _known(group: str, own: bool, name: str) -> str:
    known = [known for known in registry.names(group) if own or registry.package_of(group, known) != registry.OWN]
    if name not in known:
        hint = suggest(name, known) or (
            f"known are {', '.join(known)}" if known else "no package with one is installed"
        )
        raise PydanticCustomError("unknown_name", 'unknown "{name}"; {hint}', {"name": name, "hint": hint})
    return name


def _together(section: type[NamesCode], name: str) -> type[NamesCode]:
    parameters = registry.parameters(section.group, name)
    return section if parameters is None else _joined(section, name, parameters)


@cache
def _joined(section: type[NamesCode], name: str, parameters: object) -> type[NamesCode]:
    where = f'{registry.package_of(section.group, name)}: the parameters of {section.group} "{name}"'
    if not (isinstance(parameters, type) and issubclass(parameters, Section)):
        raise RegistryError(f"{where} are no Section")
    twice = sorted(_spellings(parameters) & _spellings(section))
    if twice:
        raise RegistryError(f"{where} have {', '.join(twice)}, which the scenario has there already")
    return cast(type[NamesCode], create_model(section.__name__, __base__=(parameters, section)))
