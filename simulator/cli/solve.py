"""``elbe-drt solve``: a static instance of the literature, with the kernels that re-plan simulated days."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from simulator.cli.options import grouped

Checked = Annotated[Path | None, typer.Option(metavar="SOLUTION", help="Check this solution instead of solving.")]

UNSERVED = 1  # exit code when somebody is left out


class Kind(enum.StrEnum):
    """Formats of instances."""

    AUTO = "auto"
    DARP = "darp"
    PDPTW = "pdptw"


@dataclass(frozen=True)
class Search:
    """How long is searched for a solution, and where it is written."""

    out: Annotated[
        Path | None, typer.Option(help="Solution file; by default INSTANCE's name + .solution.json, here.")
    ] = None
    iterations: Annotated[int | None, typer.Option(min=1, help="Effort; by default some ten seconds' worth.")] = None
    seed: Annotated[int, typer.Option(min=0, help="Of the random numbers.")] = 1


@grouped
def solve(
    instance: Annotated[Path, typer.Argument(metavar="INSTANCE", help="Cordeau's or Li and Lim's format.")],
    search: Search,
    format_: Annotated[Kind, typer.Option("--format", help="What the file is.")] = Kind.AUTO,
    check: Checked = None,
    best_known: Annotated[float | None, typer.Option(help="Tell the gap to this objective.")] = None,
    force: Annotated[bool, typer.Option(help="Overwrite the solution file.")] = False,
) -> None:
    """Solve a dial-a-ride or pickup and delivery problem; the result is checked independently."""
    from simulator.dispatch.replan import Effort
    from simulator.solver.check import check_routes, cost_of
    from simulator.solver.read import read_instance
    from simulator.solver.search import default_iterations
    from simulator.solver.search import solve as solution_of
    from simulator.solver.solution_file import read_routes, refuse_to_overwrite, write_solution

    problem = read_instance(instance, format_.value)
    if check is not None:
        routes = read_routes(check)
        _tell(instance, check_routes(problem, routes), cost_of(problem, routes), len(routes), best_known)
        return
    target = search.out or Path(f"{instance.stem}.solution.json")
    if not force:
        refuse_to_overwrite(target)
    solution = solution_of(problem, Effort(search.iterations or default_iterations(problem)), search.seed)
    write_solution(target, solution)
    wrong = check_routes(problem, solution.routes)
    typer.echo(f"written to {target}")
    _tell(instance, wrong, solution.cost, len(solution.routes), best_known)


def _tell(instance: Path, wrong: list[str], cost: float, vehicles: int, best_known: float | None) -> None:
    """Say what was found; exit when it is no solution."""
    gap = "" if best_known is None else f", {100 * (cost / best_known - 1):+.2f} % to {best_known:g}"
    typer.echo(f"{instance.name}: length {cost:.4f}, {vehicles} vehicles{gap}")
    if wrong:
        typer.echo("no solution of the instance:\n" + "\n".join(f"  {line}" for line in wrong), err=True)
        raise typer.Exit(UNSERVED)
    typer.echo("checked: everybody is served within every limit; whether it can be shorter is not known")
