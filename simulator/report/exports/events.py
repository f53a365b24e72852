"""The event log with words instead of codes, as CSV and Parquet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from simulator.analysis.car_services import car_inputs_of_each
from simulator.analysis.carsharing_tables import CarsharingInputs
from simulator.analysis.dates import clock_of, first_day_of
from simulator.analysis.run_inputs import has_carsharing, read_carsharing, read_whole
from simulator.analysis.services import RideInputs
from simulator.clock import format_clock
from simulator.days import NO_CHANGE, LocalClock
from simulator.event_kinds import BOOKING_KINDS, Event
from simulator.results.reader import read_services
from simulator.tables import OF_REQUEST, ServiceName
from simulator.units import DAY_S

Cars = Mapping[str, CarsharingInputs]  # by the name of their service
_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def export_events(results: Path, folder: Path) -> list[Path]:
    """Write events.csv and events.parquet; empty where a row has no vehicle, request, booking or node."""
    whole, services = read_whole(results), read_services(results)
    cars = car_inputs_of_each(read_carsharing(results)[1], services) if has_carsharing(results) else {}
    folder.mkdir(parents=True, exist_ok=True)
    first_day = first_day_of(results)
    table = readable_events(whole, services, cars, clock_of(first_day), first_day)
    paths = [folder / "events.csv", folder / "events.parquet"]
    table.to_csv(paths[0], index=False, lineterminator="\n")
    table.to_parquet(paths[1], index=False, compression="zstd")
    return paths


def readable_events(
    whole: RideInputs,
    services: Sequence[ServiceName],
    cars: Cars,
    clock: LocalClock = NO_CHANGE,
    first_day: date | None = None,
) -> pd.DataFrame:
    """Return the event log with what clocks show on which day, and the names of all that has one.

    cars: what each car-sharing service was given. Days count from 0, the first that counts, to which first_day gives
    its date; those of a warm-up are negative.
    """
    events = whole.events
    time_s = events["time_s"].to_numpy(np.int64)
    day, of_day_s = np.divmod(clock.local_s(time_s), DAY_S)
    kinds = [Event(kind) for kind in events["kind"].tolist()]
    node = events["node"].astype("Int64")
    values = events["value"].tolist()
    rows = list(zip(kinds, values, strict=True))
    columns = {
        "time_s": time_s,
        "day": day,
        "date": [_date_in_words(first_day, its) for its in day.tolist()],
        "clock": [format_clock(time) for time in of_day_s.tolist()],
        "seq": events["seq"].to_numpy(),
        "event": [kind.name.lower() for kind in kinds],
        **_names(whole, services, cars),
        "node": node.where(node >= 0),
        "value": values,
        "unit": [kind.unit for kind in kinds],
        "stands_for": ["" if kind.codes is None else kind.codes(value).name.lower() for kind, value in rows],
    }
    return pd.DataFrame(columns)


def _names(whole: RideInputs, services: Sequence[ServiceName], cars: Cars) -> dict[str, Any]:
    """Return service, vehicle_id, request_id and booking_id of all rows of the log.

    Rows of car-sharing number bookings where others number requests: they get the request that the booking is of.
    """
    events = whole.events
    service = events["service"].map({one.number: one.name for one in services})
    requests = _identities(whole.trips, "request_id", "request") | _identities(whole.requests, "request_id", "request")
    vehicles = _identities(whole.vehicles, "vehicle_id") | _identities(whole.timetable.trips, "gtfs_trip_id")
    booked: dict[tuple[str, int], tuple[str, str | None]] = {}
    for name, its in cars.items():
        vehicles |= _identities(its.cars, "car_id")
        for number, booking, people in its.bookings[["booking", "booking_id", "party_size"]].itertuples(index=False):
            booked[name, number] = booking, booking.removeprefix(OF_REQUEST) if people else None
    books = events["kind"].isin(list(BOOKING_KINDS))
    found = [
        booked.get((name, number), (None, None)) if of_car else (None, requests.get(number))
        for name, number, of_car in zip(service, events["request"], books, strict=True)
    ]
    return {
        "service": service.to_numpy(object),
        "vehicle_id": events["vehicle"].map(vehicles).to_numpy(object),
        "request_id": [request for _, request in found],
        "booking_id": [booking for booking, _ in found],
    }


def _identities(table: pd.DataFrame, name: str, number: str = "vehicle") -> dict[int, str]:
    return dict(zip(table[number].tolist(), table[name].astype(str), strict=True))


def _date_in_words(first_day: date | None, day: int) -> str:
    """Return a date with its weekday, as ``Thu 2021-10-28``; nothing without dates."""
    if first_day is None:
        return ""
    its = first_day + timedelta(days=day)
    return f"{_WEEKDAYS[its.weekday()]} {its}"
