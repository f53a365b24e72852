"""Booking rules of GTFS-Flex, and the notice and horizon of a scenario.

A scenario knows one notice and one horizon for all departures. A rule that counts in days ("until 15:00 on the day
before") allows different ones at different hours: of these the most lenient holds, that for a departure at the
beginning of the service hours for the notice, and at their end for the horizon.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from simulator.clock import format_clock, parse_clock
from simulator.exchange.on_demand import OnDemand
from simulator.exchange.remarks import Remarks
from simulator.spans import Span
from simulator.units import DAY_S, MINUTE_S

FILE = "booking_rules.txt"
AT_ONCE, SAME_DAY, DAYS_BEFORE = "0", "1", "2"
BOOKING_COLUMNS = (
    "booking_rule_id", "booking_type", "prior_notice_duration_min", "prior_notice_duration_max", "message",
)  # fmt: skip
LONGEST_NOTICE_S = 10 * DAY_S  # what a scenario takes
LONGEST_HORIZON_S = 365 * DAY_S


@dataclass(frozen=True)
class Booking:
    """How long before a departure it may be booked [s]; horizon None: no limit."""

    notice_s: int = 0
    horizon_s: int | None = None


def booking_row(rule: str, service: OnDemand) -> tuple[object, ...]:
    """Return a row of the table; whole minutes, rounded so that nobody books what the service refuses."""
    least = -(-service.notice_s // MINUTE_S)
    some = "; not everybody may book: parallel rides or other requests are refused" if service.restricted else ""
    if service.horizon_s is None and not least:
        return rule, AT_ONCE, "", "", f"Booked at once{some}; a simulated service"
    message = f"Booked at least {least} minutes ahead{some}; a simulated service"
    most = "" if service.horizon_s is None else service.horizon_s // MINUTE_S
    return rule, SAME_DAY, least, most, message


class BookingReader:
    """Reads rows of a feed; of what is missing or wrong it tells, and goes on without it."""

    def __init__(self, line: int, row: Mapping[str, str], remarks: Remarks) -> None:
        self._line, self._row, self._remarks = line, row, remarks

    def booking(self, hours: Span) -> Booking:
        """Return what holds for departures within some hours [s]."""
        kind = self._kind()
        if kind == AT_ONCE:
            return Booking()
        if kind == SAME_DAY:
            return self._fitting(self._number("prior_notice_duration_min", MINUTE_S), self._horizon(hours))
        return self._fitting(self._days_before("last", hours[0]), self._days_before("start", hours[1]))

    def _kind(self) -> str:
        told = self._row.get("booking_type", "")
        if told in (AT_ONCE, SAME_DAY, DAYS_BEFORE):
            return told
        by_fields = {"prior_notice_last_day": DAYS_BEFORE, "prior_notice_duration_min": SAME_DAY}
        kind = next((kind for name, kind in by_fields.items() if self._row.get(name)), AT_ONCE)
        self._repaired("booking_type", "expected 0, 1 or 2", f"read as {kind}, by the fields that are given")
        return kind

    def _horizon(self, hours: Span) -> int | None:
        if self._row.get("prior_notice_duration_max"):
            return self._number("prior_notice_duration_max", MINUTE_S)
        return self._days_before("start", hours[1])

    def _days_before(self, end: str, departure_s: int) -> int | None:
        """Return how long before a departure the limit lies that is told as a day and a time [s]."""
        days = self._number(f"prior_notice_{end}_day", 1)
        if days is None:
            return None
        time_s = self._clock(f"prior_notice_{end}_time")
        before_s = max(0, days * DAY_S + departure_s - time_s)
        self._remarks.differs(
            (FILE, self._line, f"prior_notice_{end}_day"),
            f"{days} at {format_clock(time_s)}",
            "counts in days",
            f"{format_clock(before_s)} before departure, as for one at {format_clock(departure_s)}",
        )
        if self._row.get("prior_notice_service_id"):
            place = (FILE, self._line, "prior_notice_service_id")
            self._remarks.differs(
                place, self._row["prior_notice_service_id"], "counts some days only", "every day counts"
            )
        return before_s

    def _number(self, name: str, factor_s: int) -> int | None:
        text = self._row.get(name, "")
        if text.isdecimal() and len(text) < 9:
            return int(text) * factor_s
        if text or name in ("prior_notice_duration_min", "prior_notice_last_day"):
            self._repaired(name, "expected a whole number, not below 0", "no limit")
        return None

    def _clock(self, name: str) -> int:
        try:
            return parse_clock(self._row.get(name, ""))
        except ValueError:
            self._repaired(name, "expected a time like 15:00:00", "read as 00:00:00")
            return 0

    def _fitting(self, notice_s: int | None, horizon_s: int | None) -> Booking:
        """Return both within what a scenario takes."""
        notice = min(notice_s or 0, LONGEST_NOTICE_S)
        horizon = None if horizon_s is None else min(horizon_s, LONGEST_HORIZON_S)
        if horizon is not None and horizon <= notice:
            self._repaired("booking_rule_id", "allows no moment of booking", "no limit how long ahead")
            horizon = None
        if notice != (notice_s or 0) or (horizon is not None and horizon != horizon_s):
            place = (FILE, self._line, "booking_rule_id")
            self._remarks.differs(place, self._row.get("booking_rule_id", ""), "is longer than a scenario takes", "cut")
        return Booking(notice, horizon)

    def _repaired(self, name: str, problem: str, read_as: str) -> None:
        self._remarks.repaired((FILE, self._line, name), self._row.get(name, ""), problem, read_as)
