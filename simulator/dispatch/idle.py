"""Where vehicles go that have nothing to do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


class IdlePolicy(Protocol):
    """Decides where an idle vehicle waits."""

    def __call__(self, node: int, depot: int, idle_since_s: int, now_s: int) -> tuple[int, int] | None:
        """Return (node to drive to, time to leave [s]), or None to stay."""


@dataclass(frozen=True)
class Stay:
    """Wait where the last rider got off."""

    def __call__(self, node: int, depot: int, idle_since_s: int, now_s: int) -> tuple[int, int] | None:
        """Never drive anywhere."""
        return None


@dataclass(frozen=True)
class ReturnToDepot:
    """Go back to the depot after having been idle for ``after_s``."""

    after_s: int = 0

    def __call__(self, node: int, depot: int, idle_since_s: int, now_s: int) -> tuple[int, int] | None:
        """Drive to the depot unless already there."""
        return None if node == depot else (depot, max(now_s, idle_since_s + self.after_s))


def make_idle_policy(name: str, after_s: int) -> IdlePolicy:
    """Return the idle policy of a scenario: ``stay`` or ``depot``."""
    return ReturnToDepot(after_s) if name == "depot" else Stay()
