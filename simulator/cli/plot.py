"""``elbe-drt plot``: figures for papers and council papers."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def plot(
    run: Annotated[Path, typer.Argument(metavar="RUN", help="The results folder of a run.")],
    figure: Annotated[list[str] | None, typer.Option(help="Name of a figure; may be repeated. All by default.")] = None,
    out: Annotated[Path | None, typer.Option(help="Folder to write to; by default figures/ in the run.")] = None,
) -> None:
    """Draw figures of a run as SVG and PNG, each with its data as CSV."""
    from simulator.analysis.run import read_run_data
    from simulator.report.plots.draw import draw_figures

    for path in draw_figures(read_run_data(run), figure or [], out or run / "figures"):
        typer.echo(path)
