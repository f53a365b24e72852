"""When travellers are told whether they get a ride."""

from __future__ import annotations

import numpy as np

from simulator.spans import DAY_S
from simulator.world.build import World


def answer_times(world: World, every_s: int | None = None) -> list[int]:
    """Return when each request is answered [s]; at once what is submitted later than that.

    every_s: the policy answers together what falls due in a period, when that ends.
    """
    rule, table = world.scenario.dispatch.answer, world.requests
    submitted_s, departure_s = table["submitted_s"].to_numpy(np.int64), table["earliest_departure_s"].to_numpy(np.int64)
    answer_s = submitted_s
    if rule.when == "before_departure":
        answer_s = departure_s - rule.lead_s
    if rule.when == "evening_before":
        answer_s = (departure_s // DAY_S - 1) * DAY_S + rule.at
    due_s = np.maximum(submitted_s, answer_s)
    times: list[int] = (due_s if every_s is None else (due_s // every_s + 1) * every_s).tolist()
    return times
