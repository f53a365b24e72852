"""What a bundle is for numba: the address of its handle, and code that reads a part where it is asked for."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numba import from_dtype, types
from numba.core import cgutils
from numba.core.typing.templates import AttributeTemplate
from numba.extending import (
    NativeValue,
    infer_getattr,
    intrinsic,
    lower_getattr_generic,
    models,
    register_model,
    unbox,
)

ROW_WORDS = 4  # where the values of an array begin, and its lengths; or the handle of a bundle, or a number
_WORD = cgutils.intp_t


class Kind(NamedTuple):
    """What a part of a bundle must be like: an array of so many dimensions, a number with none, or another bundle.

    order: C, or F where the first index counts what lies side by side.
    """

    name: str
    dtype: type[np.generic] = np.int64
    dimensions: int = 0
    order: str = "C"
    bundle: Any = None


class BundleType(types.Type):
    """What a bundle is in compiled functions: the address of its handle."""

    def __init__(self, bundle: Any) -> None:
        self.bundle = bundle
        super().__init__(name=f"{bundle.__module__}.{bundle.__name__}{_told(bundle)}")

    def part(self, name: str) -> tuple[int, Kind] | None:
        """Return the row of a part in the handle, and what it is like."""
        return next(((row, kind) for row, kind in enumerate(self.bundle.kinds) if kind.name == name), None)


def _told(bundle: Any) -> str:
    """Return what a bundle is like, to the last part: code that was compiled for others is not for it."""
    parts = (
        f"{kind.name} {_told(kind.bundle) if kind.bundle else f'{np.dtype(kind.dtype)} {kind.dimensions}{kind.order}'}"
        for kind in bundle.kinds
    )
    return f"({', '.join(parts)})"


@register_model(BundleType)
class _AddressModel(models.PrimitiveModel):
    def __init__(self, manager: Any, bundle: BundleType) -> None:
        super().__init__(manager, bundle, _WORD)


@unbox(BundleType)
def _unbox(_type: BundleType, value: Any, context: Any) -> Any:
    address = context.pyapi.object_getattr_string(value, "address")
    native = context.pyapi.long_as_longlong(address)
    context.pyapi.decref(address)
    return NativeValue(native, is_error=cgutils.is_not_null(context.builder, context.pyapi.err_occurred()))


def _type_of_part(kind: Kind) -> Any:
    if kind.bundle is not None:
        return kind.bundle.numba_type
    dtype = from_dtype(np.dtype(kind.dtype))
    return types.Array(dtype, kind.dimensions, kind.order) if kind.dimensions else dtype


def _resolved(_attributes: Any, bundle: BundleType, name: str) -> Any:
    part = bundle.part(name)
    return None if part is None else _type_of_part(part[1])


@infer_getattr
class _Parts(AttributeTemplate):
    key = BundleType
    generic_resolve = _resolved


@lower_getattr_generic(BundleType)
def _take_out(context: Any, builder: Any, bundle: BundleType, address: Any, name: str) -> Any:
    part = bundle.part(name)
    assert part is not None
    row, kind = part
    first = builder.inttoptr(builder.add(address, _WORD(row * ROW_WORDS * 8)), _WORD.as_pointer())
    words = [builder.load(builder.gep(first, [_WORD(number)])) for number in range(1 + kind.dimensions)]
    for word in words:  # nobody changes a handle while a compiled function runs, so nobody has to read it again
        word.set_metadata("invariant.load", builder.module.add_metadata([]))
    return _array(context, builder, _type_of_part(kind), words) if kind.dimensions else words[0]


def _array(context: Any, builder: Any, array_type: Any, words: list[Any]) -> Any:
    """Return the code for an array: where its values begin, and its lengths. It is not counted who refers to it."""
    from numba.np.arrayobj import make_array, populate_array  # takes long, and most processes compile nothing

    data_type = context.get_data_type(array_type.dtype)
    size = context.get_constant(types.intp, context.get_abi_sizeof(data_type))
    address, *lengths = words
    strides, stride = [], size
    for length in lengths if array_type.layout == "F" else reversed(lengths):
        strides.append(stride)
        stride = builder.mul(stride, length)
    if array_type.layout == "C":
        strides.reverse()
    array = make_array(array_type)(context, builder)
    populate_array(
        array,
        data=builder.inttoptr(address, data_type.as_pointer()),
        shape=cgutils.pack_array(builder, lengths),
        strides=cgutils.pack_array(builder, strides),
        itemsize=size,
        meminfo=None,
    )
    return array._getvalue()


def compiled_opener(bundle: Any) -> Any:
    """Return a function for compiled functions: the bundle of an address."""

    @intrinsic
    def opened(_context: Any, address: Any) -> Any:
        return bundle.numba_type(address), lambda _context, _builder, _signature, arguments: arguments[0]

    return opened
