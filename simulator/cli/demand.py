"""``elbe-drt demand``: who needs to go where, made of open data or of what people already have."""

from __future__ import annotations

import typer

from simulator.cli import demand_build, demand_import, demand_observed_day

app = typer.Typer(no_args_is_help=True, pretty_exceptions_enable=False)
app.command("build")(demand_build.build)
app.command("import")(demand_import.import_demand)
app.command("observed-day")(demand_observed_day.observed_day)


@app.callback()
def demand() -> None:
    """Make the demand of a region out of open data, bookings, tables of flows or other programs' plans."""
