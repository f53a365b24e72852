"""A service on demand as a feed can tell it: where, when, and how long ahead it is booked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from simulator.days import DayType
from simulator.spans import Span

Geometry = Mapping[str, Any]  # of GeoJSON (RFC 7946): a Polygon or a MultiPolygon


@dataclass(frozen=True)
class Stop:
    """Where riders are met. lon, lat: WGS84 degrees."""

    stop_id: str
    name: str
    lon: float
    lat: float


@dataclass(frozen=True)
class Zone:
    """An area that is served from door to door."""

    zone_id: str
    geometry: Geometry


@dataclass(frozen=True)
class OnDemand:
    """A service: with stops from stop to stop, with zones from door to door.

    hours: departures by type of day [s since 00:00]; days of a type that has none have no service. notice_s, horizon_s:
    nobody books later or earlier than that before departure; horizon None: as early as they like. apart: rides begin
    and end inside of the same zone; else of any. restricted: further rules say who may book, which no feed can tell but
    in words.
    """

    name: str
    label: str
    hours: Mapping[DayType, Span]
    stops: tuple[Stop, ...] = ()
    zones: tuple[Zone, ...] = ()
    notice_s: int = 0
    horizon_s: int | None = None
    apart: bool = False
    restricted: bool = field(default=False, compare=False)
