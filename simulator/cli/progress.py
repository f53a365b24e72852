"""Progress of a run on the terminal."""

from __future__ import annotations

import time
from types import TracebackType
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from rich.console import Console
    from rich.progress import Progress

SECONDS_BETWEEN_LINES = 10


class RunProgress:
    """Shows the current step and how much of it is done, how fast, and how long the rest takes, on standard error.

    On a terminal it is a bar that goes away in the end; elsewhere it is one plain line per step, and more when it
    takes long; quiet, nothing.
    """

    def __init__(self, *, quiet: bool) -> None:
        self._said_s = time.monotonic()
        self._first: tuple[float, int] | None = None
        self._plain: Console | None = None
        self._bar: Progress | None = None
        if quiet:
            return
        from rich.console import Console as NewConsole

        console = NewConsole(stderr=True)
        if console.is_terminal:
            self._bar = _new_bar(console)
            self._task = self._bar.add_task("starting", total=None, speed="")
        else:
            self._plain = console

    def __enter__(self) -> Self:
        if self._bar is not None:
            self._bar.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bar is not None:
            self._bar.stop()

    def step(self, text: str) -> None:
        """Name the step that begins."""
        self._said_s, self._first = time.monotonic(), None
        if self._plain is not None:
            self._plain.print(text)
        if self._bar is not None:
            self._bar.reset(self._task, description=text, total=None, speed="")

    def requests(self, done: int, total: int) -> None:
        """Show how many requests have been answered, how fast, and how long the rest will take."""
        self._show(done, total, "requests")

    def runs(self, done: int, failed: int, total: int) -> None:
        """Show how many runs of an experiment have ended; failed ones are told apart."""
        self._show(done, total, "runs" if not failed else f"runs, {failed:,} of them failed")

    def _show(self, done: int, total: int, unit: str) -> None:
        if self._plain is not None:
            self._say(done, total, unit, self._plain)
        if self._bar is not None:
            speed = self._bar.tasks[0].speed
            shown = f"{speed:,.1f} {unit.split(',')[0]}/s" if speed else ""
            self._bar.update(self._task, completed=done, total=total, speed=shown)

    def _say(self, done: int, total: int, unit: str, plain: Console) -> None:
        """Print a plain line now and then; days that are over at once need none."""
        now = time.monotonic()
        if self._first is None:
            self._first = now, done  # what came before was also compilation
        if now - self._said_s < SECONDS_BETWEEN_LINES or not 0 < done < total:
            return
        self._said_s = now
        first_s, first_done = self._first
        said = f"  {done:,} of {total:,} {unit}"
        if done > first_done:
            speed = (done - first_done) / (now - first_s)
            said += f", {speed:,.1f}/s, about {(total - done) / speed:,.0f} s left"
        plain.print(said, highlight=False)


def _new_bar(console: Console) -> Progress:
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeRemainingColumn

    return Progress(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[speed]}"),
        TimeRemainingColumn(),
        console=console,
        transient=True,
    )
