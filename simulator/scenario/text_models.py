"""Texts of a scenario for people: one for all, or one for each language."""

from __future__ import annotations

from typing import Annotated, Any, Self

from pydantic import Field, StringConstraints, TypeAdapter, ValidatorFunctionWrapHandler, WrapValidator, model_validator
from pydantic_core import PydanticCustomError

from simulator.scenario.section import Section
from simulator.texts import LANGUAGES, text_in


class Texts(Section):
    """A text in each language; where one is missing, the other stands in."""

    en: str = Field("", description="In English")
    de: str = Field("", description="In German")

    @model_validator(mode="after")
    def _some(self) -> Self:
        if not (self.en or self.de):
            raise PydanticCustomError("texts", "expected a text under en, de or both")
        return self


def _texts(longest: int) -> Any:
    """Return the type of a text of at most so many letters, or of one for each language."""
    one: TypeAdapter[str] = TypeAdapter(Annotated[str, StringConstraints(max_length=longest)])

    def validate(value: object, _otherwise: ValidatorFunctionWrapHandler) -> object:
        if not isinstance(value, dict | Texts):
            return one.validate_python(value)
        texts = Texts.model_validate(value)
        for language in LANGUAGES:
            if len(getattr(texts, language)) > longest:
                limits = {"language": language, "longest": longest}
                raise PydanticCustomError("texts", "{language}: expected at most {longest} letters", limits)
        return texts

    return Annotated[str | Texts, WrapValidator(validate)]


Title, Description, Source = _texts(300), _texts(5000), _texts(2000)


def words_in(text: str | Texts, language: str = "en") -> str:
    """Return a text of a scenario in a language."""
    return text_in(text.model_dump() if isinstance(text, Texts) else text, language)
