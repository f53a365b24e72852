"""``elbe-drt timetable build``: a smaller timetable out of a large one."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from simulator.cli.options import grouped

if TYPE_CHECKING:
    from simulator.network.gtfs.cutting import Region
    from simulator.network.gtfs.feed import Feed


@dataclass(frozen=True)
class Kept:
    """What is kept of a feed."""

    near: Annotated[
        Path | None, typer.Option(metavar="NETWORK", help="Keep trips that call near a street of this network folder.")
    ] = None
    distance: Annotated[str, typer.Option(help="How near, with its unit: m or km.")] = "2 km"
    box: Annotated[
        tuple[float, float, float, float] | None,
        typer.Option(metavar="WEST SOUTH EAST NORTH", help="Keep trips that call in this box, in degrees."),
    ] = None
    calls: Annotated[int, typer.Option(help="How often a trip calls there at least.", min=1)] = 1
    whole_trips: Annotated[
        bool, typer.Option("--whole-trips/--cut", help="Keep all calls of a trip, or from the first to the last there.")
    ] = True
    from_: Annotated[
        datetime.datetime | None,
        typer.Option("--from", formats=["%Y-%m-%d"], help="First day; by default that of the feed."),
    ] = None
    until: Annotated[
        datetime.datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Last day; by default that of the feed.")
    ] = None
    without_lines: Annotated[
        str, typer.Option(metavar="LINE,LINE,...", help="Lines to leave out, by name or route_id.")
    ] = ""


@grouped
def build(
    feed: Annotated[Path, typer.Argument(metavar="FEED", help="A GTFS feed, a zip or a folder.")],
    out: Annotated[Path, typer.Option(help="Feed to write: a zip where the name ends in .zip, else a folder.")],
    kept: Kept,
) -> None:
    """Cut a timetable to a region and a period, and write it as clean GTFS.

    Rows that cannot be used are left out or mended, and told. Shapes, fares and other files that journeys are not made
    of are not written.
    """
    from simulator.network.gtfs.cutting import cut
    from simulator.network.gtfs.feed import read_feed
    from simulator.network.gtfs.repairs import as_problems
    from simulator.network.gtfs.writing import check_target, write_feed

    if out.exists() and feed.exists() and out.samefile(feed):
        raise typer.BadParameter("is the feed itself, which would be lost", param_hint="--out")
    check_target(out)
    if kept.from_ and kept.until and kept.until < kept.from_:
        raise typer.BadParameter("is before the first day, --from", param_hint="--until")
    whole = read_feed(feed)
    tables = cut(whole, _region(whole, kept))
    write_feed(tables, out)
    for name, count in whole.rows_read.items():
        typer.echo(f"{name}.txt: {count:,} rows read, {len(tables[name]):,} written")
    for problem in as_problems(whole.name, whole.repairs):
        typer.echo(str(problem))
    typer.echo(f"written to {out}")


def _region(feed: Feed, kept: Kept) -> Region:
    from simulator.network.gtfs.cutting import Region

    return Region(
        stops=_stops(feed, kept),
        least_calls=kept.calls,
        whole_trips=kept.whole_trips,
        first=kept.from_.date() if kept.from_ else None,
        last=kept.until.date() if kept.until else None,
        without_lines=[line.strip() for line in kept.without_lines.split(",") if line.strip()],
    )


def _stops(feed: Feed, kept: Kept) -> set[str] | None:
    from simulator.network.files import read_network
    from simulator.network.gtfs.regions import stops_in_box, stops_near

    stops = feed.tables["stops"]
    if kept.near and kept.box:
        raise typer.BadParameter("give --near or --box, not both")
    if kept.box:
        west, south, east, north = kept.box
        if not (west < east and south < north):
            raise typer.BadParameter("west has to lie west of east, and south south of north", param_hint="--box")
        return stops_in_box(stops, kept.box)
    return stops_near(stops, read_network(kept.near), _metres(kept.distance)) if kept.near else None


def _metres(text: str) -> float:
    from pydantic_core import PydanticCustomError

    from simulator.scenario.quantities import UNITS, parse_quantity

    try:
        metres = float(str(parse_quantity(text, UNITS["m"])))
    except PydanticCustomError as error:
        raise typer.BadParameter(f'"{text}": {error.message()}', param_hint="--distance") from error
    if metres < 0:
        raise typer.BadParameter(f'"{text}": expected at least 0 m', param_hint="--distance")
    return metres
