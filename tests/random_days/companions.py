"""Let people leave together: on some days others want what somebody wants, at nearly the same time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

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
