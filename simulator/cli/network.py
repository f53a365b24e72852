"""``elbe-drt network``: build, describe and draw road networks."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(no_args_is_help=True, pretty_exceptions_enable=False)


@app.command()
def build(
    source: Annotated[
        str,
        typer.Argument(
            help="An extract (.osm, .osm.gz, .osm.bz2, .osm.pbf), a graph saved by OSMnx (.graphml), a MATSim network "
            "(.xml, .xml.gz), a folder with nodes.csv and edges.csv, the name of a place "
            '("Landkreis Stendal, Germany"), or a box (west,south,east,north).'
        ),
    ],
    out: Annotated[Path, typer.Argument(help="Folder for the network.")],
    name: Annotated[str | None, typer.Option(help="Name of the network; by default that of the source.")] = None,
    driveways: Annotated[bool, typer.Option(help="Keep driveways and the lanes of car parks.")] = False,
    crs: Annotated[
        str | None, typer.Option(help="Coordinate system of a file that does not say it, such as EPSG:25833.")
    ] = None,
) -> None:
    """Import the roads of a region and write them as a network folder.

    Places and boxes are fetched over the internet; extracts need none.
    """
    from simulator.network.files import check_target, write_network
    from simulator.network.osm import import_region, parse_source

    check_target(out)
    network, report = import_region(parse_source(source), name, driveways=driveways, crs=crs)
    write_network(network, out)
    for line in report.lines():
        typer.echo(line)
    typer.echo(f"written to {out}")


@app.command()
def info(path: Annotated[Path, typer.Argument(help="A network folder.")]) -> None:
    """Tell what a network consists of, where it comes from and what is known to be missing."""
    from simulator.network.description import describe
    from simulator.network.files import read_network

    for line in describe(read_network(path)):
        typer.echo(line)


@app.command()
def plot(
    path: Annotated[Path, typer.Argument(help="A network folder.")],
    png: Annotated[Path, typer.Argument(help="Picture to write.")],
) -> None:
    """Draw a network; main roads stand out, ferries and synthetic streets are marked."""
    from simulator.network.files import read_network
    from simulator.network.picture import draw_network

    draw_network(read_network(path), png)
    typer.echo(f"written to {png}")
