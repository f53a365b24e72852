"""Key figures of what riders are told: when they board against the time told, and whether promises were kept."""

from __future__ import annotations

import numpy as np

from simulator.analysis.kpis.riders import FIVE_MINUTES_S, TEN_MINUTES_S
from simulator.analysis.kpis.riders_asked import RidersAsked
from simulator.analysis.ratios import Number, largest, mean, quantile, share_true


def told_kpis(riders: RidersAsked) -> dict[str, Number]:
    """Compare boarding with the time that was told on acceptance, whatever window was promised around it."""
    deviation = riders.of_served("told_deviation_s")
    return {
        "told_within_5_min_share": share_true(np.abs(deviation) <= FIVE_MINUTES_S),
        "told_within_10_min_share": share_true(np.abs(deviation) <= TEN_MINUTES_S),
        "told_late_5_min_share": share_true(deviation > FIVE_MINUTES_S),
        "told_early_5_min_share": share_true(deviation < -FIVE_MINUTES_S),
        "told_deviation_mean_s": mean(deviation),
        "told_deviation_p95_s": quantile(deviation, 0.95),
    }


def promise_kpis(riders: RidersAsked) -> dict[str, Number]:
    """Describe how wide promised windows were, and how they were kept."""
    deviation, known = riders.ints("promise_deviation_s")
    promised = known & riders.served
    deviation = deviation[promised]
    late = deviation[deviation > 0]
    width = riders.ints("promised_latest_s")[0] - riders.ints("promised_earliest_s")[0]
    in_time, told = riders.flags("dropoff_on_time")
    return {
        "promises": int(deviation.size),
        "on_time_share": share_true(deviation == 0),
        "promise_width_mean_s": mean(width[promised]),
        "promise_late_max_s": largest(np.maximum(deviation, 0)),
        "promises_late": int(late.size),
        "promises_broken": riders.promises_broken,
        "dropoff_promises": int(told.sum()),
        "dropoff_promises_late": int((told & ~in_time).sum()),
    }
