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
    from simulator.report.plots.draw import draw_figures, left_out

    data = read_run_data(run)
    for path in draw_figures(data, figure or [], out or run / "figures"):
        typer.echo(path)
    if not figure:
        apart = left_out(data)
        for reason in dict.fromkeys(apart.values()):
            names = ", ".join(name for name, told in apart.items() if told == reason)
            typer.echo(f"not drawn, as {reason}: {names}")
