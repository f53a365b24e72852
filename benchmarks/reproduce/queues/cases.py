"""Which queues are compared, with how many arrivals, and how close the simulator has to come: told before any run."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from benchmarks.reproduce.queues import closed_forms

MEAN_SERVICE_S = 300
LOAD, LOAD_OF_SHARES, LOAD_OF_LOSS = 0.5, 0.7, 0.75  # of each server
WORK = 4.0  # mean repairs that a machine works on average
WIDEST = 0.02  # half of the 95 % interval, as a share of the value
TOLERANCE = 0.03  # deviation from the closed form, as a share of it

Kind = Literal["vehicles", "loss", "plugs", "repair"]
Figure = Literal["mean wait", "share who wait", "share refused"]


@dataclass(frozen=True)
class Queue:
    """A queue. offered: arrivals in a mean service; of repair: how many mean repairs a machine works on average.

    requests: of each run; constant: all services take equally long, else their times are exponential; share: who wait
    are counted, which takes fewer arrivals than how long they do.
    """

    kind: Kind
    servers: int
    offered: float
    runs: int
    requests: int
    constant: bool = False
    share: bool = False
    machines: int = 0

    @property
    def smaller(self) -> Queue:
        """Return the same with few arrivals, to see that everything runs."""
        return replace(self, runs=2, requests=2000)

    @property
    def figure(self) -> Figure:
        """Return which figure is compared."""
        if self.kind == "loss":
            return "share refused"
        return "share who wait" if self.share else "mean wait"

    @property
    def exact(self) -> float:
        """Return what the closed form says of it, of a wait in seconds."""
        if self.figure == "share refused":
            return closed_forms.erlang_b(self.servers, self.offered)
        if self.figure == "mean wait":
            return self.exact_wait_s
        if self.kind == "repair":
            return closed_forms.repairs_that_wait(self.servers, self.machines, self.offered)
        return closed_forms.erlang_c(self.servers, self.offered)

    @property
    def exact_wait_s(self) -> float:
        """Return the mean wait of the closed form [s]."""
        if self.kind == "repair":
            return closed_forms.wait_for_repair(self.servers, self.machines, self.offered) * MEAN_SERVICE_S
        wait = closed_forms.wait_of_constant if self.constant else closed_forms.wait_of_exponential
        return wait(self.servers, self.offered) * MEAN_SERVICE_S


QUEUES = (
    Queue("vehicles", 1, 1 * LOAD, 5, 40_000),
    Queue("vehicles", 2, 2 * LOAD, 6, 80_000),
    Queue("vehicles", 1, 1 * LOAD, 3, 40_000, constant=True),
    Queue("vehicles", 2, 2 * LOAD, 3, 80_000, constant=True),
    *(
        Queue("vehicles", servers, servers * LOAD_OF_SHARES, 2, requests, share=True)
        for servers, requests in ((1, 20_000), (2, 30_000), (4, 40_000), (8, 80_000))
    ),
    *(
        Queue("loss", servers, servers * LOAD_OF_LOSS, 2, 40_000, constant=constant)
        for constant in (False, True)
        for servers in (1, 2, 4)
    ),
    Queue("plugs", 1, 1 * LOAD, 2, 30_000, share=True),
    Queue("plugs", 2, 2 * LOAD, 2, 35_000, share=True),
    Queue("plugs", 1, 1 * LOAD, 4, 35_000, constant=True),
    *(
        Queue("repair", 2, WORK, 2, requests, share=True, machines=machines)
        for machines, requests in ((4, 100_000), (6, 50_000), (8, 30_000))
    ),
)
