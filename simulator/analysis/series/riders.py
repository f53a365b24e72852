"""Series about riders: demand and service over the day, waits, detours, and why some were not served."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from simulator.analysis.kpis.riders import served_values, status_is
from simulator.analysis.missing import Floats, Ints
from simulator.analysis.ratios import Number
from simulator.analysis.request_table import SERVED
from simulator.analysis.series.bins import bin_edges, edges_from, round_width
from simulator.reasons import UNSERVED_WORDS
from simulator.units import HOUR_S

MOST_DEMAND_BINS = 30
MOST_WAIT_BINS = 30
MOST_DETOUR_BINS = 25
_WAIT_WIDTHS_MIN = (1, 2, 5, 10, 30, 60)
_DETOUR_WIDTHS = (0.1, 0.2, 0.5, 1.0, 2.0)
NO_DETOUR = 1.001  # a factor up to this is that of a direct drive, whole seconds considered


@dataclass(frozen=True)
class Demand:
    """Requests by wished departure. edges_s: int64 (bins + 1,); served, not_served: int64 (bins,)."""

    edges_s: Ints
    served: Ints
    not_served: Ints

    @property
    def width_s(self) -> int:
        """Return the width of a bin [s]."""
        return int(self.edges_s[1] - self.edges_s[0])

    @property
    def all(self) -> Ints:
        """Return all requests of each bin, int64 (bins,)."""
        return self.served + self.not_served


@dataclass(frozen=True)
class Distribution:
    """How a figure is spread over the served requests.

    reached: values, each once, in order, float64 (values,); at_most: share of requests with no more than that, float64
    (values,). edges: of bins, float64 (bins + 1,); share: of requests in each, float64 (bins,); what lies beyond the
    last edge is in the last bin. requests: how many there are.
    """

    reached: Floats
    at_most: Floats
    edges: Floats
    share: Floats
    requests: int
    mean: float
    median: float
    p95: float

    def share_up_to(self, limit: float) -> float:
        """Return the share of requests with at most a value."""
        below = int(np.searchsorted(self.reached, limit, side="right"))
        return float(self.at_most[below - 1]) if below else 0.0


def demand(requests: pd.DataFrame) -> Demand | None:
    """Count requests by wished departure, served and not; None when there are none."""
    wanted = requests["desired_departure_s"].to_numpy(dtype=np.int64)
    if not wanted.size:
        return None
    served = status_is(requests, SERVED)
    edges = bin_edges(int(wanted.min()), int(wanted.max()) + 1, MOST_DEMAND_BINS)
    return Demand(edges, *(np.histogram(wanted[chosen], edges)[0] for chosen in (served, ~served)))


def waits(requests: pd.DataFrame) -> Distribution | None:
    """Describe the waits of served requests [min]; None when nobody was picked up."""
    return spread_of_waits(served_values(requests, "wait_s"))


def spread_of_waits(wait_s: Ints | Floats) -> Distribution | None:
    """Describe waits [min], given in seconds; None without any."""
    wait_min = wait_s / 60
    if not wait_min.size:
        return None
    longest = max(float(wait_min.max()), 1.0)
    width = round_width(longest, _WAIT_WIDTHS_MIN, MOST_WAIT_BINS)
    return _distribution(wait_min, edges_from(0, longest, width))


def detours(requests: pd.DataFrame) -> Distribution | None:
    """Describe ride time / direct time of served requests; None when nobody rode. Bins reach to the 99 % quantile."""
    factor = requests["detour_factor"].to_numpy(dtype=np.float64)[status_is(requests, SERVED)]
    factor = factor[np.isfinite(factor)]
    if not factor.size:
        return None
    above = float(np.quantile(factor, 0.99)) - 1
    width = round_width(above, _DETOUR_WIDTHS, MOST_DETOUR_BINS)
    return _distribution(factor, edges_from(1, 1 + max(above, width), width))


def _distribution(values: Floats, edges: Floats) -> Distribution:
    once, counts = np.unique(values, return_counts=True)
    in_bins = np.clip(values, edges[0], edges[-2] + (edges[-1] - edges[-2]) / 2)
    median, p95 = (float(value) for value in np.quantile(values, [0.5, 0.95]))
    return Distribution(
        reached=once,
        at_most=np.cumsum(counts) / values.size,
        edges=edges,
        share=np.histogram(in_bins, edges)[0] / values.size,
        requests=values.size,
        mean=float(values.mean()),
        median=median,
        p95=p95,
    )


def waits_by_hour(requests: pd.DataFrame) -> pd.DataFrame:
    """Return waits by the hour in which they began, where any did: from_s, requests, median_min, p95_min."""
    served = requests[status_is(requests, SERVED)]
    hour = served["ready_s"].to_numpy(dtype=np.int64) // HOUR_S
    by_hour = pd.Series(served["wait_s"].to_numpy(dtype=np.float64) / 60).groupby(hour)
    return pd.DataFrame(
        {
            "from_s": np.unique(hour) * HOUR_S,
            "requests": by_hour.size().to_numpy(),
            "median_min": by_hour.median().to_numpy(),
            "p95_min": by_hour.quantile(0.95).to_numpy(),
        }
    )


@dataclass(frozen=True)
class Unserved:
    """How many requests were not served for a reason: name of the key figure, words, requests, share of all."""

    name: str
    words: str
    requests: int
    share: float


def unserved(kpis: Mapping[str, Number]) -> list[Unserved]:
    """Return why requests were not served, the most frequent reason first; reasons that did not occur are left out."""
    return reasons_of(kpis, UNSERVED_WORDS, int(kpis["requests"] or 0))


def reasons_of(kpis: Mapping[str, Number], named: Mapping[str, str], total: int) -> list[Unserved]:
    """Return key figures that are not 0 with their words and their share of a total, the largest first."""
    found = [(int(kpis.get(name) or 0), name, words) for name, words in named.items()]
    ordered = sorted((row for row in found if row[0]), key=lambda row: (-row[0], row[1]))
    return [Unserved(name, words, count, count / total) for count, name, words in ordered]
