"""Five stations and their customers (invented), the fleets, and how close the simulator has to come."""

from __future__ import annotations

import numpy as np

from benchmarks.reproduce.georgexia2011.closed_form import availability

FLEETS = (5, 10, 20, 40)
CUSTOMERS_PER_H = np.array([6.0, 4.0, 3.0, 2.0, 1.0])
ROUTES = np.array(
    [
        [0.0, 0.4, 0.3, 0.2, 0.1],
        [0.5, 0.0, 0.2, 0.2, 0.1],
        [0.4, 0.3, 0.0, 0.2, 0.1],
        [0.3, 0.3, 0.2, 0.0, 0.2],
        [0.4, 0.2, 0.2, 0.2, 0.0],
    ]
)
SHORTEST_S, LONGEST_S = 1800, 5400  # on the road, all whole seconds alike: no exponential time, which none need be
TRIP_H = (SHORTEST_S + LONGEST_S) / 2 / 3600

RUNS, CUSTOMERS = 5, 100_000  # of each fleet, of each run
WIDEST = 0.02  # half of the 95 % interval, as a share of the value
TOLERANCE = 0.03  # deviation from the closed form, as a share of it


def exact(cars: int) -> dict[str, float]:
    """Return the share of customers who find a car at each station, and at all of them together."""
    shares = availability(cars, CUSTOMERS_PER_H, ROUTES, TRIP_H)
    together = float(shares @ CUSTOMERS_PER_H / CUSTOMERS_PER_H.sum())
    return {f"station {number + 1}": float(share) for number, share in enumerate(shares)} | {"all": together}
