"""Compiled functions are read from disk without getting ready to compile.

Before numba so much as looks for stored machine code it makes itself ready to compile: it imports what it knows of
NumPy and looks for linear algebra in scipy, a tenth of the time of a small day. Machine code needs nothing of that; and
for whatever has to be compiled after all, numba makes itself ready once more.
"""

from __future__ import annotations

from typing import Any

from numba.core.caching import FunctionCache
from numba.core.runtime import rtsys


def read_without_compiler() -> None:
    """Let numba read from its cache on disk in this way."""
    FunctionCache.load_overload = _stored


def _stored(cache: Any, types: Any, target: Any) -> Any:
    """Return the machine code for arguments of some types; None where there is none on disk."""
    rtsys.initialize(target)  # arrays that compiled functions make are counted by it
    with cache._guard_against_spurious_io_errors():
        return cache._load_overload(types, target)
