"""Ctrl-C at any moment: one sentence and exit code 130, never a traceback. Nothing here takes time to import."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import PurePath
from types import FrameType
from typing import Any, NoReturn

CODE = 130
_state = {"heard": False, "told": False}


def heed_at_once() -> None:
    """Let Ctrl-C end a command that has only begun to load what it needs; other programs that import it stay as is."""
    started = PurePath(sys.argv[0] if sys.argv else "").name
    if started in ("-m", "elbe-drt") and signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, lambda _number, _frame: _end())


def heed_while_working() -> None:
    """Let Ctrl-C be a KeyboardInterrupt again, so that work can be left in order, and remember it.

    What is interrupted while it is imported, or in a callback, may fail in any other way.
    """
    if signal.getsignal(signal.SIGINT) is not signal.SIG_IGN:
        signal.signal(signal.SIGINT, _remember)
        sys.unraisablehook = _unraisable


def was_heard() -> bool:
    """Return whether somebody pressed Ctrl-C."""
    return _state["heard"]


def tell(sentence: str = "stopped") -> None:
    """Say that the command was stopped, once."""
    if not _state["told"]:
        print(sentence, file=sys.stderr)
    _state["told"] = True


def _remember(_number: int, _frame: FrameType | None) -> NoReturn:
    _state["heard"] = True
    raise KeyboardInterrupt


def _unraisable(what: Any) -> None:
    if isinstance(what.exc_value, KeyboardInterrupt):
        _end()
    sys.__unraisablehook__(what)


def _end() -> NoReturn:
    os.write(2, b"stopped\n")
    os._exit(CODE)
