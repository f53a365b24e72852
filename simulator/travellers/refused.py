"""What travellers do who are refused."""

from __future__ import annotations

from dataclasses import dataclass

from simulator.reasons import Fallback
from simulator.scenario.models import Scenario


@dataclass(frozen=True)
class WhenRefused:
    """What the travellers of a class do: ask again after so long [s], so often at most, and in the end something else.

    Whoever is in turn is asked again before anybody else.
    """

    retry_after_s: int | None
    max_retries: int
    fallback: Fallback


def when_refused(scenario: Scenario) -> dict[str, WhenRefused]:
    """Return what travellers of every class do."""
    found = {}
    for name, kind in scenario.people.classes.items():
        rule = kind.on_rejection
        found[name] = WhenRefused(
            retry_after_s=rule.retry_after_s if rule.action == "retry" else None,
            max_retries=rule.max_retries,
            fallback=Fallback.STAY if rule.action == "stay" else Fallback.OTHER_MODE,
        )
    return found
