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
    GEOJSON = "geojson"
    GEOPACKAGE = "geopackage"
    SIMWRAPPER = "simwrapper"
    EVENTS = "events"
    KEPLER = "kepler"


def export(
    run: Annotated[Path, typer.Argument(metavar="RUN", help="The results folder of a run.")],
    out: Annotated[Path, typer.Argument(metavar="OUT", help="Folder to write to; it is made if need be.")],
    format_: Annotated[Format, typer.Option("--format", help="The format to write.")] = Format.MATSIM,
) -> None:
    """Write a finished run in the files of other tools."""
    try:
        files = _write(run, out, format_)
    except OSError as error:
        raise ResultError(f"{out}: cannot be written: {error.strerror or error}") from error
    what = "tables" if format_ is Format.MATSIM else "files"
    typer.echo(f"{len(files)} {format_.value} {what} written to {out}")


def _write(run: Path, out: Path, format_: Format) -> list[Path]:
    if format_ is Format.MATSIM:
        from simulator.analysis.matsim import export_matsim
        from simulator.analysis.run_inputs import read_run
        from simulator.analysis.tables import build_tables

        return export_matsim(build_tables(*read_run(run)), out, run_id=run.resolve().name)
    from simulator.report.exports import events, geo, kepler, simwrapper
    from simulator.report.run_data import read_run_data

    exporters = {
        Format.GEOJSON: geo.export_geojson,
        Format.GEOPACKAGE: geo.export_geopackage,
        Format.SIMWRAPPER: simwrapper.export_simwrapper,
        Format.EVENTS: events.export_events,
        Format.KEPLER: kepler.export_kepler,
    }
    data = read_run_data(run)
    out.mkdir(parents=True, exist_ok=True)
    return exporters[format_](data, out)
