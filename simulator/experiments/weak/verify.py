"""The worst links closed in the simulation: all day, nobody surprised, and the dispatcher at its best around them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from simulator.analysis.statistics import paired_estimate
from simulator.errors import ResultError
from simulator.experiments.variants import Variant, of_days, run_variants

if TYPE_CHECKING:
    from simulator.experiments.executors import Executor

RADIUS_M = 1.0
FIGURES = ("service_rate", "wait_mean_s", "vehicle_km")
DTYPES = {"link": "int64", "figure": "string", "open": "float64", "closed": "float64", "difference": "float64",
          "half_width": "float64", "runs": "int64", "refused": "string"}  # fmt: skip


def verify(
    base: Variant,
    worst: pd.DataFrame,
    replications: int,
    folder: Path,
    executor: Executor,
    report: Callable[[int, int], None],
) -> pd.DataFrame:
    """Return what closing each link does to key figures, in pairs of runs of the same day; columns DTYPES.

    Where the scenario is refused with a link closed, as a depot is cut off, the row says why, and no figure. worst:
    links with name, lon and lat of where they are closed. Raises ElbeDrtError, ResultError for runs that failed.
    """
    places = zip(*(worst[name].tolist() for name in ("name", "lon", "lat")), strict=True)
    variants = [base, *(_closing(base, *place) for place in places)]
    opened, *closed = run_variants(variants, replications, folder, executor, report)
    if isinstance(opened, str):
        raise ResultError(opened)
    rows: list[tuple[object, ...]] = []
    for link, told in zip(worst["link"].tolist(), closed, strict=True):
        if isinstance(told, str):
            rows.append((link, "", *[float("nan")] * 4, 0, told))
        else:
            rows += _differences(link, opened, told)
    return pd.DataFrame(rows, columns=list(DTYPES)).astype(DTYPES)


def _closing(base: Variant, name: str, lon: float, lat: float) -> Variant:
    """Return the scenario with the street at a point closed, beside all changes that it has."""
    changes = base.load().network.changes
    before = [one.model_dump(mode="json", by_alias=True, exclude_defaults=True) for one in changes]
    within = {"lon": round(lon, 7), "lat": round(lat, 7), "radius_m": RADIUS_M}
    return base.having("network.changes", [*before, {"name": name or "closed", "within": within, "closed": True}])


def _differences(link: int, opened: list[dict[str, Any]], shut: list[dict[str, Any]]) -> list[tuple[object, ...]]:
    rows: list[tuple[object, ...]] = []
    for figure in FIGURES:
        before, after = (of_days(its, figure) for its in (opened, shut))
        estimate, _ = paired_estimate(after, before)
        rows.append((link, figure, before.mean(), after.mean(), estimate.value, estimate.half_width, len(before), ""))
    return rows
