"""The sites a vehicle could charge at, found only when a policy looks at them: most vehicles need none."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from typing import overload

from simulator.dispatch.charging import SiteView


class SitesWhenAsked(Sequence[SiteView]):
    """A sequence whose members are found at the first look."""

    def __init__(self, find: Callable[[], list[SiteView]]) -> None:
        self._find = find

    @cached_property
    def _found(self) -> list[SiteView]:
        return self._find()

    @overload
    def __getitem__(self, index: int) -> SiteView: ...
    @overload
    def __getitem__(self, index: slice) -> list[SiteView]: ...
    def __getitem__(self, index: int | slice) -> SiteView | list[SiteView]:
        return self._found[index]

    def __len__(self) -> int:
        return len(self._found)

    def __iter__(self) -> Iterator[SiteView]:
        return iter(self._found)
