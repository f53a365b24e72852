"""Days with a feeder on the road of ``tests.timetable.days``, whose train goes from B, at 5 km, to E, at 15.4 km."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.timetable.days import LINES, NETWORK, Settings, write_day

DEPOTS = [
    {"name": f"at {kilometre}", "lon": float(NETWORK.lon[kilometre]), "lat": float(NETWORK.lat[kilometre])}
    for kilometre in (2, 17)
]
RUFBUS: Settings = {
    "kind": "ridepooling", "mode": "door_to_door", "hours": ["05:00", "20:00"], "dwell": "60 s",
    "fleet": {"bus": {"count": 2, "seats": 4, "depots": DEPOTS}},
    "limits": {"default": {"max_wait": "30 min", "max_ride_beta": "15 min"}}, "fares": {"per_rider": "3 EUR"},
}  # fmt: skip


def write_feeder_day(folder: Path, rides: list[Settings], feeder: Settings | None = None, **more: Any) -> Path:
    """Write a day whose riders ask the feeder; feeder: its keys that are not usual; others: services behind it."""
    services = {
        "rufbus": RUFBUS | more.pop("rufbus", {}), "lines": LINES | more.pop("lines", {}),
        "feeder": {"kind": "feeder"} | (feeder or {}), **more.pop("others", {}),
    }  # fmt: skip
    return write_day(folder, rides, services=services, asks=more.pop("asks", ["feeder"]), **more)
