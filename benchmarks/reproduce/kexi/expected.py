"""What KEXI is known for: ``expected.toml``, written before the first run that it is compared with."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

FILE = Path(__file__).with_name("expected.toml")


@dataclass(frozen=True)
class Moment:
    """A key figure as published. tolerance: how far a run may be away, as a share of the published value."""

    figure: str
    published: float
    tolerance: float
    source: str
    why: str


@dataclass(frozen=True)
class Expected:
    """What is compared: seeds 1 to so many of a scenario, with these moments."""

    scenario: str
    seeds: int
    moments: tuple[Moment, ...]


def read_expected() -> Expected:
    """Read the file."""
    told = tomllib.loads(FILE.read_text(encoding="utf-8"))
    moments = tuple(Moment(figure, **moment) for figure, moment in told["moment"].items())
    return Expected(told["scenario"], told["seeds"], moments)
