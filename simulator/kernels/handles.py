"""Many arrays handed to a compiled function as one, by their addresses: handing over each takes as long as a look-up.

A handle is an int64 array (parts, 4): for each array where its values begin, and its lengths. It is made anew when the
arrays are others.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from typing import Any, NamedTuple

import numba
import numpy as np
from numba import types
from numba.core import cgutils
from numba.extending import intrinsic
from numba.np.arrayobj import make_array, populate_array
from numpy.typing import NDArray

Handle = NDArray[np.int64]
ArrayAt = Callable[[int, tuple[int, ...], type[np.generic]], NDArray[Any]]


class Kind(NamedTuple):
    """What a part of a handle must be like: an array of so many dimensions, or with none a whole number.

    order: C, or F where the first index counts what lies side by side.
    """

    name: str
    dtype: type[np.generic]
    dimensions: int
    order: str = "C"


class Packed:
    """Arrays and numbers that compiled functions get as one, and that are kept as long. at: the handle, to hand over.

    Raises TypeError for what is not of its kind, or not contiguous.
    """

    def __init__(self, kinds: tuple[Kind, ...], parts: tuple[Any, ...]) -> None:
        self._kinds, self._kept = kinds, list(parts)
        self.at: Handle = _new_handle(self._kept)
        for number, (_, part) in enumerate(zip(kinds, parts, strict=True)):
            self.put(number, part)

    def put(self, number: int, part: Any) -> None:
        """Let a part be another one from now on. Raises TypeError, as when it is made."""
        kind, row = self._kinds[number], self.at[number]
        if not kind.dimensions:
            row[0] = part
            return
        in_order = part.flags.c_contiguous if kind.order == "C" else part.flags.f_contiguous
        if part.dtype != kind.dtype or part.ndim != kind.dimensions or not in_order:
            wanted = f"{np.dtype(kind.dtype)}, {kind.dimensions} dimensions, {kind.order}-contiguous"
            raise TypeError(f"{kind.name} is {part.dtype}, {part.ndim} dimensions; expected {wanted}")
        self._kept[number] = part
        row[: 1 + part.ndim] = part.__array_interface__["data"][0], *part.shape

    def with_other(self, name: str, part: Any) -> Packed:
        """Return the same with another part of this name."""
        packed = Packed.__new__(Packed)
        packed._kinds, packed._kept = self._kinds, list(self._kept)
        packed.at = _new_handle(packed._kept)
        packed.at[:] = self.at
        packed.put(next(number for number, kind in enumerate(self._kinds) if kind.name == name), part)
        return packed


def _new_handle(parts: list[Any]) -> Handle:
    """Return an empty handle; whoever has it keeps the parts, too."""
    memory: Any = (ctypes.c_int64 * (4 * len(parts)))()
    memory.parts = parts
    return np.frombuffer(memory, dtype=np.int64).reshape(len(parts), 4)


def _array_type(shape: Any, dtype: Any, order: Any) -> Any:
    return types.Array(dtype.dtype, shape.count, order)


def _generate(context: Any, builder: Any, arguments: Any, shape: Any, dtype: Any, order: str) -> Any:
    """Return the code for an array whose values begin at an address."""
    size = context.get_abi_sizeof(context.get_data_type(dtype.dtype))
    lengths = cgutils.unpack_tuple(builder, arguments[1], shape.count)
    strides: list[Any] = []
    stride = context.get_constant(types.intp, size)
    for length in lengths if order == "F" else reversed(lengths):
        strides.append(stride)
        stride = builder.mul(stride, length)
    if order == "C":
        strides.reverse()
    array = make_array(_array_type(shape, dtype, order))(context, builder)
    populate_array(
        array,
        data=builder.inttoptr(arguments[0], context.get_data_type(dtype.dtype).as_pointer()),
        shape=cgutils.pack_array(builder, lengths),
        strides=cgutils.pack_array(builder, strides),
        itemsize=context.get_constant(types.intp, size),
        meminfo=None,
    )
    return array._getvalue()


@intrinsic
def _compiled_array_at(_context: Any, address: Any, shape: Any, dtype: Any) -> Any:
    """Return the array of this shape and type whose values begin at an address. It is not counted who refers to it."""

    def generate(context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        return _generate(context, builder, arguments, shape, dtype, "C")

    return _array_type(shape, dtype, "C")(address, shape, dtype), generate


@intrinsic
def _compiled_columns_at(_context: Any, address: Any, shape: Any, dtype: Any) -> Any:
    """Return the same for an array whose first index counts what lies side by side."""

    def generate(context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        return _generate(context, builder, arguments, shape, dtype, "F")

    return _array_type(shape, dtype, "F")(address, shape, dtype), generate


def _plain_array_at(address: int, shape: tuple[int, ...], dtype: type[np.generic], order: Any = "C") -> NDArray[Any]:
    size = int(np.prod(shape)) * np.dtype(dtype).itemsize
    if not size:
        return np.zeros(shape, dtype=dtype, order=order)
    values: Any = (ctypes.c_byte * size).from_address(int(address))
    return np.frombuffer(values, dtype=dtype).reshape(shape, order=order)


def _plain_columns_at(address: int, shape: tuple[int, ...], dtype: type[np.generic]) -> NDArray[Any]:
    return _plain_array_at(address, shape, dtype, "F")


_is_plain = numba.config.DISABLE_JIT  # type: ignore[attr-defined]
array_at: ArrayAt = _plain_array_at if _is_plain else _compiled_array_at
columns_at: ArrayAt = _plain_columns_at if _is_plain else _compiled_columns_at
