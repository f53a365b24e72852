"""Who may book at a service: its area, rules of packages, and rides that run parallel to a timetable."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, ClassVar

from pydantic import Field

from simulator.scenario.named_code import NamesCode, registered
from simulator.scenario.section import Section


class ServiceArea(Section):
    """Areas outside of which nobody is taken: origin and destination of a request lie inside, outlines included."""

    file: Path = Field(description="GeoJSON with polygons, each with a name in its properties, or an id")
    names: tuple[str, ...] = Field((), description="Of the areas that count; none: all in the file")
    same: bool = Field(False, description="True: origin and destination lie in one and the same area")


class RuleConfig(NamesCode):
    """A rule of booking from a package, with what it wants to know."""

    group: ClassVar[str] = "rule"
    key: ClassVar[str] = "rule"
    rule: Annotated[str, registered("rule", own=False)] = Field(description="Name of a rule that a package brings")
