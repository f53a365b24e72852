"""``elbe-drt report``: the page of a run, or the comparison of an experiment."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def report(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="The results folder of a run or an experiment.")],
) -> None:
    """Write report.html for a run, or compare.html for an experiment, into its folder."""
    from simulator.report.compare.tables import is_experiment

    if is_experiment(folder):
        from simulator.report.compare.page import write_comparison_page

        typer.echo(f"written to {write_comparison_page(folder)}")
        return
    from simulator.report.page.run_page import write_run_page

    typer.echo(f"written to {write_run_page(folder)}")
