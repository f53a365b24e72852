"""Small instances made up here, in the formats of the literature."""

from __future__ import annotations

from pathlib import Path

import numpy as np


def darp_text(requests: int, vehicles: int, seed: int, *, ride: float = 30, width: float = 30) -> str:
    """Return a random dial-a-ride instance in Cordeau's format that can be solved as a rule."""
    rng = np.random.default_rng(seed)
    rows = [f"{vehicles} {requests} 480 4 {ride:g}", "0 0 0 0 0 0 480"]
    place = rng.uniform(-10, 10, (2 * requests, 2)).round(3)
    for node in range(1, 2 * requests + 1):
        pickup = node <= requests
        begin = float(rng.integers(60, 300)) if pickup else 0
        window = f"{begin:g} {begin + width:g}" if pickup else "0 480"
        rows.append(f"{node} {place[node - 1, 0]} {place[node - 1, 1]} 3 {1 if pickup else -1} {window}")
    return "\n".join([*rows, f"{2 * requests + 1} 0 0 0 0 0 480"]) + "\n"


def write_darp(folder: Path, *arguments: int, **options: float) -> Path:
    path = folder / "random.txt"
    path.write_text(darp_text(*arguments, **options), encoding="utf-8")
    return path


PDPTW = """3 20 1
0 0 0 0 0 200 0 0 0
1 10 0 10 0 100 5 0 2
2 20 0 -10 0 150 5 1 0
3 -10 0 15 0 100 5 0 4
4 -20 0 -15 0 150 5 3 0
"""
