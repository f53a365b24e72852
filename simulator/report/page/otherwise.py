"""Who got no ride or shared car of a service as they went otherwise, which is no failure of it."""

from __future__ import annotations

from collections.abc import Mapping

from simulator.analysis.ratios import Number
from simulator.report.page.language import Language

Kpis = Mapping[str, Number]


def rides_otherwise(kpis: Kpis, words: Language) -> list[str]:
    """Say how often another service was chosen, and how often a bus or train was to be taken instead of a ride."""
    instead = sum(int(kpis.get(f"rejected_{name}") or 0) for name in ("parallel_service", "feeder_offered"))
    said = _chosen(int(kpis.get("other_means") or 0), words)
    if instead:
        said.append(
            words.plural(
                "In one case a bus or train was to be taken instead, for all or a part of the way.",
                "In %(count)s cases a bus or train was to be taken instead, for all or a part of the way.",
                instead,
            )
        )
    return said


def cars_otherwise(kpis: Kpis, words: Language) -> list[str]:
    """Say how often there was a shared car, and people chose another service."""
    return _chosen(int(kpis.get("carsharing_not_chosen") or 0), words)


def _chosen(count: int, words: Language) -> list[str]:
    if not count:
        return []
    return [
        words.plural("In one case another service was chosen.", "In %(count)s cases another service was chosen.", count)
    ]
