"""Which free-floating cars a customer can walk to."""

from __future__ import annotations

import numpy as np

from simulator.services.carsharing.cars import SharedCars
from simulator.services.carsharing.demand import walk_s
from simulator.services.carsharing.rentals import CarsharingWorld


class Walks:
    """Beelines from customers to the cars that nobody uses."""

    def __init__(self, cars: SharedCars, world: CarsharingWorld) -> None:
        self._cars, self._rules = cars, world.config.booking
        self._xy = world.node_xy_m
        self._from = world.origin_xy_m

    def near(self, booking: int) -> list[tuple[int, int]]:
        """Return free cars in walking range and the walk to each [s], nearest first, then by number."""
        free = [car for car in self._cars.cars if car.current is None and not car.ahead]
        if not free:
            return []
        places = self._xy[[car.place for car in free]]
        metres = np.hypot(*(places - self._from[booking]).T)
        order = np.lexsort(([car.number for car in free], metres))
        inside = order[metres[order] <= self._rules.walk_m]
        return [(free[row].number, walk_s(float(metres[row]), self._rules.walk_kph)) for row in inside.tolist()]
