"""How late buses and trains are, and when it is known."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from simulator.scenario.punctuality import punctuality_sets, with_published
from simulator.scenario.quantities import Seconds, quantity
from simulator.scenario.section import Section
from simulator.suggest import suggest

PunctualShare = Annotated[float, Field(ge=0.05, le=1)]  # of less no mean delay would be told


class Punctual(Section):
    """Share of arrivals that are less than `within` late; null: all are on time."""

    published: str | None = Field(
        "vbb", description="A bundled set of shares; what is given beside it wins. null: none, only what is given"
    )
    lines: dict[str, PunctualShare] = Field(
        {}, validate_default=True, description="Of these lines, by what people call them, 0.05 to 1"
    )
    rail: PunctualShare | None = Field(None, description="Of other trains, 0.05 to 1; null: all are on time")
    bus: PunctualShare | None = Field(
        None, description="Of other buses, and of all that is no train, 0.05 to 1; null: all are on time"
    )

    @model_validator(mode="before")
    @classmethod
    def _from_set(cls, data: object) -> object:
        """Fill in the shares of the set that are not given."""
        if not isinstance(data, dict) or not isinstance(name := data.get("published", "vbb"), str):
            return data
        if name not in punctuality_sets():
            hint = suggest(name, punctuality_sets()) or f"known are {', '.join(punctuality_sets())}"
            raise PydanticCustomError("published", 'published: unknown "{name}"; {hint}', {"name": name, "hint": hint})
        return with_published(name, data)


class Delays(Section):
    """How late buses and trains are: drawn for each trip and day, exponentially, and never early."""

    punctual: Punctual = Field(Punctual.model_validate({}), description="Which share is punctual")
    within_s: Seconds = quantity(
        300, unit="s", name="within", gt=0, le=7200, description="Less than so late is punctual [s]"
    )
    recovery: float = Field(
        0.05, ge=0, le=0.5, description="Share of the time under way, stops included, by which late vehicles catch up"
    )
    seen_s: Seconds = quantity(
        600, unit="s", name="seen", ge=0, le=86_400, description="So long before a call its delay is known [s]"
    )
