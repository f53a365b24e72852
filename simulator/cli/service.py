"""``elbe-drt service``: scenarios out of what services publish of themselves."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from simulator.exchange.draft import Draft
    from simulator.exchange.remarks import Remarks

app = typer.Typer(no_args_is_help=True, pretty_exceptions_enable=False)
SHOWN = 10  # repairs that are printed


@app.callback()
def service() -> None:
    """Make scenarios out of what services publish of themselves."""


@app.command("import")
def import_service(
    feed: Annotated[
        Path,
        typer.Argument(metavar="FEED", help="A GTFS-Flex feed, zip or folder, or a folder with the files of GBFS."),
    ],
    network: Annotated[Path | None, typer.Option(help="Network folder of the area; it is copied.")] = None,
    out: Annotated[Path | None, typer.Option(help="Folder to write; by default named like the feed.")] = None,
    strict: Annotated[bool, typer.Option(help="Refuse a feed in which anything has to be repaired.")] = False,
    force: Annotated[bool, typer.Option(help="Put it in the place of an import of before.")] = False,
) -> None:
    """Read the services of a feed as a scenario, with a list of what was repaired, differs or is assumed."""
    from simulator.errors import ResultError
    from simulator.exchange.draft import REMARKS, SCENARIO, check_out, write_draft
    from simulator.exchange.remarks import Kind, Remarks

    folder = Path(f"{feed.stem or 'feed'}-scenario") if out is None else out
    check_out(folder, force=force)
    remarks = Remarks()
    try:
        draft = _draft(feed, network, remarks)
    finally:  # also of a feed of which nothing is left
        repaired = remarks.of(Kind.REPAIRED)
        for remark in repaired[:SHOWN]:
            typer.echo(f"{feed.name}/{remark}")
        if len(repaired) > SHOWN:
            typer.echo(f"and {len(repaired) - SHOWN} more")
    if strict and repaired:
        raise ResultError(f"{feed}: not as it should be, {len(repaired)} repairs; nothing was written (--strict)")
    write_draft(draft, folder)
    counts = ", ".join(f"{len(remarks.of(kind))} {kind}" for kind in Kind)
    typer.echo(f"written to {folder / SCENARIO}: {', '.join(draft.data['services'])}; {REMARKS}: {counts}")


def _draft(feed: Path, network: Path | None, remarks: Remarks) -> Draft:
    """Return the scenario of a feed of either kind. Raises InputError, NetworkError."""
    from simulator.exchange.car_scenario import car_scenario
    from simulator.exchange.flex_import import import_flex
    from simulator.exchange.gbfs_files import is_gbfs
    from simulator.exchange.gbfs_import import import_gbfs
    from simulator.exchange.ride_scenario import ride_scenario

    if is_gbfs(feed):
        return car_scenario(import_gbfs(feed, remarks), network, remarks)
    return ride_scenario(import_flex(feed, remarks), network, remarks)
