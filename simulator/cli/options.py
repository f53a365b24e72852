"""Options that belong together: a parameter of a command that is a dataclass stands for an option per field."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass, fields, is_dataclass
from functools import wraps
from pathlib import Path
from typing import Annotated, Any, get_type_hints

import typer


def grouped(command: Callable[..., None]) -> Callable[..., None]:
    """Return the command as typer sees it: with the fields of its dataclasses as options of their own, in their order.

    Fields have defaults, and say in their annotation what typer needs to know.
    """
    hints = get_type_hints(command, include_extras=True)
    groups: dict[str, Any] = {name: hint for name, hint in hints.items() if is_dataclass(hint)}
    seen: list[inspect.Parameter] = []
    for name, parameter in inspect.signature(command).parameters.items():
        if name not in groups:
            seen.append(parameter.replace(annotation=hints[name], kind=parameter.KEYWORD_ONLY))
            continue
        of_field = get_type_hints(groups[name], include_extras=True)
        seen += [
            inspect.Parameter(
                field.name, parameter.KEYWORD_ONLY, default=field.default, annotation=of_field[field.name]
            )
            for field in fields(groups[name])
        ]

    @wraps(command)
    def called(**given: Any) -> None:
        for name, group in groups.items():
            given[name] = group(**{field.name: given.pop(field.name) for field in fields(group)})
        command(**given)

    called.__signature__ = inspect.Signature(seen)  # type: ignore[attr-defined]
    called.__annotations__ = {parameter.name: parameter.annotation for parameter in seen}
    return called


@dataclass(frozen=True)
class Outputs:
    """How one run is made, and what is written of it."""

    seed: Annotated[int | None, typer.Option(help="Replaces the scenario's own seed.", min=0)] = None
    set_: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="PATH=VALUE", help="Change a value, e.g. fleet.minibus.count=8."),
    ] = None
    out: Annotated[Path, typer.Option(help="Folder for results.")] = Path("results")
    figures: Annotated[bool, typer.Option(help="Draw the figures.")] = True
    report: Annotated[bool, typer.Option(help="Write report.html.")] = True
    twin: Annotated[
        bool,
        typer.Option(help="Where something goes wrong: simulate the run without it, too; twice the time."),
    ] = True
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Print only the results folder.")] = False
    debug: Annotated[bool, typer.Option(help="Check every plan after every change.")] = False
    allow_outside_paths: Annotated[bool, typer.Option(help="Let the scenario name files outside its own folders.")] = (
        False
    )
    scenarios: Annotated[
        Path | None,
        typer.Option(
            help="Folder the scenario's file names are relative to, for scenario.yaml of a run; its own by default.",
            exists=True,
            file_okay=False,
        ),
    ] = None


@dataclass(frozen=True)
class Branching:
    """What changes during a day of a run, and where the results go."""

    set_: Annotated[
        list[str] | None,
        typer.Option(
            "--set", metavar="PATH=VALUE", help="Change a value from then on, e.g. services.rufbus.hours=null."
        ),
    ] = None
    disruption: Annotated[
        list[str] | None,
        typer.Option(metavar="YAML", help='One more, e.g. "{name: ill, kind: vehicles, from: 11:00, ...}".'),
    ] = None
    out: Annotated[Path, typer.Option(help="Folder for results.")] = Path("results")
    figures: Annotated[bool, typer.Option(help="Draw the figures.")] = True
    report: Annotated[bool, typer.Option(help="Write report.html.")] = True
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Print only the results folder.")] = False
    allow_outside_paths: Annotated[bool, typer.Option(help="Let the scenario name files outside its own folders.")] = (
        False
    )
    scenarios: Annotated[
        Path | None,
        typer.Option(
            help="Folder the scenario's file names are relative to; by default the bundled one.",
            exists=True,
            file_okay=False,
        ),
    ] = None


@dataclass(frozen=True)
class Variants:
    """What is compared, over how many runs."""

    vary: Annotated[
        list[str] | None, typer.Option("--vary", metavar="PATH=V,V,...", help="Values to compare; several: a grid.")
    ] = None
    set_: Annotated[list[str] | None, typer.Option("--set", metavar="PATH=VALUE", help="For all variants.")] = None
    replications: Annotated[int | None, typer.Option(help="Days per variant, the same for all.")] = None
    metric: Annotated[list[str] | None, typer.Option(help="Key figures to look at; see docs/columns.md.")] = None
    stop: Annotated[
        str | None,
        typer.Option(metavar="METRIC=SHARE", help="Replicate until its half-width is that share of the mean."),
    ] = None
    at_most: Annotated[int, typer.Option(help="Replications, with --stop.")] = 100
    level: Annotated[float, typer.Option(help="Of the confidence intervals.")] = 0.95


@dataclass(frozen=True)
class Goals:
    """What a fleet has to reach."""

    serve: Annotated[
        float | None, typer.Option(help="Served share that is wanted at least, e.g. 0.9.", min=0, max=1)
    ] = None
    wait_p95: Annotated[float | None, typer.Option(help="95 % wait that is wanted at most, in seconds.", min=0)] = None
    cost: Annotated[float | None, typer.Option(help="Cost a day that is wanted at most, in EUR.", min=0)] = None


@dataclass(frozen=True)
class Sizes:
    """What sizes of a fleet are tried, over how many runs."""

    vary: Annotated[
        str | None, typer.Option(metavar="PATH", help="The size; the only vehicle type's count if not given.")
    ] = None
    smallest: Annotated[int, typer.Option(help="Size to begin with.", min=0)] = 1
    largest: Annotated[int, typer.Option(help="Size to end with.", min=1)] = 64
    replications: Annotated[int, typer.Option(help="Days per size.", min=2)] = 20
    level: Annotated[float, typer.Option(help="Confidence of the answer.", min=0.5, max=0.999)] = 0.95


@dataclass(frozen=True)
class Duties:
    """What else than the number of vehicles is looked for, and what it costs."""

    over: Annotated[
        list[str] | None,
        typer.Option(metavar="WHAT", help="shifts: the cheapest duties of drivers; hours, depots: fewer of these too."),
    ] = None
    shortest_duty: Annotated[float, typer.Option(help="Of a driver, in hours.", min=1, max=10)] = 4.0
    depot_year: Annotated[float, typer.Option(help="What a depot costs a year, in EUR.", min=0)] = 0.0


@dataclass(frozen=True)
class Moving:
    """Which assumptions are moved, over how many runs."""

    only: Annotated[
        list[str] | None, typer.Option("--only", metavar="KEY", help="Move this one alone; * is any part of a key.")
    ] = None
    set_: Annotated[list[str] | None, typer.Option("--set", metavar="PATH=VALUE", help="For all runs.")] = None
    replications: Annotated[int, typer.Option(help="Days for each end of a range, the same for all.", min=1)] = 10
    metric: Annotated[
        list[str] | None, typer.Option(help="Key figures to look at; by default served, waits, subsidy, CO2.")
    ] = None
    level: Annotated[float, typer.Option(help="Of the confidence intervals.", min=0.51, max=0.999)] = 0.95


@dataclass(frozen=True)
class Execution:
    """Where many runs are made, and where their results go."""

    workers: Annotated[int | None, typer.Option(help="Worker processes; all cores by default.", min=1)] = None
    executor: Annotated[str, typer.Option("--executor", help="local or dask.")] = "local"
    scheduler: Annotated[str | None, typer.Option(help="A Dask scheduler that runs, e.g. tcp://host:8786.")] = None
    out: Annotated[Path, typer.Option(help="Folder for results.")] = Path("results")
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Print only the results folder.")] = False
    allow_outside_paths: Annotated[bool, typer.Option(help="Let the scenario name files outside its own folders.")] = (
        False
    )
