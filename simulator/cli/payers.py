"""``elbe-drt payers``: who pays a common service of several territories."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

import typer

from simulator.cli import interrupt
from simulator.cli.options import Execution, grouped


@dataclass(frozen=True)
class Common:
    """What every coalition has to reach, on how many days."""

    set_: Annotated[list[str] | None, typer.Option("--set", metavar="PATH=VALUE", help="Change a value first.")] = None
    replications: Annotated[int, typer.Option(help="Days of each coalition, the same for all.", min=2, max=1000)] = 20
    serve: Annotated[
        float | None, typer.Option(help="Served share; instead of money.split.served_share.", min=0.01, max=1)
    ] = None
    wait_p95: Annotated[
        float | None, typer.Option(help="95 % wait in seconds; instead of money.split.wait_p95.", min=1)
    ] = None
    days: Annotated[
        int | None,
        typer.Option(
            help="Days of a year on which there is such a service: 365, or those of money.year.", min=1, max=366
        ),
    ] = None


@grouped
def payers(
    scenario: Annotated[str, typer.Argument(metavar="SCENARIO", help="A scenario file or a bundled name.")],
    common: Common,
    execution: Execution,
) -> None:
    """Give every coalition of territories its cheapest fleet; tell who pays what by each split, and who would leave."""
    from simulator.analysis.payers.draws import Goals
    from simulator.cli.compare import executor_of
    from simulator.cli.progress import RunProgress
    from simulator.errors import Problem, ScenarioError
    from simulator.experiments.coalitions.day_types import kinds_of
    from simulator.experiments.coalitions.study import Asked, study_payers
    from simulator.experiments.variants import Variant
    from simulator.report.page.payers_page import PayersTold, write_payers_page
    from simulator.scenario.split_models import SplitConfig
    from simulator.scenario.text_models import words_in
    from simulator.texts import LANGUAGES
    from simulator.units import DAYS_OF_A_YEAR

    base = Variant(scenario, tuple(common.set_ or ()), execution.allow_outside_paths)
    loaded = base.load()
    config = SplitConfig() if loaded.money is None else loaded.money.split
    wait_s = config.wait_p95_s if common.wait_p95 is None else common.wait_p95
    goals = Goals(common.serve or config.served_share, wait_s)
    folder, day_types = execution.out / f"{loaded.name}-payers", {its.name: its.days for its in kinds_of(loaded)}
    if day_types and common.days is not None:
        message = "money.year says how many days of each type a year has; expected no --days"
        raise ScenarioError([Problem(f"--days {common.days}", 0, 0, "", message)])
    days = common.days or sum(day_types.values()) or DAYS_OF_A_YEAR
    asked = Asked(goals, common.replications, config.most_vehicles, days)
    with executor_of(execution) as executor, RunProgress(quiet=execution.quiet) as shown:
        try:
            watch = (shown.step, lambda done, total: shown.runs(done, 0, total))
            found = study_payers(base, asked, folder, executor, watch)
        except KeyboardInterrupt:
            interrupt.tell("stopped; the same command goes on from here")
            raise
    titles = {code: words_in(loaded.title, code) or loaded.name for code in LANGUAGES}
    told = PayersTold(
        titles, found.names, found.coalitions, found.splits, found.leaving, found.dearer, found.ranking,
        common.replications, days, goals.served_share, goals.wait_p95_s, day_types,
    )  # fmt: skip
    page = write_payers_page(folder, told)
    if execution.quiet:
        typer.echo(str(folder))
        return
    for split, rows in found.splits.groupby("split", sort=False):
        shares = "; ".join(f"{row.territory} {row.share_eur:,.2f} EUR" for row in rows.itertuples())
        leave = found.leaving[found.leaving["split"] == split]
        less = ", ".join(leave["coalition"])
        holds = f"who would pay less alone: {less}" if less else "nobody would pay less alone"
        typer.echo(f"{split}: {shares}; {holds}")
    typer.echo(f"written to {folder}, see {page.name}")
