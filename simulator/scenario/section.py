"""The base of all parts of a scenario."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

Name = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_.-]{0,79}$")]

# Mark of keys that may change during a day, with all below them; see ``during_day``.
MAY_CHANGE = "x-may-change-during-a-day"
DURING_DAY: dict[str, Any] = {MAY_CHANGE: True}


class Section(BaseModel):
    """A part of a scenario: frozen, and strict about its keys."""

    model_config = ConfigDict(frozen=True, extra="forbid", validate_default=True, defer_build=True)


def is_none(value: object) -> bool:
    """Return whether a key says nothing, so that the scenario of a run leaves it out."""
    return value is None


def is_empty(value: object) -> bool:
    """Return whether a key lists nothing, so that the scenario of a run leaves it out."""
    return value in ((), {})
