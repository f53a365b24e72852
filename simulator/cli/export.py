"""``elbe-drt export``: write a finished run for other tools."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from simulator.builtin import BUILTIN
from simulator.clock import parse_clock
from simulator.errors import ResultError

DATED = ("gbfs", "gtfs-flex")  # formats that tell dates
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
            help="Date of the first day that counts, for GBFS and GTFS-Flex, if the scenario has none; 2026-01-05 by "
            "default.",
        ),
    ] = None,
) -> None:
    """Write a finished run in the files of other tools, as a GTFS-Flex feed, or as a GBFS 3 snapshot."""
    from simulator import registry
    from simulator.analysis.guarded import LIST_NOBODY, refuse_to_list

    if format_ not in registry.names("exporter"):
        raise ResultError(f"--format: {_unknown(format_, registry.names('exporter'))}")
    out = Path(format_) if out is None else out
    snapshot = format_ == "gbfs"
    moment = _moment(at, day) if snapshot else {}
    if first_day is not None and format_ in DATED:
        moment["first_day"] = _date(first_day)
    if format_ not in LIST_NOBODY:
        refuse_to_list(run, f"--format {format_}")
    try:
        files = registry.find("exporter", format_)(run, out, **moment)
    except OSError as error:
        raise ResultError(f"{out}: cannot be written: {error.strerror or error}") from error
    what = ("table" if format_ == "matsim" else "file") + ("" if len(files) == 1 else "s")
    told = f"files of a GBFS snapshot at {at} of day {day}" if snapshot else f"{format_} {what}"
    typer.echo(f"{len(files)} {told} written to {out}")


def _unknown(name: str, known: list[str]) -> str:
    from simulator.suggest import suggest

    return f'unknown "{name[:40]}"; {suggest(name, known) or "known are " + ", ".join(known)}'


def _moment(at: str, day: int) -> dict[str, Any]:
    """Return the moment of a snapshot. Raises ResultError."""
    from simulator.units import DAY_S

    try:
        return {"at_s": parse_clock(at) + (day - 1) * DAY_S}
    except ValueError as error:
        raise ResultError(f"--at: {error}") from error


def _date(text: str) -> datetime.date:
    """Return a date. Raises ResultError."""
    try:
        return datetime.date.fromisoformat(text)
    except ValueError as error:
        raise ResultError(f'--first-day: "{text[:40]}" is no date; expected one like 2026-01-05') from error
