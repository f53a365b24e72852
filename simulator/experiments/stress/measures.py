"""What may help: measures against whatever goes wrong, each a variant of the scenario beside the one without."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from simulator.experiments.stress.catalogue import Case
from simulator.experiments.variants import Variant
from simulator.notes import N_
from simulator.scenario.models import Scenario
from simulator.tables import RIDES
from simulator.units import HOUR_S

LONGER_NOTICE_S = 2 * HOUR_S


@dataclass(frozen=True)
class Measure:
    """Something that may help. title: for people. apply: returns the scenario with it, for a case."""

    key: str
    title: str
    apply: Callable[[Variant, Case], Variant]


def measures_of(scenario: Scenario) -> list[Measure]:
    """Return what may help a scenario."""
    for name, config in scenario.services.items():
        if config.kind == RIDES:
            fleet = getattr(config, "fleet", {})
            kind = max(fleet, key=lambda one: fleet[one].count or 0)
            return _for_rides(name, kind, fleet[kind].count, tuple(getattr(config, "limits", ())))
    return []


def _for_rides(service: str, kind: str, count: int | None, limits: Sequence[str]) -> list[Measure]:
    """Return what may help a ridepooling service; a fleet that a file lists cannot simply be larger."""
    reserve = N_("a reserve vehicle, ready half an hour after the call")
    larger = [Measure("one-more-vehicle", N_("one more vehicle all year"), _one_more(service, kind, count))]
    return [
        *(larger if count else []),
        Measure("reserve-vehicle", reserve, _reserve(service, kind)),
        Measure("longer-notice", N_("booking two hours ahead"), _notice(service, limits)),
    ]


def _one_more(service: str, kind: str, count: int | None) -> Callable[[Variant, Case], Variant]:
    return lambda variant, _case: variant.having(f"services.{service}.fleet.{kind}.count", (count or 0) + 1)


def _notice(service: str, limits: Sequence[str]) -> Callable[[Variant, Case], Variant]:
    def longer(variant: Variant, _case: Case) -> Variant:
        for name in limits:
            variant = variant.having(f"services.{service}.limits.{name}.notice_s", LONGER_NOTICE_S)
        return variant

    return longer


def _reserve(service: str, kind: str) -> Callable[[Variant, Case], Variant]:
    def called(variant: Variant, case: Case) -> Variant:
        first = min(case.disruptions, key=lambda item: str(item["from"]))
        item = {
            "name": "reserve vehicle", "kind": "reserve", "service": service, "type": kind, "vehicles": 1,
            "call_out": "30 min", "from": first["from"], "until": "22:00",
        }  # fmt: skip
        return variant.having("disruptions", [*case.disruptions, item])

    return called
