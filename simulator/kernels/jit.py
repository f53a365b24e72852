"""One decorator for all compiled functions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import numba

Function = TypeVar("Function", bound=Callable[..., Any])


def jit(function: Function) -> Function:
    """Compile a function with numba; keep the machine code on disk where a cache folder is writable.

    numba refuses ``cache=True`` at import time when it finds no writable folder (a read-only install without a home);
    the function is then compiled anew in each process.
    """
    try:
        compiled: Function = numba.njit(cache=True)(function)
    except RuntimeError:
        compiled = numba.njit(function)
    return compiled
