"""``elbe-drt branch``: what a finished run becomes when something changes during a day."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from simulator.cli.options import Branching, grouped

if TYPE_CHECKING:
    from simulator.experiments.branch import Changes


@grouped
def branch(
    run: Annotated[Path, typer.Argument(metavar="RUN|EXPERIMENT", help="The results folder of a run, or of many.")],
    at: Annotated[
        str, typer.Option(metavar="MOMENT", help='From when on, like "10:00", or "2 10:00" on the second day.')
    ],
    branching: Branching,
) -> None:
    """Repeat a run up to a time, and let the day go on with something changed from then on.

    Of an experiment, as compare makes it, every run; then all branches stand beside their runs.
    """
    from simulator.experiments.branch import Changes
    from simulator.experiments.plan import is_experiment

    changes = Changes(at, tuple(branching.set_ or ()), tuple(branching.disruption or ()))
    if is_experiment(run):
        _branch_all(run, changes, branching)
        return
    from simulator.cli.progress import RunProgress
    from simulator.cli.startup import import_matplotlib
    from simulator.experiments.branch import branch_run
    from simulator.experiments.publish import check_place, write_run
    from simulator.report.summary import print_summary
    from simulator.scenario.text_models import words_in

    started = time.perf_counter()
    check_place(branching.out)
    with RunProgress(quiet=branching.quiet) as shown:
        where = {"scenarios": branching.scenarios, "outside": branching.allow_outside_paths}
        result = branch_run(run, changes, **where, report=shown.step, progress=shown.requests)  # type: ignore[arg-type]
        simulated = time.perf_counter()
        shown.step("writing results")
        if branching.figures:
            import_matplotlib()
        times_s = {"simulate_s": simulated - started}
        folder = write_run(result, branching.out, times_s, figures=branching.figures, report=branching.report)
    if branching.quiet:
        typer.echo(str(folder))
        return
    scenario = result.world.scenario
    print_summary(result.kpis, title=words_in(scenario.title) or scenario.name, folder=str(folder), notes=result.notes)


def _branch_all(folder: Path, changes: Changes, branching: Branching) -> None:
    """Branch every run of an experiment, and print what comes of it."""
    from simulator.cli.progress import RunProgress
    from simulator.experiments.branch_all import Place, branch_experiment
    from simulator.experiments.publish import check_place
    from simulator.report.comparison import print_comparison

    check_place(branching.out)
    place = Place(branching.out, branching.scenarios, outside=branching.allow_outside_paths)
    with RunProgress(quiet=branching.quiet) as shown:
        tables, variants = branch_experiment(folder, changes, place, report=shown.step)
    if branching.quiet:
        typer.echo(str(tables))
        return
    for variant in variants:
        beside = variant.beside
        print_comparison(beside.summary, beside.differences, title=variant.label, folder=str(tables))
