"""``elbe-drt calibrate``: a scenario fitted to bookings, and how well it fits others."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from simulator.cli.options import grouped


@dataclass(frozen=True)
class How:
    """How a scenario is calibrated."""

    parameters: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME,...", help="What is fitted, by name or key, e.g. demand,speed; all by default."),
    ] = None
    test_share: Annotated[float, typer.Option(help="Of the days, kept for testing.", min=0.05, max=0.8)] = 0.3
    replications: Annotated[int, typer.Option(help="Simulated days for each observed one.", min=1)] = 2
    seed: Annotated[int | None, typer.Option(help="Of the first simulated day; the scenario's own.", min=0)] = None
    service: Annotated[str, typer.Option(help="Whose bookings they are, where several services give rides.")] = ""
    force: Annotated[bool, typer.Option(help="Put it in the place of a calibration of before.")] = False
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Print only the folder.")] = False
    allow_outside_paths: Annotated[bool, typer.Option(help="Let the scenario name files outside its own folders.")] = (
        False
    )


@grouped
def calibrate(
    scenario: Annotated[str, typer.Argument(metavar="SCENARIO", help="A scenario file or a bundled name.")],
    to: Annotated[Path, typer.Option(metavar="FOLDER", help="Bookings, as elbe-drt demand import has written them.")],
    out: Annotated[Path, typer.Option(help="Folder to write.")],
    how: How,
) -> None:
    """Fit a scenario to the bookings of a service, and tell how well it fits days it was not fitted to."""
    from simulator.experiments.calibration.beside import out_of_sample, worst_first
    from simulator.experiments.calibration.calibrate import Asked, calibrate
    from simulator.experiments.calibration.written import PAGE, SCENARIO, check_out, leads_out, write_calibration
    from simulator.report.calibration_summary import calibration_lines

    check_out(out, force=how.force)
    only = tuple(name.strip() for text in how.parameters or () for name in text.split(",") if name.strip())
    asked = Asked(
        scenario, to, only, how.test_share, how.replications, how.seed, how.service, how.allow_outside_paths
    )  # fmt: skip
    found = calibrate(asked, (lambda _text: None) if how.quiet else typer.echo)
    write_calibration(found, out)
    if how.quiet:
        typer.echo(str(out))
        return
    for line in calibration_lines(found.fitted.parameters, out_of_sample(found.beside), worst_first(found.beside)):
        typer.echo(line)
    outside = " --allow-outside-paths" if leads_out(found, out) else ""
    typer.echo(f"written to {out}, see {PAGE}; run it with: elbe-drt run {out / SCENARIO}{outside}")
