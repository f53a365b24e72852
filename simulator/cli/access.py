"""``elbe-drt access``: what can be reached from everywhere at any time, rejections included."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from simulator.cli import interrupt
from simulator.cli.options import grouped
from simulator.units import MINUTE_S


@dataclass(frozen=True)
class Days:
    """On how many days, and where results go."""

    set_: Annotated[list[str] | None, typer.Option("--set", metavar="PATH=VALUE", help="Change a value first.")] = None
    replications: Annotated[int, typer.Option(help="Days on which it is asked.", min=1, max=1000)] = 10
    out: Annotated[Path, typer.Option(help="Folder for results.")] = Path("results")
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Print only the results folder.")] = False
    allow_outside_paths: Annotated[bool, typer.Option(help="Let the scenario name files outside its own folders.")] = (
        False
    )


@grouped
def access(
    scenario: Annotated[str, typer.Argument(metavar="SCENARIO", help="A scenario file or a bundled name.")],
    days: Days,
) -> None:
    """Ask for ways to centres, from everywhere at any time of the day; tell who gets one, and how long it takes."""
    from simulator.cli.progress import RunProgress
    from simulator.experiments.accessibility.study import study_access
    from simulator.experiments.variants import Variant
    from simulator.report.access_figures import draw_access
    from simulator.report.page.access_page import write_access_page

    loaded = Variant(scenario, tuple(days.set_ or ()), days.allow_outside_paths).load()
    folder = days.out / f"{loaded.name}-access"
    with RunProgress(quiet=days.quiet) as shown:
        try:
            watch = (shown.step, lambda done, total: shown.runs(done, 0, total))
            found = study_access(loaded, days.replications, folder, watch)
        except KeyboardInterrupt:
            interrupt.tell("stopped; the same command goes on from here")
            raise
    page = write_access_page(folder)
    draw_access(folder)
    if days.quiet:
        typer.echo(str(folder))
        return
    figures = found.tables["access_figures"]
    for (kind, means), rows in figures.groupby(["kind", "means"], sort=False):
        values = rows.set_index("figure")[["value", "half_width"]].T.to_dict("list")
        offered, kept = _share(*values["offered_share"]), _share(*values["guarantee_share"])
        median = _minutes(*values["time_median_s"])
        typer.echo(f"{kind}, {means}: offered {offered}, hourly guarantee {kept}, median {median}")
    typer.echo(f"written to {folder}, see {page.name}")


def _share(value: float, half_width: float) -> str:
    if math.isnan(value):
        return "not known"
    return f"{100 * value:.1f}{_sure(100 * half_width, 1)} %"


def _minutes(value: float, half_width: float) -> str:
    return "never" if math.isnan(value) else f"{value / MINUTE_S:.0f}{_sure(half_width / MINUTE_S, 0)} min"


def _sure(half_width: float, digits: int) -> str:
    """Return how sure a figure is; of one day nothing is known."""
    return "" if math.isnan(half_width) else f" ± {half_width:.{digits}f}"
