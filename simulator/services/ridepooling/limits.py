"""What travellers of each class may expect of a ride."""

from __future__ import annotations

from dataclasses import dataclass, replace

from simulator.kernels.layout import FOREVER
from simulator.scenario.models import ServicePart
from simulator.services.ridepooling.schema import Config, ConstraintSet


@dataclass(frozen=True)
class Limits:
    """What one traveller class may expect. FOREVER where there is no limit [s]."""

    notice_s: int
    horizon_s: int
    max_wait_s: int
    hard: bool
    before_s: int
    after_s: int
    dropoff_after_s: int

    def after(self, waited_s: int) -> Limits:
        """Return the limits of somebody who has waited for so long; below 0: not yet."""
        return self if waited_s <= 0 else replace(self, max_wait_s=self.max_wait_s - waited_s)


def limits_by_class(part: ServicePart[Config]) -> dict[str, Limits]:
    """Return the limits of every traveller class; those that do not ask here may be told any."""
    limits = {}
    for name, traveller in part.scenario.people.classes.items():
        rules = part.config.limits.get(traveller.limits) or ConstraintSet()
        limits[name] = Limits(
            notice_s=rules.notice_s,
            horizon_s=_or_forever(rules.booking_horizon_s),
            max_wait_s=rules.max_wait_s,
            hard=rules.hard,
            before_s=_or_forever(rules.promise_before_s),
            after_s=_or_forever(rules.promise_after_s),
            dropoff_after_s=_or_forever(rules.promise_dropoff_after_s),
        )
    return limits


def _or_forever(seconds: int | None) -> int:
    return FOREVER if seconds is None else seconds
