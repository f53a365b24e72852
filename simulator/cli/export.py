"""``elbe-drt export``: write a finished run for other tools."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from simulator.builtin import BUILTIN
from simulator.clock import parse_clock
from simulator.errors import ResultError

OWN_FORMATS = ", ".join(BUILTIN["exporter"])


def export(
    run: Annotated[Path, typer.Argument(metavar="RUN", help="The results folder of a run.")],
    out: Annotated[
        Path | None,
        typer.Argument(metavar="[OUT]", help="Folder to write to; by default named like the format."),
    ] = None,
    format_: Annotated[
        str, typer.Option("--format", metavar="FORMAT", help=f"{OWN_FORMATS}, or one of an installed package.")
    ] = "matsim",
    at: Annotated[str, typer.Option(help="Clock time of a GBFS snapshot.")] = "12:00",
    day: Annotated[int, typer.Option(help="Simulated day of a GBFS snapshot, from 1.", min=1, max=366)] = 1,
    first_day: Annotated[
        str | None,
        typer.Option(
            metavar="DATE",
            help="Date of the first day that counts, for GBFS, if the scenario has none; 2026-01-05 by default.",
        ),
    ] = None,
) -> None:
    """Write a finished run in the files of other tools, or a GBFS 3 snapshot of its shared cars."""
    from simulator import registry

    if format_ not in registry.names("exporter"):
        raise ResultError(f"--format: {_unknown(format_, registry.names('exporter'))}")
    out = Path(format_) if out is None else out
    snapshot = format_ == "gbfs"
    moment = _moment(at, day, first_day) if snapshot else {}
    try:
        files = registry.find("exporter", format_)(run, out, **moment)
    except OSError as error:
        raise ResultError(f"{out}: cannot be written: {error.strerror or error}") from error
    what = "tables" if format_ == "matsim" else "files"
    told = f"files of a GBFS snapshot at {at} of day {day}" if snapshot else f"{format_} {what}"
    typer.echo(f"{len(files)} {told} written to {out}")


def _unknown(name: str, known: list[str]) -> str:
    from simulator.suggest import suggest

    return f'unknown "{name[:40]}"; {suggest(name, known) or "known are " + ", ".join(known)}'


def _moment(at: str, day: int, first_day: str | None) -> dict[str, Any]:
    """Return the moment of a snapshot. Raises ResultError."""
    from simulator.units import DAY_S

    try:
        at_s = parse_clock(at) + (day - 1) * DAY_S
    except ValueError as error:
        raise ResultError(f"--at: {error}") from error
    if first_day is None:
        return {"at_s": at_s}
    try:
        date = datetime.date.fromisoformat(first_day)
    except ValueError as error:
        raise ResultError(f'--first-day: "{first_day[:40]}" is no date; expected one like 2026-01-05') from error
    return {"at_s": at_s, "first_day": date}
