"""What may be said about an export of bookings beside its profile."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

from simulator.demand.importing.booking_profile import STATUSES, plain
from simulator.demand.importing.moments import DAY_FIRST, MONTH_FIRST
from simulator.errors import Problem, RequestFileError
from simulator.units import MINUTE_S

SETTINGS = {
    "status": f"What words for the end of a booking mean: WORD:MEANING, ...; meanings are {', '.join(STATUSES)}",
    "dates": f"{DAY_FIRST} or {MONTH_FIRST}, of dates like 5/4/2022",
    "zone": "Time zone of times that name none, such as UTC; by default local time",
    "shortest_ride": "Minutes; a shorter ride is a test (2)",
    "first": "First date of the requests that are written; estimates are of all",
    "last": "Last date of these",
    "zones": "GeoJSON of the zones for which rates are told; by default squares of 5 km",
    "holidays": "State whose public holidays are told apart, such as BB",
}


@dataclass(frozen=True)
class BookingSettings:
    """The same, checked. shortest_ride_s: [s]. first, last: None, all days. holidays: "", not known."""

    status: Mapping[str, str] = field(default_factory=dict)
    dates: str | None = None
    zone: str = ""
    shortest_ride_s: int = 2 * MINUTE_S
    first: date | None = None
    last: date | None = None
    zones: Path | None = None
    holidays: str = ""


def checked(settings: Mapping[str, str]) -> BookingSettings:
    """Return settings as they are meant. Raises RequestFileError with all that cannot be."""
    problems, found = list[Problem](), dict[str, object]()
    for key, text in settings.items():
        name, read = _READ[key]
        try:
            found[name] = read(text)
        except (ValueError, KeyError, OSError) as error:
            problems.append(Problem("--set", 0, 0, key, f'"{text[:80]}": {error.args[0] if error.args else error}'))
    if problems:
        raise RequestFileError(problems)
    return BookingSettings(**found)  # type: ignore[arg-type]


def _status(text: str) -> dict[str, str]:
    words = {}
    for pair in text.split(","):
        word, _, meaning = pair.rpartition(":")
        if meaning.strip() not in STATUSES or not word.strip():
            raise ValueError(f"expected WORD:MEANING, with one of {', '.join(STATUSES)}")
        words[plain(word)] = meaning.strip()
    return words


def _dates(text: str) -> str:
    if text not in {DAY_FIRST, MONTH_FIRST}:
        raise ValueError(f"expected {DAY_FIRST} or {MONTH_FIRST}")
    return text


def _zone(text: str) -> str:
    try:
        ZoneInfo(text)
    except (ValueError, KeyError, OSError):
        raise ValueError("is no time zone; expected a name such as UTC or Europe/Berlin") from None
    return text


def _shortest(text: str) -> int:
    try:
        minutes = float(text.replace(",", "."))
    except ValueError:
        raise ValueError("expected a number of minutes") from None
    if not 0 <= minutes <= 60:
        raise ValueError("expected 0 to 60 minutes")
    return round(minutes * MINUTE_S)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ValueError("expected a date like 2022-05-17") from None


def _state(text: str) -> str:
    import holidays

    known = holidays.list_supported_countries()["DE"]
    if text not in known:
        raise ValueError(f"expected one of {', '.join(known)}")
    return text


_READ = {
    "status": ("status", _status),
    "dates": ("dates", _dates),
    "zone": ("zone", _zone),
    "shortest_ride": ("shortest_ride_s", _shortest),
    "first": ("first", _day),
    "last": ("last", _day),
    "zones": ("zones", Path),
    "holidays": ("holidays", _state),
}
