"""From which calls nobody rides on any more, as far as the dispatcher knows: journey planners count on all others."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np
from numpy.typing import NDArray

from simulator.services.disrupted import Phase
from simulator.services.timetable.tables import call_of_row
from simulator.services.timetable.wheelchairs import NOWHERE
from simulator.services.timetable.world import TimetableWorld
from simulator.services.trips import Ride
from simulator.world.disruptions import Disruption


class Known:
    """Tells all who search the timetable."""

    def __init__(self, world: TimetableWorld) -> None:
        self._wrong, self._search = world.wrong, world.search
        self._call_of_row = call_of_row(world.timetable)
        self._cut = np.zeros(len(world.calls), dtype=bool)

    def know(self, now_s: int) -> None:
        """Let all who search from now on go without what is known not to run."""
        if self._wrong is not None:
            self._cut = self._wrong.known(now_s)
            self._search.know(np.flatnonzero(self._cut[self._call_of_row]))

    def hear(self, its: Disruption, phase: Phase, now_s: int) -> None:
        """Take note of something that goes wrong."""
        if phase == Phase.KNOWN:
            self.know(now_s)

    def forget(self) -> None:
        """Let all who search find everything again."""
        if self._wrong is not None:
            self._search.know(NOWHERE)

    def rows(self, numbers: Collection[int]) -> NDArray[np.int64]:
        """Return the rows of the timetable's calls from which nobody rides on because of some disruptions."""
        assert self._wrong is not None
        return np.flatnonzero(self._wrong.cut(numbers)[self._call_of_row])

    def is_any(self, rides: Sequence[Ride]) -> bool:
        """Return whether any ride cannot be made, as far as is known."""
        return self._wrong is not None and any(self._cut[ride.taken_call : ride.left_call].any() for ride in rides)
