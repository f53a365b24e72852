"""``elbe-drt demand observed-day``: a day of bookings once more, as it was dispatched and with re-planning."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from simulator.cli.options import grouped

if TYPE_CHECKING:
    from simulator.experiments.observed_day.folder import Told


@dataclass(frozen=True)
class How:
    """What is said about the day beside its bookings and the scenario."""

    shifts: Annotated[
        Path | None,
        typer.Option(help="Table of the day's shifts: vehicle, begin, end, and seats, type, depot or lon and lat."),
    ] = None
    service: Annotated[str | None, typer.Option(help="Which service was booked, where the scenario has several.")] = (
        None
    )
    force: Annotated[bool, typer.Option(help="Put it in the place of a day of before.")] = False
    allow_outside_paths: Annotated[bool, typer.Option(help="Let the scenario name files outside its own folders.")] = (
        False
    )


@grouped
def observed_day(
    folder: Annotated[Path, typer.Argument(metavar="IMPORT", help="A folder that demand import has written.")],
    day: Annotated[str, typer.Option("--date", metavar="YYYY-MM-DD", help="The day on which people wanted to leave.")],
    scenario: Annotated[str, typer.Option(help="Network, stops, services: a scenario file or a bundled name.")],
    out: Annotated[Path, typer.Option(help="Folder to write.")],
    how: How,
) -> None:
    """Replay a day of bookings, with the same requests and shifts, and tell what re-planning would have done."""
    from simulator.cli.progress import RunProgress
    from simulator.experiments.calibration.observed import read_bookings_of
    from simulator.experiments.observed_day.day import day_of
    from simulator.experiments.observed_day.folder import check_out, write_day
    from simulator.experiments.observed_day.scenario import SCENARIO, base_of
    from simulator.experiments.observed_day.shifts import shifts_on
    from simulator.report.page.observed_day_page import PAGE, DayTold, write_observed_day_page
    from simulator.scenario.loader import load_scenario
    from simulator.scenario.text_models import words_in
    from simulator.texts import LANGUAGES

    check_out(out, force=how.force)
    loaded = load_scenario(scenario, allow_outside_paths=how.allow_outside_paths)
    base = base_of(loaded, scenario, how.service, allow_outside_paths=how.allow_outside_paths)
    its = day_of(read_bookings_of(folder, loaded.calendar.state), folder, _date(day))
    shifts, whence = shifts_on(its, how.shifts, base.config.fleet)

    def paint(draft: Path, told: Told) -> None:
        titles = {code: words_in(loaded.title, code) or loaded.name for code in LANGUAGES}
        page = DayTold(
            titles, its.day, its.bookings.side_m, its.minutes, whence, len(shifts), its.guessed, its.wishes,
            single=its.bookings.single, figures=told.figures, changes=told.changes, same=told.same,
        )  # fmt: skip
        write_observed_day_page(draft, page)

    with RunProgress(quiet=False) as shown:
        told = write_day(out, base, its, shifts, paint, shown.step)
    for line in _in_short(told):
        typer.echo(line)
    typer.echo(f"written to {out}, see {PAGE}; again: elbe-drt run {out / SCENARIO} --allow-outside-paths")


def _date(text: str) -> date:
    """Return a date. Raises RequestFileError."""
    from simulator.errors import Problem, RequestFileError

    try:
        return date.fromisoformat(text)
    except ValueError:
        raise RequestFileError([Problem("--date", 0, 0, text[:40], "expected a date like 2022-05-17")]) from None


def _in_short(told: Told) -> Iterator[str]:
    """Say how the requests ended on each side."""
    for side, its in told.figures.groupby("side", sort=False):
        value = its.set_index("figure")["value"]
        hidden = its.set_index("figure")["hidden"]
        ends = [
            f"{'under 5' if hidden[end] else int(value[end])} {end.replace('_', ' ')}"
            for end in ("served", "rejected", "cancelled", "no_show")
        ]
        yield f"{str(side).replace('_', ' ')}: {', '.join(ends)}"
