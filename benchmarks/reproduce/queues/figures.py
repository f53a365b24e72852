"""The figure of a queue with its interval: batch means over all runs, sharpened by what chance did to the load."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from benchmarks.reproduce.queues.cases import MEAN_SERVICE_S, Queue
from benchmarks.reproduce.queues.observed import NOBODY
from benchmarks.reproduce.queues.scenarios import Sample, mean_drawn_s
from simulator.analysis.batch_means import batch_means, controlled_mean
from simulator.analysis.statistics import Estimate

BATCHES = 10  # of each run
WARM_UP = 0.02  # of each run: it begins empty, and is full after some dozen arrivals

Series = NDArray[np.float64]


def estimate(queue: Queue, runs: Iterable[tuple[Sample, NDArray[np.int64]]]) -> Estimate:
    """Return the figure of ``Queue.exact`` from samples and the waits found in them."""
    means = [
        [batch_means(values, BATCHES, WARM_UP) for values in series(queue, sample, wait_s)] for sample, wait_s in runs
    ]
    value, control = np.array(means).transpose(1, 0, 2).reshape(2, -1)
    return controlled_mean(value, control, 0.0)


def series(queue: Queue, sample: Sample, wait_s: NDArray[np.int64]) -> tuple[Series, Series]:
    """Return what each arrival adds to the figure, and how much more load it brought than is usual: 0 on average."""
    load = sample.services_s / mean_drawn_s(queue) - 1
    if queue.kind == "repair":  # calls of machines that are broken already bring nothing
        begun = wait_s != NOBODY
        wait_s, load = wait_s[begun], load[begun]
    else:
        load -= np.diff(sample.arrivals_s, prepend=0) / (MEAN_SERVICE_S / queue.offered) - 1
    figure = {"mean wait": wait_s, "share who wait": wait_s > 0, "share refused": wait_s == NOBODY}[queue.figure]
    return figure.astype(np.float64), load
