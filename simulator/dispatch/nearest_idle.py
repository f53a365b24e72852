"""The naive baseline: the nearest vehicle that has nothing to do drives one request at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from simulator.dispatch.insertion import insert_into
from simulator.dispatch.policy import Assignment, FleetView, Rejection
from simulator.kernels.layout import BREAK, KIND, NODE, OPTION_NODE, STOPS


@dataclass(frozen=True)
class NearestIdle:
    """The idle vehicle with the shortest drive to the pickup that keeps every limit; ties go to the lowest index."""

    def __call__(self, view: FleetView, requests: Sequence[int], now_s: int) -> list[Assignment | Rejection]:
        """Return an answer per request; two requests of one call never get the same vehicle."""
        taken: set[int] = set()
        answers = []
        for request in requests:
            answer = self._answer(view.about(request), request, now_s, taken)
            if isinstance(answer, Assignment):
                taken.add(answer.vehicle)
            answers.append(answer)
        return answers

    def _answer(self, view: FleetView, request: int, now_s: int, taken: set[int]) -> Assignment | Rejection:
        idle = np.flatnonzero((view.vehicles[STOPS] == 0) | (view.plan[KIND, 1] >= BREAK) & (view.vehicles[STOPS] == 1))
        location = view.plan[NODE, 0, idle]
        drive = view.drives_to_s(int(view.options_of(request)[0, OPTION_NODE]), location.clip(min=0))
        if len(view.reach):  # some may stand at nodes that are no places of the table
            drive = np.where(location < 0, view.reach[0, idle], drive)
        for vehicle in idle[np.argsort(drive, kind="stable")]:
            if int(vehicle) in taken:
                continue
            answer = insert_into(view, request, int(vehicle), now_s)
            if isinstance(answer, Assignment):
                return answer
        return Rejection(request)
