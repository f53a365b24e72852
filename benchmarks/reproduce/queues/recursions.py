"""The same queues event by event, with no code of the simulator: what each arrival must find, to the second.

Arrivals are whole seconds in order; who leaves in a second is gone when somebody comes in it.
"""

from __future__ import annotations

import heapq
from collections.abc import Sequence

Seconds = Sequence[int]


def waits_s(arrivals_s: Seconds, services_s: Seconds, servers: int) -> list[int]:
    """Return how long each arrival waits, first come, first served (Kiefer and Wolfowitz 1955)."""
    free_s = [arrivals_s[0] if arrivals_s else 0] * servers
    waits = []
    for arrival_s, service_s in zip(arrivals_s, services_s, strict=True):
        begins_s = max(arrival_s, free_s[0])
        heapq.heapreplace(free_s, begins_s + service_s)
        waits.append(begins_s - arrival_s)
    return waits


def are_served(arrivals_s: Seconds, services_s: Seconds, servers: int) -> list[bool]:
    """Return who is served where nobody waits: those who find a server free."""
    busy_until_s: list[int] = []
    served = []
    for arrival_s, service_s in zip(arrivals_s, services_s, strict=True):
        while busy_until_s and busy_until_s[0] <= arrival_s:
            heapq.heappop(busy_until_s)
        served.append(len(busy_until_s) < servers)
        if served[-1]:
            heapq.heappush(busy_until_s, arrival_s + service_s)
    return served


def waits_for_repair_s(
    calls_s: Seconds, machines: Seconds, repairs_s: Seconds, servers: int, way_s: int
) -> list[int | None]:
    """Return how long a machine waits for its repair after each call that breaks it; None: it is broken already.

    calls_s: in order; machines: which one each is for; way_s: from the call to the place of repair.
    """
    free_s, whole_s = [0] * servers, [0] * (max(machines, default=-1) + 1)
    waits: list[int | None] = []
    for call_s, machine, repair_s in zip(calls_s, machines, repairs_s, strict=True):
        if call_s < whole_s[machine]:
            waits.append(None)
            continue
        begins_s = max(call_s + way_s, free_s[0])
        whole_s[machine] = begins_s + repair_s
        heapq.heapreplace(free_s, whole_s[machine])
        waits.append(begins_s - call_s - way_s)
    return waits
