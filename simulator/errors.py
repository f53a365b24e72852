"""The exceptions Elbe DRT raises for input it cannot use."""

from __future__ import annotations

from dataclasses import dataclass, field

AT_THE_END = 2**31  # as the line of a problem: sorted behind all others


class ElbeDrtError(Exception):
    """Base of all errors a user can mend; shown as a message, never as a traceback."""


@dataclass(frozen=True, order=True)
class Problem:
    """One mistake in an input file.

    ``line`` and ``column`` count from 1; 0 means the file as a whole, ``AT_THE_END`` a remark on all of it.
    """

    file: str
    line: int
    column: int
    key: str
    message: str

    def __str__(self) -> str:
        place = self.file
        if 0 < self.line < AT_THE_END:
            place += f":{self.line}:{self.column}" if self.column else f":{self.line}"
        return f"{place}: {self.key}: {self.message}" if self.key else f"{place}: {self.message}"


@dataclass
class InputError(ElbeDrtError):
    """One or more problems in a file, all reported at once."""

    problems: list[Problem] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(str(self))

    def __str__(self) -> str:
        return "\n".join(str(problem) for problem in sorted(self.problems))


class ScenarioError(InputError):
    """A scenario file that cannot be used."""


class RequestFileError(InputError):
    """A table of requests, stops or localities, or a file of areas or of a feed, that cannot be used."""


class TimetableError(InputError):
    """A timetable that cannot be used, or not on a date."""


class NetworkError(ElbeDrtError):
    """A road network that cannot be read, built or used."""


class ResultError(ElbeDrtError):
    """A results folder that cannot be read or written."""
