"""How far the next charging site is."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from simulator.engine.world import World
from simulator.kernels import layout as f

ENERGIES = ("electricity", "hydrogen", "diesel")
KINDS = {"battery": 0, "hydrogen": 1, "diesel": 2}  # drivetrain -> position in ENERGIES, and after REFUGE
FAR_S = f.FOREVER // 4


def refuges(world: World, nodes: NDArray[np.int32]) -> NDArray[np.int32]:
    """Return the drive from nodes to the nearest site of each kind of energy [s], int32 (nodes, kinds)."""
    found = np.full((len(nodes), f.REFUELS), FAR_S, dtype=np.int32)
    for kind, energy in enumerate(ENERGIES):
        sites = world.sites["node"][world.sites["energy"] == energy].unique()
        for node in sites.tolist():
            drive = world.times.direct_s(nodes, np.full(len(nodes), node, dtype=np.int32))
            found[:, kind] = np.minimum(found[:, kind], np.where(drive < 0, FAR_S, drive))
    return found
