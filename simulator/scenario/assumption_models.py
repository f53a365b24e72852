"""What a scenario says about its own values: where they come from, that they are assumed, how far off they may be."""

from __future__ import annotations

from typing import Annotated, Any, Self

from pydantic import BeforeValidator, Field, TypeAdapter, WrapValidator, model_validator
from pydantic_core import PydanticCustomError

from simulator.scenario.section import Section
from simulator.scenario.text_models import Source, Texts, words_in


def _level(value: object) -> object:
    if value is None or (isinstance(value, int | float | str) and not isinstance(value, bool)):
        return value
    raise PydanticCustomError("level", 'expected a number, with its unit if it has one, or a factor like "x0.8"')


Level = Annotated[int | float | Annotated[str, Field(max_length=80)] | None, BeforeValidator(_level)]
KeyPattern = Annotated[str, Field(min_length=1, max_length=200)]

_TEXT: TypeAdapter[Any] = TypeAdapter(Source)


def _why(value: object, _otherwise: object) -> object:
    """Return true, false or a text; of both, pydantic would tell what is wrong with each."""
    return value if isinstance(value, bool) else _TEXT.validate_python(value)


Why = Annotated[bool | str | Texts, WrapValidator(_why)]


class Ends(Section):
    """Where a value goes at the low and at the high end; null: it stays where it is."""

    low: Level = Field(None, description="A number, with its unit if it has one, or a factor like x0.8; null: none")
    high: Level = Field(None, description="The same at the other end; null: none")

    @model_validator(mode="after")
    def _apart(self) -> Self:
        if self.low is not None and self.low == self.high:
            raise PydanticCustomError("ends", "low and high are the same")
        return self


class Assumption(Ends):
    """Where values come from, by their keys; a section stands for all in it, * for any part of a key."""

    source: Source = Field("", description="Where the value comes from: who, what, when; or {en: ..., de: ...}")
    assumption: Why = Field(
        False,
        description="true, or why it is assumed so, or {en: ..., de: ...}; beside a source: what is assumed about that",
    )
    sets: dict[KeyPattern, Ends] = Field(
        {}, max_length=20, description="What moves along where this one goes to its low or high end"
    )
    but_not: tuple[KeyPattern, ...] = Field((), description="Keys that this does not hold for")

    @model_validator(mode="after")
    def _said(self) -> Self:
        if not words_in(self.source).strip() and not self.is_assumed:
            raise PydanticCustomError("assumption", "expected a source, or assumption: true or why it is assumed so")
        if self.sets and self.low is None and self.high is None:
            raise PydanticCustomError("assumption", "sets goes with low or high")
        return self

    @property
    def is_assumed(self) -> bool:
        """Return whether the value, or a part of how it comes about, is assumed."""
        return self.assumption if isinstance(self.assumption, bool) else bool(words_in(self.assumption).strip())

    def why(self, language: str) -> str:
        """Return why it is assumed so; empty where nobody said."""
        return "" if isinstance(self.assumption, bool) else words_in(self.assumption, language)
