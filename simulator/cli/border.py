"""``elbe-drt border``: what it costs where rides end at the borders of territories."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from simulator.cli import interrupt
from simulator.cli.options import grouped


@dataclass(frozen=True)
class Days:
    """On how many days, and where results go."""

    set_: Annotated[list[str] | None, typer.Option("--set", metavar="PATH=VALUE", help="Change a value first.")] = None
    replications: Annotated[int, typer.Option(help="Days, the same for open and closed.", min=2, max=1000)] = 20
    out: Annotated[Path, typer.Option(help="Folder for results.")] = Path("results")
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Print only the results folder.")] = False
    allow_outside_paths: Annotated[bool, typer.Option(help="Let the scenario name files outside its own folders.")] = (
        False
    )


@grouped
def border(
    scenario: Annotated[str, typer.Argument(metavar="SCENARIO", help="A scenario file or a bundled name.")],
    days: Days,
) -> None:
    """Close the borders of territories but for hubs, on the same days with the same fleet; tell what that costs."""
    from simulator.cli.progress import RunProgress
    from simulator.experiments.coalitions.border import study_border
    from simulator.experiments.variants import Variant
    from simulator.report.page.border_page import BorderTold, write_border_page
    from simulator.scenario.text_models import words_in
    from simulator.texts import LANGUAGES

    base = Variant(scenario, tuple(days.set_ or ()), days.allow_outside_paths)
    loaded = base.load()
    folder = days.out / f"{loaded.name}-border"
    with RunProgress(quiet=days.quiet) as shown:
        try:
            watch = (shown.step, lambda done, total: shown.runs(done, 0, total))
            found = study_border(base, days.replications, folder, watch)
        except KeyboardInterrupt:
            interrupt.tell("stopped; the same command goes on from here")
            raise
    titles = {code: words_in(loaded.title, code) or loaded.name for code in LANGUAGES}
    page = write_border_page(folder, BorderTold(titles, found.figures, found.pairs, days.replications))
    if days.quiet:
        typer.echo(str(folder))
        return
    for row in found.figures.itertuples():
        apart = f"{row.difference:+.4g} ± {row.half_width:.2g}"
        typer.echo(f"{row.figure}: {row.open:.6g} open, {row.closed:.6g} closed; {apart}")
    for row in found.pairs[found.pairs["lost"] != 0].itertuples():
        typer.echo(f"{row.origin} to {row.destination}: {row.lost:.2f} ± {row.half_width:.2f} riders a day lost")
    typer.echo(f"written to {folder}, see {page.name}")
