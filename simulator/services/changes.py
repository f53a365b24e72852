"""A run that goes over to a changed scenario: its services change, before all else that happens in that second."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from simulator.engine.agenda import AT_ONCE, Clock, RankedTimeout, Wait
from simulator.services.protocol import Service
from simulator.world.branch import Branch


class ChangingService(Service, Protocol):
    """A service that can go over to what a changed scenario says of it."""

    def change(self, later: Any, is_later: NDArray[np.bool_]) -> None:
        """Go over to other tables, see ``world.parts``. is_later: bool (requests,), which come on the new terms."""


def go_over(env: Clock, branch: Branch | None, services: Mapping[str, Any]) -> None:
    """Let services change when it is time, if anything is to change."""
    for step in [] if branch is None else branch.steps:
        if step.services:
            env.process(_change(env, step, services))


def _change(env: Clock, branch: Branch, services: Mapping[str, ChangingService]) -> Wait:
    yield RankedTimeout(env, branch.at_s - int(env.now), AT_ONCE)
    for name, later in branch.services.items():
        services[name].change(later, branch.is_later)
