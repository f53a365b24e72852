"""Let people come back: some requests of a drawn day become ways out, with ways back or on from there."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pandas as pd

from simulator.clock import format_clock, parse_clock

if TYPE_CHECKING:
    from tests.random_days.drawing import Draw

MINUTE = 60
ENDS = ("lon", "lat", "gateway")


def with_tours(draw: Draw, asked: pd.DataFrame) -> pd.DataFrame:
    """Return the requests of a day, with later trips on some days."""
    if not draw.coin(0.5):
        return asked
    told = asked.to_dict("records")
    rows, person = [], -1
    for number, out in enumerate(told):
        if not draw.coin(0.7) or (out.get("origin_gateway") or out.get("destination_gateway")):
            rows.append(out)
            continue
        person += 1
        trips = [out]
        if draw.coin(0.25):
            trips.append(_next(draw, out, out, told[draw.whole(0, number)]))
        trips.append(_next(draw, trips[-1], out, out))
        first = draw.whole(1, 2) if draw.coin(0.1) else 1  # the first trips of some are sure, and not told
        tour = {"person": person, "tour": 7 * person, "own_car": int(draw.coin(0.6))}
        rows += [row | tour | {"tour_position": first + place} for place, row in enumerate(trips)]
    return pd.DataFrame(rows).convert_dtypes()


def _next(draw: Draw, before: dict[str, Any], out: dict[str, Any], there: dict[str, Any]) -> dict[str, Any]:
    """Return a trip from where the one before ends: home, or to where another request begins."""
    leaves = later(out["earliest_departure"] if before is out else before["earliest_departure"], MINUTE * draw.one_of(
        4, 15, 40, 40, 90, 200
    ))  # fmt: skip
    ahead = draw.coin(0.5)
    row = before | {
        "request_id": f"{before['request_id']}+", "earliest_departure": leaves, "earliest_arrival": "",
        "latest_arrival": later(leaves, 7200) if draw.coin(0.1) else "",
        "submitted": out["submitted"] if ahead else leaves,
    }  # fmt: skip
    for axis in ENDS:
        if f"origin_{axis}" in before:
            row[f"origin_{axis}"] = before[f"destination_{axis}"]
            row[f"destination_{axis}"] = there[f"origin_{axis}"]
    return row


def later(written: str, seconds: int) -> str:
    """Return a clock time or a date-time so much later, written in the same way."""
    if "-" in written:
        return (datetime.fromisoformat(written) + timedelta(seconds=seconds)).isoformat(sep=" ")
    return format_clock(parse_clock(written) + seconds)
