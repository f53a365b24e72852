"""What travellers of each class may expect, and what they do when rejected."""

from __future__ import annotations

from dataclasses import dataclass, replace

from simulator.kernels.layout import FOREVER
from simulator.reasons import Fallback
from simulator.scenario.models import Scenario

_FALLBACKS = {"stay": Fallback.STAY, "other_service": Fallback.OTHER_SERVICE}


@dataclass(frozen=True)
class Limits:
    """What one traveller class may expect, and what it does when rejected. FOREVER where there is no limit [s]."""

    max_wait_s: int
    notice_s: int
    horizon_s: int
    hard: bool
    before_s: int
    after_s: int
    dropoff_after_s: int
    retry_after_s: int | None
    max_retries: int
    fallback: Fallback

    def after(self, waited_s: int) -> Limits:
        """Return the limits of somebody who has waited for so long; below 0: not yet."""
        return self if waited_s <= 0 else replace(self, max_wait_s=self.max_wait_s - waited_s)


def limits_by_class(scenario: Scenario) -> dict[str, Limits]:
    """Return the limits of every traveller class."""
    limits = {}
    for name, traveller in scenario.traveller_classes.items():
        rules = scenario.constraint_sets[traveller.constraint_set]
        retries = traveller.on_rejection.action == "retry"
        limits[name] = Limits(
            max_wait_s=rules.max_wait_s,
            notice_s=rules.notice_s,
            horizon_s=_or_forever(rules.booking_horizon_s),
            hard=rules.hard,
            before_s=_or_forever(rules.promise_before_s),
            after_s=_or_forever(rules.promise_after_s),
            dropoff_after_s=_or_forever(rules.promise_dropoff_after_s),
            retry_after_s=traveller.on_rejection.retry_after_s if retries else None,
            max_retries=traveller.on_rejection.max_retries,
            fallback=_FALLBACKS.get(traveller.on_rejection.action, Fallback.OTHER_MODE),
        )
    return limits


def _or_forever(seconds: int | None) -> int:
    return FOREVER if seconds is None else seconds
