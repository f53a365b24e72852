"""Let people leave together, and just before roads change: on some days others want what somebody wants."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from simulator.clock import format_clock, parse_clock
from tests.random_days.tours import MINUTE, later

if TYPE_CHECKING:
    from tests.random_days.drawing import Draw


def with_companions(draw: Draw, asked: pd.DataFrame) -> pd.DataFrame:
    """Return the requests of a day, with neighbours beside a few of them on some days."""
    if not draw.coin(0.5):
        return asked
    told = asked.to_dict("records")
    beside = []
    for _ in range(draw.whole(3, 6)):
        row = draw.one_of(*told)
        for _ in range(draw.whole(1, 2)):
            minutes = draw.one_of(0, 0, 2, 5)
            times = {name: later(row[name], MINUTE * minutes) for name in ("submitted", "earliest_departure")}
            number = f"{row['request_id']} and {len(beside)}"
            beside.append(row | times | {"request_id": number, "party_size": 1, "wheelchairs": 0})
    return pd.DataFrame(told + beside)


def with_some_before_roads_change(
    draw: Draw, asked: pd.DataFrame, changes: list[dict[str, Any]], first_day: str
) -> pd.DataFrame:
    """Return the requests of a day, with a few who leave minutes before roads change on many days on which they do."""
    begins = [change["from"] for change in changes if "from" in change]
    if not begins or not draw.coin(0.7):
        return asked
    told, more = asked.to_dict("records"), []
    for number in range(3):
        row = draw.one_of(*told)
        clock = format_clock(parse_clock(draw.one_of(*begins)) - MINUTE * draw.one_of(6, 12, 20))
        leaves = f"{first_day} {clock}" if "-" in row["earliest_departure"] else clock
        times = {"submitted": leaves, "earliest_departure": leaves, "latest_arrival": "", "earliest_arrival": ""}
        more.append(row | times | {"request_id": f"before works {number}", "party_size": 1, "wheelchairs": 0})
    return pd.DataFrame(told + more)
