"""The decorators for all compiled functions.

Loops copy parts of arrays, because a slice assigned to compiles for seconds.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Any, TypeVar, cast

import numba

from simulator.kernels.compiler import Kernel

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

    numba raises RuntimeError where it finds no writable folder (a read-only install without a home); the function is
    then compiled anew in each process.
    """
    if numba.config.DISABLE_JIT:  # type: ignore[attr-defined]
        return function
    options |= {"nopython": True, "boundscheck": None, "no_cfunc_wrapper": True}
    kernel = Kernel(function, targetoptions=options)
    with suppress(RuntimeError):
        kernel.enable_caching()
    return cast("Function", kernel)
