"""A car-sharing service as a feed can tell it: where cars stand, of which kinds, and where they may be left."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from simulator.exchange.coordinates import Point

Mode = Literal["round_trip", "one_way", "free_floating"]


@dataclass(frozen=True)
class CarKind:
    """Cars of a kind. range_m: with a full store; None: not told. count: cars that stand anywhere."""

    name: str
    seats: int
    drivetrain: Literal["battery", "hydrogen", "diesel"]
    range_m: float | None
    count: int = 0


@dataclass(frozen=True)
class CarStation:
    """A station, with the cars that stand there, which are of one kind, and plugs."""

    station_id: str
    name: str
    place: Point
    capacity: int
    cars: int
    kind: str | None
    chargers: int


@dataclass(frozen=True)
class SharedCars:
    """The service. zones: for free-floating cars, each a name and its corners [degrees]; at: where these stand."""

    name: str
    mode: Mode
    kinds: tuple[CarKind, ...]
    stations: tuple[CarStation, ...] = ()
    zones: tuple[tuple[str, tuple[Point, ...]], ...] = ()
    at: tuple[Point, ...] = ()
