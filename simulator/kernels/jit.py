"""The decorators for all compiled functions.

A call between compiled functions hands on constants as ``np.int64(...)``: for a bare 0 numba compiles the function a
second time. Loops copy parts of arrays, because a slice assigned to compiles for seconds.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import numba

Function = TypeVar("Function", bound=Callable[..., Any])


def jit(function: Function) -> Function:
    """Compile a function with numba; keep the machine code on disk where a cache folder is writable."""
    return _compile(function)


def jit_for_threads(function: Function) -> Function:
    """Compile a function during which other threads can work."""
    return _compile(function, nogil=True)


def jit_in_place(function: Function) -> Function:
    """Compile a function that neither makes arrays nor returns any: it works in what it is given.

    Then nobody has to count who refers to an array. The counting, atomic and in the innermost loops too, took a sixth
    of a day's simulation; handing over an array costs half as much without. numba refuses to make an array here.
    """
    return _compile(function, _nrt=False)


def jit_inline(function: Function) -> Function:
    """Put a function into those that call it before they are compiled, so that it may return arrays it has made up."""
    return _compile(function, inline="always")


def _compile(function: Function, **options: Any) -> Function:
    """Compile for a cache on disk if there can be one; without an entrance from C, which nobody uses.

    numba refuses ``cache=True`` at import time when it finds no writable folder (a read-only install without a home);
    the function is then compiled anew in each process.
    """
    options["no_cfunc_wrapper"] = True
    try:
        compiled: Function = numba.njit(cache=True, **options)(function)
    except RuntimeError:
        compiled = numba.njit(**options)(function)
    return compiled
