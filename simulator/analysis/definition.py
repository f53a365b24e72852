"""What a definition in the column dictionary consists of."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Definition:
    """The meaning of one column or key figure.

    ``unit`` is empty for names and codes; ``denominator`` is empty unless the figure is a share, ratio or mean.
    """

    definition: str
    unit: str = ""
    denominator: str = ""
