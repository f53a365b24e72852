"""``elbe-drt links``: which roads matter most, and which places have no second way."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

import typer

from simulator.cli import interrupt
from simulator.cli.options import Execution, grouped


@dataclass(frozen=True)
class Closing:
    """What is closed, for whom, and how often it is run."""

    set_: Annotated[list[str] | None, typer.Option("--set", metavar="PATH=VALUE", help="Change a value first.")] = None
    days: Annotated[int, typer.Option(help="Days that are drawn to know who drives where.", min=1, max=1000)] = 30
    top: Annotated[int, typer.Option(help="Roads that are closed in the simulation, too.", min=0, max=200)] = 20
    points: Annotated[
        int, typer.Option(help="Stations, and charging sites, that are out in the simulation, too.", min=0, max=200)
    ] = 10
    replications: Annotated[int, typer.Option(help="Days that each of them is closed or out.", min=2, max=1000)] = 5
    cut_off: Annotated[
        float, typer.Option(metavar="MINUTES", help="What counts for who cannot go at all; an assumption.", min=0)
    ] = 180.0
    centre: Annotated[
        list[str] | None,
        typer.Option("--centre", metavar="PLACE", help="A centre; else the three largest places."),
    ] = None


@grouped
def links(
    scenario: Annotated[str, typer.Argument(metavar="SCENARIO", help="A scenario file or a bundled name.")],
    closing: Closing,
    execution: Execution,
) -> None:
    """Close each road on paper and the worst in the simulation; tell which matter, and who has no second way."""
    from simulator.cli.compare import executor_of
    from simulator.cli.progress import RunProgress
    from simulator.experiments.variants import Variant
    from simulator.experiments.weak.screen import Asked
    from simulator.experiments.weak.study import Extent, study_links
    from simulator.report.page.links_page import LinksTold, write_links_page
    from simulator.scenario.text_models import words_in
    from simulator.texts import LANGUAGES

    base = Variant(scenario, tuple(closing.set_ or ()), execution.allow_outside_paths)
    loaded = base.load()
    folder = execution.out / f"{loaded.name}-links"
    asked = Asked(closing.cut_off, tuple(closing.centre or ()))
    extent = Extent(closing.days, closing.top, closing.replications, closing.points)
    with executor_of(execution) as executor, RunProgress(quiet=execution.quiet) as shown:
        try:
            watch = (shown.step, lambda done, total: shown.runs(done, 0, total))
            found = study_links(base, asked, extent, folder, executor, watch)
        except KeyboardInterrupt:
            interrupt.tell("stopped; the same command goes on from here")
            raise
    its = found.screened
    titles = {code: words_in(loaded.title, code) or loaded.name for code in LANGUAGES}
    told = LinksTold(
        titles, its.links, found.worst, its.places, its.pairs, found.verified, its.centres, extent.days,
        asked.cut_off_min, found.region.degrees_by_height, found.points, found.without,
    )  # fmt: skip
    page = write_links_page(folder, told)
    if execution.quiet:
        typer.echo(str(folder))
        return
    for row in found.worst.head(5).itertuples():
        way = "no other way" if row.only_way else f"{row.longer_min:.2f} min longer per drive"
        typer.echo(f"{row.name} ({row.km:.1f} km): {row.cut_share:.1%} of all drives cut off, {way}")
    worst = found.without[found.without["figure"] == "harm_min"].sort_values("value", ascending=False).head(5)
    for point in worst.merge(found.points, on="point").to_dict("records"):
        harm = f"{point['value']:.2f} ± {point['half_width']:.2f} min of ride more per request"
        typer.echo(f"{point['kind']} {point['name']} out: {harm}")
    if not len(found.points):
        typer.echo("stations and charging sites: none")
    typer.echo(f"written to {folder}, see {page.name}")
