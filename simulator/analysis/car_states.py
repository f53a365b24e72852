"""Where every shared car is at a moment, who has it, what it has stored; from the event log alone."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from simulator.analysis.carsharing_tables import CarsharingInputs
from simulator.event_kinds import Event
from simulator.tables import NO_TIME
from simulator.units import KWH_PER_MWH, KWH_PER_WS

_FREES = {Event.BOOKING_CANCELLED, Event.BOOKING_NO_SHOW, Event.BOOKING_LOST, Event.CAR_TAKEN}


@dataclass
class CarState:
    """One car at a moment.

    station: -1 where it is none. in_use: with a customer. with_staff: assigned to staff or driven by it; moving: under
    way with staff. next_start_s: of the next granted booking, NO_TIME: none. level_kwh: None when not limited.
    """

    row: int
    lon: float
    lat: float
    station: int
    in_use: bool = False
    with_staff: bool = False
    moving: bool = False
    next_start_s: int = NO_TIME
    level_kwh: float | None = None


class _Follower:
    """Follows the log up to a moment."""

    def __init__(self, inputs: CarsharingInputs, sites: pd.DataFrame) -> None:
        cars, stations, bookings = inputs.cars, inputs.stations, inputs.bookings.sort_values("booking")
        self.state = {
            vehicle: CarState(row, lon, lat, station)
            for row, (vehicle, lon, lat, station) in enumerate(
                zip(*(cars[name].tolist() for name in ("vehicle", "lon", "lat", "station")), strict=True)
            )
        }
        self.efficiency = dict(zip(cars["vehicle"].tolist(), cars["charging_efficiency"].tolist(), strict=True))
        self.store = dict(zip(cars["vehicle"].tolist(), cars["store_kwh"].tolist(), strict=True))
        self._station = list(zip(stations["lon"].tolist(), stations["lat"].tolist(), strict=True))
        ends = bookings["destination_lon"].tolist(), bookings["destination_lat"].tolist()
        self._destination = list(zip(*ends, strict=True))
        self._site = {node: (lon, lat) for node, lon, lat in sites[["node", "lon", "lat"]].itertuples(index=False)}
        self.granted: dict[int, dict[int, int]] = {vehicle: {} for vehicle in self.state}
        self._holder: dict[int, int] = {}
        self.power: dict[int, tuple[int, int]] = {}  # vehicle -> power drawn [W], since
        self._drawn: dict[int, float] = {}  # stored in the session under way [kWh]

    def follow(self, time_s: int, kind: int, vehicle: int, booking: int, node: int, value: int) -> None:
        """Take the next row."""
        if kind in (Event.BOOKING_GRANTED, Event.BOOKING_MOVED):
            if booking in self._holder:
                self.granted[self._holder[booking]].pop(booking, None)
            self._holder[booking] = vehicle
            self.granted[vehicle][booking] = value
        elif kind in _FREES:
            self.granted[vehicle].pop(booking, None)
        car = self.state.get(vehicle)
        if car is not None:
            self._move(car, time_s, kind, vehicle, booking, node, value)

    def _move(self, car: CarState, time_s: int, kind: int, vehicle: int, booking: int, node: int, value: int) -> None:
        if kind == Event.CAR_TAKEN:
            car.in_use, car.station = True, -1
        elif kind == Event.CAR_RETURNED:
            car.in_use = False
            car.lon, car.lat = self._destination[booking]
        elif kind == Event.CAR_PARKED:
            car.station = value
            car.lon, car.lat = self._station[value]
        elif kind == Event.RELOCATION_ASSIGNED:
            car.with_staff = True
        elif kind == Event.RELOCATION_STARTED:
            car.moving, car.station = True, -1
        elif kind == Event.RELOCATION_ENDED:
            car.with_staff = car.moving = False
            car.lon, car.lat = self._site.get(node, (car.lon, car.lat))
        elif kind == Event.ENERGY_LEVEL:
            car.level_kwh = value * KWH_PER_MWH
        elif kind in (Event.ENERGY_USED, Event.CHARGED) and car.level_kwh is not None:
            car.level_kwh += (value if kind == Event.CHARGED else -value) * KWH_PER_MWH
            if kind == Event.CHARGED:
                self.power.pop(vehicle, None)
                self._drawn.pop(vehicle, None)
        elif kind == Event.POWER:
            self._drawn[vehicle] = self.charging_kwh(vehicle, time_s)
            self.power[vehicle] = value, time_s

    def charging_kwh(self, vehicle: int, time_s: int) -> float:
        """Return what has been stored in the charging session under way [kWh]."""
        watts, since_s = self.power.get(vehicle, (0, time_s))
        flown: float = watts * (time_s - since_s) * KWH_PER_WS * self.efficiency[vehicle]
        return self._drawn.get(vehicle, 0.0) + flown


def cars_at(events: pd.DataFrame, inputs: CarsharingInputs, sites: pd.DataFrame, at_s: int) -> list[CarState]:
    """Return every car as it is after everything that happens until ``at_s``, in the order of ``cars_input``.

    events: the whole log. sites: see ``tables.SITE_DTYPES``.
    """
    follower = _Follower(inputs, sites)
    until = events[events["time_s"] <= at_s].sort_values(["time_s", "seq"])
    columns = ("time_s", "kind", "vehicle", "request", "node", "value")
    for row in zip(*(until[name].tolist() for name in columns), strict=True):
        follower.follow(*row)
    for vehicle, car in follower.state.items():
        car.next_start_s = min(follower.granted[vehicle].values(), default=NO_TIME)
        if car.level_kwh is not None:
            car.level_kwh = min(car.level_kwh + follower.charging_kwh(vehicle, at_s), follower.store[vehicle])
    return list(follower.state.values())
