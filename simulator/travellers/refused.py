"""What travellers do who are refused."""

from __future__ import annotations

from dataclasses import dataclass

from simulator.reasons import Fallback
from simulator.scenario.models import Scenario

_FALLBACKS = {"stay": Fallback.STAY, "other_service": Fallback.OTHER_SERVICE}


@dataclass(frozen=True)
class WhenRefused:
    """What the travellers of a class do: ask again after so long [s], so often at most, and then turn elsewhere.

    asks_first: the kind of service they ask first; None: the one that takes requests.
    """

    retry_after_s: int | None
    max_retries: int
    fallback: Fallback
    asks_first: str | None


def when_refused(scenario: Scenario) -> dict[str, WhenRefused]:
    """Return what travellers of every class do."""
    found = {}
    for name, kind in scenario.traveller_classes.items():
        rule = kind.on_rejection
        found[name] = WhenRefused(
            retry_after_s=rule.retry_after_s if rule.action == "retry" else None,
            max_retries=rule.max_retries,
            fallback=_FALLBACKS.get(rule.action, Fallback.OTHER_MODE),
            asks_first=kind.service if kind.service == "carsharing" else None,
        )
    return found
