"""``elbe-drt warm-up``: compile ahead what the first runs would compile."""

from __future__ import annotations

from typing import Annotated

import typer

from simulator.errors import ElbeDrtError


def warm_up(
    scenarios: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="SCENARIO", help="Only for these; by default all bundled ones that have their roads with them."
        ),
    ] = None,
) -> None:
    """Run bundled scenarios once, so that later runs find what had to be compiled, and travel times, in the caches.

    Nothing needs this: a first run does the same for itself, and takes so much longer.
    """
    from simulator.experiments.warm_up import cache_folder, embedded_scenarios
    from simulator.experiments.warm_up import warm_up as warm

    names = scenarios or embedded_scenarios()
    functions, cpu_s = 0, 0.0
    for done in warm(names):
        typer.echo(f"  {done.name}: {done.compiled} functions compiled, {done.cpu_s:.1f} CPU seconds in all")
        functions, cpu_s = functions + done.compiled, cpu_s + done.cpu_s
    folder = cache_folder()
    if folder is None:
        raise ElbeDrtError("what was compiled cannot be kept: no folder for it can be written; set NUMBA_CACHE_DIR")
    typer.echo(f"{functions} functions compiled in {cpu_s:.1f} CPU seconds; they are kept in {folder}")
