"""``elbe-drt demand import``: bookings, tables of flows and plans of other programs become requests."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from simulator.cli.options import grouped


@dataclass(frozen=True)
class How:
    """What is said about an import beside its files."""

    network: Annotated[Path | None, typer.Option(help="Network folder of the area.")] = None
    seed: Annotated[int, typer.Option(help="Of what is drawn, such as places within zones.", min=0)] = 0
    set_: Annotated[
        list[str] | None, typer.Option("--set", metavar="KEY=VALUE", help="What the profile has to know, see the docs.")
    ] = None
    coarsen: Annotated[
        list[str] | None,
        typer.Option(
            metavar="500m|15min|stops.csv",
            help="Make places or times coarse; may be said for both. Bookings: 500m, unless --personal.",
        ),
    ] = None
    personal: Annotated[
        bool,
        typer.Option(
            "--personal",
            help="Keep places as they are, and let pages, replay and exports show single ones and small counts.",
        ),
    ] = False
    force: Annotated[bool, typer.Option(help="Put it in the place of an import of before.")] = False


@grouped
def import_demand(
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="Files of one kind; several are read as one.")],
    profile: Annotated[
        str,
        typer.Option(
            help="What the files are: ioki, via, od, matsim, eqasim, or a file of yours such as columns.yaml."
        ),
    ],
    out: Annotated[Path, typer.Option(help="Folder to write.")],
    how: How,
) -> None:
    """Read the demand that people already have, and write it as requests, with a page on its quality."""
    from simulator.demand.importing.coarse import coarsened, coarseness_of, guarded
    from simulator.demand.importing.folder import check_out, write_import
    from simulator.demand.importing.imported import Asked
    from simulator.demand.importing.profiles import importer, settings_of
    from simulator.demand.importing.quality import UNDER_LEAST, guarded_notes, quality_of
    from simulator.demand.importing.scenario_part import scenario_part
    from simulator.network.files import read_network
    from simulator.report.page.import_page import PAGE, write_import_page
    from simulator.scenario.demand_parts import MID_BANDS

    check_out(out, force=how.force)
    read, own_file = importer(profile)
    coarse = coarseness_of(how.coarsen or [])
    roads = None if how.network is None else read_network(how.network)
    asked = Asked(tuple(files), roads, how.seed, settings_of(profile, how.set_ or []), own_file)
    imported = read(asked)
    if imported.personal and not how.personal:
        coarse = guarded(coarse)
    imported = coarsened(imported, coarse, roads)
    quality, names = quality_of(imported, MID_BANDS, shown=how.personal), [file.name for file in files]
    notes = guarded_notes(quality)
    told = {
        "profile": Path(profile).name,
        "coarsened": coarse.plain,
        "single_places_shown": how.personal,
        "dropped": {reason.rule: count or UNDER_LEAST for reason, count in quality.dropped},
        "notes": [note.plain for note in notes],
    }

    def paint(folder: Path) -> None:
        write_import_page(folder, quality, names, Path(profile).name, scenario_part(imported))

    write_import(imported, asked, told, out, paint)
    for reason, count in quality.dropped:
        typer.echo(f"dropped {count or UNDER_LEAST}: the row {reason.english}")
    for note in notes:
        typer.echo(note.english)
    dropped, requests = len(imported.dropped), len(imported.requests)
    others = f", {imported.of_other_days} of other days" if imported.of_other_days else ""
    typer.echo(f"written to {out}, see {PAGE}: {imported.rows} rows, {requests} requests{others}, {dropped} dropped")
