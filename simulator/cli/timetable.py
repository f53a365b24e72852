"""``elbe-drt timetable``: describe, check and cut timetables (GTFS)."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from simulator.cli.timetable_build import build

app = typer.Typer(no_args_is_help=True, pretty_exceptions_enable=False)
app.command()(build)

FEW = 10  # far stops that are told without being asked for all
_FEED = typer.Argument(metavar="FEED", help="A GTFS feed: a zip or a folder.")


@app.command()
def info(
    feed: Annotated[Path, _FEED],
    date: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="Tell what runs on this date; by default on one with the most trips."),
    ] = None,
) -> None:
    """Tell what a timetable consists of: dates, agencies, lines, trips by kind of day, stops, busiest stations."""
    from simulator.network.gtfs.description import describe
    from simulator.network.timetable.stored import load_feed

    for line in describe(load_feed(feed), date.date() if date else None):
        typer.echo(line)


@app.command()
def check(
    feed: Annotated[Path, _FEED],
    strict: Annotated[bool, typer.Option(help="Refuse a feed in which anything has to be repaired.")] = False,
    network: Annotated[
        Path | None, typer.Option(help="A network folder; stops far from its roads are told as well.")
    ] = None,
    every: Annotated[bool, typer.Option("--all", help=f"Tell all stops far from the network, not {FEW}.")] = False,
) -> None:
    """List what is wrong in a timetable and how it is repaired; exit code 2 if it cannot be used."""
    from simulator.network.gtfs.description import balance
    from simulator.network.gtfs.repairs import as_problems
    from simulator.network.timetable.stored import load_feed

    found = load_feed(feed, strict=strict)
    far = list[str]()
    if network is not None:
        from simulator.network.files import read_network
        from simulator.network.gtfs.nearness import far_stops

        far = far_stops(found, read_network(network))
    repairs = as_problems(found.name, found.repairs)
    told = far if every else far[:FEW]
    more = [f"stops.txt: {len(far) - len(told):,} more are farther; --all tells them"] if len(told) < len(far) else []
    for line in (*repairs, *told, *more, *balance(found)):
        typer.echo(line)
    away = f"; {len(far):,} stops are far from the network" if far else ""
    typer.echo(f"{found.name}: can be used, with {len(repairs):,} repairs{away}")
