"""Cars at the stations of a rental system, exactly: a closed network of queues.

D. K. George and C. H. Xia, Fleet-sizing and service availability for a vehicle rental system via closed queueing
networks, European Journal of Operational Research 211 (2011) 198-207, doi:10.1016/j.ejor.2010.12.015. Customers come to
each station at random and take a car if one is there; else they are lost. Cars are on the road for a time of any
distribution and are left at another station. Seen from the cars, a station is a server whose service ends with a
customer, a road one that has room for all.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def visits(routes: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return how often a car is left at each station, of all times, float64 (stations,).

    routes: float64 (stations, stations), the share of those who take a car in a row's station that leaves it in a
    column's.
    """
    stations = len(routes)
    balance = np.vstack([routes.T - np.eye(stations), np.ones(stations)])
    result: NDArray[np.float64] = np.linalg.lstsq(balance, np.append(np.zeros(stations), 1), rcond=None)[0]
    return result


def availability(
    cars: int, customers: NDArray[np.float64], routes: NDArray[np.float64], trip: float
) -> NDArray[np.float64]:
    """Return the share of customers who find a car at each station, float64 (stations,).

    customers: float64 (stations,), of a unit of time; trip: mean time on the road, in that unit. By the convolution of
    Buzen (1973, doi:10.1145/362342.362345).
    """
    waits = visits(routes) / customers  # of a car at each station for its next customer
    unit = float(waits.max())  # then no sum grows or vanishes with the number of cars
    sums = np.cumprod(np.append(1, trip / unit / np.arange(1, cars + 1)))  # of cars on the road alone
    for wait in waits / unit:
        for number in range(1, cars + 1):
            sums[number] += wait * sums[number - 1]
    result: NDArray[np.float64] = waits / unit * sums[cars - 1] / sums[cars]
    return result
