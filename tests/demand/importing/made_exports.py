"""Exports of ioki and Via as they might come, with all the dirt known from practice, made of what is known of them.

`python -m tests.demand.importing.made_exports FOLDER` writes them, the same bytes each time.
"""

from __future__ import annotations

import csv
import io
import sys
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np

FIRST = datetime(2022, 5, 2)  # a Monday
IOKI = (
    "Fahrt ID", "Fahrgast", "Telefon", "Fahrtwunsch erstellt", "Angefragte Fahrtzeit", "Kalkulierte Abfahrtszeit",
    "Kalkulierte Ankunftszeit", "Abfahrtszeit", "Ankunftszeit", "Stornierungszeit", "Stornierungsgrund",
    "Passagieranzahl", "Kalkulierter Abfahrtsort (lon)", "Kalkulierter Abfahrtsort (lat)",
    "Kalkulierter Ankunftsort (lon)", "Kalkulierter Ankunftsort (lat)",
)  # fmt: skip
VIA = (
    "Request ID", "Rider Name", "Rider Phone", "Request Creation Time", "Request Status", "Booking Method",
    "Number of Passengers", "Requested Pickup Time", "Requested Dropoff Time", "Origin Lat", "Origin Lng",
    "Origin Address", "Destination Lat", "Destination Lng", "Cancellation Time", "No Show Time", "Actual Pickup Time",
    "Actual Dropoff Time", "Reason For Travel",
)  # fmt: skip
VIA_2021 = {
    "Request Creation Time": "Ride request time", "Request Status": "Status", "Booking Method": "Booking method",
    "Number of Passengers": "Number of passengers", "Requested Pickup Time": "Requested PU time",
    "Requested Dropoff Time": "Requested DO time", "Origin Lat": "Origin latitude", "Origin Lng": "Origin Longitude",
    "Destination Lat": "Destination latitude", "Destination Lng": "Destination Longitude",
    "Cancellation Time": "Cancellation time", "No Show Time": "No show time", "Actual Pickup Time": "Actual PU time",
    "Actual Dropoff Time": "Actual DO time",
}  # fmt: skip


@dataclass(frozen=True)
class Known:
    """What bookings are drawn from: per day, shares, and lead times of who books ahead."""

    days: int = 28
    per_day: float = 40.0
    varies: float = 0.2
    prebooked: float = 0.6
    lead_median_s: float = 7200.0
    lead_sigma: float = 0.8
    rejected: float = 0.1
    cancelled: float = 0.12
    no_show: float = 0.05
    two: float = 0.2  # share of parties of two


@dataclass(frozen=True)
class Booking:
    """One booking, clean."""

    number: int
    submitted: datetime
    departure: datetime
    status: str
    party: int
    origin: tuple[float, float]
    destination: tuple[float, float]
    pickup: datetime | None
    dropoff: datetime | None


def bookings(known: Known, seed: int, first: datetime = FIRST) -> list[Booking]:
    """Draw bookings, by day; the rides take 3 minutes and 40 km/h along the beeline times 1.3."""
    random, made = np.random.default_rng(seed), list[Booking]()
    for day in range(known.days):
        expected = known.per_day * (random.gamma(known.varies**-2, known.varies**2) if known.varies else 1.0)
        for _ in range(random.poisson(expected)):
            departure = first + timedelta(days=day, minutes=int(random.integers(6 * 60, 22 * 60)))
            lead = 900 + known.lead_median_s * np.exp(known.lead_sigma * random.standard_normal())
            ahead = random.random() < known.prebooked
            submitted = departure - timedelta(seconds=int(lead) if ahead else int(random.integers(0, 300)))
            status = "served"
            if random.random() < known.rejected:
                status = "rejected"
            elif random.random() < known.cancelled:
                status = "cancelled"
            elif random.random() < known.no_show:
                status = "no_show"
            ends = random.uniform((11.75, 53.0), (11.9, 53.1), (2, 2)).round(5).tolist()
            metres = 111_195 * np.hypot((ends[1][0] - ends[0][0]) * 0.6, ends[1][1] - ends[0][1])
            pickup = departure + timedelta(seconds=int(random.integers(0, 900))) if status == "served" else None
            made.append(
                Booking(
                    len(made) + 1, submitted, departure, status, 1 + (random.random() < known.two),
                    (ends[0][0], ends[0][1]), (ends[1][0], ends[1][1]), pickup,
                    pickup and pickup + timedelta(seconds=180 + int(metres * 1.3 / 40 * 3.6)),
                )
            )  # fmt: skip
    return made


def ioki_rows(made: list[Booking]) -> list[dict[str, str]]:
    """Return bookings as ioki tells them."""
    words = {"served": "ride_completed", "cancelled": "cancelled_by_user", "no_show": "no_show", "rejected": "no_offer"}
    return [
        dict(
            zip(
                IOKI,
                (
                    f"R{one.number}", f"Name {one.number}", f"0170 {one.number:07d}", _german(one.submitted),
                    _german(one.departure), _german(one.departure), "", _german(one.pickup), _german(one.dropoff),
                    _german(one.departure) if one.status == "cancelled" else "", words[one.status], str(one.party),
                    *(f"{axis:.5f}".replace(".", ",") for axis in (*one.origin, *one.destination)),
                ),
                strict=True,
            )
        )
        for one in made
    ]  # fmt: skip


def via_rows(made: list[Booking]) -> list[dict[str, str]]:
    """Return bookings as Via tells them since 2022."""
    words = {"served": "Completed", "cancelled": "Cancel", "no_show": "No Show", "rejected": "Seat Unavailable"}
    return [
        dict(
            zip(
                VIA,
                (
                    str(one.number), f"Name {one.number}", f"+49 170 {one.number:07d}", _iso(one.submitted),
                    words[one.status], "App", str(one.party), _iso(one.departure), "",
                    *(f"{axis:.5f}" for axis in one.origin[::-1]), f"Street {one.number}, Town",
                    *(f"{axis:.5f}" for axis in one.destination[::-1]),
                    _iso(one.departure) if one.status == "cancelled" else "",
                    _iso(one.departure) if one.status == "no_show" else "", _iso(one.pickup), _iso(one.dropoff),
                    "shopping" if one.number % 2 else f"to see my friend number {one.number}",
                ),
                strict=True,
            )
        )
        for one in made
    ]  # fmt: skip


def _german(moment: datetime | None) -> str:
    return "" if moment is None else f"{moment:%d.%m.%Y %H:%M:%S}"


def _iso(moment: datetime | None) -> str:
    return "" if moment is None else f"{moment:%Y-%m-%d %H:%M:%S}"


def ioki_dirt() -> dict[str, int]:
    """Return how many rows of the made export of ioki are dropped, by reason."""
    return {"duplicate": 3, "number_again": 1, "time_unreadable": 1, "place_missing": 1, "place_unreadable": 1,
            "party": 2, "test_ride": 2, "cells": 1, "date_far": 1, "asked_after": 1, "time_missing": 1}  # fmt: skip


def dirty_ioki(made: list[Booking]) -> str:
    """Return an export of ioki with every kind of dirt, as `ioki_dirt` counts it; cp1252, ";", a line above."""
    rows = ioki_rows(made)
    served = [row for row in rows if row["Stornierungsgrund"] == "ride_completed"]
    new = iter(range(900_001, 900_100))

    def again(row: dict[str, str], **changes: str) -> dict[str, str]:
        return {**row, "Fahrt ID": f"R{next(new)}", **{IOKI[int(at[1:])]: text for at, text in changes.items()}}

    start = served[0]["Abfahrtszeit"]
    soon = f"{datetime.strptime(start, '%d.%m.%Y %H:%M:%S') + timedelta(seconds=70):%d.%m.%Y %H:%M:%S}"
    rows += [served[0], served[1], dict(served[1]), {**served[2], "Passagieranzahl": "7"}]
    rows += [again(served[0], _4="tomorrow", _5="", _7="", _8=""), again(served[0], _4="", _5="", _7="", _8="")]
    rows += [again(served[0], _12="", _13=""), again(served[0], _12="east")]
    rows += [again(served[0], _11="0"), again(served[0], _11="many")]
    rows += [again(served[0], _8=soon), again(served[0], _8=start)]
    rows += [again(served[0], _4="01.01.1970 00:00:00", _3="01.01.1970 00:00:00", _7="", _8="")]
    rows += [again(served[0], _3=_german(FIRST + timedelta(days=20)))]
    rows += [
        again(served[3], _7="", _8=""),
        again(served[4], _7=served[4]["Ankunftszeit"], _8=served[4]["Abfahrtszeit"]),
    ]
    lines = [";".join(row.values()) for row in rows]
    lines.insert(3, "R1;too;few")
    return "\n".join(["Fahrten im Überblick", "", ";".join(IOKI), *lines, ""])


def as_csv(rows: list[dict[str, str]], separator: str = ",") -> str:
    """Return rows as CSV."""
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]), delimiter=separator, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def write_exports(folder: Path) -> tuple[Path, Path, Path]:
    """Write an export of ioki and two of Via, of 2021 and since 2022; return them."""
    ioki, via, old = folder / "ioki.csv", folder / "via.csv", folder / "via-2021.csv"
    ioki.write_bytes(dirty_ioki(bookings(Known(), 1)).encode("cp1252"))
    rows = via_rows(bookings(Known(), 2))
    via.write_text(as_csv(rows), encoding="utf-8-sig")
    renamed = [{VIA_2021.get(name, name): text for name, text in row.items()} for row in rows]
    old.write_text("Ride requests\n" + as_csv(renamed), encoding="utf-16")
    return ioki, via, old


if __name__ == "__main__":
    write_exports(Path(sys.argv[1]))
