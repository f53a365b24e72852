"""The efficiency of ride-pooling over the load, on eleven networks, with unlimited seats and with eight."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from benchmarks.reproduce.study import Case, Found, Study
from benchmarks.reproduce.zech2022.explained import explanation
from benchmarks.reproduce.zech2022.model import Model, observe
from simulator.analysis.batch_means import batch_means, controlled_mean, steady_mean
from simulator.analysis.statistics import Estimate

PUBLISHED = Path(__file__).with_name("published.csv")
LOADS = {None: (0.5, 1, 2, 3, 5, 7.5), 8: (3, 4, 4.5, 5)}
LEAST = 0.3  # what is published for eight seats below that is the beginning of a queue without end, not a steady state
HALF_WIDTH = 0.01
# What is published scatters by 0.1 to 0.4 % around its own smooth curves (third differences from x = 2 on, up to 4 with
# eight seats); on rings, where six vehicles make little of an average, by up to 1.7 %: there two of that are added.
TOLERANCE, ON_RINGS = 0.015, 0.05

BATCHES, SEED = 12, 7
# Where half of the interval was wider than HALF_WIDTH with runs of ordinary length: all figures of at least 0.5 but
# those of rings; whether a figure was near played no part.
LONGER: dict[tuple[str, int, int | None], tuple[float, ...]] = {
    ("torus", 100, None): (3,), ("tree", 46, None): (0.5, 1), ("complete", 5, None): (1,),
    ("delaunay", 25, None): (1, 3, 5, 7.5), ("torus", 25, 8): (3, 4), ("torus", 100, 8): (4,), ("grid", 100, 8): (4.5,),
    ("city", 16, 8): (3,), ("delaunay", 25, 8): (3,),
}  # fmt: skip
SMALL = 6000  # requests in a smoke test
NAMES = {
    "two_nodes": "two nodes", "ring": "ring", "grid": "grid", "torus": "torus", "complete": "complete graph",
    "tree": "Cayley tree", "city": "simplified city", "delaunay": "random Delaunay torus",
}  # fmt: skip


def _models() -> dict[Case, Model]:
    table, found = pd.read_csv(PUBLISHED, dtype={"capacity": "Int64"}), {}
    for row in table.itertuples(index=False):
        capacity = None if pd.isna(row.capacity) else int(row.capacity)
        if row.x not in LOADS[capacity] or row.efficiency < LEAST:
            continue
        panel = "unlimited seats" if capacity is None else f"{capacity} seats"
        group = f"{NAMES[row.kind]}, {row.nodes} nodes, {row.vehicles} vehicles"
        near = ON_RINGS if row.kind == "ring" else TOLERANCE
        why = explanation(row.kind, row.nodes, capacity, row.x)
        case = Case(panel, group, float(row.x), float(row.efficiency), near, HALF_WIDTH, why)
        found[case] = Model(row.kind, int(row.nodes), int(row.vehicles), capacity, float(row.x))
    return found


MODELS = _models()


def find(case: Case, small: bool) -> Found:
    """Run a case, or a small run of it."""
    model = MODELS[case]
    requests, warm_up = (SMALL, 0.25) if small else run_length(case, model)
    return efficiency(model, requests, warm_up, SEED)


def efficiency(model: Model, requests: int, warm_up: float, seed: int) -> Found:
    """Run a model; its efficiency is E = mean distance / (wait + ride), by Little's law."""
    seen = observe(model, requests, seed)
    stay = batch_means(seen.wait + seen.ride, BATCHES, warm_up)
    time = controlled_mean(stay, batch_means(seen.distance, BATCHES, warm_up), seen.mean)
    estimate = Estimate(
        time.n, seen.mean / time.value, seen.mean / time.high, seen.mean / time.low, time.level, time.method
    )
    notes = {
        "wait": steady_mean(seen.wait, BATCHES, warm_up).value,
        "ride": steady_mean(seen.ride, BATCHES, warm_up).value,
        "requests": requests,
        "lag": round(float(np.corrcoef(stay[:-1], stay[1:])[0, 1]), 2),
    }
    return Found(estimate, notes)


def run_length(case: Case, model: Model) -> tuple[int, float]:
    """Return the number of requests, and the share of them that is warm-up.

    Counted in what is published to be on the way at once, the load of a vehicle by its efficiency: four times that of
    warm-up, and batches of one and a half times as many each; twice all where eight seats are nearly too few, and two
    and a half times all that is LONGER.
    """
    on_the_way = model.load * model.vehicles / case.published
    slow = 2.0 if model.capacity is not None and case.published < 0.5 else 1.0
    if model.load in LONGER.get((model.kind, model.nodes, model.capacity), ()):
        slow *= 2.5
    warm_up, counted = slow * max(4000, 4 * on_the_way), slow * BATCHES * max(1800, 1.5 * on_the_way)
    return round(warm_up + counted), warm_up / (warm_up + counted)


STUDY = Study(
    name="zech2022",
    title="Ride-pooling efficiency on simple networks (Zech et al. 2022)",
    source="R. M. Zech, N. Molkenthin, M. Timme, M. Schröder: Collective dynamics of capacity-constrained ride-pooling "
    "fleets. Scientific Reports 12, 10880 (2022), doi:10.1038/s41598-022-14960-x, figure 2c; data and code "
    "doi:10.5281/zenodo.6624421.",
    licence="BSD 3-Clause, copyright of the authors",
    retrieved="2026-11-29",
    about=Path(__file__).with_name("about.md").read_text(encoding="utf-8"),
    x="load x",
    y="efficiency E",
    cases=tuple(MODELS),
    smoke=("unlimited seats, two nodes, 2 nodes, 1 vehicles, 3", "8 seats, complete graph, 5 nodes, 10 vehicles, 3"),
    find=find,
)
