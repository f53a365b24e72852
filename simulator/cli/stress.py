"""``elbe-drt stress``: what a scenario withstands, case by case, and what would help."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

import typer

from simulator.cli import interrupt
from simulator.cli.options import Execution, grouped


@dataclass(frozen=True)
class Cases:
    """What is tested, on how many days."""

    set_: Annotated[list[str] | None, typer.Option("--set", metavar="PATH=VALUE", help="Change a value first.")] = None
    only: Annotated[
        list[str] | None, typer.Option("--only", metavar="CASE", help="Cases of the catalogue; all by default.")
    ] = None
    rate: Annotated[
        list[str] | None,
        typer.Option("--rate", metavar="CASE=TIMES", help="How often a year a case happens: for the loss of a year."),
    ] = None
    replications: Annotated[int, typer.Option(help="Days of each case, the same for all.", min=2, max=10_000)] = 20
    measures: Annotated[bool, typer.Option(help="Try what may help in each case, too.")] = True


@grouped
def stress(
    scenario: Annotated[str, typer.Argument(metavar="SCENARIO", help="A scenario file or a bundled name.")],
    cases: Cases,
    execution: Execution,
) -> None:
    """Run a catalogue of things that may go wrong; tell what breaks, for how long, and what helps most."""
    from simulator.cli.compare import executor_of
    from simulator.cli.progress import RunProgress
    from simulator.experiments.stress.study import Chosen, stress
    from simulator.experiments.variants import Variant
    from simulator.report.page.stress_page import StressTold, write_stress_page
    from simulator.scenario.text_models import words_in
    from simulator.texts import LANGUAGES

    base = Variant(scenario, tuple(cases.set_ or ()), execution.allow_outside_paths)
    loaded = base.load()
    folder = execution.out / f"{loaded.name}-stress"
    chosen = Chosen(tuple(cases.only or ()), cases.measures, cases.replications, tuple(cases.rate or ()))
    with executor_of(execution) as executor, RunProgress(quiet=execution.quiet) as shown:
        try:
            watch = (shown.step, lambda done, total: shown.runs(done, 0, total))
            found = stress(base, chosen, folder, executor, watch)
        except KeyboardInterrupt:
            interrupt.tell("stopped; the same command goes on from here")
            raise
    titles = {code: words_in(loaded.title, code) or loaded.name for code in LANGUAGES}
    told = StressTold(
        titles,
        {case.key: case.title for case in found.cases},
        {measure.key: measure.title for measure in found.measures},
        found.of_cases,
        found.of_measures,
        found.best,
        chosen.replications,
        {measure.key: measure.about for measure in found.measures},
        None if found.yearly is None else found.yearly.tables,
        found.road,
    )
    page = write_stress_page(folder, told)
    if execution.quiet:
        typer.echo(str(folder))
        return
    lost = found.of_cases[found.of_cases["figure"] == "service_rate"].sort_values("value")
    helps = {row["case"]: row["measure"] for row in found.best.to_dict("records")}
    for row in lost.head(5).to_dict("records"):
        most = f"; most helps {helps[row['case']]}" if row["case"] in helps else ""
        typer.echo(
            f"{row['case']}: served share {100 * row['value']:+.1f} ± {100 * row['half_width']:.1f} points{most}"
        )
    if found.yearly is not None:
        typer.echo(f"expected loss of a year: {found.yearly.expected_h:.1f} hours of full service")
    typer.echo(f"written to {folder}, see {page.name}")
