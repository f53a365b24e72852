"""``elbe-drt sensitivity``: how far results move when each assumption moves alone."""

from __future__ import annotations

from typing import Annotated

import typer

from simulator.cli import interrupt
from simulator.cli.options import Execution, Moving, grouped


@grouped
def sensitivity(
    scenario: Annotated[str, typer.Argument(metavar="SCENARIO", help="A scenario file or a bundled name.")],
    moving: Moving,
    execution: Execution,
) -> None:
    """Move each assumption of a scenario alone from its low to its high end, and tell how far the results move."""
    from simulator.cli.compare import executor_of
    from simulator.cli.progress import RunProgress
    from simulator.experiments.moves import without_range
    from simulator.experiments.one_at_a_time import Asked, move, plan_moves
    from simulator.report.sensitivity.terminal import print_movements
    from simulator.scenario.text_models import words_in

    asked = Asked(
        scenario, tuple(moving.set_ or ()), tuple(moving.only or ()), moving.replications, tuple(moving.metric or ()),
        moving.level,
    )  # fmt: skip
    with executor_of(execution) as executor:
        planned = plan_moves(asked, execution.out, allow_outside_paths=execution.allow_outside_paths)
        assumed = without_range(planned.scenario)
        if assumed and not execution.quiet:
            typer.echo(f"no range given, x0.8 to x1.2 is assumed: {', '.join(assumed)}")
        with RunProgress(quiet=execution.quiet) as shown:
            try:
                found = move(planned, executor, shown)
            except KeyboardInterrupt:
                interrupt.tell("stopped; the same command goes on from here")
                raise
    if execution.quiet:
        typer.echo(str(found.folder))
        return
    title = words_in(planned.scenario.title) or planned.scenario.name
    print_movements(found.movements, title=title, folder=str(found.folder))
