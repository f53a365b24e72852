"""The sides of an observed day side by side: how requests ended, how long they took, and who fared otherwise."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations, product

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulator.analysis.guarded import LEAST
from simulator.analysis.request_table import REJECTED, SERVED
from simulator.experiments.calibration.sides import ENDS
from simulator.experiments.observed_day.sides import OBSERVED, REPLAYED, Side
from simulator.tables import table_of
from simulator.units import METRES_PER_KM

TIMES = ("wait_s", "ride_s", "later_s")
QUANTILES = {"p10": 0.1, "median": 0.5, "p90": 0.9}
FIGURE_DTYPES: dict[str, str] = {
    "figure": "string",
    "side": "string",
    "value": "float64",  # NaN: not known, or hidden
    "unit": "string",
    "of": "Int32",  # requests it rests on; null: it rests on none, or on too few to be told
    "hidden": "bool",  # whether it rests on so few that nobody is told
}
CHANGE_DTYPES: dict[str, str] = {
    "side": "string",
    "end": "string",
    "other_side": "string",
    "other_end": "string",
    "requests": "Int32",  # null: too few to be told
}
SAME_DTYPES: dict[str, str] = {
    "side": "string",
    "other_side": "string",
    "figure": "string",  # TIMES; of the other side minus that of the side
    **dict.fromkeys(QUANTILES, "float64"),
    "as_much": "Int32",  # requests of which it is the same to the second; null: too few, or too few others, to be told
    "requests": "int32",  # served on both sides, with this time told on both
}


def figures(sides: Sequence[Side], *, single: bool) -> pd.DataFrame:
    """Return the figures of each side, FIGURE_DTYPES. single: whether small counts may be told."""
    least = 1 if single else LEAST
    reasons = sorted({reason for side in sides for reason in side.requests["reason"] if reason})
    return table_of([row for side in sides for row in _figures(side, reasons, least)], FIGURE_DTYPES)


def _figures(side: Side, reasons: Sequence[str], least: int) -> Iterator[tuple[object, ...]]:
    its = side.requests

    def told(figure: str, value: float, unit: str, of: int) -> tuple[object, ...]:
        hidden = 0 < of < least
        return figure, side.name, np.nan if hidden else value, unit, pd.NA if hidden else of, hidden

    yield told("requests", len(its), "", len(its))
    for end in ENDS:
        count = int((its["end"] == end).sum())
        yield told(end, count, "", count)
        for reason in reasons if end == REJECTED and side.name != OBSERVED else ():
            count = int((its["reason"] == reason).sum())
            yield told(f"{REJECTED}: {reason}", count, "", count)
    served = its[its["end"] == SERVED]
    yield told("served_share", len(served) / max(len(its), 1), "", len(served))
    for name in TIMES:
        known = served[name].dropna().to_numpy(np.float64)
        for quantile in ("median", "p90"):
            value = float(np.quantile(known, QUANTILES[quantile])) if len(known) else np.nan
            yield told(f"{name.removesuffix('_s')}_{quantile}", value, "s", len(known))
    yield told("direct_km", float(served["direct_m"].sum()) / METRES_PER_KM, "km", len(served))
    at_least = "vehicle_km_at_least" if side.name == OBSERVED else "vehicle_km"
    yield told(at_least, side.vehicle_km, "km", len(served))
    yield told("vehicle_hours", side.vehicle_hours, "h", len(its))


def pairs(sides: Sequence[Side]) -> list[tuple[Side, Side]]:
    """Return which sides are compared request by request: observed with all, replayed with each re-planned one."""
    return [(one, other) for one, other in combinations(sides, 2) if one.name in (OBSERVED, REPLAYED)]


def changes(sides: Sequence[Side], *, single: bool) -> pd.DataFrame:
    """Return how many requests ended in one way on one side and in another, or the same, on the other."""
    least, rows = 1 if single else LEAST, []
    for one, other in pairs(sides):
        both = _both(one, other)
        for end, other_end in product(ENDS, ENDS):
            count = int(((both["end"] == end) & (both["end_other"] == other_end)).sum())
            if count:
                rows.append((one.name, end, other.name, other_end, count if count >= least else pd.NA))
    return table_of(rows, CHANGE_DTYPES)


def same_requests(sides: Sequence[Side], *, single: bool) -> pd.DataFrame:
    """Return by how much the times of those differ who were served on both sides; too few are left out."""
    least, rows = 1 if single else LEAST, []
    for one, other in pairs(sides):
        both = _both(one, other)
        served = both[(both["end"] == SERVED) & (both["end_other"] == SERVED)]
        for name in TIMES:
            more = (served[f"{name}_other"] - served[name]).dropna().to_numpy(np.float64)
            if len(more) >= least:
                quantiles = [float(np.quantile(more, share)) for share in QUANTILES.values()]
                rows.append((one.name, other.name, name, *quantiles, _told_of(more == 0, least), len(more)))
    return table_of(rows, SAME_DTYPES)


def _told_of(chosen: NDArray[np.bool_], least: int) -> object:
    """Return how many are chosen; null where these, or the others, are too few to be told."""
    count, others = int(chosen.sum()), int((~chosen).sum())
    return pd.NA if 0 < count < least or 0 < others < least else count


def _both(one: Side, other: Side) -> pd.DataFrame:
    """Return the requests of two sides, in the order of the first; columns of the other end with `_other`."""
    return one.requests.merge(other.requests, on="request_id", suffixes=("", "_other"), validate="one_to_one")


def together(sides: Sequence[Side]) -> pd.DataFrame:
    """Return all sides as one table, BESIDE_DTYPES."""
    return pd.concat([side.requests for side in sides], ignore_index=True)
