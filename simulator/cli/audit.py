"""``elbe-drt audit``: whether a run keeps every rule, and its files are as they were written."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

FOUND = 3  # exit code


def audit(
    run: Annotated[Path, typer.Argument(metavar="RUN", help="The results folder of a run.")],
    scenarios: Annotated[
        Path | None, typer.Option(help="Folder the scenario's file names are relative to; by default the bundled one.")
    ] = None,
    allow_outside_paths: Annotated[bool, typer.Option(help="Let the scenario name files outside of it.")] = False,
) -> None:
    """Check a run with the independent auditor; exit code 3 and a list when it finds something."""
    from simulator.experiments.audit import audit_run

    found = audit_run(
        run, scenarios=scenarios, outside=allow_outside_paths, report=lambda text: typer.echo(text, err=True)
    )
    for line in found:
        typer.echo(line)
    if found:
        typer.echo(f"{len(found)} findings", err=True)
        raise typer.Exit(FOUND)
    typer.echo("The auditor finds nothing.")
