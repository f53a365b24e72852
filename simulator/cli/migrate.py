"""``elbe-drt migrate``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

WOULD_CHANGE = 3  # exit code of --check


def migrate(
    paths: Annotated[list[Path], typer.Argument(metavar="FILE...", help="Scenario or experiment files.")],
    check: Annotated[bool, typer.Option(help="Change nothing; exit code 3 when something would change.")] = False,
    allow_outside_paths: Annotated[bool, typer.Option(help="Let them extend files outside their folders.")] = False,
) -> None:
    """Rewrite files whose keys are where they were in earlier versions; comments and order stay.

    A file is written whole or not at all. Files that others extend are left alone unless they are given, too.
    """
    from simulator.errors import InputError
    from simulator.scenario.rewrite import Rewritten, rewrite
    from simulator.whole import write_whole

    found: dict[Path, Rewritten] = {}
    broken = False
    for path in paths:
        try:
            found[path] = rewrite(path, allow_outside_paths=allow_outside_paths)
        except InputError as error:
            typer.echo(str(error), err=True)
            broken = True
    for path, new in found.items():
        if new.told and not check:
            write_whole(path, new.text)
        typer.echo("\n  ".join([f"{path}: {_verdict(bool(new.told), check)}", *new.told]))
    if broken:
        raise typer.Exit(2)
    if check and any(new.told for new in found.values()):
        raise typer.Exit(WOULD_CHANGE)


def _verdict(changed: bool, check: bool) -> str:
    if not changed:
        return "is in the form of today already"
    return "would be rewritten" if check else "rewritten"
