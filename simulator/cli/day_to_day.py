"""``elbe-drt day-to-day``: expectations follow experience until they hold, from different starts; elasticities."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from simulator.cli.options import grouped


class Starts(StrEnum):
    """What people expect at first."""

    OPTIMISTIC = "optimistic"
    PESSIMISTIC = "pessimistic"
    BOTH = "both"


@dataclass(frozen=True)
class Learning:
    """How long and from where people learn, and what is told of it."""

    days: Annotated[int, typer.Option(help="At most so many days.", min=1, max=10_000)] = 40
    start: Annotated[Starts, typer.Option(help="No wait, no rejection; half an hour, half rejected; or both.")] = (
        Starts.BOTH
    )
    replications: Annotated[int, typer.Option(help="Fresh days on which expectations are held.", min=2)] = 10
    elasticities: Annotated[bool, typer.Option(help="Tell how riders answer to 10 % more fare and wait.")] = True
    window: Annotated[int, typer.Option(help="Days that people know of, and that the gap is measured by.", min=1)] = 5
    pooled: Annotated[
        float, typer.Option(help="Places of few people count as so many people of the whole hour more.", min=0)
    ] = 20.0
    weight: Annotated[
        float, typer.Option(help="How much of the way expectations go to experience each day.", min=0.01, max=1)
    ] = 0.3
    seed: Annotated[int | None, typer.Option(help="Replaces the scenario's own seed.", min=0)] = None
    set_: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="PATH=VALUE", help="Change a value, e.g. fleet.minibus.count=8."),
    ] = None
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Print only the folder.")] = False
    allow_outside_paths: Annotated[bool, typer.Option(help="Let the scenario name files outside its own folders.")] = (
        False
    )


@grouped
def day_to_day(
    scenario: Annotated[str, typer.Argument(metavar="SCENARIO", help="A scenario file or a bundled name.")],
    out: Annotated[Path, typer.Option(help="Folder to write; it must be new.")],
    learning: Learning,
) -> None:
    """Let people ask by what they expect, and expect what they experience, day after day until both are the same."""
    import tempfile

    from simulator.experiments.day_to_day.days import Rule
    from simulator.experiments.day_to_day.study import Asked, sequence, study
    from simulator.experiments.day_to_day.written import check_out, write_study
    from simulator.scenario.loader import load_scenario

    check_out(out)
    loaded = load_scenario(scenario, learning.set_ or (), allow_outside_paths=learning.allow_outside_paths)
    if learning.seed is not None:
        loaded = loaded.model_copy(update={"seed": learning.seed})
    rule = Rule(learning.days, learning.weight, learning.window, learning.pooled)
    asked = Asked(loaded, tuple(sequence(learning.start)), rule, learning.replications, learning.elasticities)
    with tempfile.TemporaryDirectory() as folder:
        found = study(asked, Path(folder), (lambda text: None) if learning.quiet else typer.echo)
    write_study(found, out)
    if learning.quiet:
        typer.echo(str(out))
        return
    for start, its in found.learned.items():
        says = "expectations hold" if its.settled else "expectations do not hold yet"
        typer.echo(f"{start}: {says} after {len(its.days)} days")
    if found.same is not None:
        typer.echo("both starts come to the same" if found.same else "the two starts do not come to the same")
    if found.elasticities is not None:
        for row in found.elasticities.itertuples():
            typer.echo(f"{row.change}, {row.term}, {row.counted}: {row.value:.2f} ({row.low:.2f} to {row.high:.2f})")
    typer.echo(f"written to {out}")
