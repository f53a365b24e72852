"""``elbe-drt budget``: what a year costs, who pays it, and what it hangs on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

import typer

from simulator.cli import interrupt
from simulator.cli.options import Execution, grouped


@dataclass(frozen=True)
class Asked:
    """What a year is made of, and what is looked at beside it."""

    set_: Annotated[list[str] | None, typer.Option("--set", metavar="PATH=VALUE", help="Change a value first.")] = None
    replications: Annotated[int, typer.Option(help="Runs of a day of each type.", min=2, max=10_000)] = 10
    years: Annotated[
        int | None, typer.Option(help="Years of the plan; by default as the scenario says.", min=1, max=30)
    ] = None
    fare: Annotated[
        list[float] | None,
        typer.Option(
            "--fare", metavar="EUR", help="Fare to be simulated where people choose by fares; again for more."
        ),
    ] = None
    tornado: Annotated[bool, typer.Option(help="Move each assumption about money and demand, too.")] = True


@grouped
def budget(
    scenario: Annotated[str, typer.Argument(metavar="SCENARIO", help="A scenario file or a bundled name.")],
    asked: Asked,
    execution: Execution,
) -> None:
    """Sum up a year out of days of each type: costs by kind, fares, subsidy, and the years of a plan."""
    from simulator.cli.compare import executor_of
    from simulator.cli.progress import RunProgress
    from simulator.experiments.budget.study import Chosen, budget
    from simulator.experiments.budget.written import told_of, write_budget
    from simulator.experiments.variants import Variant
    from simulator.report.budget.page import write_budget_page
    from simulator.report.budget.terminal import budget_lines
    from simulator.report.budget.workbook import write_workbooks

    base = Variant(scenario, tuple(asked.set_ or ()), execution.allow_outside_paths)
    folder = execution.out / f"{base.load().name}-budget"
    chosen = Chosen(asked.replications, asked.tornado, tuple(asked.fare or ()), asked.years)
    with executor_of(execution) as executor, RunProgress(quiet=execution.quiet) as shown:
        try:
            watch = (shown.step, lambda done, total: shown.runs(done, 0, total))
            found = budget(base, chosen, folder, executor, watch)
        except KeyboardInterrupt:
            interrupt.tell("stopped; the same command goes on from here")
            raise
    told = told_of(found)
    write_budget(found, told, folder)
    write_workbooks(folder, told)
    page = write_budget_page(folder, told)
    if execution.quiet:
        typer.echo(str(folder))
        return
    for line in budget_lines(told):
        typer.echo(line)
    typer.echo(f"written to {folder}, see {page.name} and budget-en.xlsx")
