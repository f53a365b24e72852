"""What a run goes over to that takes another scenario from a time on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulator.scenario.models import Scenario
from simulator.world.parts import ServiceWorld


@dataclass(frozen=True)
class Branch:
    """What a run goes over to.

    at_s: when [s]. before: the scenario until then. after: from then on. is_later: bool (requests,), which of the
    demand ask from then on, or would if they were not late. services: what services go over to that change. told: what
    the manifest tells of it. earlier: what the run has gone over to before, if it was a branch itself.
    """

    at_s: int
    before: Scenario
    after: Scenario
    is_later: NDArray[np.bool_]
    services: Mapping[str, ServiceWorld] = field(default_factory=dict, repr=False)
    told: Mapping[str, Any] = field(default_factory=dict)
    earlier: Branch | None = None

    @property
    def steps(self) -> list[Branch]:
        """Return all that the run goes over to, in the order of time."""
        return [*([] if self.earlier is None else self.earlier.steps), self]

    def configs(self, service: str) -> list[Any]:
        """Return what the scenario says about a service, before all steps and after each."""
        first, *_ = self.steps
        return [first.before.services[service], *(step.after.services[service] for step in self.steps)]

    def only(self, requests: NDArray[np.int64]) -> Branch:
        """Return the same with some of the requests, in another order."""
        earlier = None if self.earlier is None else self.earlier.only(requests)
        return replace(self, is_later=self.is_later[requests], earlier=earlier)
