"""Requests of a file that no vehicle could serve, however many there were: refused with the file, or rejected alone."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulator.errors import AT_THE_END, Problem, RequestFileError
from simulator.input_table import MAX_SHOWN
from simulator.notes import N_, Note, Value
from simulator.scenario.models import Scenario
from simulator.tables import NO_TIME

_WAY = ("access_walk_s", "boarding_s", "direct_s", "egress_walk_s")  # what takes time until somebody is there
REMEDY = "mend the file, or let them alone be rejected (demand.impossible: reject)"
FAR = N_("Requests of the file that begin or end too far from any road: %(count)s (line no. %(lines)s).")
NO_ROAD = N_("Requests of the file that go where no road leads, and are rejected: %(count)s (line no. %(lines)s).")
TOO_LATE = N_(
    "Requests of the file that want to arrive sooner than any ride, and are rejected: %(count)s (line no. %(lines)s)."
)
_RULES = {FAR: "far-requests", NO_ROAD: "requests-without-road", TOO_LATE: "requests-too-late"}


@dataclass
class Impossible:
    """Collects the impossible requests of a run, one note for each kind; or raises RequestFileError at the first kind.

    ``demand.impossible`` says which.
    """

    scenario: Scenario
    notes: list[Note] = field(default_factory=list)

    def tell(self, kind: str, problems: list[Problem]) -> None:
        """Refuse the file for these requests, or note them; kind: one of the texts above."""
        if not problems:
            return
        file = self.scenario.demand.as_file
        lines = [line for line in Counter(problem.line for problem in problems) if line]
        if file is not None and file.impossible == "reject":
            shown = [*map(str, sorted(lines)[:MAX_SHOWN]), *(["..."] if len(lines) > MAX_SHOWN else [])]
            values: dict[str, Value] = {"count": len(lines), "lines": ", ".join(shown)}
            self.notes.append(Note(_RULES[kind], "demand.requests_file", kind, values))
            return
        message = f"requests that no vehicle can serve: {len(lines) or len(problems)}; {REMEDY}"
        end = Problem(problems[0].file, AT_THE_END, 0, "", message)
        raise RequestFileError([*sorted(problems)[:MAX_SHOWN], end])


def check_connected(
    impossible: Impossible,
    demand: pd.DataFrame,
    cut_off: NDArray[np.int64],
    origin: NDArray[np.int32],
    destination: NDArray[np.int32],
) -> None:
    """Tell the requests whose ends no road joins; cut_off: their rows. Raises RequestFileError."""
    scenario = impossible.scenario
    file = scenario.demand.as_file
    source = str((scenario.source_file if file is None else file.requests_file) or scenario.name)
    names, lines = demand["request_id"].to_numpy(), _lines(demand)
    message = "no road leads from node {} to node {}; if the network is in pieces, see: elbe-drt network info"
    problems = [
        Problem(source, int(lines[row]), 0, names[row], message.format(origin[row], destination[row]))
        for row in cut_off.tolist()
    ]
    impossible.tell(NO_ROAD, problems)


def check_deadlines(impossible: Impossible, requests: pd.DataFrame, boarding_s: NDArray[np.int64]) -> None:
    """Tell the requests that even a direct ride brings too late, on everyday roads. Raises RequestFileError.

    Times are told as clocks show them, with dates where there are several days.
    """
    scenario = impossible.scenario
    file = scenario.demand.as_file
    if file is None or scenario.network.changes:
        return
    table = requests.assign(boarding_s=boarding_s, line=_lines(requests))
    soonest_s = table[["earliest_departure_s", *_WAY]].sum(axis=1)
    late = (table["latest_arrival_s"] != NO_TIME) & (table["direct_s"] >= 0) & (soonest_s > table["latest_arrival_s"])
    reading = scenario.calendar.reading()

    def shown(time_s: int) -> str:
        return reading.shown(reading.clock.local(time_s), dated=len(reading.days) > 1)

    columns = ("line", "request_id", "latest_arrival_s", "earliest_departure_s", *_WAY)
    problems = [
        Problem(
            str(file.requests_file),
            line,
            0,
            name,
            f"cannot arrive by {shown(arrival)}: leaving at {shown(departure)}, {access} s walk, "
            f"{boarding} s boarding, {direct} s direct ride and {egress} s walk take longer",
        )
        for line, name, arrival, departure, access, boarding, direct, egress in zip(
            *(table.loc[late, column].tolist() for column in columns), strict=True
        )
    ]
    impossible.tell(TOO_LATE, problems)


def _lines(table: pd.DataFrame) -> NDArray[np.int64]:
    """Return where requests stand in their file; 0 for those of no file."""
    return table["line"].to_numpy(np.int64) if "line" in table else np.zeros(len(table), dtype=np.int64)
