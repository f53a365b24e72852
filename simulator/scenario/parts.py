"""The data of a scenario as a tree of parts that may be taken elsewhere, each with how it is written, comments too."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

Names = tuple[str, ...]
_COMMENT = re.compile(r"(?:^|\s)(#.*)$")


@dataclass
class Part:
    """A key and what stands below it: ``inner`` by name, or else plain ``data``.

    key: as it is written. above: the lines of comments above it. body: what is written behind the colon, line by line,
    without the indentation of the key; None: nobody has written it yet. flow: written in braces. closing: the comment
    behind the closing brace. touched: what is written in braces is not true any more.
    """

    key: str = ""
    data: Any = None
    inner: dict[str, Part] | None = None
    above: list[str] = field(default_factory=list)
    body: list[str] | None = None
    flow: bool = False
    closing: str = ""
    touched: bool = False

    def plain(self) -> Any:
        """Return the plain data."""
        return self.data if self.inner is None else {name: part.plain() for name, part in self.inner.items()}

    def comments(self) -> list[str]:
        """Return the lines above it, and the comment behind it as one more, for the part that takes its place."""
        behind = self.closing or (self.body or [""])[0]
        comment = _COMMENT.search(behind) if "#" not in str(self.data if self.inner is None else "") else None
        return [*self.above, *([comment[1]] if comment else [])]


def part_of(data: Any, key: str = "") -> Part:
    """Return plain data as a part that nobody has written yet."""
    if not isinstance(data, dict):
        return Part(key, data)
    return Part(key, inner={str(name): part_of(value, str(name)) for name, value in data.items()})


def part_at(root: Part, path: Names) -> Part | None:
    """Return the part at a path, None when there is none."""
    part: Part | None = root
    for name in path:
        part = None if part is None or part.inner is None else part.inner.get(name)
    return part


def opened(part: Part) -> None:
    """Make parts of what is a mapping as data only, as an alias is."""
    if part.inner is None and isinstance(part.data, dict):
        part.inner, part.data, part.body = part_of(part.data).inner, None, None


def value_at(root: Part, path: Names) -> Any:
    """Return the plain data at a path, None when there is none."""
    part = part_at(root, path)
    return None if part is None else part.plain()


def taken(root: Part, path: Names) -> Part:
    """Take a part out of the tree; it must be there."""
    owner = _touched(root, path[:-1])
    assert owner.inner is not None
    return owner.inner.pop(path[-1])


def put(root: Part, path: Names, part: Part, before: str | None = None) -> None:
    """Put a part at a path, sections on the way included; on top of what is there already, section into section.

    before: where a new section of the root goes. The first new section takes over the comments above the part.
    """
    part.key = part.key if part.key.strip("\"'") == path[-1] else path[-1]
    opened(part)
    there = root
    for depth, name in enumerate(path[:-1]):
        assert there.inner is not None
        if name not in there.inner:
            new = Part(name, inner={}, flow=there.flow)
            new.above, part.above = part.above, []
            _insert(there, name, new, before if depth == 0 else None)
        there = there.inner[name]
        if there.inner is None:  # a null or a mistake gives way
            there.data, there.inner, there.body = None, {}, None
    known = there.inner.get(path[-1]) if there.inner is not None else None
    if known is not None and known.inner is not None and part.inner is not None:
        _touched(root, path)
        for number, (name, inner) in enumerate(part.inner.items()):
            inner.above[:0] = part.comments() if number == 0 else []
            put(root, (*path, name), inner)
        return
    assert there.inner is not None
    if len(path) == 1:
        _insert(there, path[-1], part, before)
    else:
        there.inner[path[-1]] = part
    _touched(root, path[:-1], in_lines=not part.flow and (bool(part.above) or _has_lines(part)))


def renamed(root: Part, path: Names, name: str) -> None:
    """Give a part another key at its place; it must be there, and nothing of that name."""
    owner = _touched(root, path[:-1])
    assert owner.inner is not None
    owner.inner[path[-1]].key = name
    owner.inner = {name if key == path[-1] else key: part for key, part in owner.inner.items()}


def put_first(root: Part, path: Names, part: Part) -> None:
    """Put a part at a path, ahead of all others there; what is around it must be there."""
    owner = _touched(root, path[:-1])
    owner.inner = {path[-1]: part, **(owner.inner or {})}


def walked(part: Part, visit: Callable[[Names, Part], None], path: Names = ()) -> None:
    """Visit every part that has no others inside, in their order."""
    if not part.inner:
        visit(path, part)
    for name, inner in (part.inner or {}).items():
        walked(inner, visit, (*path, name))


def _has_lines(part: Part) -> bool:
    return part.inner is not None or len(part.body or ()) > 1 or any("#" in line for line in part.body or ())


def _insert(owner: Part, name: str, part: Part, before: str | None) -> None:
    assert owner.inner is not None
    if before not in owner.inner or name in owner.inner:
        owner.inner[name] = part
        return
    if owner.inner[str(before)].above[:1] == [""] != part.above[:1]:
        part.above.insert(0, "")
    later = list(owner.inner.items())
    at = list(owner.inner).index(before)
    owner.inner = dict([*later[:at], (name, part), *later[at:]])


def _touched(root: Part, path: Names, *, in_lines: bool = False) -> Part:
    """Mark all parts down to a path as changed; in_lines: what was written in braces is now written in lines."""
    part = root
    for name in (*path, None):
        part.touched = True
        if in_lines and part.flow:
            part.flow = False
        if name is None:
            return part
        assert part.inner is not None
        part = part.inner[name]
    return part
