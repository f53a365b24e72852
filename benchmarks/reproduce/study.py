"""What a study is: figures that somebody published, each with how near ours has to come, and how ours are found."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from simulator.analysis.statistics import Estimate


@dataclass(frozen=True)
class Case:
    """A published figure. group: the curve it is a point of, in a panel of the picture; x: where on that curve.

    tolerance: how far ours may be off, half_width: how wide half of the interval of ours may be; shares of the figure.
    explained: why ours may be farther off; such a case is told, and fails nothing.
    """

    panel: str
    group: str
    x: float
    published: float
    tolerance: float
    half_width: float
    explained: str = ""

    @property
    def name(self) -> str:
        """Return what the case is called in tables and on the command line."""
        return f"{self.panel}, {self.group}, {self.x:g}"


@dataclass(frozen=True)
class Found:
    """What our run says to a case. notes: further figures of it, by name."""

    estimate: Estimate
    notes: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Study:
    """Published figures and our runs.

    find: makes the run of a case, which may be in a process of its own; the second value says whether a small one is
    enough, as in a smoke test. smoke: names of the cases of such a test. about: paragraphs for the page, in front of
    the table. x, y: what the axes show. log_y: draws the figures on a logarithmic scale.
    """

    name: str
    title: str
    source: str
    licence: str
    retrieved: str
    about: str
    x: str
    y: str
    cases: tuple[Case, ...]
    smoke: tuple[str, ...]
    find: Callable[[Case, bool], Found]
    log_y: bool = False
    smoke_tolerance: float = 0.06  # of deviation and half-width, in small runs
