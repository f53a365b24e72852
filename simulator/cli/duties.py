"""``elbe-drt size --over shifts``: the cheapest duties of drivers that meet goals."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from simulator.cli.options import Duties, Execution, Goals, Sizes
from simulator.cli.progress import RunProgress
from simulator.cli.size import limits_of
from simulator.errors import Problem, ScenarioError
from simulator.experiments.duties.study import Search, Wanted, find_duties
from simulator.experiments.duties.tables import write_duties
from simulator.experiments.variants import Variant
from simulator.report.page.duties_page import DutiesTold, write_duties_page
from simulator.report.precision import number
from simulator.scenario.text_models import words_in
from simulator.suggest import suggest
from simulator.texts import LANGUAGES
from simulator.units import HOUR_S

if TYPE_CHECKING:
    from simulator.experiments.executors import Executor

OVER = ("shifts", "hours", "depots")


def find_best_duties(
    scenario: str, goals: Goals, sizes: Sizes, duties: Duties, execution: Execution, executor: Executor
) -> None:
    """Look for duties, with fewer hours and depots where wanted; write tables, page and scenario, print the answer."""
    for name in duties.over or ():
        if name not in OVER:
            hint = suggest(name, OVER) or f"expected {', '.join(OVER)}"
            raise ScenarioError([Problem(f"--over {name}", 0, 0, "", f"nothing to look over; {hint}")])
    if sizes.vary is not None:
        message = "the number of vehicles follows from the duties; expected --over without --vary"
        raise ScenarioError([Problem(f"--vary {sizes.vary}", 0, 0, "", message)])
    base = Variant(scenario, (), execution.allow_outside_paths)
    loaded = base.load()
    wanted = Wanted(
        limits_of(scenario, loaded, goals), sizes.level, sizes.replications, round(duties.shortest_duty * HOUR_S),
        "hours" in (duties.over or ()), "depots" in (duties.over or ()), duties.depot_year,
    )  # fmt: skip
    folder = execution.out / f"{loaded.name}-duties"
    runs = folder / "runs"
    runs.mkdir(parents=True, exist_ok=True)
    with RunProgress(quiet=execution.quiet) as shown:
        shown.step("what is needed, half hour by half hour")
        search = Search(base, wanted, runs, executor, lambda done, total: shown.runs(done, 0, total))
        found = find_duties(search, shown.step)
    tables = write_duties(folder, loaded, wanted, found)
    titles = {code: words_in(loaded.title, code) or loaded.name for code in LANGUAGES}
    page = write_duties_page(folder, DutiesTold(titles, tables, wanted.replications))
    if execution.quiet:
        typer.echo(str(folder))
        return
    if found.best is None:
        typer.echo("No duties meet the goals; options.csv tells what was tried.")
    else:
        best, told = found.best, found.against
        typer.echo(
            f"Cheapest: {_counted(sum(map(len, best.vehicles)), 'duty', 'duties')} on "
            f"{_counted(len(best.vehicles), 'vehicle', 'vehicles')}, {best.hours.times}, "
            f"{_counted(len(best.depots), 'depot', 'depots')}; {number(best.daily_eur)} EUR a day, "
            f"{told['cost_eur'].value:+.0f} ± {told['cost_eur'].half_width:.0f} EUR beside the scenario as it is, "
            f"served share {100 * told['service_rate'].value:+.1f} ± {100 * told['service_rate'].half_width:.1f} points"
        )
    typer.echo(f"written to {folder}, see {page.name}")


def _counted(count: int, one: str, many: str) -> str:
    return f"{count} {one if count == 1 else many}"
