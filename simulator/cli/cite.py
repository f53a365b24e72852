"""``elbe-drt cite``: how to cite a run, its program and its data."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def cite(run: Annotated[Path, typer.Argument(metavar="RUN", help="The results folder of a run.")]) -> None:
    """Print how to cite a run: program and version, scenario and seed, sources of its data; as text and as BibTeX."""
    from simulator.report.citation import cite as cited

    typer.echo(cited(run))
