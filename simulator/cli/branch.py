"""``elbe-drt branch``: what a finished run becomes when something changes during a day."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Annotated

import typer

from simulator.cli.options import Branching, grouped


@grouped
def branch(
    run: Annotated[Path, typer.Argument(metavar="RUN", help="The results folder of a run.")],
    at: Annotated[
        str, typer.Option(metavar="MOMENT", help='From when on, like "10:00", or "2 10:00" on the second day.')
    ],
    branching: Branching,
) -> None:
    """Repeat a run up to a time, and let the day go on with something changed from then on."""
    from simulator.cli.progress import RunProgress
    from simulator.cli.startup import import_matplotlib
    from simulator.experiments.branch import Changes, branch_run
    from simulator.experiments.publish import check_place, write_run
    from simulator.report.summary import print_summary
    from simulator.scenario.text_models import words_in

    started = time.perf_counter()
    check_place(branching.out)
    changes = Changes(at, tuple(branching.set_ or ()), tuple(branching.disruption or ()))
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
