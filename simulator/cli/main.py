"""The ``elbe-drt`` command: commands only; what they need is imported when they run."""

from __future__ import annotations

import os
import sys
from typing import Annotated

import typer

from simulator.cli import (
    access,
    audit,
    border,
    branch,
    budget,
    calibrate,
    cite,
    compare,
    day_to_day,
    demand,
    export,
    gap,
    interrupt,
    links,
    migrate,
    network,
    payers,
    plot,
    scenario,
    sensitivity,
    service,
    solve,
    stress,
    timetable,
    warm_up,
)
from simulator.cli import report as report_command
from simulator.cli.options import Outputs, grouped
from simulator.cli.startup import prepare_process
from simulator.errors import ElbeDrtError

STDOUT = 1  # as the system counts

app = typer.Typer(
    name="elbe-drt",
    help="Simulate ridepooling and shared mobility on the real roads of rural regions.",
    no_args_is_help=False,
    pretty_exceptions_enable=False,
)
app.add_typer(network.app, name="network", help="Build, describe and draw road networks.")
app.add_typer(timetable.app, name="timetable", help="Describe, check and cut timetables (GTFS).")
app.add_typer(demand.app, name="demand", help="Make demand out of open data, bookings, flows or plans.")
app.add_typer(service.app, name="service", help="Make scenarios out of what services publish of themselves.")
app.command()(scenario.validate)
app.command()(scenario.schema)
app.command()(migrate.migrate)
app.command()(export.export)
app.command()(audit.audit)
app.command()(cite.cite)
app.command()(solve.solve)
app.command()(gap.gap)
app.command()(branch.branch)
app.command()(compare.compare)
app.command()(compare.size)
app.command()(sensitivity.sensitivity)
app.command()(links.links)
app.command()(stress.stress)
app.command()(budget.budget)
app.command()(payers.payers)
app.command()(border.border)
app.command()(access.access)
app.command("day-to-day")(day_to_day.day_to_day)
app.command()(calibrate.calibrate)
app.command()(compare.query)
app.command()(report_command.report)
app.command()(plot.plot)
app.command("warm-up")(warm_up.warm_up)


def _show_version(asked: bool) -> None:
    if asked:
        import importlib.metadata

        typer.echo(f"elbe-drt {importlib.metadata.version('elbe-drt')}")
        raise typer.Exit


@app.callback(invoke_without_command=True)
def start(
    context: typer.Context,
    version: Annotated[  # noqa: ARG001  its callback does the work
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """List the bundled scenarios when no command is given."""
    if context.invoked_subcommand is None:
        list_scenarios()


@app.command("list")
def list_scenarios() -> None:
    """List the bundled scenarios."""
    from simulator.scenario.catalogue import bundled_scenarios

    scenarios = bundled_scenarios()
    width = max((len(entry.name) for entry in scenarios), default=0)
    typer.echo("Bundled scenarios; run one with: elbe-drt run NAME\n")
    for entry in scenarios:
        typer.echo(f"  {entry.name:<{width}}  {entry.title}")
    typer.echo("\nAll commands: elbe-drt --help")


@app.command()
@grouped
def run(
    scenario_path: Annotated[str, typer.Argument(metavar="SCENARIO", help="A scenario file or a bundled name.")],
    outputs: Outputs,
) -> None:
    """Simulate a scenario and write its results folder."""
    from simulator.cli.run import run_and_write

    run_and_write(scenario_path, outputs)


def main() -> None:
    """Run the command; errors in the input end with exit code 2 and a message, never with a traceback.

    The same is true of a full disk or device, and of names that are not UTF-8 text. Ctrl-C ends with exit code 130.
    """
    prepare_process()
    interrupt.heed_while_working()
    try:
        try:
            app()
        finally:
            sys.stdout.flush()
    except BaseException as error:
        if interrupt.was_heard():
            interrupt.tell()
            sys.exit(interrupt.CODE)
        message = _message(error)
        if message is None:
            raise
        typer.echo(message, err=True)
        sys.exit(2)


def _message(error: BaseException) -> str | None:
    """Say what a user can mend; None for what is a fault of the program, or no error at all."""
    if isinstance(error, ElbeDrtError):
        return str(error)
    if isinstance(error, UnicodeEncodeError):
        return f"{ascii(error.object)[:200]}: is not UTF-8 text, and cannot be written"
    if isinstance(error, OSError):
        if error.filename is None and sys.stdout is sys.__stdout__:  # what is left in it cannot be written, either
            os.dup2(os.open(os.devnull, os.O_WRONLY), STDOUT)
        return f"{error.filename or 'the output'}: {error.strerror or error}"
    return None


if __name__ == "__main__":
    main()
