"""Read XML from files nobody vouches for: no entities, nothing fetched, no part of it larger than memory allows.

A DOCTYPE may name the grammar of a format, as files of MATSim do; it is never looked up.
"""

from __future__ import annotations

import bz2
import gzip
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.parsers import expat

from simulator.errors import NetworkError

READ_BYTES = 1 << 16
LARGEST_BYTES = 64 << 30  # unpacked
LARGEST_PIECE_BYTES = 64 << 20  # one tag with all its attributes

Start = Callable[[str, dict[str, str], int], None]  # name, attributes, line
Text = Callable[[str], None]
End = Callable[[str], None]


def read_xml(path: Path, start: Start, *, text: Text | None = None, end: End | None = None) -> None:
    """Call ``start`` for each element of a file (.gz and .bz2 are unpacked), ``text`` and ``end`` if given.

    Raises
    ------
    NetworkError
        The file is no XML, cannot be read, or declares entities; what the handlers raise passes through.
    """
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = lambda name, attributes: start(name, attributes, parser.CurrentLineNumber)
    if text is not None:
        parser.CharacterDataHandler = text
    if end is not None:
        parser.EndElementHandler = end

    def refuse(*_: Any) -> None:
        raise NetworkError(f"{path}:{parser.CurrentLineNumber}: declares or uses XML entities; that is not allowed")

    parser.EntityDeclHandler = parser.SkippedEntityHandler = refuse
    try:
        with _opened(path) as file:
            _feed(parser, file, path)
    except expat.ExpatError as error:
        reason = expat.errors.messages.get(error.code, "broken")
        raise NetworkError(f"{path}:{error.lineno}:{error.offset + 1}: is no valid XML: {reason}") from error
    except (OSError, EOFError, zlib.error, LookupError, UnicodeError) as error:
        raise NetworkError(f"{path}: cannot be read: {getattr(error, 'strerror', None) or error}") from error


def _opened(path: Path) -> Any:
    if path.name.endswith(".gz"):
        return gzip.open(path)
    return bz2.open(path) if path.name.endswith(".bz2") else path.open("rb")


def _feed(parser: expat.XMLParserType, file: Any, path: Path) -> None:
    fed = 0
    while block := file.read(READ_BYTES):
        parser.Parse(block, False)
        fed += len(block)
        if fed > LARGEST_BYTES or fed - parser.CurrentByteIndex > LARGEST_PIECE_BYTES:
            raise NetworkError(f"{path}:{parser.CurrentLineNumber}: is too large for a network")
    parser.Parse(b"", True)
