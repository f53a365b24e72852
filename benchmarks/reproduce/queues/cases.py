"""Which queues are compared, with how many arrivals, and how close the simulator has to come: told before any run."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from benchmarks.reproduce.queues import closed_forms

MEAN_SERVICE_S = 300
LOAD, LOAD_OF_LOSS, LOAD_OF_PLUGS = 0.5, 0.75, 0.5  # of each server
WORK = 4.0  # mean repairs that a machine works on average
WIDEST = 0.02  # half of the 95 % interval, as a share of the value
TOLERANCE = 0.03  # deviation from the closed form, as a share of it

Kind = Literal["vehicles", "loss", "plugs", "repair"]
Figure = Literal["mean wait", "share who wait", "share refused"]


@dataclass(frozen=True)
class Queue:
    """A queue. offered: arrivals in a mean service; of repair: how many mean repairs a machine works on average.

    requests: of each run; constant: all services take equally long, else their times are exponential.
    """

    kind: Kind
    servers: int
    offered: float
    runs: int
    requests: int
    constant: bool = False
    machines: int = 0

    @property
    def smaller(self) -> Queue:
        """Return the same with few arrivals, to see that everything runs."""
        return replace(self, runs=2, requests=2000)

    @property
    def figure(self) -> Figure:
        """Return which figure is compared: a share where there is a formula, which takes fewer arrivals."""
        if self.kind == "loss":
            return "share refused"
        return "mean wait" if self.kind == "vehicles" or self.constant else "share who wait"

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


def _queues(kind: Kind, load: float, sizes: dict[int, tuple[int, int, int]], requests: int) -> list[Queue]:
    """Return queues for numbers of servers, each with exponential and with constant services.

    sizes: by servers, runs of the one and of the other, and what ``requests`` are divided by.
    """
    return [
        Queue(kind, servers, load * servers, runs, requests // part, constant=constant)
        for constant in (False, True)
        for servers, (*both, part) in sizes.items()
        for runs in (both[constant],)
    ]


QUEUES = (
    *_queues("vehicles", LOAD, {1: (5, 3, 2), 2: (6, 3, 1), 3: (9, 4, 1)}, 80_000),
    *_queues("loss", LOAD_OF_LOSS, {1: (2, 2, 1), 2: (2, 2, 1), 4: (2, 2, 1)}, 40_000),
    *_queues("plugs", LOAD_OF_PLUGS, {1: (2, 4, 1), 2: (2, 6, 1)}, 35_000),
    *(
        Queue("repair", 2, WORK, 2, requests, machines=machines)
        for machines, requests in ((4, 100_000), (6, 50_000), (8, 30_000))
    ),
)
