"""A figure as SVG and PNG, the same bytes every time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from simulator.report import style

if TYPE_CHECKING:
    from matplotlib.figure import Figure


@contextmanager
def paper_figure(folder: Path, name: str, *, width: float = 7, height: float = 3.6) -> Iterator[Figure]:
    """Give an empty figure [inch] and save it as SVG and PNG, without a date or a program's name in the files."""
    import matplotlib as mpl

    with mpl.rc_context(), style.figure(folder / f"{name}.png", width=width, height=height) as drawn:
        yield drawn
        mpl.rcParams["svg.hashsalt"] = name  # names of parts would be random otherwise
        drawn.savefig(folder / f"{name}.svg", metadata={"Date": None, "Creator": None})
