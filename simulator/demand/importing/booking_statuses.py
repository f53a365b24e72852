"""How bookings ended: by the words of the export, else by the times it tells."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulator.demand.importing.booking_profile import STATUSES, plain
from simulator.demand.importing.sieve import Sieve
from simulator.errors import Problem, RequestFileError

Words = NDArray[np.object_]
SHOWN = 20


def statuses_of(table: pd.DataFrame, meanings: Mapping[str, str], sieve: Sieve) -> Words:
    """Return one of STATUSES for each row. Raises RequestFileError with all words that are not known, and how often."""
    word = table["status"].where(table["status"] != "", table["reason"]).map(plain)
    unknown = Counter(word[(word != "") & ~word.isin(list(meanings)) & sieve.left])
    if unknown:
        raise RequestFileError([_unknown(str(Path(table["file"].iloc[0])), unknown)])
    by_word = np.array([meanings.get(one, "") for one in word], dtype=object)
    told = {name: (table[name] != "").to_numpy() for name in ("pickup", "dropoff", "no_show", "cancelled")}
    by_times = np.select(
        [told["pickup"] & told["dropoff"], told["no_show"], told["cancelled"], told["dropoff"] | told["pickup"]],
        ["served", "no_show", "cancelled", "served"],
        "unknown",
    ).astype(object)
    sieve.remark("no_status", by_word == "")
    status: Words = np.where(by_word == "", by_times, by_word)
    sieve.drop("dropped", status == "dropped")
    return status


def _unknown(file: str, words: Counter[str]) -> Problem:
    listed = ", ".join(f'"{word[:60]}" ({count} rows)' for word, count in words.most_common(SHOWN))
    more = f" and {len(words) - SHOWN} more" if len(words) > SHOWN else ""
    example = next(iter(words))[:60]
    message = (
        f"unknown words for how a booking ended: {listed}{more}; say what they mean, for example "
        f'--set "status={example}:rejected" ({", ".join(STATUSES)})'
    )
    return Problem(file, 0, 0, "status", message)
