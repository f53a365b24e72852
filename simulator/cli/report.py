"""``elbe-drt report``: the page of a run, or of an experiment."""

from __future__ import annotations

import enum
from pathlib import Path
from typing import Annotated

import typer

from simulator.errors import ResultError


class Page(enum.StrEnum):
    """What is written of a run, or of a study of access."""

    RUN = "run"
    BOARD = "board"
    ACCESS = "access"


def report(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="The results folder of a run or an experiment.")],
    sensitivity: Annotated[
        Path | None,
        typer.Option(help="Results of elbe-drt sensitivity, to show on the page of a run how far results move."),
    ] = None,
    page: Annotated[
        Page,
        typer.Option(
            help="Of a run: report.html, or board.html with departure boards; of a study of access: access.html."
        ),
    ] = Page.RUN,
    at: Annotated[
        list[str] | None, typer.Option(metavar="STATION", help="Whose departure board; may be given several times.")
    ] = None,
) -> None:
    """Write the page of a run, report.html or board.html, or of an experiment, compare.html or sensitivity.html."""
    board = page == Page.BOARD
    if at and not board:
        raise ResultError("--at: goes with --page board")
    if sensitivity is not None and page != Page.RUN:
        raise ResultError(f"--sensitivity: does not go with --page {page}")
    if page == Page.ACCESS:
        from simulator.report.access_figures import draw_access
        from simulator.report.page.access_page import write_access_page

        typer.echo(f"written to {write_access_page(folder)}")
        draw_access(folder)
        return
    from simulator.report.compare.tables import is_experiment
    from simulator.report.sensitivity.folder import is_sensitivity

    if is_experiment(folder) and (sensitivity is not None or board):
        option = "--page board" if board else "--sensitivity"
        raise ResultError(f"{folder}: is an experiment; {option} goes with a run")
    if board:
        from simulator.report.page.board_page import write_board_page

        typer.echo(f"written to {write_board_page(folder, at or ())}")
        return
    if is_sensitivity(folder):
        from simulator.report.sensitivity.page import write_sensitivity_page

        typer.echo(f"written to {write_sensitivity_page(folder)}")
    elif is_experiment(folder):
        from simulator.report.compare.page import write_comparison_page

        typer.echo(f"written to {write_comparison_page(folder)}")
    else:
        from simulator.report.page.run_page import write_run_page

        typer.echo(f"written to {write_run_page(folder, sensitivity=sensitivity)}")
