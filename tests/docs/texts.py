"""What README and docs hold that a reader would copy: commands, code, links, names of files."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
GUIDES = (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")))  # for those who use the program
PAGES = (*GUIDES, ROOT / "CONTRIBUTING.md", ROOT / "benchmarks" / "README.md")

_FENCE = re.compile(r"^```(\w*)\n(.*?)^```", re.MULTILINE | re.DOTALL)
_INDENTED = re.compile(r"^    (\S.*)$", re.MULTILINE)
_INLINE = re.compile(r"`([^`]+)`")


def fenced(text: str, language: str | None = None) -> list[str]:
    """Return the contents of fenced blocks, of one language or of all."""
    return [match[2] for match in _FENCE.finditer(text) if language in (None, match[1])]


def spans(text: str) -> list[str]:
    """Return what stands between single backticks outside of fenced blocks; a line break counts as a space."""
    return [" ".join(match[1].split()) for match in _INLINE.finditer(_FENCE.sub("", text))]


def commands(text: str) -> Iterator[str]:
    """Give every line of a block that calls ``elbe-drt``, without its comment, and every such call in a sentence."""
    lines = [line for block in fenced(text) for line in block.splitlines()]
    lines += _INDENTED.findall(_FENCE.sub("", text))
    yield from (line.partition(" #")[0].strip() for line in lines if line.split()[:1] == ["elbe-drt"])
    yield from (span for span in spans(text) if span.startswith("elbe-drt ") and len(span.split()) > 2)


def name_of(page: Path) -> str:
    """Return a page's path in the repository."""
    return page.relative_to(ROOT).as_posix()
