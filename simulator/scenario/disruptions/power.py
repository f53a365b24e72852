"""Charging sites and filling stations that give less than usual, or nothing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from simulator.scenario.disruptions.known_names import unknown
from simulator.scenario.road_models import Around, moment_s
from simulator.scenario.section import Section

_STATIONS = "stations"  # of car-sharing, whose chargers are sites, too


class Supply(Section):
    """Sites of one energy that give less; whoever stands there notices, so that it is known as it happens at last."""

    sites: tuple[str, ...] = Field(
        (), max_length=10_000, description="Names of charging sites, or of stations with chargers; none: all, or within"
    )
    within: Around | None = Field(None, description="Circle with the sites; null: anywhere")
    share: float = Field(0, ge=0, le=1, description="Share of the kW of each plug and grid connection that is left")

    @model_validator(mode="after")
    def _known_at_last(self) -> Self:
        announced, from_ = getattr(self, "announced", None), getattr(self, "from_", None)  # with what all of them say
        if announced is not None and from_ is not None and moment_s(announced) > moment_s(from_):
            raise PydanticCustomError(
                "disruption", "announced: who stands there notices at once; expected it no later than from"
            )
        return self

    @property
    def energy(self) -> str:
        """Return what the sites give."""
        return "electricity"

    def misfits(self, scenario: Any) -> Iterator[tuple[str, str]]:
        """Tell sites that there are none of."""
        names = [site.name for site in scenario.energy.sites if site.energy == self.energy]
        if self.energy == "electricity":
            names += [
                its.name or its.id for config in scenario.services.values() for its in getattr(config, _STATIONS, ())
            ]
        if not any(getattr(config, "stations_file", None) for config in scenario.services.values()):
            yield from unknown("sites", "site", self.sites, names)


class Power(Supply):
    """Less power at the chargers of some sites."""


class Fuel(Supply):
    """Less hydrogen or diesel at the pumps of some sites."""

    of: Literal["hydrogen", "diesel"] = Field(description="What the pumps give less of")

    @property
    def energy(self) -> str:
        """Return what the sites give."""
        return self.of
