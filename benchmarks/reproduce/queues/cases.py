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
    def exact(self) -> float:
        """Return what the closed form says: of a loss system the share refused, else the mean wait [s]."""
        if self.kind == "loss":
            return closed_forms.erlang_b(self.servers, self.offered)
        if self.kind == "repair":
            return closed_forms.wait_for_repair(self.servers, self.machines, self.offered)[0] * MEAN_SERVICE_S
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
    *_queues("vehicles", LOAD, {1: (5, 3, 2), 2: (6, 3, 1), 3: (8, 4, 1)}, 80_000),
    *_queues("loss", LOAD_OF_LOSS, {1: (2, 2, 1), 2: (2, 2, 1), 4: (2, 2, 1)}, 60_000),
    *_queues("plugs", LOAD_OF_PLUGS, {1: (6, 3, 1), 2: (8, 4, 1)}, 50_000),
    *(Queue("repair", 2, WORK, runs, 100_000, machines=machines) for machines, runs in ((4, 3), (6, 2), (8, 2))),
)
