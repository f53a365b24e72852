"""``elbe-drt demand import``: bookings, tables of flows and plans of other programs become requests."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def import_demand(
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="Files of one kind; several are read as one.")],
    profile: Annotated[
        str,
        typer.Option(
            help="What the files are: ioki, via, od, matsim, eqasim, or a file of yours such as columns.yaml."
        ),
    ],
    out: Annotated[Path, typer.Option(help="Folder to write.")],
    network: Annotated[Path | None, typer.Option(help="Network folder of the area.")] = None,
    seed: Annotated[int, typer.Option(help="Of what is drawn, such as places within zones.", min=0)] = 0,
    set_: Annotated[
        list[str] | None, typer.Option("--set", metavar="KEY=VALUE", help="What the profile has to know, see the docs.")
    ] = None,
    force: Annotated[bool, typer.Option(help="Put it in the place of an import of before.")] = False,
) -> None:
    """Read the demand that people already have, and write it as requests, with a page on its quality."""
    from simulator.demand.importing.folder import check_out, write_import
    from simulator.demand.importing.imported import Asked
    from simulator.demand.importing.profiles import importer, settings_of
    from simulator.network.files import read_network

    check_out(out, force=force)
    read, own_file = importer(profile)
    roads = None if network is None else read_network(network)
    asked = Asked(tuple(files), roads, seed, settings_of(profile, set_ or []), own_file)
    imported = read(asked)
    write_import(imported, asked, profile, out)
    typer.echo(
        f"written to {out}: {imported.rows} rows, {len(imported.requests)} requests, {len(imported.dropped)} dropped"
    )
