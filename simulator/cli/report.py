"""``elbe-drt report``: the page of a run, or of an experiment."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from simulator.errors import ResultError


def report(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="The results folder of a run or an experiment.")],
    sensitivity: Annotated[
        Path | None,
        typer.Option(help="Results of elbe-drt sensitivity, to show on the page of a run how far results move."),
    ] = None,
) -> None:
    """Write report.html for a run, compare.html or sensitivity.html for an experiment, into its folder."""
    from simulator.report.compare.tables import is_experiment
    from simulator.report.sensitivity.folder import is_sensitivity

    if is_experiment(folder) and sensitivity is not None:
        raise ResultError(f"{folder}: is an experiment; --sensitivity goes with a run")
    if is_sensitivity(folder):
        from simulator.report.sensitivity.page import write_sensitivity_page

        typer.echo(f"written to {write_sensitivity_page(folder)}")
    elif is_experiment(folder):
        from simulator.report.compare.page import write_comparison_page

        typer.echo(f"written to {write_comparison_page(folder)}")
    else:
        from simulator.report.page.run_page import write_run_page

        typer.echo(f"written to {write_run_page(folder, sensitivity=sensitivity)}")
