"""Key figures of what riders are told: when they board against the time told, and whether promises were kept."""

from __future__ import annotations

import numpy as np

from simulator.analysis.kpis.riders import FIVE_MINUTES_S, TEN_MINUTES_S, served_values, status_is
from simulator.analysis.missing import known_ints
from simulator.analysis.ratios import Number, largest, mean, quantile, share_true
from simulator.analysis.request_table import SERVED
from simulator.analysis.tables import ResultTables
from simulator.event_kinds import Event


def told_kpis(tables: ResultTables) -> dict[str, Number]:
    """Compare boarding with the time that was told on acceptance, whatever window was promised around it."""
    deviation = served_values(tables.requests, "told_deviation_s")
    return {
        "told_within_5_min_share": share_true(np.abs(deviation) <= FIVE_MINUTES_S),
        "told_within_10_min_share": share_true(np.abs(deviation) <= TEN_MINUTES_S),
        "told_late_5_min_share": share_true(deviation > FIVE_MINUTES_S),
        "told_early_5_min_share": share_true(deviation < -FIVE_MINUTES_S),
        "told_deviation_mean_s": mean(deviation),
        "told_deviation_p95_s": quantile(deviation, 0.95),
    }


def promise_kpis(tables: ResultTables) -> dict[str, Number]:
    """Describe how wide promised windows were, and how they were kept."""
    requests = tables.requests
    broken = tables.events[tables.events["kind"] == Event.PROMISE_BROKEN]
    deviation, known = known_ints(requests["promise_deviation_s"])
    promised = known & status_is(requests, SERVED)
    deviation = deviation[promised]
    late = deviation[deviation > 0]
    width = known_ints(requests["promised_latest_s"])[0] - known_ints(requests["promised_earliest_s"])[0]
    return {
        "promises": int(deviation.size),
        "on_time_share": share_true(deviation == 0),
        "promise_width_mean_s": mean(width[promised]),
        "promise_late_max_s": largest(np.maximum(deviation, 0)),
        "promises_late": int(late.size),
        "promises_broken": int(broken.loc[broken["request"].isin(requests["request"]), "ride"].nunique()),
        "dropoff_promises": int(requests["dropoff_on_time"].notna().sum()),
        "dropoff_promises_late": int(requests["dropoff_on_time"].eq(other=False).sum()),
    }
