"""Key figures a rider feels: who was served, how long they waited and rode."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulator.analysis.missing import Bools, Ints, known_ints
from simulator.analysis.ratios import Number, largest, mean, quantile, ratio, share_true
from simulator.analysis.request_table import (
    CANCELLED,
    DECLINED,
    FALLBACK_NAMES,
    NO_SHOW,
    OTHER_MEANS,
    REASON_NAMES,
    REJECTED,
    SERVED,
)
from simulator.analysis.tables import ResultTables
from simulator.fares.tariff import in_cents
from simulator.reasons import OF_TIMETABLES, Reason
from simulator.units import HOUR_S

FIVE_MINUTES_S = 300
TEN_MINUTES_S = 600
FIFTEEN_MINUTES_S = 900


def demand_kpis(tables: ResultTables) -> dict[str, Number]:
    """Count requests and riders, served and not."""
    requests = tables.requests
    size = requests["party_size"].to_numpy(dtype=np.int64)
    served = status_is(requests, SERVED)
    rejected = status_is(requests, REJECTED)
    retried = requests["attempts"].to_numpy(dtype=np.int64) > 1
    return {
        "requests": len(requests),
        "served": int(served.sum()),
        "rejected": int(rejected.sum()),
        "service_rate": share_true(served),
        "riders": int(size.sum()),
        "riders_served": int(size[served].sum()),
        "season_ticket_riders": int(size[served & requests["season_ticket"].to_numpy(dtype=np.bool_)].sum()),
        "rider_service_rate": ratio(int(size[served].sum()), int(size.sum())),
        "served_after_retry": int((served & retried).sum()),
    }


def rejection_kpis(tables: ResultTables) -> dict[str, Number]:
    """Count rejected requests by the reason nearest to success, and what travellers without a ride do instead."""
    requests = tables.requests
    reasons = requests["reason"].value_counts()
    fallbacks = requests["fallback"].value_counts()
    kpis: dict[str, Number] = {"rejections": int(requests["rejections"].sum())}
    names = [name for code, name in REASON_NAMES.items() if code not in OF_TIMETABLES]
    kpis |= {f"rejected_{name}": int(reasons.get(name, 0)) for name in names}
    kpis |= {f"gave_up_{name}": int(fallbacks.get(name, 0)) for name in FALLBACK_NAMES.values()}
    return kpis


def rule_kpis(tables: ResultTables) -> dict[str, Number]:
    """Count requests with a journey by timetable that will do, and what was paid because of one."""
    requests = tables.requests
    usable = requests["timetable_departure_s"].notna().to_numpy(dtype=np.bool_)
    refused = requests["reason"].eq(REASON_NAMES[Reason.PARALLEL_SERVICE]).fillna(value=False).to_numpy(dtype=np.bool_)
    paid_eur = requests["surcharge_eur"][status_is(requests, SERVED)].dropna()
    return {
        "timetable_usable": int(usable.sum()),
        "timetable_told": int((usable & ~refused).sum()),
        "surcharged": len(paid_eur),
        "surcharge_eur": in_cents(float(paid_eur.sum())),
    }


def booking_kpis(tables: ResultTables) -> dict[str, Number]:
    """Count offers, waiting list, cancellations and no-shows, and tell how long travellers wait for an answer."""
    requests = tables.requests
    notice, cancelled = known_ints(requests["cancel_notice_s"])
    answered, known = known_ints(requests["accepted_s"])
    submitted, _ = known_ints(requests["last_submitted_s"])
    listed = requests["waiting_list_s"].notna().to_numpy(dtype=np.bool_)
    offers = requests["offers"].to_numpy(dtype=np.int64)
    return {
        "offers_mean": mean(offers[offers > 0]),
        "declined": int(status_is(requests, DECLINED).sum()),
        "other_means": int(status_is(requests, OTHER_MEANS).sum()),
        "agreed_to_other_departure": int(requests["agreed_departure_s"].notna().sum()),
        "agreed_shift_mean_s": mean(np.abs(_shifts_s(requests))),
        "on_waiting_list": int(listed.sum()),
        "served_from_waiting_list": int((listed & status_is(requests, SERVED)).sum()),
        "answer_after_mean_s": mean((answered - submitted)[known]),
        "cancelled": int(status_is(requests, CANCELLED).sum()),
        "cancelled_within_hour": int((cancelled & (notice < HOUR_S)).sum()),
        "no_shows": int(status_is(requests, NO_SHOW).sum()),
    }


def _shifts_s(requests: pd.DataFrame) -> Ints:
    """Return by how much the departures agreed to are later than those wished for [s], int64, of those who agreed."""
    agreed, known = known_ints(requests["agreed_departure_s"])
    shifts: Ints = (agreed - requests["desired_departure_s"].to_numpy(dtype=np.int64))[known]
    return shifts


def wait_kpis(tables: ResultTables) -> dict[str, Number]:
    """Describe the wait of served requests, counted from when the rider was first ready at the stop."""
    wait = served_values(tables.requests, "wait_s")
    return {
        "wait_mean_s": mean(wait),
        "wait_median_s": quantile(wait, 0.5),
        "wait_p75_s": quantile(wait, 0.75),
        "wait_p90_s": quantile(wait, 0.9),
        "wait_p95_s": quantile(wait, 0.95),
        "wait_max_s": largest(wait),
        "wait_below_10_min_share": share_true(wait < TEN_MINUTES_S),
        "wait_below_15_min_share": share_true(wait < FIFTEEN_MINUTES_S),
    }


def ride_kpis(tables: ResultTables) -> dict[str, Number]:
    """Describe rides, detours, walks and pooling of served requests."""
    requests = tables.requests
    ride = served_values(requests, "ride_s")
    detour = requests["detour_factor"].to_numpy(dtype=np.float64)[status_is(requests, SERVED)]
    detour = detour[~np.isnan(detour)]
    pooled = requests["pooled"].fillna(value=False).to_numpy(dtype=np.bool_)[status_is(requests, SERVED)]
    return {
        "ride_mean_s": mean(ride),
        "ride_median_s": quantile(ride, 0.5),
        "ride_p95_s": quantile(ride, 0.95),
        "direct_mean_s": mean(served_values(requests, "direct_s")),
        "direct_mean_m": mean(served_values(requests, "direct_m")),
        "ride_mean_m": mean(served_values(requests, "ride_m")),
        "detour_factor_mean": mean(detour),
        "detour_factor_median": quantile(detour, 0.5),
        "detour_factor_p95": quantile(detour, 0.95),
        "journey_mean_s": mean(served_values(requests, "journey_s")),
        "access_walk_mean_s": mean(served_values(requests, "access_walk_s")),
        "egress_walk_mean_s": mean(served_values(requests, "egress_walk_s")),
        "pooled": int(pooled.sum()),
        "pooled_share": share_true(pooled),
    }


def status_is(requests: pd.DataFrame, status: str) -> Bools:
    """Tell which requests ended in the given way."""
    result: NDArray[Any] = np.asarray(requests["status"].array == status, dtype=np.bool_)
    return result


def served_values(requests: pd.DataFrame, column: str) -> Ints:
    """Known values of a whole-number column, of served requests only."""
    values, known = known_ints(requests[column])
    return values[known & status_is(requests, SERVED)]
