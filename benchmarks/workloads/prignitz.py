"""The Prignitz day that speed and dispatchers are told of: 600 requests, 12 minibuses, free streets, by these values.

Stops, localities and roads are those of the bundled scenario; its demand, fleet and limits may become others.
"""

from __future__ import annotations

SCENARIO = "scenarios/prignitz/rufbus.yaml"
DAY = (
    "demand.requests_per_day=600",
    "demand.level=base",
    "network.junctions={built_up: 0 s, outside: 0 s}",
    "services.rufbus.fleet.minibus.count=12",
    "services.rufbus.limits.default={max_wait: 20 min, max_ride_alpha: 1.5, max_ride_beta: 20 min, "
    "max_travel_alpha: null, max_travel_beta: null, promise_before: null, promise_after: null}",
)
