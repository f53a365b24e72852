"""A stand-in for the file that a figure is drawn into."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from matplotlib.figure import Figure


class Paper:
    """Takes what is drawn instead of a file, and the size that was asked for."""

    figure: Figure
    asked: dict[str, Any]

    def __call__(self, _path: Path, **asked: Any) -> Paper:
        self.figure, self.asked = Figure(), asked
        return self

    def __enter__(self) -> Figure:
        return self.figure

    def __exit__(self, *_error: object) -> None:
        pass
