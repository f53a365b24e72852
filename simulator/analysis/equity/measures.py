"""What is compared among people: whether they are served, how long they wait and walk, what it costs them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

from simulator.analysis.equity.indices import NAN, Floats
from simulator.analysis.missing import Bools
from simulator.analysis.request_table import CANCELLED_BY_OPERATOR, REJECTED, SERVED, STRANDED
from simulator.analysis.resilience.cost import costs_min
from simulator.units import MINUTE_S

SERVED_SHARE, WAIT, WALK, COST, FARE = "served_share", "wait_s", "walk_s", "cost_min", "fare_eur"
_OWN = ("car", "bike", "walk")  # as means
_ASKED = (SERVED, REJECTED, CANCELLED_BY_OPERATOR, STRANDED)  # others did not want, or did not come

_KEPT = (
    "service", "request", "traveller_class", "party_size", "origin_node", "origin_lon", "origin_lat",
    "origin_stop", "origin_territory", "earliest_departure_s", "direct_s", "end", "mode", "legs", "walk_s",
    "wait_s", "journey_s",
)  # fmt: skip


class Measure(NamedTuple):
    """A measure. line: who is worse off is called poor in it; NaN: no line is drawn."""

    less_is_better: bool
    line: float = NAN


MEASURES: dict[str, Measure] = {
    SERVED_SHARE: Measure(less_is_better=False, line=0.9),
    WAIT: Measure(less_is_better=True, line=15 * MINUTE_S),
    WALK: Measure(less_is_better=True, line=10 * MINUTE_S),
    COST: Measure(less_is_better=True),
    FARE: Measure(less_is_better=True),
}


def asked_for(journeys: pd.DataFrame) -> pd.DataFrame:
    """Return the journeys of those of the demand who asked for one and were served or turned away.

    journeys: of the catalogue, of whose columns those are kept that tell people apart or are measured.
    """
    asked = _is_any(journeys["end"], _ASKED) & journeys["party_size"].notna().to_numpy(bool)
    return journeys[[name for name in _KEPT if name in journeys]].take(np.flatnonzero(asked))


def values_of(asked: pd.DataFrame, paid_eur: Callable[[], Floats]) -> Mapping[str, Callable[[], Floats]]:
    """Return what gives each measure of each journey, float64 (journeys,); NaN where it has none.

    asked: as ``asked_for`` has it. paid_eur: gives what the party of each paid.
    """
    served = _is_any(asked["end"], (SERVED,))
    carried = served & ~_is_any(asked["mode"], _OWN)

    def of_carried(values: Floats) -> Floats:
        return np.where(carried, values, NAN)

    return {
        SERVED_SHARE: lambda: served.astype(np.float64),
        WAIT: lambda: of_carried(asked[WAIT].to_numpy(np.float64, na_value=NAN)),
        WALK: lambda: of_carried(asked[WALK].to_numpy(np.float64, na_value=NAN)),
        COST: lambda: costs_min(asked, served, asked["direct_s"]),
        FARE: lambda: of_carried(paid_eur() / people_on(asked)),
    }


def _is_any(column: pd.Series[str], texts: Sequence[str]) -> Bools:
    """Return which texts are one of these few; pandas takes longer to begin than a small day does."""
    return np.isin(column.fillna("").to_numpy(dtype=object), texts)


def people_on(asked: pd.DataFrame) -> Floats:
    """Return how many people each journey is of, float64 (journeys,)."""
    people: Floats = asked["party_size"].to_numpy(np.float64)
    return people
