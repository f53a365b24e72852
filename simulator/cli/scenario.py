"""``elbe-drt validate`` and ``elbe-drt schema``."""

from __future__ import annotations

from typing import Annotated

import typer

from simulator.errors import InputError


def validate(
    paths: Annotated[
        list[str], typer.Argument(metavar="SCENARIO...", help="Scenario or experiment files, or bundled names.")
    ],
    set_: Annotated[list[str] | None, typer.Option("--set", metavar="PATH=VALUE", help="Change a value.")] = None,
    allow_outside_paths: Annotated[bool, typer.Option(help="Let scenarios name files outside their folders.")] = False,
    assumptions: Annotated[
        bool, typer.Option("--assumptions", help="List every number that is not data, and what it rests on.")
    ] = False,
) -> None:
    """Check scenario and experiment files and all files they name; all problems at once, and what looks odd."""
    from simulator.experiments.validation import validate_file

    broken = False
    for path in paths:
        try:
            remarks = validate_file(path, tuple(set_ or ()), allow_outside_paths=allow_outside_paths)
            typer.echo("\n".join([f"{path}: ok", *remarks]))
            if assumptions:
                _tell_assumptions(path, tuple(set_ or ()), outside=allow_outside_paths)
        except InputError as error:
            typer.echo(str(error), err=True)
            broken = True
    if broken:
        raise typer.Exit(2)


def _tell_assumptions(path: str, overrides: tuple[str, ...], *, outside: bool) -> None:
    from simulator.experiments.assumptions import assumptions_table
    from simulator.report.ledger import print_ledger
    from simulator.scenario.loader import load_scenario

    print_ledger(assumptions_table(load_scenario(path, overrides, allow_outside_paths=outside)))


def schema() -> None:
    """Print the JSON Schema of scenario files."""
    from simulator.scenario.schema import schema_text

    typer.echo(schema_text(), nl=False)
