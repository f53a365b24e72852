"""``elbe-drt gap``: how much better a run could have gone, and what is proved about it."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from simulator.errors import ResultError
from simulator.units import HOUR_S
from simulator.whole import write_whole

if TYPE_CHECKING:
    from simulator.bounds.gap import Found
    from simulator.experiments.gap import Gap

Folder = Annotated[
    Path | None, typer.Option(help="Folder the scenario's file names are relative to; by default the bundled one.")
]


def gap(
    run: Annotated[Path, typer.Argument(metavar="RUN", help="The results folder of a run.")],
    scenarios: Folder = None,
    iterations: Annotated[int, typer.Option(min=1, help="Effort of the search for better plans.")] = 20_000,
    seconds: Annotated[float, typer.Option(min=1, help="For an exact solution, where the day is small enough.")] = 60,
    allow_outside_paths: Annotated[bool, typer.Option(help="Let the scenario name files outside of it.")] = False,
    out: Annotated[Path | None, typer.Option(help="Write the figures to this file as JSON, too.")] = None,
) -> None:
    """Compare a run with plans that know all its requests from the beginning, and with bounds on any plan."""
    from simulator.experiments.gap import gap_of_run

    found = gap_of_run(
        run,
        scenarios=scenarios,
        outside=allow_outside_paths,
        iterations=iterations,
        seconds=seconds,
        report=lambda text: typer.echo(text, err=True),
    )
    if out is not None:
        try:
            write_whole(out, json.dumps(asdict(found), indent=2) + "\n")
        except OSError as error:
            raise ResultError(f"{out}: cannot be written: {error.strerror or error}") from error
    typer.echo(_told(found))


def _told(gap: Gap) -> str:
    hours = 1 / HOUR_S
    same, more, run_s = gap.driving_s, gap.served, gap.run_driving_s
    lines = [
        f"The same {gap.run_served} requests, known from the beginning, within the same limits:",
        f"  the run drove                {run_s * hours:8.1f} h",
        f"  the best plan found drives   {same.found * hours:8.1f} h  ({_percent(same.found, run_s)})",
        f"  no plan drives less than     {same.bound * hours:8.1f} h  ({_percent(same.bound, run_s)})",
        f"  {_proof(same)}",
        f"Those and the {gap.turned_away} turned away for want of a vehicle:",
        f"  the run served               {gap.run_served:6d}",
        f"  the best plan found serves   {more.found:6d}    ({more.found - gap.run_served:+d})",
        f"  no plan serves more than     {more.bound:6d}    ({more.bound - gap.run_served:+d})",
        f"  {_proof(more)}",
        "Nobody knows all requests from the beginning: a part of the gap is the price of not knowing.",
    ]
    return "\n".join(lines)


def _percent(value: int, of: int) -> str:
    return f"{100 * (value / of - 1):+.1f} %" if of else "nothing to drive"


def _proof(found: Found) -> str:
    if found.is_optimal:
        return "Proved: the plan found is the best there is."
    if found.exact:
        return "Proved: the bound, exact but for what docs/gap.md names. Not proved: that the plan found is the best."
    return (
        f"Proved: the bound (on a relaxation that remembers {found.memory} other riders on board). "
        "Not proved: how near to it a plan can come."
    )
