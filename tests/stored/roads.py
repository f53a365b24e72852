"""A town of streets a minute long, and its files: whole minutes everywhere, so that limits are met to the second."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import shapely

from simulator.clock import format_clock
from simulator.network.files import write_network
from simulator.network.graph import RoadNetwork, make_network
from tests.worlds import DEGREE_M

COLUMNS, ROWS = 6, 5
NODES = COLUMNS * ROWS
STREET_M = 1000.0
Row = dict[str, Any]


def _lon_lat(node: int) -> tuple[float, float]:
    row, column = divmod(node, COLUMNS)
    return 12 + round(column * STREET_M / (DEGREE_M * 0.6), 6), 53 + round(row * STREET_M / DEGREE_M, 6)


def place(node: int) -> Row:
    """Return where a node is, with a name."""
    lon, lat = _lon_lat(node)
    return {"name": f"corner {node}", "lon": lon, "lat": lat}


def _streets() -> Iterator[tuple[int, int]]:
    for node in range(NODES):
        if node % COLUMNS < COLUMNS - 1:
            yield node, node + 1
        if node < NODES - COLUMNS:
            yield node, node + COLUMNS


def town() -> RoadNetwork:
    """Return the streets: a minute each; the outer ones are main roads, one is a ferry of five minutes, one one-way."""
    rows = []
    for u, v in _streets():
        ferry, main = (u, v) == (8, 14), u < COLUMNS and v < COLUMNS
        speed_kph = 12.0 if ferry else 60.0
        rows.append(
            {
                "u": u, "v": v, "length": STREET_M, "speed_kph": speed_kph, "travel_time": STREET_M / (speed_kph / 3.6),
                "oneway": (u, v) == (20, 21), "highway": "secondary" if main else "residential",
                "name": "Main Street" if main else None, "kind": "ferry" if ferry else "road",
                "geometry": shapely.to_wkb(shapely.LineString([_lon_lat(u), _lon_lat(v)])),
            }
        )  # fmt: skip
    table = pd.DataFrame(rows).astype({"u": "int32", "v": "int32"})
    lon, lat = (np.array(values) for values in zip(*map(_lon_lat, range(NODES)), strict=True))
    return make_network("town", lon, lat, table)


def write_town(folder: Path) -> None:
    """Write what every day has: the streets, and stops at two corners of three."""
    write_network(town(), folder / "network")
    stops = [{"stop_id": f"s{node}", "weight": node, **place(node)} for node in range(NODES) if node % 3]
    pd.DataFrame(stops).to_csv(folder / "stops.csv", index=False)


def requests(count: int, classes: tuple[str, ...], *, days: int = 1, first: str = "", seed: int = 1) -> pd.DataFrame:
    """Return requests on whole minutes from 06:30 to 10:00, most of them at once; every eighth has a time to arrive.

    first: the date of the first of their days, which stands in the table then.
    """
    chance, rows = random.Random(seed), []
    for number in range(count):
        origin, destination = chance.sample(range(NODES), 2)
        day_s = 86_400 * chance.randrange(days)
        departure_s = day_s + 60 * chance.randrange(390, 600)
        submitted_s = max(day_s, departure_s - chance.choice((0, 0, 0, 600, 3600, 7200)))
        arrival = _written(first, departure_s + 1200)
        rows.append(
            {
                "request_id": f"r{number}", "submitted": _written(first, submitted_s),
                "earliest_departure": _written(first, departure_s),
                "latest_arrival": arrival if number % 8 == 4 else "",
                "earliest_arrival": arrival if number % 8 == 0 else "",
                **{f"origin_{key}": place(origin)[key] for key in ("lon", "lat")},
                **{f"destination_{key}": place(destination)[key] for key in ("lon", "lat")},
                "party_size": chance.choice((1, 1, 2, 3)), "wheelchairs": int(number % 15 == 7),
                "traveller_class": classes[number % len(classes)],
            }
        )  # fmt: skip
    return pd.DataFrame(rows)


def _written(first: str, seconds: int) -> str:
    """Return a time of the days from the first as a clock time, hours beyond 24 included, or with its date."""
    if not first:
        return format_clock(seconds)
    return (datetime.fromisoformat(first) + timedelta(seconds=seconds)).isoformat(sep=" ")


def bookings(count: int, *, days: tuple[int, ...] = (0,), stations: bool = False) -> pd.DataFrame:
    """Return bookings of cars at whole quarters of an hour; of stations, or from corner to corner."""
    chance, rows = random.Random(2), []
    for number in range(count):
        origin, destination = chance.sample(range(NODES), 2)
        start_s = 900 * chance.randrange(24, 72)
        row = {
            "booking_id": f"b{number}", "day": chance.choice(days), "start": format_clock(start_s),
            "end": format_clock(start_s + 900 * chance.randrange(2, 12)),
            "submitted": format_clock(max(0, start_s - chance.choice((0, 0, 1800, 7200)))),
        }  # fmt: skip
        if stations:
            row |= {"station": chance.choice(("s0", "s9", "s20")), "length_km": chance.randrange(2, 60),
                    "drive_min": chance.randrange(5, 20), "late_min": chance.choice((0, 0, 10, 90))}  # fmt: skip
        else:
            row |= {f"origin_{key}": place(origin)[key] for key in ("lon", "lat")}
            row |= {f"destination_{key}": place(destination)[key] for key in ("lon", "lat")}
        rows.append(row)
    return pd.DataFrame(rows)
