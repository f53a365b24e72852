"""Progress of a run on the terminal."""

from __future__ import annotations

from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeRemainingColumn


class RunProgress:
    """Shows the current step and, while simulating, requests done, speed and remaining time, on standard error.

    On a terminal it is a bar that goes away in the end; elsewhere it is one plain line per step.
    """

    def __init__(self, *, quiet: bool) -> None:
        console = Console(stderr=True)
        self._plain = console if not console.is_terminal and not quiet else None
        self._bar = Progress(
            SpinnerColumn(),
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("{task.fields[speed]}"),
            TimeRemainingColumn(),
            console=console,
            transient=True,
            disable=quiet or not console.is_terminal,
        )
        self._task = self._bar.add_task("starting", total=None, speed="")

    def __enter__(self) -> Self:
        self._bar.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._bar.stop()

    def step(self, text: str) -> None:
        """Name the step that begins."""
        if self._plain is not None:
            self._plain.print(text)
        self._bar.reset(self._task, description=text, total=None, speed="")

    def requests(self, done: int, total: int) -> None:
        """Show how many requests have been answered."""
        speed = self._bar.tasks[0].speed
        shown = f"{speed:,.0f} requests/s" if speed else ""
        self._bar.update(self._task, completed=done, total=total, speed=shown)
