"""What travellers do who are refused."""

from __future__ import annotations

from dataclasses import dataclass

from simulator.reasons import Fallback
from simulator.scenario.models import Scenario


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
    for name, kind in scenario.people.classes.items():
        rule, asked = kind.on_rejection, [service for turn in scenario.asks(name) for service in turn]
        fallback = Fallback.STAY if rule.action == "stay" else Fallback.OTHER_MODE
        first = scenario.services[asked[0]].kind if asked else None
        found[name] = WhenRefused(
            retry_after_s=rule.retry_after_s if rule.action == "retry" else None,
            max_retries=rule.max_retries,
            fallback=Fallback.OTHER_SERVICE if len(asked) > 1 else fallback,
            asks_first=first if first == "carsharing" else None,
        )
    return found
