"""Key figures a rider feels: who was served, how long they waited and rode."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulator.analysis.kpis.riders_asked import RidersAsked
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
from simulator.fares.tariff import in_cents
from simulator.reasons import OF_TIMETABLES, Reason
from simulator.units import HOUR_S

FIVE_MINUTES_S = 300
TEN_MINUTES_S = 600
FIFTEEN_MINUTES_S = 900


def demand_kpis(riders: RidersAsked) -> dict[str, Number]:
    """Count requests and riders, served and not."""
    size, _ = riders.ints("party_size")
    attempts, _ = riders.ints("attempts")
    holders, _ = riders.flags("season_ticket")
    served = riders.served
    return {
        "requests": len(riders),
        "served": int(served.sum()),
        "rejected": riders.words("status").count(REJECTED),
        "service_rate": share_true(served),
        "riders": int(size.sum()),
        "riders_served": int(size[served].sum()),
        "season_ticket_riders": int(size[served & holders].sum()),
        "rider_service_rate": ratio(int(size[served].sum()), int(size.sum())),
        "served_after_retry": int((served & (attempts > 1)).sum()),
    }


def rejection_kpis(riders: RidersAsked) -> dict[str, Number]:
    """Count rejected requests by the reason nearest to success, and what travellers without a ride do instead."""
    reasons, fallbacks = riders.words("reason"), riders.words("fallback")
    kpis: dict[str, Number] = {"rejections": int(riders.ints("rejections")[0].sum())}
    names = [name for code, name in REASON_NAMES.items() if code not in OF_TIMETABLES]
    kpis |= {f"rejected_{name}": reasons.count(name) for name in names}
    kpis |= {f"gave_up_{name}": fallbacks.count(name) for name in FALLBACK_NAMES.values()}
    return kpis


def rule_kpis(riders: RidersAsked) -> dict[str, Number]:
    """Count requests with a journey by timetable that will do, and what was paid because of one."""
    _, usable = riders.ints("timetable_departure_s")
    refused = riders.words("reason").are(REASON_NAMES[Reason.PARALLEL_SERVICE])
    surcharge_eur, charged = riders.floats("surcharge_eur")
    paid_eur = surcharge_eur[charged & riders.served]
    return {
        "timetable_usable": int(usable.sum()),
        "timetable_told": int((usable & ~refused).sum()),
        "surcharged": len(paid_eur),
        "surcharge_eur": in_cents(float(paid_eur.sum())),
    }


def booking_kpis(riders: RidersAsked) -> dict[str, Number]:
    """Count offers, waiting list, cancellations and no-shows, and tell how long travellers wait for an answer."""
    notice, cancelled = riders.ints("cancel_notice_s")
    answered, known = riders.ints("accepted_s")
    submitted, _ = riders.ints("last_submitted_s")
    agreed, agreed_to = riders.ints("agreed_departure_s")
    desired, _ = riders.ints("desired_departure_s")
    _, listed = riders.ints("waiting_list_s")
    offers, _ = riders.ints("offers")
    ended = riders.words("status")
    return {
        "offers_mean": mean(offers[offers > 0]),
        "declined": ended.count(DECLINED),
        "other_means": ended.count(OTHER_MEANS),
        "agreed_to_other_departure": int(agreed_to.sum()),
        "agreed_shift_mean_s": mean(np.abs((agreed - desired)[agreed_to])),
        "on_waiting_list": int(listed.sum()),
        "served_from_waiting_list": int((listed & riders.served).sum()),
        "answer_after_mean_s": mean((answered - submitted)[known]),
        "cancelled": ended.count(CANCELLED),
        "cancelled_within_hour": int((cancelled & (notice < HOUR_S)).sum()),
        "no_shows": ended.count(NO_SHOW),
    }


def wait_kpis(riders: RidersAsked) -> dict[str, Number]:
    """Describe the wait of served requests, counted from when the rider was first ready at the stop."""
    wait = riders.of_served("wait_s")
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


def ride_kpis(riders: RidersAsked) -> dict[str, Number]:
    """Describe rides, detours, walks and pooling of served requests."""
    ride = riders.of_served("ride_s")
    factor, known = riders.floats("detour_factor")
    detour = factor[known & riders.served]
    pooled = riders.flags("pooled")[0][riders.served]
    return {
        "ride_mean_s": mean(ride),
        "ride_median_s": quantile(ride, 0.5),
        "ride_p95_s": quantile(ride, 0.95),
        "direct_mean_s": mean(riders.of_served("direct_s")),
        "direct_mean_m": mean(riders.of_served("direct_m")),
        "ride_mean_m": mean(riders.of_served("ride_m")),
        "detour_factor_mean": mean(detour),
        "detour_factor_median": quantile(detour, 0.5),
        "detour_factor_p95": quantile(detour, 0.95),
        "journey_mean_s": mean(riders.of_served("journey_s")),
        "access_walk_mean_s": mean(riders.of_served("access_walk_s")),
        "egress_walk_mean_s": mean(riders.of_served("egress_walk_s")),
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
