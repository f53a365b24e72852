"""How functions are compiled: what compiled functions call stays a part, until one that Python calls is made ready.

numba makes every function ready for Python, with an entrance and machine code, and optimises what it calls once more in
each caller. Nearly all of ours are called by compiled functions only, some six levels deep: that was half of the time
to compile. Here a part is kept as it was translated, and optimised once, inside the function that Python calls.
"""

from __future__ import annotations

import hashlib
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from llvmlite import binding
from numba.core import caching, compiler, types
from numba.core.codegen import JITCodeLibrary
from numba.core.registry import CPUDispatcher
from numba.core.runtime import rtsys


class Kernel(CPUDispatcher):
    """A compiled function for Python, and apart from that, the part of compiled functions that call it."""

    def enable_caching(self) -> None:
        """Keep code in files. Raises RuntimeError without a folder for them."""
        self._cache = _EntranceCache(self.py_func)

    @cached_property
    def part(self) -> _PartDispatcher:
        """What compiled functions call; most processes read all they need from files and never ask for it."""
        options = self.targetoptions | {"no_cpython_wrapper": True}
        part = _PartDispatcher(self.py_func, targetoptions=options, pipeline_class=_PartCompiler)
        if isinstance(self._cache, _EntranceCache):
            part._cache = _PartCache(self.py_func)
        return part

    def get_call_template(self, args: Any, kws: Any) -> Any:
        """Return how compiled code calls this with arguments of these types."""
        return self.part.get_call_template(args, kws)

    def get_overload(self, sig: Any) -> Any:
        """Return what compiled code calls for a signature."""
        return self.part.get_overload(sig)

    def add_overload(self, cres: Any) -> None:
        """Take in what was compiled, and tell it the constants of all its parts."""
        super().add_overload(cres)
        for environment in cres._find_referenced_environments():
            cres.library.codegen.set_env(environment.env_name, environment)


class _PartDispatcher(CPUDispatcher):
    """A function for compiled functions; it has no entrance, so Python must not find it."""

    _cache: Any

    def get_call_template(self, args: Any, kws: Any) -> Any:
        return super().get_call_template([_widest(kind) for kind in args], {key: _widest(kws[key]) for key in kws})

    def add_overload(self, cres: Any) -> None:
        self.overloads[tuple(cres.signature.args)] = cres


def _widest(kind: Any) -> Any:
    """Return the type numbers of a type are handed over as, so that no part is compiled for each width of them."""
    plain = types.unliteral(kind)
    if isinstance(plain, types.Integer):
        return types.int64
    return types.float64 if isinstance(plain, types.Float) else kind


class _PartCompiler(compiler.Compiler):
    def compile_extra(self, func: Any) -> Any:
        self.state.library = _Part(self.state.targetctx.codegen(), func.__qualname__)
        return super().compile_extra(func)


class _NoMachineCode:
    def set_env(self, _name: str, _environment: Any) -> None:
        """Leave constants to the function that Python calls."""


class _Part(JITCodeLibrary):
    """Code as it was translated, with that of all it calls; neither optimised as a whole nor machine code."""

    codegen = _NoMachineCode()

    def _optimize_final_module(self) -> None:
        pass

    def _finalize_final_module(self) -> None:
        self._finalize_dynamic_globals()
        self._finalized = True

    def get_pointer_to_function(self, _name: str) -> int:
        self._ensure_finalized()
        return 0

    def serialize_using_object_code(self) -> tuple[str, bytes]:
        return self.name, self._get_module_for_linking().as_bitcode()

    def restored(self, bitcode: bytes) -> _Part:
        """Return this, with the code of a file."""
        self._final_module = binding.parse_bitcode(bitcode)
        self._finalized = True
        return self


class _Cache(caching.FunctionCache):
    """Code in files. It holds what the function calls, too: when any kernel changes it is compiled anew."""

    def __init__(self, py_func: Any) -> None:
        super().__init__(py_func)
        beside = Path(py_func.__code__.co_filename).parent
        stamp = self._impl.locator.get_source_stamp(), _digest(Path(__file__).parent), _digest(beside)
        self._cache_file = caching.IndexDataCacheFile(self._cache_path, self._impl.filename_base, stamp)


@cache
def _digest(folder: Path) -> str:
    """Return a digest of the sources in a folder and those below it that are kernels, too."""
    found = hashlib.sha256()
    for file in sorted(folder.rglob("*.py")):
        found.update(file.relative_to(folder).as_posix().encode() + b"\0" + file.read_bytes() + b"\0")
    return found.hexdigest()


class _EntranceCache(_Cache):
    """Machine code in files, which is read without getting ready to compile.

    Before numba so much as looks for files it imports what it knows of NumPy and looks for linear algebra in scipy, a
    tenth of the time of a small day. For what has to be compiled after all it gets ready once more.
    """

    def load_overload(self, sig: Any, target_context: Any) -> Any:
        rtsys.initialize(target_context)  # arrays that compiled functions make are counted by it
        with self._guard_against_spurious_io_errors():
            return self._load_overload(sig, target_context)


class _PartCacheImpl(caching.CompileResultCacheImpl):
    def get_filename_base(self, fullname: str, abiflags: str) -> str:
        return f"{super().get_filename_base(fullname, abiflags)}-part"

    def rebuild(self, target_context: Any, payload: Any) -> Any:
        (name, bitcode), fndesc, environment, signature, objectmode, lifted, annotation, restarts, envs = payload
        library = _Part(target_context.codegen(), name).restored(bitcode)
        return compiler.compile_result(
            target_context=target_context,
            typing_context=target_context.typing_context,
            library=library,
            environment=environment,
            entry_point=target_context.get_executable(library, fndesc, environment),
            fndesc=fndesc,
            type_annotation=annotation,
            signature=signature,
            objectmode=objectmode,
            lifted=lifted,
            reload_init=restarts,
            referenced_envs=envs,
        )


class _PartCache(_Cache):
    _impl_class = _PartCacheImpl
