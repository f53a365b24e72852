"""``elbe-drt export``: write a finished run for other tools."""

from __future__ import annotations

import enum
from pathlib import Path
from typing import Annotated

import typer

from simulator.errors import ResultError


class Format(enum.StrEnum):
    """Formats a run can be written in."""

    MATSIM = "matsim"


def export(
    run: Annotated[Path, typer.Argument(metavar="RUN", help="The results folder of a run.")],
    out: Annotated[Path, typer.Argument(metavar="OUT", help="Folder to write to; it is made if need be.")],
    format_: Annotated[Format, typer.Option("--format", help="The format to write.")] = Format.MATSIM,
) -> None:
    """Write a finished run as tables for other tools."""
    from simulator.analysis.matsim import export_matsim
    from simulator.analysis.run_inputs import read_facilities, read_run
    from simulator.analysis.tables import build_tables

    tables = build_tables(*read_run(run), read_facilities(run))
    try:
        files = export_matsim(tables, out, run_id=run.resolve().name)
    except OSError as error:
        raise ResultError(f"{out}: cannot be written: {error.strerror or error}") from error
    typer.echo(f"{len(files)} {format_.value} tables written to {out}")
