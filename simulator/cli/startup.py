"""What the interpreter should not spend time on in a process that lives for one command."""

from __future__ import annotations

import atexit
import gc
import os

_OBJECTS_BETWEEN_COLLECTIONS = 200_000  # Python's default of 700 searches everything imported many times over


def prepare_process() -> None:
    """Set up the process before NumPy is imported; a user's own setting of BLAS threads is kept.

    Nothing here changes a result. Garbage in cycles is still collected, just in larger portions.
    """
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # no linear algebra here; threads nobody uses take time to start
    gc.set_threshold(_OBJECTS_BETWEEN_COLLECTIONS)
    atexit.register(gc.freeze)  # all memory goes back to the system anyway, so there is no garbage worth searching for
