"""``elbe-drt export``: write a finished run for other tools."""

from __future__ import annotations

import datetime
import enum
from pathlib import Path
from typing import Annotated

import typer

from simulator.clock import parse_clock
from simulator.errors import ResultError


class Format(enum.StrEnum):
    """Formats a run can be written in."""

    MATSIM = "matsim"
    GBFS = "gbfs"
    GEOJSON = "geojson"
    GEOPACKAGE = "geopackage"
    SIMWRAPPER = "simwrapper"
    EVENTS = "events"
    KEPLER = "kepler"


def export(
    run: Annotated[Path, typer.Argument(metavar="RUN", help="The results folder of a run.")],
    out: Annotated[
        Path | None,
        typer.Argument(metavar="[OUT]", help="Folder to write to; by default named like the format."),
    ] = None,
    format_: Annotated[Format, typer.Option("--format", help="The format to write.")] = Format.MATSIM,
    at: Annotated[str, typer.Option(help="Clock time of a GBFS snapshot.")] = "12:00",
    day: Annotated[int, typer.Option(help="Simulated day of a GBFS snapshot, from 1.", min=1, max=366)] = 1,
    first_day: Annotated[str, typer.Option(help="Date of the first simulated day, for GBFS.")] = "2026-01-05",
) -> None:
    """Write a finished run in the files of other tools, or a GBFS 3 snapshot of its shared cars."""
    out = Path(format_.value) if out is None else out
    if format_ is Format.GBFS:
        _snapshot(run, out, at, day, first_day)
        return
    try:
        files = _write(run, out, format_)
    except OSError as error:
        raise ResultError(f"{out}: cannot be written: {error.strerror or error}") from error
    what = "tables" if format_ is Format.MATSIM else "files"
    typer.echo(f"{len(files)} {format_.value} {what} written to {out}")


def _write(run: Path, out: Path, format_: Format) -> list[Path]:
    if format_ is Format.MATSIM:
        from simulator.analysis.matsim import export_matsim
        from simulator.analysis.run_inputs import read_facilities, read_run
        from simulator.analysis.tables import build_tables

        return export_matsim(build_tables(*read_run(run), read_facilities(run)), out, run_id=run.resolve().name)
    from simulator.analysis.run import read_run_data
    from simulator.report.exports import events, geo, kepler, simwrapper

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


def _snapshot(run: Path, out: Path, at: str, day: int, first_day: str) -> None:
    from simulator.analysis.gbfs import export_gbfs, gbfs_feeds
    from simulator.analysis.run_inputs import read_carsharing, read_facilities
    from simulator.units import DAY_S

    try:
        at_s = parse_clock(at) + (day - 1) * DAY_S
    except ValueError as error:
        raise ResultError(f"--at: {error}") from error
    try:
        date = datetime.date.fromisoformat(first_day)
    except ValueError as error:
        raise ResultError(f'--first-day: "{first_day[:40]}" is no date; expected one like 2026-01-05') from error
    events, inputs = read_carsharing(run)
    sites = read_facilities(run).sites
    feeds = gbfs_feeds(events, inputs, sites, at_s, system=run.resolve().parent.name, first_day=date)
    try:
        files = export_gbfs(feeds, out)
    except OSError as error:
        raise ResultError(f"{out}: cannot be written: {error.strerror or error}") from error
    typer.echo(f"{len(files)} files of a GBFS snapshot at {at} of day {day} written to {out}")
