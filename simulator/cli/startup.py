"""What the interpreter should not spend time on in a process that lives for one command."""

from __future__ import annotations

import atexit
import gc
import os
from importlib import import_module
from typing import Any

from simulator.garbage import OBJECTS_BETWEEN_COLLECTIONS


def prepare_process() -> None:
    """Set up the process before NumPy is imported; a user's own setting of BLAS threads is kept.

    Nothing here changes a result. Garbage in cycles is still collected, just in larger portions.
    """
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # no linear algebra here; threads nobody uses take time to start
    gc.set_threshold(OBJECTS_BETWEEN_COLLECTIONS)
    atexit.register(gc.freeze)  # all memory goes back to the system anyway, so there is no garbage worth searching for


def import_matplotlib() -> None:
    """Import what figures are drawn with, but let it not write its own manual meanwhile.

    At every import matplotlib inspects its classes and makes documentation of all they can be told: a third of the
    time, for texts that nobody reads in a process of one command.
    """
    artist: Any = import_module("matplotlib.artist")
    inspecting = artist.Artist
    written = artist.kwdoc, inspecting.__dict__["_update_set_signature_and_docstring"]
    artist.kwdoc = lambda _artist: ""
    inspecting._update_set_signature_and_docstring = classmethod(lambda _class: None)
    try:
        import_module("matplotlib.figure")
    finally:
        artist.kwdoc, inspecting._update_set_signature_and_docstring = written
