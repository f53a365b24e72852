"""Arrays that belong together, as one thing for Python and for compiled functions.

Where a compiled function hands a tuple of arrays on, each of them is some nine words, at every call and whether it is
needed or not: a third of a search, and of the time to compile it. A bundle is one word, the address of its handle;
what is read of it is fetched where it is read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from typing import Any, ClassVar, NamedTuple, Self, TypeVar, cast, get_args, get_type_hints
from weakref import WeakValueDictionary

import numba
import numpy as np
from numba.extending import typeof_impl

from simulator.kernels.bundle_type import ROW_WORDS, BundleType, Kind, compiled_opener

Address = int


class _Dimensions(NamedTuple):
    count: int
    order: str


def dimensions(count: int, order: str = "C") -> Any:
    """Declare how many dimensions an array of a bundle has, where it is not one. order: as in ``Kind``."""
    return _Dimensions(count, order)


class Bundle:
    """Named arrays, whole numbers and other bundles, in the order of the annotations of the class.

    address: of its handle, int64 (parts, ROW_WORDS), for compiled functions that are called often; they take it with
    what ``opener`` returns. Raises TypeError for parts that are missing, too many or of no such name, and for what is
    not as annotated, or not contiguous.
    """

    kinds: ClassVar[tuple[Kind, ...]]
    names: ClassVar[frozenset[str]]
    defaults: ClassVar[dict[str, Any]]
    numba_type: ClassVar[BundleType]  # asked for at each call from Python
    address: Address

    def __init_subclass__(cls) -> None:
        own = vars(cls)
        hints = {name: hint for name, hint in get_type_hints(cls).items() if name not in Bundle.__annotations__}
        cls.kinds = tuple(_kind(name, hint, own.get(name)) for name, hint in hints.items())
        cls.names = frozenset(hints)
        cls.defaults = {name: own[name] for name in hints if isinstance(own.get(name), Bundle | np.ndarray)}
        for name in hints.keys() & own.keys():
            delattr(cls, name)
        cls.numba_type = BundleType(cls)

    def __init__(self, *parts: Any, **named: Any) -> None:
        given = dict(zip((kind.name for kind in self.kinds), parts, strict=False)) | named
        values = self.defaults | given
        if len(given) != len(parts) + len(named) or values.keys() != self.names:
            raise TypeError(self._amiss(values, len(parts)))
        self._handle = np.array([_words(kind, values[kind.name]) for kind in self.kinds], dtype=np.int64)
        self.address = self._handle.__array_interface__["data"][0]
        self.__dict__.update(values)
        if _IS_PLAIN:
            _BY_ADDRESS[self.address] = self

    def _amiss(self, values: dict[str, Any], told: int) -> str:
        """Say what is wrong with the parts; told: so many stood without a name."""
        wrong = [f"no {name}" for name in sorted(self.names - values.keys())]
        wrong += [f"{name}, which it does not have" for name in values if name not in self.names]
        more = f"{told} parts without names" if told else "parts twice"
        wanted = ", ".join(kind.name for kind in self.kinds)
        return f"{type(self).__name__} got {' and '.join(wrong) or more}; expected {wanted}, each once"

    def put(self, name: str, part: Any) -> None:
        """Let a part be another one from now on. Raises TypeError, as when it is made."""
        found = next(((number, kind) for number, kind in enumerate(self.kinds) if kind.name == name), None)
        if found is None:
            raise TypeError(f"{type(self).__name__} has no {name}")
        number, kind = found
        self._handle[number] = _words(kind, part)
        self.__dict__[name] = part

    def __iter__(self) -> Iterator[Any]:
        return iter([self.__dict__[kind.name] for kind in self.kinds])

    def __reduce__(self) -> tuple[type[Self], tuple[Any, ...]]:
        return type(self), tuple(self)  # a copy has arrays elsewhere, and a handle of its own

    def with_other(self, **named: Any) -> Self:
        """Return the same with other parts of these names."""
        return type(self)(**dict(zip((kind.name for kind in self.kinds), self, strict=True)) | named)


def _kind(name: str, hint: Any, declared: Any) -> Kind:
    if hint is int:
        return Kind(name)
    if isinstance(hint, type) and issubclass(hint, Bundle):
        return Kind(name, bundle=hint)
    count, order = declared if isinstance(declared, _Dimensions) else (1, "C")
    return Kind(name, get_args(get_args(hint)[1])[0], count, order)


_dtype = cache(np.dtype)


def _words(kind: Kind, part: Any) -> tuple[int, ...]:
    """Return the row of a part, see ``ROW_WORDS``."""
    lengths: tuple[int, ...] = ()
    if kind.bundle is not None:
        first = part.address
    elif not kind.dimensions:
        first = int(part)
    else:
        in_order = part.flags.c_contiguous if kind.order == "C" else part.flags.f_contiguous
        if part.dtype != _dtype(kind.dtype) or part.ndim != kind.dimensions or not in_order:
            wanted = f"{np.dtype(kind.dtype)}, {kind.dimensions} dimensions, {kind.order}-contiguous"
            raise TypeError(f"{kind.name} is {part.dtype}, {part.ndim} dimensions; expected {wanted}")
        first, lengths = part.__array_interface__["data"][0], part.shape
    return (first, *lengths, *(0,) * (ROW_WORDS - 1 - len(lengths)))


_IS_PLAIN = numba.config.DISABLE_JIT  # type: ignore[attr-defined]
_BY_ADDRESS: WeakValueDictionary[Address, Bundle] = WeakValueDictionary()
Some = TypeVar("Some", bound=Bundle)


def opener(bundle: type[Some]) -> Callable[[Address], Some]:
    """Return a function for compiled functions: the bundle of an address."""
    if _IS_PLAIN:
        return cast("Callable[[Address], Some]", _BY_ADDRESS.__getitem__)
    function: Callable[[Address], Some] = compiled_opener(bundle)
    return function


typeof_impl.register(Bundle)(lambda value, _context: value.numba_type)
