"""The contraction hierarchy of streets, made once in a process for all that ask: travel times, replays, exports."""

from __future__ import annotations

import hashlib

from simulator.kept import Kept
from simulator.kernels.hierarchy import Hierarchy, contract
from simulator.network.streets import Streets

_HIERARCHIES = Kept(most=2)  # with the nodes in order of places, and in their own


def hierarchy_of(streets: Streets) -> Hierarchy:
    """Return the hierarchy of streets; nobody changes it."""
    arrays = streets.offsets, streets.head, streets.time_ms
    hasher = hashlib.sha256()
    for array in arrays:
        hasher.update(array.data)
    kept: Hierarchy = _HIERARCHIES.get(hasher.digest(), lambda: contract(*arrays))
    return kept
